"""The figures of losses and rejections, found again for sentences, the chart and the tables."""

from typing import Any, Protocol

from cmokit.analyses.called import called, heading, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, required
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import cite
from cmokit.methods.turned_away import NONE_GIVEN
from cmokit.words import say

ID = "funnel.rejections"


class Found(Protocol):
    """What `funnel.rejections` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def currency(self) -> str: ...

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]: ...


def narrative(found: Found, out: list[Fact], said: dict[str, Any], fell: int) -> tuple[str, ...]:
    told = []
    if out:
        people = required(found.facts, "rejected_count", reason="all")
        most = called(out[0].dimensions["reason"], "reason")
        told.append(say(f"{ID}.people", count=number(people), people=cite(people), most=most, figure=cite(out[0])))
    if found.repeated:
        split, reason = found.repeated[0]
        fact, overall = (required(found.facts, "rejected_share", split=s) for s in (split, "all"))
        words: dict[str, Any] = {"split": _split(split, called), "share": cite(fact), "overall": cite(overall)}
        told.append(say(f"{ID}.worst_group", **words) if not reason else _with_reason(words, reason))
    if fell and "came" in said:
        told.append(say(f"{ID}.fell", count=fell, fell=said["fell"], came=said["came"]))
    return tuple(told) or (say(f"{ID}.no_people"),)


def _with_reason(words: dict[str, Any], reason: str) -> str:
    return say(f"{ID}.worst_group_reason", reason=called(reason, "reason"), **words)


def _split(split: str, name: Any) -> str:
    column, value = split.split("=", 1)
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def _reason(reason: str) -> str:
    return say(f"{ID}.none_given") if reason == NONE_GIVEN else heading(reason, "reason")


def reasons_chart(lost: list[Fact], said: dict[str, Any], currency: str) -> tuple[Any, ...]:
    """Money lost by the reason given."""
    data = [{"reason": _reason(fact.dimensions["reason"]), "amount": fact.value} for fact in lost]
    if not data:
        return ()
    first = str(data[0]["reason"])
    return chart(f"{ID}.charts.reasons", "bar", data, axes=("reason", "amount", currency), said=said, highlight=first)


def tables(found: Found) -> tuple[Any, ...]:
    """Deals by reason, people by reason, and the groups that are rejected over and over."""
    return (*_deals(found), *_people(found), *_repeated(found))


def _deals(found: Found) -> tuple[Any, ...]:
    rows = (
        {"reason": _reason(fact.dimensions["reason"]), "amount": fact}
        | {"deals": pick(found.facts, "lost_count", reason=fact.dimensions["reason"])}
        for fact in having(found.facts, "lost_amount")
    )
    return table(f"{ID}.tables.deals", {"reason": "text", "deals": "count", "amount": found.currency}, rows)


def _people(found: Found) -> tuple[Any, ...]:
    rows = (
        {"reason": _reason(fact.dimensions["reason"]), "people": fact}
        for fact in having(found.facts, "rejected_count")
        if fact.value
    )
    return table(f"{ID}.tables.people", {"reason": "text", "people": "count"}, rows)


def _repeated(found: Found) -> tuple[Any, ...]:
    rows = (
        {"split": _split(split, heading), "share": pick(found.facts, "rejected_share", split=split)}
        | {"reason": _reason(reason or NONE_GIVEN)}
        for split, reason in found.repeated
    )
    return table(f"{ID}.tables.groups", {"split": "text", "share": "share", "reason": "text"}, rows)
