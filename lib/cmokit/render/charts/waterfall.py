"""From level to level by signed differences, a row each: levels dark, differences grey, the finding in colour."""

from typing import TYPE_CHECKING

from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas, rows
from cmokit.render.charts.canvas import ROW
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THICK = 0.62  # of a row


def draw(block: ChartBlock, look: Look) -> "Figure":
    chart, data = block.chart, block.chart.data
    labels = [canvas.label(row[chart.x], chart.x, look) for row in data]
    moves = spans([(rows.number(row[chart.y]), bool(row.get("is_level"))) for row in data])
    texts = [rows.value_text(row[chart.y], block, look, signed=not row.get("is_level")) for row in data]
    f = rows.frame(labels, block, look)
    rows.settle(f, min(0.0, *map(min, moves)), max(0.0, *map(max, moves)), (), texts, look)
    for row, (start, end), text, middle in zip(data, moves, texts, f.middles, strict=True):
        found, level = str(row[chart.x]) == chart.highlight, bool(row.get("is_level"))
        color = f.ink.brand if found else f.ink.text if level else f.ink.grey
        f.axes.barh(
            middle, end - start, left=start, height=ROW * THICK, color=color, edgecolor=color, linewidth=0.8, zorder=2
        )
        rows.beside(f, max(start, end), middle, text, strong=found)
    for (_, end), here, below in zip(moves, f.middles, f.middles[1:], strict=False):
        f.axes.plot([end, end], [here, below], color=f.ink.dark, linewidth=0.6, zorder=1)
    return f.figure


def spans(steps: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Start and end of each bar: a level begins at zero, a difference where the one before it ended."""
    placed: list[tuple[float, float]] = []
    at = 0.0
    for value, is_level in steps:
        start = 0.0 if is_level else at
        at = start + value
        placed.append((start, at))
    return placed
