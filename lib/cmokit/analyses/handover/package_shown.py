"""The package as a chart and tables: each piece with how much of it is filled, and each gap with who closes it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import pick, required, size
from cmokit.analyses.handover.checks import Check
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.registers.words import field_words, title
from cmokit.words import has, joined, say

ID = "handover.package"
MOST_GAPS = 17  # rows that a page shows; the evidence holds all


class Found(Protocol):
    """What `handover.package` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def states(self) -> Mapping[str, str]: ...

    @property
    def gaps(self) -> Sequence[Check]: ...


def charts(found: Found) -> tuple[Chart, ...]:
    """How much of each piece is filled, least first."""
    filled = [(piece, fact) for piece in found.states if (fact := pick(found.facts, "filled_share", piece=piece))]
    filled.sort(key=lambda one: (size(one[1]), one[0]))
    rows = [{"piece": say(f"{ID}.pieces.{piece}"), "filled": fact.value} for piece, fact in filled]
    said = {"whole": cite(required(found.facts, "pieces_count", state="whole"))}
    return chart(f"{ID}.charts.filled", "bar", rows, axes=("piece", "filled", "share"), said=said)


def tables(found: Found) -> tuple[Table, ...]:
    return (*_pieces(found), *_gaps(found))


def _pieces(found: Found) -> tuple[Table, ...]:
    """Beside the chart, which shows the same on the page."""
    units = {"piece": "text", "state": "text", "filled": "share", "gaps": "count"}
    rows = (
        {
            "piece": say(f"{ID}.pieces.{piece}"),
            "state": say(f"{ID}.states.{state}"),
            "filled": pick(found.facts, "filled_share", piece=piece),
            "gaps": pick(found.facts, "gaps_count", piece=piece),
        }
        for piece, state in found.states.items()
    )
    return tuple(replace(one, in_workbook_only=True) for one in table(f"{ID}.tables.pieces", units, rows))


def _gaps(found: Found) -> tuple[Table, ...]:
    """A row an item, those that nobody closes first; a page shows the first of them."""
    units = {"piece": "text", "item": "text", "lacks": "text", "responsible": "text"}
    return table(f"{ID}.tables.gaps", units, list(_rows(found.gaps))[:MOST_GAPS])


def _rows(gaps: Sequence[Check]) -> Iterator[dict[str, Any]]:
    grouped: dict[tuple[str, str, str, str], list[Check]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.part, gap.register, gap.item_id, gap.called].append(gap)
    for own in sorted(grouped.values(), key=lambda group: group[0].owner is not None):
        yield {
            "piece": say(f"{ID}.pieces.{own[0].part}"),
            "item": item_of(own[0]),
            "lacks": joined(dict.fromkeys(lacks(gap) for gap in own)),
            "responsible": own[0].owner or say("report.summary.owner_unnamed"),
        }


def item_of(gap: Check) -> str:
    """The item as people call it, else the register that lacks it."""
    if gap.register == "engagement":
        return say(f"{ID}.promise")
    if gap.part == "joiner_pack" and has(f"{ID}.first_read.{gap.called}"):
        return say(f"{ID}.first_read.{gap.called}")
    return gap.called or title(gap.register)


def lacks(gap: Check) -> str:
    """What is not there, in words."""
    if not gap.field or gap.register == "engagement" or not gap.row:
        return say(f"{ID}.not_entered")
    if has(f"{ID}.fields.{gap.field}"):
        return say(f"{ID}.fields.{gap.field}")
    return field_words(gap.register, gap.field).label
