"""Charts as pictures: data in, SVG out, equal bytes for equal data. matplotlib is imported when one is drawn."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any

from cmokit.engagement.writing import write_bytes
from cmokit.exhibits.bundle import chart_to_dict
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
_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def kept_in(folder: Path | None) -> Iterator[None]:
    """Pictures made meanwhile are kept in `folder`, and those that lie there are not drawn again; None keeps none.

    For one run of one kit: nothing but what a picture shows decides its name.
    """
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)


def picture(block: ChartBlock, look: Look) -> bytes:
    """A chart as SVG of the column's width. Text stands as outlines; its words are in the block's alt."""
    shown = (chart_to_dict(block.chart), block.limit_label, vars(look))
    key = hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()
    if key not in _drawn:
        _drawn[key] = _kept(key, block, look)
        if len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return _drawn[key]


def _kept(key: str, block: ChartBlock, look: Look) -> bytes:
    folder = _folder.get()
    if folder is None:
        return _draw(block, look)
    path = folder / f"{key}.svg"
    if not path.is_file():
        write_bytes(path, _draw(block, look))
    return path.read_bytes()


def _draw(block: ChartBlock, look: Look) -> bytes:
    from cmokit.render.charts.canvas import settings, svg

    module = import_module(f"cmokit.render.charts.{KINDS[block.chart.kind]}")
    draw: Callable[[ChartBlock, Look], Any] = module.draw
    with settings():
        return svg(draw(block, look))
