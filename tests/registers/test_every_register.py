"""What every register keeps to: words for each field, a file of its own, a place in the catalogue."""

import importlib
import json
import pkgutil

import pytest

import cmokit.registers
from cmokit.registers.base import Register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.fields import Mark, marks, names
from cmokit.registers.schema import schema_file, schema_text
from cmokit.registers.words import about, field_words, title

every = pytest.mark.parametrize("register", CATALOG, ids=lambda register: register.name)


def test_each_register_of_the_package_is_in_the_catalogue_once() -> None:
    found = set()
    for module in pkgutil.iter_modules(cmokit.registers.__path__):
        held = vars(importlib.import_module(f"cmokit.registers.{module.name}")).values()
        found |= {value.name for value in held if isinstance(value, Register)}
    assert sorted(found) == sorted(register.name for register in CATALOG)


@every
def test_each_field_has_a_label_and_asks_a_question(register: Register) -> None:
    assert title(register.name)
    assert about(register.name)
    labels = [field_words(register.name, field).label for field in register.model.model_fields]
    asked = [field_words(register.name, field).asks for field in register.model.model_fields]
    assert all(labels)
    assert all(asked)
    assert len(set(labels)) == len(labels), "two columns of a sheet would have one head"


@every
def test_an_item_is_called_by_a_field_of_its_own(register: Register) -> None:
    assert register.model.called in register.model.model_fields
    assert not register.model.closed or "state" in register.model.model_fields


@every
def test_a_field_that_names_items_names_a_register_that_exists(register: Register) -> None:
    named = {names(register.model, field) for field in register.model.model_fields} - {None}
    assert named <= {known.name for known in CATALOG}


@every
def test_a_field_has_at_most_one_owner(register: Register) -> None:
    owners = [field for field in register.model.model_fields if Mark.OWNER in marks(register.model, field)]
    assert len(owners) <= 1


@every
def test_the_schema_for_editors_is_the_models(register: Register) -> None:
    written = schema_file(register).read_text("utf-8")
    assert written == schema_text(register), "python -m cmokit.registers.schema writes it anew"
    item = json.loads(written)["$defs"][register.model.__name__]["properties"]
    assert all(rule["description"] for rule in item.values())
