"""The figures of the ideal customer, found again for sentences, charts and tables."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from cmokit.analyses.called import called, heading, listed, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick
from cmokit.analyses.ideal_customer import WORDS, IdealCustomer
from cmokit.analyses.segments.icp_facts import ID
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.methods.segment_fit import ABOVE, ENOUGH, TIERS
from cmokit.words import say

MOST_NAMED = 3
MOST = 16  # groups of the chart and of the table on the page
LISTS = ("segments", "industries", "countries", "job_titles", "excluded")


class Found(Protocol):
    """What `segments.icp` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def standing(self) -> Mapping[str, str]: ...

    @property
    def agreed(self) -> IdealCustomer: ...

    @property
    def currency(self) -> str: ...


def split_name(split: str, name: Any) -> str:
    """`segment=mid_market` as `Mid market`; sizes with the word for employees. name: `called` or `heading`."""
    column, value = split.split("=", 1)
    if column == "size":
        return say("segments.size", size=name(value, column))
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def in_table(split: str) -> str:
    """The group by itself, where another column says what it is a group of."""
    column, value = split.split("=", 1)
    return value if column == "size" else split_name(split, heading)


def groups_named(found: Found, how: str) -> str:
    """The groups that stand so, the farthest first, each with its value; empty where none does."""
    values = [f for f in having(found.facts, "value_amount") if found.standing.get(f.dimensions["split"]) == how]
    told = values if how == ABOVE else values[::-1]
    return listed([
        say(f"{ID}.group", group=split_name(f.dimensions["split"], called), value=cite(f)) for f in told[:MOST_NAMED]
    ])  # fmt: skip


def charts(found: Found, said: dict[str, Any]) -> tuple[Chart, ...]:
    values = [f for f in having(found.facts, "value_amount") if f.dimensions["split"] != "all" and (f.n or 0) >= ENOUGH]
    dots = [
        {"group": split_name(f.dimensions["split"], heading), "value": f.value, "low": f.low, "high": f.high}
        for f in values[:MOST]
    ]
    axes = ("group", "value", found.currency)
    return chart(f"{ID}.charts.groups", "interval", dots, axes=axes, said=said) if len(dots) > 1 else ()


def tables(found: Found) -> tuple[Table, ...]:
    return (*_groups(found), *_tiers(found), *_agreed(found))


def _groups(found: Found) -> tuple[Table, ...]:
    rows = (
        {"by": say(f"segments.traits.{split.split('=')[0]}"), "group": in_table(split)}
        | {m: pick(found.facts, f"{m}", split=split) for m in ("people_count", "won_share", "value_amount")}
        | {"low": f.low, "high": f.high, "standing": say(f"{ID}.standings.{found.standing.get(split, 'few')}")}
        for f in having(found.facts, "value_amount")
        if (split := f.dimensions["split"]) != "all"
    )
    money = found.currency
    units = {"by": "text", "group": "text", "people_count": "count", "won_share": "share", "value_amount": money}
    return table(f"{ID}.tables.groups", units | {"low": money, "high": money, "standing": "text"}, list(rows)[:MOST])


def _tiers(found: Found) -> tuple[Table, ...]:
    def row(tier: str) -> dict[str, Any]:
        open_, lost = ({"tier": tier, "state": state} for state in ("open", "lost"))
        return {
            "tier": say(f"{ID}.tiers.{tier}"),
            "open": pick(found.facts, "leads_count", **open_),
            "open_cost": pick(found.facts, "cost_amount", **open_),
            "lost": pick(found.facts, "leads_count", **lost),
            "lost_cost": pick(found.facts, "cost_amount", **lost),
            "proof_share": pick(found.facts, "proof_share", tier=tier),
            "proof": pick(found.facts, "proof_amount", tier=tier),
        }

    money = found.currency
    units = {"tier": "text", "open": "count", "open_cost": money, "lost": "count", "lost_cost": money}
    return table(f"{ID}.tables.tiers", units | {"proof_share": "share", "proof": money}, map(row, TIERS))


def _agreed(found: Found) -> tuple[Table, ...]:
    rows = ({"what": say(f"{ID}.criteria.{key}"), "agreed": text} for key, text in _stated(found.agreed))
    return table(f"{ID}.tables.agreed", {"what": "text", "agreed": "text"}, rows)


def _stated(agreed: IdealCustomer) -> Iterator[tuple[str, str]]:
    for key in ("employees_from", "employees_to"):
        if (number := getattr(agreed, key)) is not None:
            yield key, str(number)
    for key in LISTS:
        if values := getattr(agreed, key):
            yield key, ", ".join(values)
    yield from ((key, agreed.words[key]) for key in WORDS if key in agreed.words)
