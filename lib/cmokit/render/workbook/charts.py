"""Native Excel charts, and the cells that they draw from."""

from collections.abc import Callable
from typing import Any

from cmokit.render import formats, style
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts.canvas import Ink
from cmokit.render.charts.stacked import palette
from cmokit.render.charts.waterfall import spans
from cmokit.render.labels import name_of
from cmokit.render.text import plain
from cmokit.render.workbook.book import Sheet, pattern

WIDTH = 620  # pixels
ROW = 26
Area = tuple[int, int, int, int]  # first row, first column, rows, columns of a chart's data


def data_of(block: ChartBlock, sheet: Sheet, row: int, column: int) -> Area:
    """Write a chart's data as a grid: categories down, series across. What it returns is its area below the heads."""
    chart, look = block.chart, sheet.book.look
    if chart.series:
        series = list(dict.fromkeys(str(r[chart.series]) for r in chart.data))
        categories = list(dict.fromkeys(r[chart.x] for r in chart.data))
        values = {(r[chart.x], str(r[chart.series])): r[chart.y] for r in chart.data}
        grid = [[values.get((c, s)) for s in series] for c in categories]
        heads = [name_of(s, chart.series, look.language) for s in series]
    else:
        categories = [r[chart.x] for r in chart.data]
        extra = [name for name in ("low", "high") if any(r.get(name) is not None for r in chart.data)]
        grid = [[r[chart.y], *(r.get(name) for name in extra)] for r in chart.data]
        heads = [chart.y.replace("_", " "), *extra]
    if chart.kind == "waterfall":
        moves = spans([(float(r[chart.y] or 0), bool(r.get("is_level"))) for r in chart.data])  # type: ignore[arg-type]
        grid = [[*line, min(move), abs(move[1] - move[0])] for line, move in zip(grid, moves, strict=True)]
        heads = [*heads, sheet.book.say("chart.base"), sheet.book.say("chart.height")]
    sheet.heads(row, column, ["", *heads], ["left", *("right" for _ in heads)])
    for offset, (category, line) in enumerate(zip(categories, grid, strict=True), 1):
        sheet.text(row + offset, column, name_of(str(category), chart.x, look.language))
        for place, value in enumerate(line, 1):
            sheet.write(row + offset, column + place, value, chart.unit)
    return row + 1, column, len(grid), len(heads)


def rows_covered(block: ChartBlock) -> int:
    """How many rows of cells the chart lies over."""
    return 0 if block.chart.kind == "heatmap" else _height(block) // 20 + 2


def _height(block: ChartBlock) -> int:
    """Pixels."""
    if block.chart.kind == "line":
        return 300
    return 90 + ROW * len({str(row[block.chart.x]) for row in block.chart.data})


def insert(block: ChartBlock, sheet: Sheet, row: int, column: int, area: Area) -> None:
    """Put the chart at a cell. A heatmap colours its data instead."""
    if block.chart.kind == "heatmap":
        first, left, rows, columns = area
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": style.tint(sheet.book.brand, 0.35)}
        sheet.page.conditional_format(first, left + 1, first + rows - 1, left + columns, scale)
        return
    chart = _MAKERS[block.chart.kind](block, sheet, area)
    chart.set_size({"width": WIDTH, "height": _height(block)})
    chart.set_title(
        {"name": _title(block, sheet), "name_font": {"size": 11, "bold": True, "color": style.INK}, "overlay": False}
    )
    sheet.page.insert_chart(row, column, chart, {"description": block.alt, "object_position": 1})


def _title(block: ChartBlock, sheet: Sheet) -> str:
    title, at, look = plain(block.title), block.chart.limit, sheet.book.look
    if at is None:
        return title
    return f"{title} ({block.limit_label} {formats.limit(f'{at}|{block.chart.unit}', look.locale, look.language)})"


def _bar(block: ChartBlock, sheet: Sheet, area: Area) -> Any:
    chart = _bars(sheet, block)
    colors = [_color(block, row[block.chart.x], sheet) for row in block.chart.data]
    errors = {}
    if block.chart.kind == "interval" and area[3] > 2:
        errors = {"y_error_bars": _errors(block)}
    chart.add_series(
        {
            **_refs(sheet, area, 1),
            "points": [{"fill": {"color": c}} for c in colors],
            "gap": 45,
            **_labels(block),
            **errors,
        }
    )
    chart.set_legend({"none": True})
    return chart


