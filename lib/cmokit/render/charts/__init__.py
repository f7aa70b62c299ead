"""Charts as pictures: data in, SVG out, equal bytes for equal data. matplotlib is imported when one is drawn."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from typing import Any

from cmokit.render.blocks import ChartBlock
from cmokit.render.formats import Look

KINDS = {
    "bar": "bars",
    "stacked_bar": "stacked",
    "line": "lines",
    "waterfall": "waterfall",
    "interval": "intervals",
    "heatmap": "heatmap",
}
_KEPT = 128  # pictures; a report's PDF and HTML show the same ones
_drawn: OrderedDict[str, bytes] = OrderedDict()


def picture(block: ChartBlock, look: Look) -> bytes:
    """A chart as SVG of the column's width. Text stands as outlines; its words are in the block's alt."""
    key = hashlib.sha256(repr((block.chart, block.limit_label, look)).encode()).hexdigest()
    if key not in _drawn:
        _drawn[key] = _draw(block, look)
        if len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return _drawn[key]


def _draw(block: ChartBlock, look: Look) -> bytes:
    from cmokit.render.charts.canvas import settings, svg

    module = import_module(f"cmokit.render.charts.{KINDS[block.chart.kind]}")
    draw: Callable[[ChartBlock, Look], Any] = module.draw
    with settings():
        return svg(draw(block, look))
