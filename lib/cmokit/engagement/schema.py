"""The JSON Schema of engagement.yaml: an editor that knows it completes keys and marks faults while one types."""

import json
from typing import Any

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.model import Engagement
from cmokit.engagement.writing import write_text

FILE_NAME = "engagement.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema as values. An empty key is allowed everywhere: it means that the key is not set."""
    return filled_or_empty(Engagement.model_json_schema(by_alias=True))


def filled_or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """A model's schema in which each key that may be left out may also be left empty."""
    for block in (schema, *schema.get("$defs", {}).values()):
        required = block.get("required", ())
        for name, rule in block.get("properties", {}).items():
            if name not in required:
                block["properties"][name] = _or_empty(rule)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_schema() -> None:
    """Write the schema beside the template; `make docs` and the test call for it when the model changed."""
    write_text(kit_folder("engagement_template") / FILE_NAME, schema_text(), mode=0o644)


def _or_empty(rule: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {key: rule.pop(key) for key in ("description", "default", "title") if key in rule}
    choices = rule.pop("anyOf", None) or [rule]
    if {"type": "null"} not in choices:
        choices = [*choices, {"type": "null"}]
    return {"anyOf": choices, **described}


if __name__ == "__main__":
    write_schema()
