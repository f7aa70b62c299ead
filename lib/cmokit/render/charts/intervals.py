"""A dot a category with the interval that its figure may lie in."""

from typing import TYPE_CHECKING

from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas, rows
from cmokit.render.charts.canvas import ROW
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(block: ChartBlock, look: Look) -> "Figure":
    chart, data = block.chart, rows.shown(block)
    labels = [canvas.label(row[chart.x], chart.x, look) for row in data]
    spans = [_span(row, chart.y) for row in data]
    texts = [rows.value_text(row[chart.y], block, look) for row in data]
    f = rows.frame(labels, block, look, cut=len(chart.data) - len(data))
    limit = chart.limit if chart.limit is not None else 0.0
    low, high = min(0.0, limit, *(s[0] for s in spans)), max(limit, *(s[2] for s in spans))
    rows.settle(f, low, high, (), texts, look)
    f.axes.plot([0, 0], [f.middles[0] - ROW / 2, f.middles[-1] + ROW / 2], color=f.ink.hair, linewidth=0.8, zorder=1)
    for row, (start, value, end), text, middle in zip(data, spans, texts, f.middles, strict=True):
        found = str(row[chart.x]) == chart.highlight
        color = f.ink.brand if found or chart.highlight is None else f.ink.dark
        f.axes.plot([0, start], [middle, middle], color=f.ink.hair, linewidth=0.8, zorder=1)
        f.axes.plot(
            [start, end], [middle, middle], color=color, linewidth=3.2, alpha=0.35, solid_capstyle="butt", zorder=2
        )
        f.axes.plot([value], [middle], marker="o", markersize=6, color=color, zorder=3)
        rows.beside(f, end, middle, text, strong=found)
    rows.limit(f, block, look)
    return f.figure


def _span(row: "rows.Any", y: str) -> tuple[float, float, float]:
    value = rows.number(row[y])
    low, high = row.get("low"), row.get("high")
    return value if low is None else float(low), value, value if high is None else float(high)
