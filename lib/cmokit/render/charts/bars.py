"""Horizontal bars, one value a category: the finding in the brand's colour, everything else grey."""

from typing import TYPE_CHECKING

from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas, rows
from cmokit.render.charts.canvas import ROW
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THICK = 0.64  # of a row


def draw(block: ChartBlock, look: Look) -> "Figure":
    chart, data = block.chart, rows.shown(block)
    labels = [canvas.label(row[chart.x], chart.x, look) for row in data]
    values = [rows.number(row[chart.y]) for row in data]
    texts = [rows.value_text(row[chart.y], block, look) for row in data]
    f = rows.frame(labels, block, look, cut=len(chart.data) - len(data))
    low, high = min(0.0, *values, chart.limit or 0.0), max(0.0, *values, chart.limit or 0.0)
    negative = [t if v < 0 else "" for t, v in zip(texts, values, strict=True)]
    rows.settle(f, low, high, negative, [t for t in texts if t not in negative], look)
    for row, value, text, middle in zip(data, values, texts, f.middles, strict=True):
        found = str(row[chart.x]) == chart.highlight
        color = f.ink.brand if found or chart.highlight is None else f.ink.grey
        f.axes.barh(middle, value, height=ROW * THICK, color=color, zorder=2)
        rows.beside(f, value, middle, text, negative=value < 0, strong=found)
    if low < 0:
        f.axes.plot(
            [0, 0], [f.middles[0] - ROW / 2, f.middles[-1] + ROW / 2], color=f.ink.dark, linewidth=0.7, zorder=3
        )
    rows.limit(f, block, look)
    return f.figure
