"""Independence as a chart and tables: each criterion with what is shown of it, and what each lacks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import pick, size
from cmokit.analyses.handover.checks import Check
from cmokit.analyses.handover.criteria import CRITERIA
from cmokit.analyses.handover.package_shown import MOST_GAPS
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import has, joined, say

ID = "handover.independence"


class Found(Protocol):
    """What `handover.independence` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def gaps(self) -> Sequence[Check]: ...


def charts(found: Found, said: Mapping[str, str]) -> tuple[Chart, ...]:
    """The share of each criterion that is shown, least first; one of which nothing is known has none."""
    shares = [(name, fact) for name in CRITERIA if (fact := pick(found.facts, "proven_share", criterion=name))]
    shares.sort(key=lambda one: (size(one[1]), one[0]))
    rows = [{"criterion": say(f"{ID}.criteria.{name}"), "shown": fact.value} for name, fact in shares]
    return chart(f"{ID}.charts.criteria", "bar", rows, axes=("criterion", "shown", "share"), said=said)


def tables(found: Found) -> tuple[Table, ...]:
    return (*_criteria(found), *_gaps(found))


def _criteria(found: Found) -> tuple[Table, ...]:
    """Beside the chart, which shows the same on the page."""
    units = {"criterion": "text", "shown": "share", "met": "count", "checks": "count"}
    rows = (
        {
            "criterion": say(f"{ID}.criteria.{name}"),
            "shown": pick(found.facts, "proven_share", criterion=name),
            "met": pick(found.facts, "met_count", criterion=name),
            "checks": pick(found.facts, "checks_count", criterion=name),
        }
        for name in CRITERIA
    )
    return tuple(replace(one, in_workbook_only=True) for one in table(f"{ID}.tables.criteria", units, rows))


def _gaps(found: Found) -> tuple[Table, ...]:
    units = {"criterion": "text", "item": "text", "lacks": "text", "responsible": "text"}
    return table(f"{ID}.tables.gaps", units, list(_rows(found.gaps))[:MOST_GAPS])


def _rows(gaps: Sequence[Check]) -> Iterator[dict[str, Any]]:
    """A row an item, owners and fallbacks of workflows first: without these a workflow stops."""
    grouped: dict[tuple[str, str], list[Check]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.part, gap.item_id].append(gap)
    first = ("owners", "fallbacks", "training", "outside_access")
    for own in sorted(grouped.values(), key=lambda group: group[0].part not in first):
        words = (f"{ID}.lacks.{gap.part}.{gap.field}" for gap in own)
        yield {
            "criterion": say(f"{ID}.criteria.{own[0].part}"),
            "item": own[0].called,
            "lacks": joined(say(word) for word in words if has(word)),
            "responsible": own[0].owner or say("report.summary.owner_unnamed"),
        }
