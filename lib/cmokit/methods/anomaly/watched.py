"""The series that are watched, out of the canonical tables. Ibis sums by day; the rest is a few hundred numbers each.

A series ends with its last whole day: the day on which an export was made, and the day that the report stands at, were
not over and would look like a drop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from cmokit.methods.ad_costs import taxed_platforms
from cmokit.methods.anomaly.score import Daily, Scale, Side, Weekly
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.goods_cost import ONE, cents
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.tracked_days import by_quarter, local_day
from cmokit.methods.weeks import Week, WeeklyPoint
from cmokit.vocabulary import Watched

ALL = "all"
A_DAY = timedelta(days=1)
Place = tuple[str, int]  # file and row


class Name(NamedTuple):
    """Which series, and which part of it: a platform, a channel, or `all`."""

    series: Watched
    part: str = ALL


@dataclass
class Days:
    """Day → what came on it, and the first file and row that tell of it. last: the last whole day that is told of."""

    last: date
    values: dict[date, Decimal] = field(default_factory=dict)
    places: dict[date, Place] = field(default_factory=dict)

    def add(self, day: date, value: Decimal | int, place: Place) -> None:
        self.values[day] = self.values.get(day, ZERO) + value
        self.places[day] = min(self.places.get(day, place), place)

    def daily(self, scale: Scale = Scale.COUNT, side: Side = Side.BOTH) -> Daily | None:
        """None where nothing whole is told."""
        first = min((day for day, value in self.values.items() if value), default=self.last + A_DAY)
        count = (self.last - first).days + 1
        if count <= 0:
            return None
        values = (self.values.get(first + n * A_DAY, ZERO) for n in range(count))
        return Daily(first, tuple(map(float, values)), scale, side)

    def place_of(self, day: date) -> tuple[str | None, int | None]:
        """The row that tells of a day; where it has none, of the last day before it."""
        before = max((known for known in self.places if known <= day), default=None)
        return self.places[before] if before else (None, None)


def report_until(files: Mapping[str, Mapping[str, Any]], rows: Any, as_of: date, last: date) -> date:
    """The last whole day of a report by days, whose last row tells of the day `last`.

    files: `received_files` by source_file. Where nobody knows when a report was made, its last day is not trusted.
    """
    made, ends = _made(files, rows)
    if made is None:
        return min(last, as_of) - A_DAY
    return min(made - A_DAY, as_of - A_DAY, max(last, ends or last))


def log_until(files: Mapping[str, Mapping[str, Any]], rows: Any, as_of: date, last: date) -> date:
    """The last whole day of a log, on which nothing may have happened; its last record is of the day `last`."""
    made, _ = _made(files, rows)
    return min(last if made is None else made, as_of) - A_DAY


def snapshot_until(rows: Any, as_of: date) -> date:
    """The last whole day of records of which the newest export says which there were."""
    seen = rows.aggregate(seen=rows.last_seen_on.max()).to_pyarrow().to_pylist()[0]["seen"]
    return min(seen or as_of, as_of) - A_DAY


def _made(files: Mapping[str, Mapping[str, Any]], rows: Any) -> tuple[date | None, date | None]:
    """When the newest file behind the rows was made, and the last day that one says it covers."""
    names = rows.select("source_file").distinct().to_pyarrow()["source_file"].to_pylist()
    own = [files[name] for name in names if name in files]
    days = ([row[column] for row in own if row[column]] for column in ("extract_on", "period_end_on"))
    made, ends = (max(found, default=None) for found in days)
    return made, ends


def spend_days(ad_spend: Any, rates: Rates, vat: tuple[Decimal | None, Sequence[str]], until: date) -> dict[str, Days]:
    """Platform, and `all`, → what was spent a day before tax, in the reporting currency. Rows of a day alone count."""
    rows = _one_day_rows(ad_spend.filter(ad_spend.spend_amount.notnull()), {"value": lambda t: t.spend_amount.sum()})
    taxed = taxed_platforms(rows, vat[1]) if vat[0] else frozenset()
    found: dict[str, Days] = {}
    for row in rows:
        amount = rates.reported(row["value"], row["currency"] or rates.reporting, row["period_start_on"])
        if amount is not None:
            untaxed = amount / (ONE + (vat[0] or ZERO)) if row["platform"] in taxed else amount
            _add(found, (ALL, row["platform"] or UNKNOWN), row["period_start_on"], cents(untaxed), row, until)
    return found


def conversion_days(ad_spend: Any, until: date) -> dict[str, Days]:
    """Platform, and `all`, → conversions that the platforms report a day."""
    stated = ad_spend.filter(ad_spend.platform_conversions_count.notnull())
    found: dict[str, Days] = {}
    for row in _one_day_rows(stated, {"value": lambda t: t.platform_conversions_count.sum()}):
        _add(found, (ALL, row["platform"] or UNKNOWN), row["period_start_on"], row["value"], row, until)
    return found


def _one_day_rows(rows: Any, sums: Mapping[str, Any]) -> list[dict[str, Any]]:
    key = ["platform", "currency", "period_start_on"]
    of_a_day = rows.filter(rows.period_start_on == rows.period_end_on.coalesce(rows.period_start_on))
    first = {"source_file": lambda t: t.source_file.min(), "source_row": lambda t: t.source_row.min()}
    listed: list[dict[str, Any]] = (
        of_a_day.group_by(key).aggregate(**sums, **first).order_by(key).to_pyarrow().to_pylist()
    )
    return listed


def session_days(web_sessions: Any, until: date) -> dict[str, Days]:
    """Channel, and `all`, → sessions a day. A row that covers more than its day is no day's."""
    rows = web_sessions.filter(web_sessions.session_on.notnull(), web_sessions.sessions_count.notnull())
    rows = rows.filter(rows.period_end_on.isnull() | (rows.period_end_on == rows.session_on))
    by_day = rows.group_by("channel", "session_on").aggregate(
        value=rows.sessions_count.sum(), source_file=rows.source_file.min(), source_row=rows.source_row.min()
    )
    found: dict[str, Days] = {}
    for row in by_day.order_by("channel", "session_on").to_pyarrow().to_pylist():
        _add(found, (ALL, row["channel"] or UNKNOWN), row["session_on"], row["value"], row, until)
    return found


