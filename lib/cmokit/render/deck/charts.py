"""Native charts on a slide: what PDF and HTML draw, as Office draws it, with its figures in a workbook behind it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu, Inches, Pt

from cmokit.exhibits.section import Chart
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts.waterfall import spans
from cmokit.render.deck.base import Box
from cmokit.render.deck.chart_words import (
    float_of,
    label,
    limit_words,
    with_interval,
    with_move,
    with_total,
    x_label,
)
from cmokit.render.deck.chart_workbook import workbook_of
from cmokit.render.deck.error_bars import add_error_bars
from cmokit.render.deck.number_formats import number_format
from cmokit.render.deck.painting import (
    SHADE,
    labelled,
    lying,
    paint,
    paint_line,
    paint_points,
    standing,
    with_axes,
    with_legend,
)
from cmokit.render.deck.writing import described
from cmokit.render.formats import Look
from cmokit.words import say

SIZE = 12  # points
MOST_BARS = 10  # categories that a slide shows legibly
MOST_LEVELS = 18  # steps of a waterfall, which means nothing without each of them
FOR_LABELS = 1.2  # how much further than the longest bar its axis reaches, so that a value stands in one line
COLUMNS = 7  # steps that stand side by side; more lie one below the other
MONTH = re.compile(r"\d{4}-\d{2}")


def add_chart(slide: Any, block: ChartBlock, box: Box, look: Look) -> None:
    """The chart in a box, with its alt text. A heatmap has no native chart: Raises KeyError."""
    frame = _MAKERS[block.chart.kind](slide, block, box, look)
    described(frame, block.alt)
    form = number_format(block.chart.unit, [row[block.chart.y] for row in block.chart.data], look)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(workbook_of(frame.chart, form))


def share_of_height(chart: Chart, box: Box) -> float:
    """How much of a box a chart takes: few bars are no thicker than many."""
    if chart.kind in ("line", "waterfall"):
        return 1.0
    count = min(len(dict.fromkeys(row[chart.x] for row in chart.data)), MOST_BARS)
    return min((0.5 + 0.65 * count) * Inches(1) / box.height, 1.0)


def left_out(chart: Chart) -> int:
    """How many categories of a chart a slide does not show."""
    if chart.kind in ("line", "waterfall"):
        return 0
    return max(len(dict.fromkeys(row[chart.x] for row in chart.data)) - MOST_BARS, 0)


def _bar(slide: Any, block: ChartBlock, box: Box, look: Look) -> Any:
    chart, rows = block.chart, block.chart.data[:MOST_BARS]
    values = [float_of(row[chart.y]) for row in rows]
    data = _data([label(row[chart.x], chart.x, look) for row in rows], block, look)
    data.add_series(chart.y.replace("_", " "), values)
    frame = _added(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data)
    lying(frame.chart, gap=55)
    paint_points(frame.chart, [_found(row[chart.x], chart) for row in rows])
    labelled(frame.chart, data.number_format, XL_LABEL_POSITION.OUTSIDE_END)
    if max(values) > 0 and min(values) >= 0:
        frame.chart.value_axis.minimum_scale, frame.chart.value_axis.maximum_scale = 0, max(values) * FOR_LABELS
    return frame


def _interval(slide: Any, block: ChartBlock, box: Box, look: Look) -> Any:
    """Bars with the interval as error bars; value and interval stand in words beside each name."""
    chart, rows = block.chart, block.chart.data[:MOST_BARS]
    values = [float_of(row[chart.y]) for row in rows]
    lows = [_or(row.get("low"), value) for row, value in zip(rows, values, strict=True)]
    highs = [_or(row.get("high"), value) for row, value in zip(rows, values, strict=True)]
    data = _data([with_interval(row, block, look) for row in rows], block, look)
    data.add_series(chart.y.replace("_", " "), values)
    frame = _added(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data)
    lying(frame.chart, gap=80)
    paint_points(frame.chart, [_found(row[chart.x], chart) for row in rows], strength=0.55)
    axis = frame.chart.value_axis
    axis.minimum_scale, axis.maximum_scale = min(0.0, *lows) * 1.02, max(0.0, *highs) * 1.02 or 1.0
    add_error_bars(
        frame.chart.plots[0].series[0]._element,
        [_apart(value, low) for value, low in zip(values, lows, strict=True)],
        [_apart(high, value) for value, high in zip(values, highs, strict=True)],
    )
    return frame


def _stacked(slide: Any, block: ChartBlock, box: Box, look: Look) -> Any:
    chart = block.chart
    assert chart.series is not None
    categories = list(dict.fromkeys(row[chart.x] for row in chart.data))[:MOST_BARS]
    series = list(dict.fromkeys(str(row[chart.series]) for row in chart.data))
    values = {(row[chart.x], str(row[chart.series])): float_of(row[chart.y]) for row in chart.data}
    data = _data([with_total(c, values, series, block, look) for c in categories], block, look)
    for name in series:
        data.add_series(label(name, chart.series, look), [values.get((c, name), 0.0) for c in categories])
    frame = _added(slide, XL_CHART_TYPE.BAR_STACKED, box, data)
    lying(frame.chart, gap=55, overlap=100)
    with_legend(frame.chart)
    for place, (name, drawn) in enumerate(zip(series, frame.chart.plots[0].series, strict=True)):
        share = place / max(len(series) - 1, 1)
        if chart.highlight in series:
            paint(drawn.format, name == chart.highlight, 1.0 if name == chart.highlight else 0.55 - 0.4 * share)
        else:
            paint(drawn.format, True, 1 - 0.75 * share)
    return frame


def _line(slide: Any, block: ChartBlock, box: Box, look: Look) -> Any:
    chart = block.chart
    xs = list(dict.fromkeys(row[chart.x] for row in chart.data))
    names = list(dict.fromkeys(str(row[chart.series]) for row in chart.data)) if chart.series else [""]
    values = {(row[chart.x], str(row[chart.series]) if chart.series else ""): row[chart.y] for row in chart.data}
    data = _data([x_label(x, look) for x in xs], block, look)
    for name in names:
        named = label(name, chart.series or "", look) or chart.y.replace("_", " ")
        data.add_series(named, [_or_gap(values.get((x, name))) for x in xs])
    if chart.limit is not None:
        data.add_series(limit_words(block, look), [chart.limit] * len(xs))
    frame = _added(slide, XL_CHART_TYPE.LINE, box, data)
    with_axes(frame.chart, data.number_format, len(xs))
    leading = chart.highlight if chart.highlight in names else names[0]
    for place, drawn in enumerate(frame.chart.plots[0].series):
        is_limit = place == len(names)
        is_leading = not is_limit and names[place] == leading
        drawn.smooth = False
        drawn.format.line.width = Pt(2.75 if is_leading else 1.5)
        paint_line(drawn.format.line, is_leading, is_dashed=is_limit)
    if len(names) + (chart.limit is not None) > 1:
        with_legend(frame.chart)
    return frame


def _waterfall(slide: Any, block: ChartBlock, box: Box, look: Look) -> Any:
    """Stacked columns on an invisible base; what lies below zero is stacked downwards. Each name says its amount."""
    chart, rows = block.chart, block.chart.data[:MOST_LEVELS]
    moves = [sorted(move) for move in spans([(float_of(r[chart.y]), bool(r.get("is_level"))) for r in rows])]
    data = _data([with_move(row, block, look) for row in rows], block, look)
    data.add_series(say("deck.base"), [_base(low, high) for low, high in moves])
    data.add_series(chart.y.replace("_", " "), [max(high, 0.0) - max(low, 0.0) for low, high in moves])
    data.add_series(say("deck.below_zero"), [min(low, 0.0) - min(high, 0.0) for low, high in moves])
    side_by_side = len(rows) <= COLUMNS
    frame = _added(slide, XL_CHART_TYPE.COLUMN_STACKED if side_by_side else XL_CHART_TYPE.BAR_STACKED, box, data)
    if side_by_side:
        standing(frame.chart, gap=45)
    else:
        lying(frame.chart, gap=35, overlap=100)
    base, *parts = frame.chart.plots[0].series
    base.format.fill.background()
    for drawn in parts:
        for place, row in enumerate(rows):
            found = str(row[chart.x]) == chart.highlight
            paint(drawn.points[place].format, found, 1.0 if found or row.get("is_level") else SHADE)
    return frame


def _data(categories: Sequence[str], block: ChartBlock, look: Look) -> Any:
    chart = block.chart
    values = [*(row[chart.y] for row in chart.data), chart.limit]
    data = CategoryChartData(number_format=number_format(chart.unit, values, look))
    data.categories = categories
    return data


def _added(slide: Any, kind: Any, box: Box, data: Any) -> Any:
    frame = slide.shapes.add_chart(kind, *map(Emu, (box.left, box.top, box.width, box.height)), data)
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size = Pt(SIZE)
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    return frame


def _base(low: float, high: float) -> float:
    """Where a step begins that lies on one side of zero; one that crosses it begins there."""
    return low if low >= 0 else min(high, 0.0)


def _found(category: Any, chart: Chart) -> bool:
    return chart.highlight is None or str(category) == chart.highlight


def _or(value: Any, other: float) -> float:
    return other if value is None else float(value)


def _or_gap(value: Any) -> float | None:
    return None if value is None else float(value)


def _apart(high: float, low: float) -> float:
    """The distance of two values, without the dust of binary fractions."""
    return max(float(f"{high - low:.12g}"), 0.0)


_MAKERS: dict[str, Callable[[Any, ChartBlock, Box, Look], Any]] = {
    "bar": _bar,
    "interval": _interval,
    "stacked_bar": _stacked,
    "line": _line,
    "waterfall": _waterfall,
}
