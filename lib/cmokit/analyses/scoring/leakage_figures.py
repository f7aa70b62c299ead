"""The figures of the fields, found again for sentences, chart and tables."""

from collections.abc import Sequence
from typing import Any

from cmokit.analyses.called import called, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.methods.lead_fields import BY_VALUE, CLEAN, LATE
from cmokit.methods.uncertainty import CONFIDENCE, wilson
from cmokit.words import say

ID = "scoring.leakage"
MOST = 15  # fields of the chart and of the table on the page
MOST_SIGNALS = 2  # at either end
Facts = Sequence[Fact]


def leaks(facts: Facts) -> list[Fact]:
    """What leaks, the surest kind first: filled too late, then telling by being filled, then by a value."""
    order = (LATE, "presence", BY_VALUE)
    found = [fact for fact in facts if fact.measure == "leak_text" and fact.value != CLEAN]
    return sorted(found, key=lambda fact: (order.index(str(fact.value)), fact.name))


def field_name(field: str) -> str:
    return say(f"{ID}.fields.{field}")


def leak_of(facts: Facts, leak: Fact) -> str:
    """The sentence on one leaking field."""
    field, kind = leak.dimensions["field"], str(leak.value)
    named: dict[str, Any] = {"field": field_name(field)}
    if kind == BY_VALUE:
        worst = having([f for f in facts if f.dimensions.get("field") == field], "deciding_share")[0]
        return say(f"{ID}.leak.value", value=called(worst.dimensions["value"], field), share=cite(worst), **named)
    shares = {side: pick(facts, "reached_share", field=field, side=side) for side in ("filled", "blank")}
    if kind == LATE:
        shares = {"late": pick(facts, "late_share", field=field), "filled": shares["filled"]}
    named |= {name: cite(fact) for name, fact in shares.items() if fact}
    return say(f"{ID}.leak.{kind}", **named)


def signals(facts: Facts) -> list[str]:
    """The values whose share of accepted leads lies clearly away from that of all, the farthest at both ends.

    Many values are looked at, so each has to be as sure as makes one false alarm among all of them unlikely.
    """
    whole = pick(facts, "accepted_share", field="all", value="all")
    if whole is None:
        return []
    own = [fact for fact in having(facts, "accepted_share") if fact.dimensions["field"] != "all"]
    ends = {fact.name: _interval(fact, len(own)) for fact in own}
    above = [fact for fact in own if ends[fact.name][0] > size(whole)]
    below = [fact for fact in reversed(own) if ends[fact.name][1] < size(whole)]
    return [_signal(fact) for fact in (*above[:MOST_SIGNALS], *below[:MOST_SIGNALS])]


def _interval(fact: Fact, values: int) -> tuple[float, float]:
    leads = fact.n or 1
    return wilson(round(size(fact) * leads), leads, 1 - (1 - CONFIDENCE) / values)


def _signal(fact: Fact) -> str:
    field = fact.dimensions["field"]
    value = called(readable(fact.dimensions["value"]), field) if field != "channel" else ""
    named = value or called(fact.dimensions["value"], "channel")
    return say(f"{ID}.signal", field=field_name(field), value=named, share=cite(fact))


def charts(facts: Facts) -> tuple[Chart, ...]:
    """How well each field tells leads apart, those that leak among them."""
    told = having(facts, "discrimination_share")[:MOST]
    if not told:
        return ()
    dots = [{"field": field_name(f.dimensions["field"]), "share": f.value, "low": f.low, "high": f.high} for f in told]
    said = {"best": field_name(told[0].dimensions["field"]), "power": cite(told[0])}
    return chart(f"{ID}.charts.power", "interval", dots, axes=("field", "share", "share"), said=said)


def tables(facts: Facts) -> tuple[Table, ...]:
    known = {fact.dimensions["field"] for fact in leaks(facts)}
    return (*_fields(facts, known), *_signals(facts))


def _fields(facts: Facts, known: set[str]) -> tuple[Table, ...]:
    """Leaking fields first, then by how well they tell leads apart."""
    fields = [fact.dimensions["field"] for fact in facts if fact.measure == "leak_text"]
    power = {f.dimensions["field"]: size(f) for f in facts if f.measure == "discrimination_share"}
    rows = []
    for field in sorted(fields, key=lambda name: (name not in known, -power.get(name, 0.0), name))[:MOST]:
        leak = pick(facts, "leak_text", field=field)
        rows.append(
            {"field": field_name(field), "leak": say(f"{ID}.kinds.{leak.value}") if leak else ""}
            | {of: pick(facts, "filled_share", field=field, of=of) for of in ("taken_over", "other")}
            | {side: pick(facts, "reached_share", field=field, side=side) for side in ("filled", "blank")}
            | {"late": pick(facts, "late_share", field=field)}
        )
    units = {"field": "text", "leak": "text"} | dict.fromkeys(
        ("taken_over", "other", "filled", "blank", "late"), "share"
    )
    return table(f"{ID}.tables.fields", units, rows)


def _signals(facts: Facts) -> tuple[Table, ...]:
    own = [fact for fact in having(facts, "accepted_share") if fact.dimensions["field"] != "all"]
    shown = own if len(own) <= MOST else [*own[: MOST // 2], *own[-(MOST // 2) :]]
    rows = (
        {"field": field_name(f.dimensions["field"]), "value": f.dimensions["value"], "leads": f.n, "share": f}
        | {"low": f.low, "high": f.high}
        for f in shown
    )
    units = {"field": "text", "value": "text", "leads": "count", "share": "share", "low": "share", "high": "share"}
    return table(f"{ID}.tables.signals", units, rows)