def _add(
    found: dict[str, Days], parts: tuple[str, ...], day: date, value: Any, row: Mapping[str, Any], until: date
) -> None:
    for part in parts:
        found.setdefault(part, Days(until)).add(day, value, (row["source_file"], row["source_row"]))


def record_days(rows: Any, at: str, timezone: str, until: date) -> Days:
    """How many records were made a day."""
    found = Days(until)
    for row in by_quarter(rows, at):
        found.add(local_day(row["quarter"], timezone), row["n"], (row["source_file"], row["source_row"]))
    return found


def shares_of(told: Sequence[WeeklyPoint], series: str, side: Side) -> Weekly | None:
    """A weekly series of shares, as each week's own end knew it; None where no whole week is told."""
    own = [point for point in told if point.series == series and point.is_whole]
    shares = tuple((None if point.value is None else float(point.value), point.n) for point in own)
    return Weekly(own[0].week_start_on, shares, side) if own else None


def shares_by_week(parts: Days, wholes: Days, weeks: Sequence[Week], side: Side) -> Weekly | None:
    """parts ÷ wholes, week by week, from the first that has any."""
    own = [week for week in weeks if week.is_whole and week.last_on <= wholes.last]
    sums = [
        tuple(sum(int(d.values.get(w.start_on + n * A_DAY, 0)) for n in range(7)) for d in (parts, wholes)) for w in own
    ]
    first = next((n for n, (_, whole) in enumerate(sums) if whole), None)
    if first is None:
        return None
    return Weekly(own[first].start_on, tuple((p / w if w else None, w) for p, w in sums[first:]), side)
