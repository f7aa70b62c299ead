"""One list says which columns tell something about a person; the other lists of the kit agree with it."""

import pytest

from cmokit.sources.masking.personal import PERSONAL, PERSONAL_OF_TABLE, How
from cmokit.tables.catalog import TABLES
from cmokit.tables.personal import About, about, is_personal

CANONICAL = [(table, column.name) for table, contract in TABLES.items() for column in contract.columns]


def test_whatever_is_masked_before_it_is_sent_is_known_here() -> None:
    masked = {name for name, how in PERSONAL.items() if how not in (How.KEEP, How.TRACE, How.CHANGE)}
    kept = {pair for pair, how in PERSONAL_OF_TABLE.items() if how is How.KEEP}
    unknown = [
        (table, column)
        for table, column in CANONICAL
        if column in masked and (table, column) not in kept and about(column, table) is About.OTHER
    ]
    assert unknown == []


@pytest.mark.parametrize("word", ["email", "phone", "first_name", "last_name"])
def test_names_and_addresses_are_personal_in_every_table(word: str) -> None:
    found = [(table, column) for table, column in CANONICAL if column == word]
    assert found
    assert {about(column, table) for table, column in found} == {About.PERSONAL}


def test_one_name_may_mean_several_things() -> None:
    assert about("name", "users") is About.PERSONAL
    assert about("name", "opportunities") is About.TEXT
    assert about("name", "companies") is About.RECORD
    assert about("name", "campaigns") is About.OTHER


def test_a_value_is_as_personal_as_the_field_that_its_row_names() -> None:
    assert is_personal({"column": "phone", "value": "0171 5550100"}, "value")
    assert is_personal({"field": "email", "value_a": "a@b.example", "value_b": None}, "value_a")
    assert not is_personal({"field": "email", "value_a": "a@b.example", "value_b": None}, "value_b")
    assert not is_personal({"column": "industry", "value": "Steel"}, "value")


def test_an_id_shows_nobody_but_a_name_in_its_place_does() -> None:
    assert not is_personal({"owner_id": "0057Q000004"}, "owner_id")
    assert is_personal({"owner_id": "Anna Berg"}, "owner_id")
    assert is_personal({"changed_by": "Anna Berg", "changed_by_kind": "person"}, "changed_by")
    assert not is_personal({"changed_by": "Lead scoring", "changed_by_kind": "workflow"}, "changed_by")


def test_a_unit_of_an_experiment_is_a_person_where_people_were_put_into_arms():
    assert is_personal({"unit_kind": "owner", "unit_id": "Ada Berg"}, "unit_id")
    assert not is_personal({"unit_kind": "contact", "unit_id": "70001"}, "unit_id"), "an id shows nobody"
    assert not is_personal({"unit_kind": "company", "unit_id": "Berg GmbH"}, "unit_id")
