"""Approvals as charts and tables. People stand in a table of their own, by name only where a copy may show names."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.shown import bars, table
from cmokit.analyses.work.approval_figures import ALL, ID, MANY, MOST, USUAL
from cmokit.analyses.work.delay_shown import kind_name
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import quote
from cmokit.methods.approval_rounds import NONE_GIVEN
from cmokit.words import say

MOST_REASONS, MOST_PEOPLE = 12, 12


class Found(Protocol):
    """What `work.approvals` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def reasons(facts: Sequence[Fact]) -> list[Fact]:
    """Most frequent first; those without a reason at the end."""
    return sorted(having(facts, "reason_count"), key=lambda fact: fact.dimensions["reason"] == NONE_GIVEN)


def reason_name(reason: str, *, in_sentence: bool = False) -> str:
    if reason == NONE_GIVEN:
        return say(f"{ID}.none_given")
    return quote(reason) if in_sentence else reason


def charts(facts: Sequence[Fact], said: dict[str, Any]) -> tuple[Chart, ...]:
    kinds = having(facts, "first_pass_share")
    data = ({"kind": kind_name(f.dimensions["kind"]), "share": f.value, "low": f.low, "high": f.high} for f in kinds)
    first = chart(f"{ID}.charts.kinds", "interval", data, axes=("kind", "share", "share"), said=said)
    why = ((reason_name(f.dimensions["reason"]), f.value) for f in reasons(facts))
    return (*(first if len(kinds) > 1 else ()), *bars(f"{ID}.charts.reasons", why, unit="count", x="reason", **said))


def tables(found: Found) -> tuple[Table, ...]:
    return (*_kinds(found.facts), *_rounds(found.facts), *_reasons(found.facts), *_people(found), *_rework(found.facts))


def _kinds(facts: Sequence[Fact]) -> tuple[Table, ...]:
    names = [ALL, *sorted({f.dimensions["kind"] for f in having(facts, "first_pass_share")} - {ALL})]
    rows = (
        {
            "kind": kind_name(kind),
            "items": pick(facts, "items_count", kind=kind),
            "first_pass": pick(facts, "first_pass_share", kind=kind),
            "usual": pick(facts, "approval_days", kind=kind, quantile=USUAL),
            "most": pick(facts, "approval_days", kind=kind, quantile=MOST),
            "usual_working": pick(facts, "approval_minutes", kind=kind, quantile=USUAL),
        }
        for kind in names
    )
    units = {"kind": "text", "items": "count", "first_pass": "share", "usual": "days", "most": "days"}
    return table(f"{ID}.tables.kinds", {**units, "usual_working": "minutes"}, rows)


def _rounds(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = (
        {"rounds": say(f"{ID}.often.{word}"), "items": fact}
        for rounds, word in {"1": "once", "2": "twice", "3": "thrice", MANY: "more"}.items()
        if (fact := pick(facts, "rounds_count", rounds=rounds))
    )
    return table(f"{ID}.tables.rounds", {"rounds": "text", "items": "count"}, rows)


def _reasons(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = ({"reason": reason_name(f.dimensions["reason"]), "times": f} for f in reasons(facts)[:MOST_REASONS])
    return table(f"{ID}.tables.reasons", {"reason": "text", "times": "count"}, rows)


def _people(found: Found) -> tuple[Table, ...]:
    """Names stand in a column of their own, which only copies that may show people keep."""
    sizes = [f for f in having(found.facts, "decisions_count") if f.dimensions["owner"] != ALL][:MOST_PEOPLE]
    rows = [
        {
            "owner": who,
            "owner_name": found.names.get(who, ""),
            "decisions": fact,
            "refused": pick(found.facts, "refused_share", owner=who),
            "usual": pick(found.facts, "approval_days", owner=who, quantile=USUAL),
            "most": pick(found.facts, "approval_days", owner=who, quantile=MOST),
        }
        for fact in sizes
        for who in [fact.dimensions["owner"]]
    ]
    named = {"owner_name": "text"} if any(row["owner_name"] != row["owner"] for row in rows) else {}
    units = {"owner": "text", **named, "decisions": "count", "refused": "share", "usual": "days", "most": "days"}
    return table(f"{ID}.tables.people", units, rows)


def _rework(facts: Sequence[Fact]) -> tuple[Table, ...]:
    """What was measured, and apart from it what is assumed."""
    measured = ("revisions_count", "contradicted_count", "pending_count", "rework_minutes", "rework_share")
    rows = (
        {"what": say(f"{ID}.figures.{name}"), "value": fact}
        for name in (*measured, "rework_cost_amount")
        if (fact := pick(facts, name))
    )
    return table(f"{ID}.tables.rework", {"what": "text", "value": "mixed"}, rows)
