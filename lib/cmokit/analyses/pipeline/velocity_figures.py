"""The figures of the velocity, found again for its chart and its tables."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.called import heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.pipeline.deal_evidence import group_name, is_of_owner
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.words import say

ID = "pipeline.velocity"
SHORTCUTS = ("stock_over_closed_cycle", "created_over_closed_cycle", "open_counted_as_lost")
NUMBERS = (  # of the whole, as its table lists them: a page shows the first dozen
    *("amount_per_day_amount", "won_per_day_amount", "closed_count", "won_count", "win_rate_share"),
    *("average_won_amount", "won_amount", "cycle_days", "stock_days", "window_days", "open_at_start_count"),
    *("open_at_end_count", "entered_count", "lost_count"),
)


class Found(Protocol):
    """What `pipeline.velocity` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def splits(self) -> tuple[str, ...]: ...

    @property
    def currency(self) -> str: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def charts(found: Found, said: dict[str, Any]) -> tuple[Any, ...]:
    rates = [
        f for f in having(found.facts, "win_rate_share") if f.dimensions and not is_of_owner(f.dimensions["split"])
    ]
    names = (group_name(fact.dimensions["split"], found.names, heading) for fact in rates)
    dots = [{"split": n, "share": f.value, "low": f.low, "high": f.high} for n, f in zip(names, rates, strict=True)]
    return chart(f"{ID}.charts.win_rate", "interval", dots, axes=("split", "share", "share"), said=said)


def tables(found: Found) -> tuple[Any, ...]:
    """The whole pipeline, its groups, and what usual formulas make of it."""
    return (*_numbers(found), *_groups(found), *_owners(found), *_shortcuts(found))


def _numbers(found: Found) -> tuple[Any, ...]:
    rows = ({"what": say(f"{ID}.measures.{m}"), "value": fact} for m in NUMBERS if (fact := pick(found.facts, m)))
    return table(f"{ID}.tables.numbers", {"what": "text", "value": "mixed"}, rows)


def _groups(found: Found) -> tuple[Any, ...]:
    rows = (
        {"by": say(f"{ID}.splits.{split.split('=', 1)[0]}"), "split": group_name(split, found.names, heading)}
        | _row(found, split)
        for split in found.splits
        if not is_of_owner(split)
    )
    return table(f"{ID}.tables.groups", {"by": "text", "split": "text", **_units(found)}, rows)


def _owners(found: Found) -> tuple[Any, ...]:
    rows = (
        {"owner_id": group_name(split, found.names, heading)} | _row(found, split)
        for split in found.splits
        if is_of_owner(split)
    )
    return table(f"{ID}.tables.owners", {"owner_id": "text", **_units(found)}, rows)


def _units(found: Found) -> dict[str, str]:
    units = {"closed_count": "count", "win_rate_share": "share", "cycle_days": "days"}
    return units | {"average_won_amount": found.currency, "amount_per_day_amount": found.currency}


def _row(found: Found, split: str) -> dict[str, Any]:
    return {measure: pick(found.facts, measure, split=split) for measure in _units(found)}


def _shortcuts(found: Found) -> tuple[Any, ...]:
    rows = (
        {"formula": say(f"{ID}.shortcuts.{name}"), "value": fact}
        for name in SHORTCUTS
        if (fact := pick(found.facts, "shortcut_amount", shortcut=name))
    )
    return table(f"{ID}.tables.shortcuts", {"formula": "text", "value": found.currency}, rows)
