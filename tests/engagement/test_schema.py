"""The template and its JSON Schema say what the model says."""

import re

import jsonschema
import pytest

from cmokit.engagement.faults import all_keys
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.engagement.mapping import Mapping
from cmokit.engagement.model import Engagement
from cmokit.engagement.schema import FILE_NAME, json_schema, schema_text
from cmokit.engagement.yaml_text import read_yaml

TEMPLATE = kit_folder("engagement_template") / "engagement.yaml"


def as_json(value: object) -> object:
    """Dates as JSON holds them."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_the_schema_beside_the_template_is_current() -> None:
    assert (kit_folder("engagement_template") / FILE_NAME).read_text("utf-8") == schema_text()


def test_the_template_is_valid_in_both_ways() -> None:
    assert load_engagement(TEMPLATE).client == "acme"
    jsonschema.validate(as_json(read_yaml(TEMPLATE).values), json_schema())


def test_the_schema_refuses_an_unknown_key() -> None:
    values = as_json(read_yaml(TEMPLATE).values)
    assert isinstance(values, dict)
    with pytest.raises(jsonschema.ValidationError, match="curency"):
        jsonschema.validate({**values, "curency": "EUR"}, json_schema())


@pytest.mark.parametrize("path", [*all_keys(Engagement), *(f"mapping.{key}" for key in Mapping.model_fields)])
def test_the_template_shows_every_key(path: str) -> None:
    assert re.search(rf"\b{path.rsplit('.', 1)[-1]}\b", TEMPLATE.read_text("utf-8"))


def test_every_key_is_described() -> None:
    for block in (json_schema(), *json_schema()["$defs"].values()):
        for name, rule in block.get("properties", {}).items():
            assert rule.get("description"), name
