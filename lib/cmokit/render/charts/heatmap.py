"""Rows by columns, darker where there is more; each cell says its value."""

from typing import TYPE_CHECKING, Any

from cmokit.render import formats, style
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas
from cmokit.render.charts.canvas import SIZE, SMALL, WIDTH, Ink
from cmokit.render.charts.lines import MONTH
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CELL = 0.32  # inches a row takes
LEAST = 0.75  # inches a column takes where it can


def draw(block: ChartBlock, look: Look) -> "Figure":
    import seaborn
    from matplotlib.colors import LinearSegmentedColormap

    chart, ink = block.chart, Ink.of(look)
    assert chart.series is not None
    columns = list(dict.fromkeys(row[chart.x] for row in chart.data))
    lines = list(dict.fromkeys(row[chart.series] for row in chart.data))
    values = {(row[chart.series], row[chart.x]): row[chart.y] for row in chart.data}
    left_labels = [_line(line, chart.series, look) for line in lines]
    left = canvas.width_of(left_labels) + 0.12
    wrap = max(int((WIDTH - left) / len(columns) / 0.075), 6)
    heads = [canvas.wrapped(_head(column, chart.x, look), wrap) for column in columns]
    top = 0.12 + 0.14 * max(map(canvas.lines_in, heads))
    height = top + CELL * len(lines) + 0.04
    figure, axes = canvas.new_figure(height)
    wide = min(WIDTH - left, max(len(columns) * LEAST, 3.5))
    axes.set_position((left / WIDTH, 0.04 / height, wide / WIDTH, CELL * len(lines) / height))
    grid = [[_number(values.get((line, column))) for column in columns] for line in lines]
    said = [[_text(values.get((line, column)), block, look) for column in columns] for line in lines]
    colors = LinearSegmentedColormap.from_list("brand", [style.tint(ink.brand, 0.94), ink.brand])
    size = SIZE if wide / len(columns) > 0.55 else SMALL - 1
    seaborn.heatmap(
        grid,
        annot=said,
        fmt="",
        cmap=colors,
        cbar=False,
        ax=axes,
        linewidths=1.2,
        linecolor="white",
        annot_kws={"fontsize": size},
    )
    axes.xaxis.tick_top()
    axes.set_xticks([i + 0.5 for i in range(len(columns))], heads, fontsize=SMALL, color=ink.text, rotation=0)
    axes.set_yticks([i + 0.5 for i in range(len(lines))], left_labels, fontsize=SIZE, color=ink.text, rotation=0)
    axes.tick_params(length=0, pad=3)
    return figure


def _head(column: Any, kind: str, look: Look) -> str:
    text = str(column)
    return formats.month(text, look.language) if MONTH.fullmatch(text) else canvas.label(column, kind, look, 200)


def _line(line: Any, kind: str, look: Look) -> str:
    text = str(line)
    return formats.month(text, look.language) if MONTH.fullmatch(text) else canvas.label(line, kind, look)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _text(value: Any, block: ChartBlock, look: Look) -> str:
    return (
        "" if value is None else formats.show(value, block.chart.unit, look.locale, language=look.language, brief=True)
    )
