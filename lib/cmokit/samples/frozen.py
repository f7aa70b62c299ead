"""The sample clients' frozen plans: what their registers said of an experiment on the day on which it was frozen.

Each plan's file is named by the hash of its own bytes, so it is made here and not kept by hand.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.yaml_text import read_yaml
from cmokit.registers.plans import FOLDER, FrozenPlan, hash_of
from cmokit.samples.plan import B2B, SHOP

REGISTERS, ENGAGEMENTS = (Path(__file__).parent / name for name in ("registers", "engagements"))
BY = "Amandine Rohde"
RENAMED = {"metric": "primary_metric", "outcome": "outcome_kind"}  # the plan's field → the register's


@dataclass(frozen=True)
class Freeze:
    """When an experiment was frozen, and how strong it was then: shares of the outcome, as the plan names them."""

    experiment: str
    on: date
    baseline_share: str
    baseline_count: int
    expected_count: int
    detectable_share: str
    design_effect: str = "1"


FROZEN = {
    B2B: (
        Freeze("routing-pilot", date(2026, 2, 4), "0.61", 180, 150, "0.223"),
        Freeze("call-script", date(2026, 1, 5), "0.022", 271, 260, "0.063", "1.5"),
        Freeze("short-form", date(2026, 1, 16), "0.317", 189, 160, "0.147"),
    ),
    SHOP: (
        Freeze("free-shipping", date(2026, 1, 7), "0.14", 1790, 1790, "0.046"),
        Freeze("reminder-code", date(2026, 2, 20), "0.05", 1260, 1260, "0.034"),
    ),
}


def plan_files(slug: str) -> dict[str, bytes]:
    """Path below `registers/` → bytes."""
    items, files = _items(REGISTERS / slug / "experiments.yaml"), {}
    for freeze in FROZEN[slug]:
        content = _plan(freeze, items[freeze.experiment]).encode()
        files[f"{FOLDER}/{freeze.experiment}.{hash_of(content)}.yaml"] = content
    return files


def frozen_by(slug: str, day: date) -> list[str]:
    """The experiments that were frozen by a day, by name."""
    return sorted(freeze.experiment for freeze in FROZEN[slug] if freeze.on <= day)


def pilots_of(slug: str, day: date = date.max) -> list[dict[str, Any]]:
    """What the register says of the experiments that were frozen by a day, by name."""
    items = _items(REGISTERS / slug / "experiments.yaml")
    return [items[name] for name in frozen_by(slug, day)]


def _items(experiments: Path) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in (read_yaml(experiments).values or {})["experiments"]}


def _plan(freeze: Freeze, item: dict[str, object]) -> str:
    said = {
        "schema": 1,
        "experiment": freeze.experiment,
        "frozen_on": freeze.on,
        "frozen_by": BY,
        "baseline_share": freeze.baseline_share,
        "baseline_count": freeze.baseline_count,
        "expected_count": freeze.expected_count,
        "design_effect": freeze.design_effect,
        "detectable_share": freeze.detectable_share,
    }
    lines = []
    for name, field in FrozenPlan.model_fields.items():
        value = said.get(field.alias or name, item.get(RENAMED.get(name, name)))
        if value is not None and value != ():
            lines.append(f"{field.alias or name}: {_text(value)}")
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    """Words in quotes, as JSON and YAML both read them; numbers and days bare."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_text, value))}]"
    if not isinstance(value, str):
        return str(value)
    is_number = value.replace(".", "", 1).isdigit()
    return value if is_number else json.dumps(" ".join(value.split()), ensure_ascii=False)
