"""The figures of the closed loop, found again for its sentences, its chart and its tables."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.called import called, heading, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, size
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import cite, limit
from cmokit.words import say

ID = "funnel.closed_loop"
ENOUGH = 30  # mature people behind a group's share before it is drawn and compared


class Found(Protocol):
    """What `funnel.closed_loop` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def currency(self) -> str: ...


def narrative(found: Found, accepted: Fact | None, won: Fact | None) -> tuple[str, ...]:
    told = [
        say(f"{ID}.unlinked.{fact.dimensions['reason']}", count=number(fact), figure=cite(fact))
        for fact in having(found.facts, "unlinked_count")
        if fact.value
    ]
    if accepted:
        told.append(say(f"{ID}.accepted", share=cite(accepted)))
    channels = [f for f in _compared(found) if f.dimensions["split"].startswith("channel=")]
    if won and len(channels) > 1:
        best, worst = (
            say(f"{ID}.of_split", split=_split(f.dimensions["split"], called), share=cite(f))
            for f in (channels[0], channels[-1])
        )
        told.append(say(f"{ID}.spread", best=best, worst=worst, won=cite(won)))
    return tuple(told)


def _compared(found: Found) -> list[Fact]:
    """The groups with enough mature people behind their share won, best first."""
    every = having(found.facts, "won_share")
    return [
        fact
        for fact in every
        if fact.dimensions["split"] != "all"
        and (fact.n or 0) >= ENOUGH
        and not fact.dimensions["split"].endswith("=unknown")
    ]


def _split(split: str, name: Any) -> str:
    column, value = split.split("=", 1)
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def won_chart(found: Found, won: Fact | None) -> tuple[Any, ...]:
    dots = [
        {"split": _split(f.dimensions["split"], heading), "share": size(f), "low": f.low, "high": f.high}
        for f in _compared(found)
    ]
    said: Mapping[str, Any] = {"won": cite(won), "few": limit(ENOUGH, "count")} if won else {}
    axes = ("split", "share", "share")
    return chart(f"{ID}.charts.won", "interval", dots, axes=axes, said=said) if won else ()


def tables(found: Found) -> tuple[Any, ...]:
    """How far each group gets, and the deals that teach nothing."""
    return (*_groups(found), *_unlinked(found))


def _groups(found: Found) -> tuple[Any, ...]:
    """Everybody, then channels and segments, those with most people first."""
    names = [fact.dimensions["split"] for fact in having(found.facts, "people_count")]
    units = {"people": "count", "accepted": "share", "opportunity": "share", "won": "share", "amount": found.currency}
    rows = []
    for split in sorted(names, key=lambda name: (name != "all", name.split("=")[0])):
        channel = split.removeprefix("channel=")
        row: dict[str, Any] = {"split": heading("all", "channel") if split == "all" else _split(split, heading)}
        row["people"] = pick(found.facts, "people_count", split=split)
        row |= {n: pick(found.facts, f"{n}_share", split=split) for n in ("accepted", "opportunity", "won")}
        row["amount"] = pick(found.facts, "won_amount", channel=channel)
        rows.append(row)
    return table(f"{ID}.tables.groups", {"split": "text", **units}, rows)


def _unlinked(found: Found) -> tuple[Any, ...]:
    rows = (
        {"reason": say(f"{ID}.reasons.{fact.dimensions['reason']}"), "deals": fact}
        for fact in having(found.facts, "unlinked_count")
    )
    return table(f"{ID}.tables.unlinked", {"reason": "text", "deals": "count"}, rows)
