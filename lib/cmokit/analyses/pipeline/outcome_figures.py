"""The figures of the outcomes of deals, found again for sentences, charts and tables."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.called import called, heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import number, pick, size
from cmokit.analyses.pipeline.deal_evidence import comparable, group_name, is_of_owner
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart
from cmokit.exhibits.text import cite, limit
from cmokit.words import say

ID = "pipeline.outcome"
DAYS = (30, 60, 90, 120)
KINDS = {"won": "win_probability_share", "lost": "lost_probability_share"}


class Found(Protocol):
    """What `pipeline.outcome` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def months(self) -> tuple[str, ...]: ...

    @property
    def splits(self) -> tuple[str, ...]: ...

    @property
    def young(self) -> Mapping[str, tuple[int, ...]]: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def narrative(found: Found, last: str) -> tuple[str, ...]:
    """How the share rises, which groups differ, and how many deals nobody can judge yet."""
    told = []
    first = pick(found.facts, KINDS["won"], day=str(DAYS[0]))
    if first and last != str(DAYS[0]):
        told.append(say(f"{ID}.early", day=limit(DAYS[0], "days"), won=cite(first)))
    groups = comparable(_groups(found, last))
    if len(groups) > 1:
        ends = {"best": groups[0], "worst": groups[-1]}
        said: dict[str, Any] = {
            name: say(f"{ID}.of_split", split=group_name(f.dimensions["split"], found.names, called), figure=cite(f))
            for name, f in ends.items()
        }
        told.append(say(f"{ID}.spread", **said))
    young = pick(found.facts, "immature_count", day=last)
    if young and young.value:
        told.append(say(f"{ID}.young", count=number(young), young=cite(young), day=limit(int(last), "days")))
    return tuple(told)


def _groups(found: Found, day: str) -> list[Fact]:
    facts = (pick(found.facts, KINDS["won"], day=day, split=split) for split in found.splits if not is_of_owner(split))
    return sorted(filter(None, facts), key=lambda fact: (-size(fact), fact.name))


def chart_of(found: Found, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    """The shares won and lost by days since the deal began."""
    data = [
        {"day": str(day), "share": fact.value, "outcome": say(f"{ID}.kinds.{kind}")}
        for kind, measure in KINDS.items()
        for day in DAYS
        if (fact := pick(found.facts, measure, day=str(day)))
    ]
    return chart(f"{ID}.charts.curve", "line", data, axes=("day", "share", "share"), said=said, series="outcome")


def groups_chart(found: Found, day: str, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    """The share won by group, with its interval."""
    dots = (
        {
            "split": group_name(f.dimensions["split"], found.names, heading),
            "share": f.value,
            "low": f.low,
            "high": f.high,
        }
        for f in _groups(found, day)
    )
    return chart(f"{ID}.charts.groups", "interval", dots, axes=("split", "share", "share"), said=said)


def tables(found: Found) -> tuple[Any, ...]:
    """The four days of the whole; every month of entry, the last first, too young ones marked; groups and owners."""
    days = [day for day in DAYS if pick(found.facts, "still_open_share", day=str(day))]
    whole = (
        {"day": day}
        | {name: pick(found.facts, measure, day=str(day)) for name, measure in KINDS.items()}
        | {"open": pick(found.facts, "still_open_share", day=str(day))}
        | {"young": pick(found.facts, "immature_count", day=str(day))}
        for day in days
    )
    units = {"day": "count", "won": "share", "lost": "share", "open": "share", "young": "count"}
    by_day = {f"day_{day}": "mixed" for day in DAYS}
    groups = (
        {"by": say(f"{ID}.splits.{split.split('=', 1)[0]}"), "split": group_name(split, found.names, heading)}
        | _row(found, split)
        for split in found.splits
        if not is_of_owner(split)
    )
    owners = (
        {"owner_id": group_name(split, found.names, heading)} | _row(found, split)
        for split in found.splits
        if is_of_owner(split)
    )
    return (
        *table(f"{ID}.tables.days", units, whole),
        *table(f"{ID}.tables.months", {"month": "text", "deals": "count", **by_day}, _months(found)),
        *table(f"{ID}.tables.groups", {"by": "text", "split": "text", **dict.fromkeys(by_day, "share")}, groups),
        *table(f"{ID}.tables.owners", {"owner_id": "text", **dict.fromkeys(by_day, "share")}, owners),
    )


def _row(found: Found, split: str) -> dict[str, Any]:
    return {f"day_{day}": pick(found.facts, KINDS["won"], day=str(day), split=split) for day in DAYS}


def _months(found: Found) -> list[dict[str, Any]]:
    too_young = say(f"{ID}.too_young_cell")
    return [
        {"month": month, "deals": pick(found.facts, "cohort_count", month=month)}
        | {
            f"day_{day}": too_young
            if day in found.young[month]
            else pick(found.facts, "cohort_won_share", month=month, day=str(day))
            for day in DAYS
        }
        for month in reversed(found.months)
    ]