def _errors(block: ChartBlock) -> dict[str, Any]:
    rows = block.chart.data
    value = [float(row[block.chart.y] or 0) for row in rows]  # type: ignore[arg-type]
    low = [float(row.get("low") if row.get("low") is not None else v) for row, v in zip(rows, value, strict=True)]  # type: ignore[arg-type]
    high = [float(row.get("high") if row.get("high") is not None else v) for row, v in zip(rows, value, strict=True)]  # type: ignore[arg-type]
    return {
        "type": "custom",
        "minus_values": [v - x for v, x in zip(value, low, strict=True)],
        "plus_values": [x - v for v, x in zip(value, high, strict=True)],
        "line": {"color": style.INK},
    }


def _stacked(block: ChartBlock, sheet: Sheet, area: Area) -> Any:
    chart = _bars(sheet, block, "stacked")
    for place, color in enumerate(_colors(block, sheet), 1):
        chart.add_series({**_refs(sheet, area, place), "fill": {"color": color}, "gap": 45})
    chart.set_legend({"position": "top"})
    return chart


def _line(block: ChartBlock, sheet: Sheet, area: Area) -> Any:
    chart = sheet.book.file.add_chart({"type": "line"})
    names = _series(block)
    for place in range(1, area[3] + 1):
        found = len(names) < 2 or names[place - 1] == block.chart.highlight
        color = sheet.book.brand if found else style.DARK_GREY
        chart.add_series({**_refs(sheet, area, place), "line": {"color": color, "width": 2.5 if found else 1.5}})
    chart.set_y_axis(
        {
            "num_format": pattern(block.chart.unit),
            "major_gridlines": {"visible": True, "line": {"color": style.HAIR}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "top"} if len(names) > 1 else {"none": True})
    return chart


def _waterfall(block: ChartBlock, sheet: Sheet, area: Area) -> Any:
    chart, look = _bars(sheet, block, "stacked"), sheet.book.look
    rows = block.chart.data
    said = [formats.show(row[block.chart.y], block.chart.unit, look.locale, brief=True) for row in rows]
    colors = [
        sheet.book.brand
        if str(row[block.chart.x]) == block.chart.highlight
        else style.INK
        if row.get("is_level")
        else style.GREY
        for row in rows
    ]
    chart.add_series({**_refs(sheet, area, area[3] - 1), "fill": {"none": True}, "border": {"none": True}, "gap": 45})
    chart.add_series(
        {
            **_refs(sheet, area, area[3]),
            "points": [{"fill": {"color": color}} for color in colors],
            "data_labels": {"value": True, "position": "inside_base", "custom": [{"value": text} for text in said]},
        }
    )
    chart.set_legend({"none": True})
    return chart


def _bars(sheet: Sheet, block: ChartBlock, subtype: str = "") -> Any:
    kind = {"type": "bar", "subtype": subtype} if subtype else {"type": "bar"}
    chart = sheet.book.file.add_chart(kind)
    chart.set_y_axis({"reverse": True, "line": {"color": style.GREY}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {"num_format": pattern(block.chart.unit), "major_gridlines": {"visible": False}, "visible": bool(subtype)}
    )
    return chart


def _labels(block: ChartBlock) -> dict[str, Any]:
    return {"data_labels": {"value": True, "num_format": pattern(block.chart.unit)}}


def _refs(sheet: Sheet, area: Area, place: int) -> dict[str, Any]:
    first, left, rows, _ = area
    last = first + rows - 1
    return {
        "name": [sheet.name, first - 1, left + place],
        "categories": [sheet.name, first, left, last, left],
        "values": [sheet.name, first, left + place, last, left + place],
    }


def _color(block: ChartBlock, category: Any, sheet: Sheet) -> str:
    plain_all = block.chart.highlight is None
    return sheet.book.brand if plain_all or str(category) == block.chart.highlight else style.GREY


def _series(block: ChartBlock) -> list[str]:
    name = block.chart.series
    return list(dict.fromkeys(str(row[name]) for row in block.chart.data)) if name else []


def _colors(block: ChartBlock, sheet: Sheet) -> list[str]:
    return palette(_series(block), block.chart.highlight, Ink(sheet.book.brand))


_MAKERS: dict[str, Callable[[ChartBlock, Sheet, Area], Any]] = {
    "bar": _bar,
    "interval": _bar,
    "stacked_bar": _stacked,
    "line": _line,
    "waterfall": _waterfall,
}
