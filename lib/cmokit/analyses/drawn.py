"""Charts of any kind, their title and alt out of the words: `<words>.title`, `<words>.alt`."""

from collections.abc import Iterable, Mapping
from typing import Any

from cmokit.exhibits.section import Chart, ChartKind
from cmokit.words import say


def chart(
    words: str,
    kind: ChartKind,
    data: Iterable[Mapping[str, Any]],
    *,
    axes: tuple[str, str, str],
    said: Mapping[str, Any],
    series: str | None = None,
    highlight: str | None = None,
) -> tuple[Chart, ...]:
    """One chart, or none where there is nothing to draw. axes: x, y, the unit of y. said: what title and alt cite."""
    rows = tuple(data)
    if not rows:
        return ()
    title, alt = say(f"{words}.title", **said), say(f"{words}.alt", **said)
    return (Chart(kind, title, alt, rows, *axes, series=series, highlight=highlight),)
