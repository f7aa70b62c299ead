"""First answers as charts and tables. Owners stand in a table of their own, which some copies leave out."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.answering import Answering
from cmokit.analyses.called import called, heading, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.shown import table
from cmokit.analyses.speed.response_figures import ID, MEDIAN, NEVER, SPLITS, bands
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.words import say

OWNER = "owner_id"
NUMBERS = ("leads_count", "answered_count", "unanswered_count", "before_lead_count", "no_time_count", "date_only_count",
           "automated_count")  # fmt: skip
SHORTCUTS = ("mean_of_answered", "every_hour_counted", "machines_counted")


class Found(Protocol):
    """What `speed.first_response` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def answering(self) -> Answering: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def charts(found: Found, said: dict[str, Any]) -> tuple[Chart, ...]:
    """By segment and channel: the share within the promise, or where none is agreed the median; best first."""
    kept = [f for f in having(found.facts, "within_sla_share") if f.dimensions]
    times = [f for f in having(found.facts, "minutes") if f.dimensions["quantile"] == MEDIAN and len(f.dimensions) > 1]
    facts = [f for f in (kept or list(reversed(times))) if OWNER not in f.dimensions and f.low is not None]
    if len(facts) < 2:
        return ()
    unit = facts[0].unit
    rows = [{"group": _name(f, heading), "figure": f.value, "low": f.low, "high": f.high} for f in facts]
    return chart(f"{ID}.charts.groups.{unit}", "interval", rows, axes=("group", "figure", unit), said=said)


def slowest_and_fastest(found: Found) -> list[str]:
    """A sentence a split: where leads wait shortest and longest. Owners are not named: their table is."""
    told = []
    medians = [f for f in having(found.facts, "minutes") if f.dimensions["quantile"] == MEDIAN]
    for column in SPLITS:
        times = sorted((f for f in medians if column in f.dimensions), key=lambda f: (size(f), f.name))
        if len(times) > 1 and size(times[0]) < size(times[-1]):
            ends = {"quick": times[0], "slow": times[-1]}
            said: dict[str, Any] = {f"{end}_time": cite(fact) for end, fact in ends.items()}
            names: dict[str, Any] = {} if column == OWNER else {end: _name(fact, called) for end, fact in ends.items()}
            told.append(say(f"{ID}.spread.{column}", **said, **names))
    return told


def tables(found: Found) -> tuple[Table, ...]:
    """The whole, its groups, its owners, going on by band, and what usual reports make of it."""
    return (*_whole(found), *_groups(found), *_owners(found), *_bands(found), *_shortcuts(found))


def _whole(found: Found) -> tuple[Table, ...]:
    times = [(m, {"quantile": q}) for m in ("minutes", "earliest_minutes") for q in (MEDIAN, "0.75", "0.9")]
    shares = ("within_sla_share", "earliest_within_sla_share")
    every: list[tuple[str, dict[str, str]]] = [*((m, {}) for m in NUMBERS), *times, *((m, {}) for m in shares)]
    rows = (
        {"what": say(f"{ID}.figures.{measure}", quantile=_quantile(dims)), "value": fact}
        for measure, dims in every
        if (fact := pick(found.facts, measure, **dims))
    )
    return table(f"{ID}.tables.numbers", {"what": "text", "value": "mixed"}, rows)


def _quantile(dims: Mapping[str, str]) -> str:
    return say(f"{ID}.quantiles.{dims['quantile']}") if dims else ""


def _columns(found: Found) -> dict[str, str]:
    kept = {} if found.answering.promise_minutes is None else {"within_sla_share": "share"}
    return {"leads_count": "count", "unanswered_count": "count", "median": "minutes", "most": "minutes", **kept}


def _row(found: Found, dims: dict[str, str]) -> dict[str, Any]:
    quantiles = {"median": MEDIAN, "most": "0.9"}
    times = {name: pick(found.facts, "minutes", **dims, quantile=q) for name, q in quantiles.items()}
    return {m: pick(found.facts, m, **dims) for m in ("leads_count", "unanswered_count", "within_sla_share")} | times


def _groups(found: Found) -> tuple[Table, ...]:
    sizes = [f for f in having(found.facts, "leads_count") if f.dimensions and OWNER not in f.dimensions]
    rows = (
        {"by": say(f"{ID}.splits.{column}"), "group": _name(fact, heading), **_row(found, dict(fact.dimensions))}
        for fact in sorted(sizes, key=lambda f: f.name)
        for column in fact.dimensions
    )
    return table(f"{ID}.tables.groups", {"by": "text", "group": "text", **_columns(found)}, rows)


def _owners(found: Found) -> tuple[Table, ...]:
    """Names stand in a column of their own, which only copies that may show people keep."""
    sizes = [f for f in having(found.facts, "leads_count") if OWNER in f.dimensions]
    names = {f.name: found.names.get(f.dimensions[OWNER], "") for f in sizes}
    rows = ({OWNER: f.dimensions[OWNER], "owner_name": names[f.name], **_row(found, dict(f.dimensions))} for f in sizes)
    named = {"owner_name": "text"} if any(names.values()) else {}
    return table(f"{ID}.tables.owners", {OWNER: "text", **named, **_columns(found)}, rows)


def _bands(found: Found) -> tuple[Table, ...]:
    order = (*(name for name, _ in bands(found.answering)), NEVER)
    facts = ((band, pick(found.facts, "converted_share", band=band)) for band in order)
    rows = (
        {
            "band": say(f"{ID}.bands.{band}"),
            "leads": fact.n,
            "converted_share": fact,
            "low": fact.low,
            "high": fact.high,
        }
        for band, fact in facts
        if fact
    )
    units = {"band": "text", "leads": "count", "converted_share": "share", "low": "share", "high": "share"}
    return table(f"{ID}.tables.bands", units, rows)


def _shortcuts(found: Found) -> tuple[Table, ...]:
    rows = (
        {"formula": say(f"{ID}.shortcuts.{name}"), "value": fact}
        for name in SHORTCUTS
        if (fact := pick(found.facts, "shortcut_minutes", shortcut=name))
    )
    return table(f"{ID}.tables.shortcuts", {"formula": "text", "value": "minutes"}, rows)


def _name(fact: Fact, name: Any) -> str:
    """`channel=paid_search` as `Paid search`, `segment=mid_market` as `Mid market`."""
    column, value = next((c, v) for c, v in fact.dimensions.items() if c in SPLITS)
    return str(name(value if column == "channel" else readable(value), column))
