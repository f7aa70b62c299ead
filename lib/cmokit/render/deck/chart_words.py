"""What stands beside the marks of a native chart, in the client's language and formats."""

import re
from collections.abc import Sequence
from typing import Any

from cmokit.render import formats
from cmokit.render.blocks import ChartBlock
from cmokit.render.charts.canvas import ARROW
from cmokit.render.formats import Look
from cmokit.render.labels import name_of
from cmokit.words import say

MONTH = re.compile(r"\d{4}-\d{2}")
WHOLE = 1e-6  # how near to one the parts of a whole come
DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")


def limit_words(block: ChartBlock, look: Look) -> str:
    """A stated limit with its words; empty where there is none."""
    if block.chart.limit is None:
        return ""
    shown = formats.limit(f"{block.chart.limit}|{block.chart.unit}", look.locale, look.language)
    return f"{block.limit_label} {shown}".strip()


def label(value: Any, kind: str, look: Look) -> str:
    text = str(value)
    if ARROW in text:
        return ARROW.join(name_of(part, "stage", look.language) for part in text.split(ARROW))
    return name_of(text, kind, look.language)


def x_label(value: Any, look: Look) -> str:
    if isinstance(value, str):
        if DAY.fullmatch(value):
            return formats.day(value, look.locale, look.language)
        return formats.month(value, look.language) if MONTH.fullmatch(value) else value
    return formats.show(value, "count", look.locale, language=look.language)


def shown(value: Any, block: ChartBlock, look: Look) -> str:
    return formats.show(value, block.chart.unit, look.locale, language=look.language, brief=True)


def with_interval(row: Any, block: ChartBlock, look: Look) -> str:
    name, value = label(row[block.chart.x], block.chart.x, look), shown(row[block.chart.y], block, look)
    if row.get("low") is None or row.get("high") is None:
        return f"{name}: {value}"
    low, high = (shown(row[end], block, look) for end in ("low", "high"))
    between = say("report.facts.range", language=look.language, low=low, high=high)
    return f"{name}: {value} ({between})"


def with_total(
    category: Any, values: dict[tuple[Any, str], float], series: Sequence[str], block: ChartBlock, look: Look
) -> str:
    """A category with what its parts come to; the parts of a whole are that whole, which goes without saying."""
    total = sum(values.get((category, name), 0.0) for name in series)
    if block.chart.unit == "share" and abs(total - 1) < WHOLE:
        return label(category, block.chart.x, look)
    return f"{label(category, block.chart.x, look)}: {shown(round(total, 4), block, look)}"


def with_move(row: Any, block: ChartBlock, look: Look) -> str:
    value = row[block.chart.y]
    sign = "+" if not row.get("is_level") and float_of(value) > 0 else ""
    return f"{label(row[block.chart.x], block.chart.x, look)}: {sign}{shown(value, block, look)}"


def float_of(value: Any) -> float:
    return 0.0 if value is None else float(value)
