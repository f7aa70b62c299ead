"""What the exports of all ad platforms share: the period of a row, and rows that reach the canonical table."""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Note, Tables
from cmokit.sources.rows import Rows


def ad_spend(rows: Rows, platform: str, **values: pa.Array) -> Tables:
    """Rows of `ad_spend`: a row's own day or period, else the period that the report's title says."""
    start, end = (pa.scalar(day, pa.date32()) for day in rows.period)
    first = pc.coalesce(rows.get("period_start_on"), start)
    stated = {
        "platform": platform,
        "period_start_on": first,
        "period_end_on": pc.coalesce(rows.get("period_end_on"), rows.get("period_start_on"), end, first),
        "platform_conversions_count": whole(rows.get("conversions_number")),
    }
    return {"ad_spend": rows.canonical("ad_spend", **{**stated, **values})}


def whole(values: pa.Array) -> pa.Array:
    """Conversions as a whole number: attribution credits parts of one, the canonical table counts whole ones."""
    return pc.round(values, round_mode="half_to_even").cast(pa.int64(), safe=False)


def notes(rows: Rows) -> list[Note]:
    """A report without any period, and parts of conversions that were rounded away."""
    found = []
    if rows.period == (None, None) and not rows.has("period_start_on"):
        message = "neither rows nor title say which days the spend is of; segment the report by day"
        found.append(Note("no_period", message))
    conversions = rows.get("conversions_number")
    lost = [v for v in conversions.to_pylist() if v is not None and v != v.to_integral_value()]
    if lost:
        message = f"{len(lost)} rows hold parts of conversions (such as {lost[0].normalize():f}): rounded to whole ones"
        found.append(Note("rounded_conversions", message, column=rows.headers.get("conversions_number")))
    return found
