"""Lines over x in order, each named at its end: the finding in the brand's colour."""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cmokit.render import fonts, formats, style
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts import canvas
from cmokit.render.charts.canvas import SIZE, SMALL, WIDTH, Ink
from cmokit.render.direction import isolated
from cmokit.render.formats import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 2.5
TOP, BOTTOM = 0.22, 0.28  # inches above and below the lines
MONTH = re.compile(r"\d{4}-\d{2}")
NEAR = 0.17  # inches that two names at line ends keep apart


def draw(block: ChartBlock, look: Look) -> "Figure":
    chart, ink = block.chart, Ink.of(look)
    figure, axes = canvas.new_figure(HEIGHT)
    xs = list(dict.fromkeys(row[chart.x] for row in chart.data))
    lines = _lines(block, xs)
    low, high, step = _scale([v for line in lines.values() for v in line if not math.isnan(v)], chart.limit)
    ticks = [low + step * i for i in range(round((high - low) / step) + 1)]
    texts = [formats.show(_tidy(t), chart.unit, look.locale, language=look.language, brief=True) for t in ticks]
    names = {name: _name(name, line, block, look) for name, line in lines.items()}
    left, right = canvas.width_of(texts, SMALL) + 0.1, canvas.width_of(list(names.values()), bold=True) + 0.14
    axes.set_position((left / WIDTH, BOTTOM / HEIGHT, 1 - (left + right) / WIDTH, 1 - (TOP + BOTTOM) / HEIGHT))
    axes.set_xlim(-0.15, max(len(xs) - 1, 1) + 0.05)
    axes.set_ylim(low, high)
    _grid(axes, ticks, texts, ink)
    _months(axes, [_x(x, look) for x in xs], WIDTH - left - right, ink)
    ends = {name: _end(line) for name, line in lines.items()}
    places = _apart({name: end[1] for name, end in ends.items()}, (high - low) * NEAR / (HEIGHT - TOP - BOTTOM), low)
    for name, color in reversed(_colors(list(lines), chart.highlight, ink).items()):
        _line(axes, lines[name], names[name], ends[name], places[name], color, ink)
    _limit(axes, block, look, ink)
    return figure


def _lines(block: ChartBlock, xs: list[Any]) -> dict[str, list[float]]:
    """One line a series: its y at every x, not a number where it has none."""
    chart = block.chart
    lines: dict[str, list[float]] = {}
    for row in chart.data:
        name = str(row[chart.series]) if chart.series else ""
        line = lines.setdefault(name, [math.nan] * len(xs))
        if row[chart.y] is not None:
            line[xs.index(row[chart.x])] = float(row[chart.y])  # type: ignore[arg-type]
    return lines


def _scale(values: Sequence[float], limit: float | None) -> tuple[float, float, float]:
    """Axis from zero (or below) to the next round tick, in two to five steps."""
    top, bottom = max([*values, limit or 0.0, 0.0]), min([*values, 0.0])
    span = (top - bottom) or 1.0
    size = 10.0 ** math.floor(math.log10(span / 4))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if span / (size * m) <= 4.6)
    return math.floor(bottom / step) * step, math.ceil(top / step - 1e-9) * step, step


def _tidy(tick: float) -> float:
    return float(f"{tick:.10g}")


def _grid(axes: "Axes", ticks: Sequence[float], texts: Sequence[str], ink: Ink) -> None:
    axes.set_yticks(ticks, texts, fontsize=SMALL, color=ink.muted)
    for tick in ticks:
        axes.axhline(tick, color=ink.dark if tick == 0 else ink.hair, linewidth=0.7, zorder=1)


def _months(axes: "Axes", texts: list[str], room: float, ink: Ink) -> None:
    """As many x labels as fit without touching, the last one always."""
    fit = max(int(room / (canvas.width_of(texts, SMALL) + 0.18)), 1)
    every = max(math.ceil(len(texts) / fit), 1)
    kept = [i for i in range(len(texts)) if (len(texts) - 1 - i) % every == 0]
    axes.set_xticks(kept, [texts[i] for i in kept], fontsize=SMALL, color=ink.muted)


def _colors(names: list[str], highlight: str | None, ink: Ink) -> dict[str, str]:
    """The finding first, in the brand's colour; without one, the first line leads and the others step back."""
    found = highlight if highlight in names else names[0]
    others = [name for name in names if name != found]
    if highlight in names:
        return {found: ink.brand, **dict.fromkeys(others, ink.grey)}
    steps = [style.mixed(ink.dark, ink.grey, i / max(len(others), 1)) for i in range(len(others))]
    return {found: ink.brand, **dict(zip(others, steps, strict=True))}


def _line(
    axes: "Axes", line: list[float], name: str, end: tuple[int, float], place: float, color: str, ink: Ink
) -> None:
    found = color == ink.brand
    form: dict[str, Any] = {"color": color, "zorder": 3 if found else 2, "clip_on": False}
    axes.plot(range(len(line)), line, linewidth=2.2 if found else 1.3, solid_capstyle="round", **form)
    axes.plot([end[0]], [end[1]], marker="o", markersize=4 if found else 3, **form)
    axes.annotate(
        name,
        (axes.get_xlim()[1], place),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=SIZE,
        fontweight="bold" if found else "normal",
        color=color if found else ink.muted,
        annotation_clip=False,
    )


def _end(line: list[float]) -> tuple[int, float]:
    known = [(i, v) for i, v in enumerate(line) if not math.isnan(v)]
    return known[-1] if known else (0, 0.0)


def _apart(wanted: dict[str, float], least: float, floor: float) -> dict[str, float]:
    """The heights of names, pushed apart so that none touch, in their order, and none below the axis."""
    placed: dict[str, float] = {}
    above = math.inf
    for name in sorted(wanted, key=lambda n: -wanted[n]):
        above = min(wanted[name], above - least)
        placed[name] = above
    below = floor - least
    for name in reversed(placed):
        below = placed[name] = max(placed[name], below + least)
    return placed


def _name(name: str, line: list[float], block: ChartBlock, look: Look) -> str:
    """The line's name and where it ends."""
    value = formats.show(_tidy(_end(line)[1]), block.chart.unit, look.locale, language=look.language, brief=True)
    name = canvas.label(name, block.chart.series or "", look, 22)
    return f"{name} {isolated(value, look.language)}".strip()


def _x(value: Any, look: Look) -> str:
    if isinstance(value, str):
        return formats.month(value, look.language) if MONTH.fullmatch(value) else fonts.printable(value)
    return formats.show(value, "count", look.locale, language=look.language)


def _limit(axes: "Axes", block: ChartBlock, look: Look, ink: Ink) -> None:
    at = block.chart.limit
    if at is None:
        return
    value = formats.limit(f"{at}|{block.chart.unit}", look.locale, look.language)
    words = f"{block.limit_label} {isolated(value, look.language)}".strip()
    axes.axhline(at, color=ink.text, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2)
    axes.annotate(
        words, (axes.get_xlim()[0], at), xytext=(2, 3), textcoords="offset points", fontsize=SMALL, color=ink.text
    )
