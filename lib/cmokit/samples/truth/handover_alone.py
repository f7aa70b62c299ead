"""How much of running it alone is shown by the sample clients' registers, criterion by criterion."""

from collections.abc import Iterator
from datetime import date

from cmokit.samples.truth.facts import Named, Truth, named, share, truth
from cmokit.samples.truth.register_text import TODAY, Row, insiders, items, opened, state

INDEPENDENCE = "handover.independence"


def independence(slug: str) -> tuple[list[Truth], list[Named]]:
    found = {name: list(rows) for name, rows in _criteria(slug).items()}
    facts = []
    for name, own in found.items():
        facts.append(truth(f"{INDEPENDENCE}.checks_count", len(own), criterion=name))
        facts.append(truth(f"{INDEPENDENCE}.met_count", sum(holds for _, holds in own), criterion=name))
        facts += share(f"{INDEPENDENCE}.proven_share", sum(holds for _, holds in own), len(own), criterion=name)
    shares = [sum(holds for _, holds in own) / len(own) if own else 0.0 for own in found.values()]
    facts.append(truth(f"{INDEPENDENCE}.score_share", sum(shares) / len(shares)))
    facts.append(truth(f"{INDEPENDENCE}.criteria_count", sum(one == 1 for one in shares), state="proven"))
    lacking = {name: [id_ for id_, holds in own if not holds] for name, own in found.items()}
    return facts, [
        named(INDEPENDENCE, "item_id", ids, part=name, is_met="False") for name, ids in lacking.items() if ids
    ]


Held = Iterator[tuple[str, bool]]


def _criteria(slug: str) -> dict[str, Held]:
    here, flows = insiders(slug), opened(slug, "workflows")
    live = [row for row in flows if state("workflows", row) == "live"]
    used = {p for row in flows if state("workflows", row) in ("live", "tested") for p in row.get("prompts", ())}
    accounts = [(row, _is_outside(row)) for row in opened(slug, "access")]
    return {
        "owners": (one for row in live for one in _owned(row, here)),
        "prompts": (one for row in opened(slug, "prompts") if row["id"] in used for one in _prompt(row, here)),
        "data": (
            (row["id"], held)
            for row in items(slug, "data_sources")
            for held in (row.get("owner") in here, bool(row.get("may_export")))
        ),
        "contracts": (
            (row["id"], held)
            for row in opened(slug, "tools")
            for held in (row.get("owner") in here, bool(row.get("contract_end") or row.get("renews_on")))
        ),
        "accounts": (
            (row["id"], held)
            for row, is_outside in accounts
            if not is_outside
            for held in (row.get("person") in here, not row.get("is_shared"))
        ),
        "outside_access": (
            (row["id"], bool(row.get("ends_on")) and row["ends_on"] >= TODAY) for row, outside in accounts if outside
        ),
        "meetings": (one for row in opened(slug, "cadence") for one in _meeting(row, here)),
        "fallbacks": (
            (row["id"], held)
            for row in live
            for held in (bool(row.get("by_hand")), row.get("fallback_tested_on", date.max) <= TODAY)
        ),
        "training": ((row["id"], _trained(slug, row, here)) for row in live),
    }


def _owned(row: Row, here: set[str]) -> Held:
    yield row["id"], row.get("owner") in here
    yield row["id"], row.get("backup") in here and row.get("backup") != row.get("owner")


def _prompt(row: Row, here: set[str]) -> Held:
    yield row["id"], row.get("owner") in here
    yield row["id"], bool(row.get("text_file"))
    yield row["id"], row.get("state") == "approved"


def _is_outside(row: Row) -> bool:
    return bool(row.get("is_agency")) or row.get("person") == "Amandine Rohde"


def _meeting(row: Row, here: set[str]) -> Held:
    yield row["id"], row.get("done_by") in here and row.get("last_done_on", date.max) <= TODAY
    yield row["id"], "Amandine Rohde" not in (row.get("owner"), row.get("done_by"), *row.get("participants", ()))


def _trained(slug: str, flow: Row, here: set[str]) -> bool:
    done = [row for row in items(slug, "training") if row.get("workflow") == flow["id"] and row.get("state") == "done"]
    people = {flow.get("owner"), flow.get("backup")} & here
    return any(row.get("person") in people and bool(row.get("proof")) for row in done)
