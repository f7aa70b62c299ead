"""The frame that bars, intervals and waterfalls share: one row a category, labels left, values beside the marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cmokit.render import formats, style
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas
from cmokit.render.charts.canvas import LINE, ROW, SIZE, SMALL, WIDTH, Ink
from cmokit.render.direction import isolated
from cmokit.render.formats import Look
from cmokit.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 30
GAP = 0.09  # inches between label, mark and value


@dataclass
class Frame:
    """Axes whose y runs down in inches; `middles` are the rows' centres. left, right: inches beside the marks."""

    figure: "Figure"
    axes: "Axes"
    ink: Ink
    middles: list[float]
    labels: list[str]
    cut: int


def shown(block: ChartBlock) -> tuple[Any, ...]:
    """The rows that a picture can hold; the table beside it has all."""
    return block.chart.data[:MOST_ROWS]


def number(value: Any) -> float:
    return 0.0 if value is None else float(value)


def value_text(value: Any, block: ChartBlock, look: Look, *, signed: bool = False) -> str:
    text = formats.show(value, block.chart.unit, look.locale, language=look.language, brief=True)
    return f"+{text}" if signed and isinstance(value, (int, float, Decimal)) and value > 0 else text


def frame(labels: Sequence[str], block: ChartBlock, look: Look, *, top: float = 0.06, cut: int = 0) -> Frame:
    """An empty frame, high enough for its labels. cut: rows left out, said in a line of its own."""
    ink = Ink.of(look)
    heights = [ROW + LINE * (canvas.lines_in(text) - 1) for text in labels]
    if block.chart.limit is not None:
        top += 0.2
    bottom = 0.24 if cut else 0.04
    figure, axes = canvas.new_figure(sum(heights) + top + bottom)
    middles, at = [], top
    for height in heights:
        middles.append(at + height / 2)
        at += height
    axes.set_ylim(at + bottom, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    return Frame(figure, axes, ink, middles, list(labels), cut)


def settle(
    f: Frame, low: float, high: float, left_texts: Sequence[str], right_texts: Sequence[str], look: Look
) -> None:
    """Place labels and the span of x so that marks, labels and the values beside them all fit. Nothing is clipped."""
    before = min(canvas.width_of(f.labels), WIDTH * 0.42) + GAP
    left = canvas.width_of(left_texts) + (GAP if any(left_texts) else 0)
    right = canvas.width_of(right_texts) + GAP if right_texts else 0.0
    span = (high - low) or 1.0
    room = max(WIDTH - before - left - right - 0.02, 1.0)
    scale = span / room  # units an inch
    f.axes.set_xlim(low - (before + left) * scale, low - (before + left) * scale + WIDTH * scale)
    edge = f.axes.get_xlim()[0]
    for middle, text in zip(f.middles, f.labels, strict=True):
        right_edge = edge + (before - GAP) * scale
        f.axes.text(right_edge, middle, text, ha="right", va="center", fontsize=SIZE, linespacing=1.15)
    if f.cut:
        words = say("report.chart.more", language=look.language, count=f.cut, number=f.cut)
        f.axes.text(
            edge + (before - GAP) * scale,
            f.axes.get_ylim()[0] - 0.12,
            words,
            ha="right",
            va="center",
            fontsize=SMALL,
            color=style.MUTED,
        )


def beside(f: Frame, x: float, middle: float, text: str, *, negative: bool = False, strong: bool = False) -> None:
    """A value at the end of its mark."""
    low, high = f.axes.get_xlim()
    gap = 0.05 * (high - low) / WIDTH
    f.axes.text(
        x - gap if negative else x + gap,
        middle,
        text,
        ha="right" if negative else "left",
        va="center",
        fontsize=SIZE,
        fontweight="bold" if strong else "normal",
        color=f.ink.brand if strong else f.ink.text,
    )


def limit(f: Frame, block: ChartBlock, look: Look) -> None:
    """The stated limit, if there is one."""
    at = block.chart.limit
    if at is None:
        return
    value = formats.limit(f"{at}|{block.chart.unit}", look.locale, look.language)
    words = f"{block.limit_label} {isolated(value, look.language)}".strip()
    bottom = f.middles[-1] + ROW / 2
    f.axes.plot([at, at], [0.19, bottom], color=f.ink.text, linewidth=0.9, linestyle=(0, (3, 2)), zorder=3)
    half = canvas.width_of([words], SMALL) / 2 * (f.axes.get_xlim()[1] - f.axes.get_xlim()[0]) / WIDTH
    x = min(max(at, f.axes.get_xlim()[0] + half), f.axes.get_xlim()[1] - half)
    f.axes.text(x, 0.14, words, ha="center", va="bottom", fontsize=SMALL, color=f.ink.text)
