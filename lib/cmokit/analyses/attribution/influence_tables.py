"""What came before the outcomes, as tables and a chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmokit.analyses.attribution.kinds import outcomes_called
from cmokit.analyses.called import heading
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.shown import bars
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table, TableColumn
from cmokit.methods.attribution.preceding import WAYS
from cmokit.words import say

ID = "attribution.influence"
MOST_ROWS = 15
SHOWN = ("channel", "campaign")  # on the page
_CELLS = {
    "preceded": "preceded_count",
    "share": "preceded_share",
    "amount": "preceded_amount",
    "followed": "followed_share",
}
Facts = Sequence[Fact]


def strongest(facts: Facts, way: str, kind: str) -> Fact | None:
    """The thing of a way of looking that precedes most outcomes of a kind."""
    return next(iter(_of(facts, "preceded_share", way, kind)), None)


def _of(facts: Facts, measure: str, way: str, kind: str) -> list[Fact]:
    every = having(facts, measure)
    return [fact for fact in every if (way_of(fact), fact.dimensions["outcome"]) == (way, kind)]


def way_of(fact: Fact) -> str:
    """By which way of looking at a touch a figure is told."""
    return next(way for way in WAYS if way in fact.dimensions)


def preceding_chart(facts: Facts, kind: str, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Campaigns if the journeys name any, else channels."""
    way = "campaign" if strongest(facts, "campaign", kind) else "channel"
    data = ((fact.dimensions[way], size(fact)) for fact in _of(facts, "preceded_share", way, kind))
    return bars(f"{ID}.charts.{way}", data, unit="share", x=way, **said)


def preceding_tables(facts: Facts, kind: str) -> tuple[Table, ...]:
    """Channels and campaigns before the agreed outcomes on the page; content, pages, other outcomes in the workbook."""
    kinds = sorted({f.dimensions["outcome"] for f in having(facts, "outcomes_count")}, key=lambda k: (k != kind, k))
    made = (_table(facts, way, one, one == kind and way in SHOWN) for one in kinds for way in WAYS)
    return tuple(one for one in made if one.rows)


def _table(facts: Facts, way: str, kind: str, is_shown: bool) -> Table:
    money = next((fact.unit for fact in _of(facts, "preceded_amount", way, kind)), "")
    units = {"value": "text", "preceded": "count", "share": "share"}
    units |= ({"amount": money} if money else {}) | {"followed": "share"}
    words = f"{ID}.tables"
    heads = {"value": f"{words}.values.{way}"}
    columns = [TableColumn(name, say(heads.get(name, f"{words}.columns.{name}")), unit) for name, unit in units.items()]
    rows = tuple(_row(facts, fact, units) for fact in _of(facts, "preceded_count", way, kind)[:MOST_ROWS])
    title = say(f"{words}.title.{way}", kind=outcomes_called(kind))
    return Table(title, tuple(columns), rows, say(f"{words}.note"), in_workbook_only=not is_shown)


def _row(facts: Facts, fact: Fact, units: Mapping[str, str]) -> dict[str, Any]:
    cells = {name: pick(facts, measure, **fact.dimensions) for name, measure in _CELLS.items() if name in units}
    return {"value": heading(fact.dimensions[way_of(fact)], "channel"), **cells}
