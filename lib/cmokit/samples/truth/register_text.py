"""The sample clients' registers as their files write them: plain rows, read without the kit's own models."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from cmokit.samples.plan import DELIVERIES

TODAY = DELIVERIES[2].on
_HERE = Path(__file__).parent.parent
Row = dict[str, Any]
# Register → the state of an item that states none, and the states in which nobody asks for it any more.
STATES = {
    "workflows": ("proposed", {"retired"}),
    "prompts": ("draft", {"archived"}),
    "glossary": ("proposed", {"replaced"}),
    "cadence": ("running", {"paused", "ended"}),
    "access": ("active", {"removed"}),
    "integrations": ("live", {"retired", "planned"}),
    "backlog": ("idea", {"done", "dropped"}),
    "handoffs": ("by_hand", {"removed"}),
    "alerts": ("planned", {"planned", "paused", "removed"}),
    "tools": ("in_use", {"removed"}),
    "knowledge": ("draft", {"archived"}),
    "decisions": ("open", {"reviewed", "withdrawn"}),
}


@cache
def items(slug: str, register: str) -> list[Row]:
    """All items of a register as its file writes them; none where there is no file."""
    path = _HERE / "registers" / slug / f"{register}.yaml"
    read = YAML(typ="safe").load(path.read_text("utf-8")) if path.is_file() else {}
    return list((read or {}).get(register, ()))


@cache
def engagement(slug: str) -> Row:
    return dict(YAML(typ="safe").load((_HERE / "engagements" / f"{slug}.yaml").read_text("utf-8")))


def insiders(slug: str) -> set[str]:
    """The company's own people who are still there."""
    people = engagement(slug)["people"]
    gone = {p["name"] for p in people if p.get("left_on") and p["left_on"] <= TODAY}
    return {p["name"] for p in people if p["role"] != "consultant"} - gone


def state(register: str, row: Row) -> str:
    return str(row.get("state") or STATES[register][0])


def opened(slug: str, register: str) -> list[Row]:
    """Those of which something is still asked."""
    if register not in STATES:
        return items(slug, register)
    return [row for row in items(slug, register) if state(register, row) not in STATES[register][1]]
