"""The JSON Schema of each register: an editor that knows it completes fields and marks faults while one types."""

import json
from pathlib import Path
from typing import Any

from pydantic import create_model

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.schema import filled_or_empty
from cmokit.engagement.values import Part
from cmokit.engagement.writing import write_text
from cmokit.registers.base import Register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.words import about, title, wanted
from cmokit.registers.written import FOLDER


def json_schema(register: Register[Any]) -> dict[str, Any]:
    """The schema of a register's whole file, each field with the question that it answers."""
    whole = create_model(register.name, __base__=Part, **{register.name: (tuple[register.model, ...], ())})  # type: ignore[call-overload, name-defined]
    schema: dict[str, Any] = whole.model_json_schema(by_alias=True)
    item = schema["$defs"][register.model.__name__]
    for field, rule in item["properties"].items():
        if said := wanted(register.name, field):
            item["properties"][field] = {**rule, "description": said}
    described = {"title": title(register.name), "description": " ".join(about(register.name))}
    return filled_or_empty({**schema, **described})


def schema_text(register: Register[Any]) -> str:
    return json.dumps(json_schema(register), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def schema_file(register: Register[Any]) -> Path:
    return kit_folder("engagement_template") / "registers" / FOLDER / f"{register.name}.schema.json"


def write_schemas() -> None:
    """Write every schema into the template; a test calls for it when a register changed."""
    for register in CATALOG:
        write_text(schema_file(register), schema_text(register), mode=0o644)


if __name__ == "__main__":
    write_schemas()
