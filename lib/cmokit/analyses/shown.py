"""Tables and bar charts of a section, their titles and heads out of the words.

`<words>.title`, `<words>.columns.<column>` for a table; `<words>.title`, `<words>.alt`, `<words>.limit` for a chart.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from cmokit.exhibits.section import MOST_ROWS, Chart, Table, TableColumn
from cmokit.words import has, say

MOST_BARS = 12  # of a chart; the table beside it holds all


def table(words: str, units: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> tuple[Table, ...]:
    """A table with these columns (name → unit), cut at what a section may hold; none where there are no rows."""
    shown = tuple({name: row.get(name) for name in units} for row in islice(rows, MOST_ROWS))
    columns = tuple(TableColumn(name, say(f"{words}.columns.{name}"), unit) for name, unit in units.items())
    note = say(f"{words}.note") if has(f"{words}.note") else ""
    return (Table(say(f"{words}.title"), columns, shown, note),) if shown else ()


def bars(
    words: str, data: Iterable[tuple[str, Any]], *, unit: str, x: str, limit: float | None = None, **said: Any
) -> tuple[Chart, ...]:
    """A bar a category, the first one highlighted; none without data. said: what title and alt fill in."""
    rows = tuple({x: category, "value": value} for category, value in data)[:MOST_BARS]
    if not rows:
        return ()
    return (
        Chart(
            kind="bar",
            title=say(f"{words}.title", **said),
            alt=say(f"{words}.alt", **said),
            data=rows,
            x=x,
            y="value",
            unit=unit,
            highlight=rows[0][x],
            limit=limit,
            limit_label=say(f"{words}.limit") if limit is not None else "",
        ),
    )
