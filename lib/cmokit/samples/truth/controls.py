"""The truth about the controls of workflows, read off the registers as they are written and the log's own runs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cmokit.engagement.yaml_text import read_yaml
from cmokit.samples.frozen import ENGAGEMENTS, REGISTERS, pilots_of
from cmokit.samples.pilots import Pilots
from cmokit.samples.plan import DELIVERIES
from cmokit.samples.truth.facts import Named, Truth, named, share, truth

ID = "pilot.controls"
STANDS_IN = DELIVERIES[2].number  # the registers are those of its day
CARD = (
    "trigger", "input_sources", "output_format", "review_points", "exception_handling", "access_controls", "owner",
    "service_level", "usefulness_metric", "tier", "stop_method",
)  # fmt: skip
PARTS = {"triggers", "permissions", "mapping", "messages", "budget_limits", "failures"}
Entry = dict[str, Any]


def controls(slug: str, pilots: Pilots, number: int) -> tuple[list[Truth], list[Named]]:
    """Of every workflow of a frozen plan, live, or in the log: which of fourteen controls is shown."""
    if number != STANDS_IN:
        return [], []
    as_of = DELIVERIES[number - 1].on
    runs = pilots.until(DELIVERIES[number - 1]).runs
    cards = {card["id"]: card for card in _register(slug, "workflows")}
    tried = {pilot["workflow"]: pilot for pilot in pilots_of(slug) if pilot.get("workflow")}
    live = {name for name, card in cards.items() if card.get("state") == "live"}
    logged = {run.workflow for run in runs}
    names = sorted(logged | live | set(tried))
    first = {name: min(run.started_at.date() for run in runs if run.workflow == name) for name in logged}
    met = {}
    for name in names:
        days = [first.get(name), tried.get(name, {}).get("start_on"), cards.get(name, {}).get("live_on")]
        began = min((day for day in days if day and day <= as_of), default=as_of)
        is_tried, own = name in tried, cards.get(name, {})
        met[name] = {**_card(slug, own, as_of, began, is_tried), **_others(slug, name, began), "logged": name in logged}
    every = [is_met for own in met.values() for is_met in own.values()]
    without = [name for name in names if name in logged | live and not met[name]["card"]]
    facts = [truth(f"{ID}.workflows_count", len(names)), truth(f"{ID}.controls_count", len(every))]
    facts += [truth(f"{ID}.unmet_count", every.count(False)), truth(f"{ID}.without_card_count", len(without))]
    facts += share(f"{ID}.met_share", sum(every), len(every))
    for name, own in met.items():
        facts.append(truth(f"{ID}.unmet_count", list(own.values()).count(False), workflow=name))
        facts += share(f"{ID}.met_share", sum(own.values()), len(own), workflow=name)
    evidence = []
    for control in met[names[0]]:
        lacking = [name for name in names if not met[name][control]]
        facts.append(truth(f"{ID}.unmet_count", len(lacking), control=control))
        evidence.append(named(ID, "workflow_id", lacking, control=control, is_met="False"))
    return facts, evidence


def _card(slug: str, card: Entry, as_of: date, began: date, is_tried: bool) -> dict[str, bool]:
    """What the workflow's own entry shows; each plan of the samples that has a workflow has a control arm."""
    there = {p["name"] for p in _people(slug) if "consultant" not in p["role"] and p.get("left_on", as_of) >= as_of}
    tested, review = card.get("tested_on"), card.get("review_on")
    return {
        "card": all(card.get(field) for field in CARD),
        "owner": card.get("owner") in there,
        "backup": card.get("backup") in there,
        "purpose": "usefulness_metric" in card,
        "stop": "stop_method" in card,
        "test_environment": bool(tested and tested <= began and card.get("test_records")),
        "test_cases": set(card.get("tried", ())) >= PARTS,
        "limited_release": is_tried or "released_to" in card,
        "review": bool(review and 0 <= (review - as_of).days <= 90),
    }


def _others(slug: str, name: str, began: date) -> dict[str, bool]:
    """What other registers say of it."""

    def any_of(register: str, fits: Callable[[Entry], object]) -> bool:
        return any(fits(entry) for entry in _register(slug, register) if entry.get("workflow") == name)

    return {
        "rollback": any_of("changes", lambda e: e["state"] == "made" and "version" in e and "rollback" in e),
        "approval": any_of("approvals", lambda e: e["state"] == "approved" and e["approved_on"] <= began),
        "training": any_of("training", lambda e: e["state"] == "done" and "proof" in e and e["done_on"] <= began),
        "incidents": not any_of("incidents", lambda e: e["state"] == "open" and "paused_on" not in e),
    }


def _register(slug: str, name: str) -> list[Entry]:
    found: list[Entry] = (read_yaml(REGISTERS / slug / f"{name}.yaml").values or {})[name]
    return found


def _people(slug: str) -> list[Entry]:
    found: list[Entry] = (read_yaml(ENGAGEMENTS / f"{slug}.yaml").values or {})["people"]
    return found
