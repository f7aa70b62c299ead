"""Horizontal bars in parts: what each category is made of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cmokit.render import style
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas, rows
from cmokit.render.charts.canvas import ROW, SIZE, SMALL, WIDTH, Ink
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THICK = 0.66  # of a row
KEY_LINE = 0.2  # inches a line of the key takes


def draw(block: ChartBlock, look: Look) -> "Figure":
    chart = block.chart
    assert chart.series is not None
    categories = list(dict.fromkeys(row[chart.x] for row in chart.data))[: rows.MOST_ROWS]
    series = list(dict.fromkeys(row[chart.series] for row in chart.data))
    amounts = {(row[chart.x], row[chart.series]): rows.number(row[chart.y]) for row in chart.data}
    totals = [sum(amounts.get((c, s), 0.0) for s in series) for c in categories]
    texts = [rows.value_text(total, block, look) for total in totals]
    key = _key([canvas.label(s, chart.series, look) for s in series])
    f = rows.frame([canvas.label(c, chart.x, look) for c in categories], block, look, top=0.1 + KEY_LINE * len(key))
    rows.settle(f, 0.0, max([*totals, chart.limit or 0.0]), (), texts, look)
    colors = palette([str(s) for s in series], chart.highlight, f.ink)
    for category, middle, total, text in zip(categories, f.middles, totals, texts, strict=True):
        at = 0.0
        for one, color in zip(series, colors, strict=True):
            value = amounts.get((category, one), 0.0)
            f.axes.barh(
                middle, value, left=at, height=ROW * THICK, color=color, edgecolor="white", linewidth=0.6, zorder=2
            )
            at += value
        rows.beside(f, total, middle, text)
    _draw_key(f, key, dict(zip([canvas.label(s, chart.series, look) for s in series], colors, strict=True)))
    rows.limit(f, block, look)
    return f.figure


def palette(series: Sequence[str], highlight: str | None, ink: Ink) -> list[str]:
    """The highlighted series in the brand's colour and the others in greys; without one, tints of the brand."""
    others = max(len(series) - 1, 1)
    if highlight in series:
        greys = iter(style.mixed("#8A94A3", "#E1E5EA", i / others) for i in range(len(series)))
        return [ink.brand if name == highlight else next(greys) for name in series]
    return [style.tint(ink.brand, 0.78 * i / others) for i in range(len(series))]


def _key(labels: Sequence[str]) -> list[list[str]]:
    """The key in lines that fit the width."""
    lines: list[list[str]] = [[]]
    used = 0.0
    for text in labels:
        wide = canvas.width_of([text], SIZE) + 0.36
        if lines[-1] and used + wide > WIDTH:
            lines.append([])
            used = 0.0
        lines[-1].append(text)
        used += wide
    return lines


def _draw_key(f: rows.Frame, key: list[list[str]], colors: dict[str, str]) -> None:
    low, high = f.axes.get_xlim()
    inch = (high - low) / WIDTH
    for number, line in enumerate(key):
        x, y = low, 0.09 + KEY_LINE * number
        for text in line:
            f.axes.barh(y, 0.11 * inch, left=x, height=0.11, color=colors[text], zorder=2)
            f.axes.text(
                x + 0.16 * inch, y, text.replace("\n", " "), va="center", fontsize=SMALL + 0.5, color=f.ink.text
            )
            x += (canvas.width_of([text], SIZE) + 0.36) * inch
