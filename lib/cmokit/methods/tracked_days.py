"""What is counted day by day: sessions, key events, touches, forms, sessions beside ad clicks; and demand.

Ibis sums by day, or by quarter of an hour where a moment must find its local day: every zone begins its day on one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cmokit.methods.channel_values import UNKNOWN, channel_of_platform
from cmokit.methods.daily_breaks import Series

ALL = "all"
SESSIONS, KEY_EVENTS, PER_CLICK = "sessions", "key_events", "sessions_per_click"
TOUCHPOINTS, FORMS = "touchpoints", "forms"
BY_TRACKING = ("visit", "form", "ad_click", "email_click")  # kinds of touch that a website or a mail server counts
QUARTER = 15 * 60


class Name(NamedTuple):
    """Which count it is, whose, and of which channel."""

    series: str
    system: str
    channel: str = ALL


@dataclass
class Days:
    """Counts of one series by day, and the first file and row that tell of each."""

    counts: dict[date, int] = field(default_factory=dict)
    rows: dict[date, tuple[str, int]] = field(default_factory=dict)

    def add(self, day: date, count: int, row: tuple[str, int]) -> None:
        self.counts[day] = self.counts.get(day, 0) + count
        self.rows[day] = min(self.rows.get(day, row), row)

    def row_of(self, day: date) -> tuple[str | None, int | None]:
        """The row of a day; where it has none, of the last day before it."""
        before = max((known for known in self.rows if known <= day), default=None)
        return self.rows[before] if before else (None, None)


def web_days(web_sessions: Any) -> dict[Name, Days]:
    """Sessions in all and by channel, and key events. A row that covers more than its day is no day's."""
    rows = web_sessions.filter(web_sessions.session_on.notnull())
    rows = rows.filter(rows.period_end_on.isnull() | (rows.period_end_on == rows.session_on))
    by_day = rows.group_by("source_system", "channel", "session_on").aggregate(
        sessions=rows.sessions_count.sum().fill_null(0),
        key_events=rows.key_events_count.sum(),
        source_file=rows.source_file.min(),
        source_row=rows.source_row.min(),
    )
    found: dict[Name, Days] = {}
    for row in by_day.order_by("source_system", "channel", "session_on").to_pyarrow().to_pylist():
        system, day, place = row["source_system"], row["session_on"], (row["source_file"], row["source_row"])
        named = {Name(SESSIONS, system): row["sessions"], Name(KEY_EVENTS, system): row["key_events"]}
        named[Name(SESSIONS, system, row["channel"] or UNKNOWN)] = row["sessions"]
        for name, count in named.items():
            if count is not None:
                found.setdefault(name, Days()).add(day, count, place)
    return found


def touch_days(touchpoints: Any, timezone: str) -> dict[Name, Days]:
    """Touches that tracking counts, and the forms among them, by system."""
    found: dict[Name, Days] = {}
    for row in by_quarter(touchpoints.filter(touchpoints.kind.isin(BY_TRACKING)), "touched_at", "kind"):
        day, place = local_day(row["quarter"], timezone), (row["source_file"], row["source_row"])
        found.setdefault(Name(TOUCHPOINTS, row["source_system"]), Days()).add(day, row["n"], place)
        if row["kind"] == "form":
            found.setdefault(Name(FORMS, row["source_system"]), Days()).add(day, row["n"], place)
    return found


def made_days(records: Any, at: str, timezone: str) -> dict[date, int]:
    """How many records came on each local day."""
    found: dict[date, int] = {}
    for row in by_quarter(records, at):
        day = local_day(row["quarter"], timezone)
        found[day] = found.get(day, 0) + row["n"]
    return found


def click_days(ad_spend: Any) -> dict[str, dict[date, int]]:
    """Channel → clicks by day, as the platforms report them; and those of all channels."""
    rows = ad_spend.filter(ad_spend.clicks_count.notnull() & (ad_spend.period_start_on == ad_spend.period_end_on))
    by_day = rows.group_by("platform", "period_start_on").aggregate(clicks=rows.clicks_count.sum())
    found: dict[str, dict[date, int]] = {}
    for row in by_day.order_by("platform", "period_start_on").to_pyarrow().to_pylist():
        for channel in (channel_of_platform(row["platform"]), ALL):
            days = found.setdefault(channel, {})
            days[row["period_start_on"]] = days.get(row["period_start_on"], 0) + row["clicks"]
    return found


def by_quarter(rows: Any, at: str, *more: str) -> Iterable[Mapping[str, Any]]:
    """How many rows came in each quarter of an hour since 1970, by system and `more`; file and row that come first."""
    dated = rows.filter(rows[at].notnull())
    keyed = dated.mutate(quarter=dated[at].epoch_seconds() // QUARTER)
    by = ["source_system", *more, "quarter"]
    sums = keyed.group_by(by).aggregate(
        n=keyed.count(), source_file=keyed.source_file.min(), source_row=keyed.source_row.min()
    )
    return sums.order_by(by).to_pyarrow().to_pylist()


def local_day(quarter: int, timezone: str) -> date:
    """The day of a quarter of an hour, where the client is."""
    return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(ZoneInfo(timezone)).date()


def series_of(found: Mapping[Name, Days], as_of: date) -> dict[Name, Series]:
    """From the first day on which each count was more than nothing, to the last whole day of its system's export.

    The last day that an export tells of may have been cut in its middle: it is left out.
    """
    ends: dict[str, date] = {}
    kinds = {SESSIONS: SESSIONS, KEY_EVENTS: SESSIONS, TOUCHPOINTS: TOUCHPOINTS, FORMS: TOUCHPOINTS}
    for name, days in found.items():
        table = f"{kinds[name.series]}/{name.system}"
        ends[table] = max(ends.get(table, date.min), max(days.counts))
    made = {}
    for name, days in sorted(found.items()):
        last = min(ends[f"{kinds[name.series]}/{name.system}"], as_of) - timedelta(days=1)
        first = min((day for day, count in days.counts.items() if count), default=last + timedelta(days=1))
        if first <= last:
            made[name] = Series(first, _dense(days.counts, first, last))
    return made


def per_click(made: Mapping[Name, Series], clicks: Mapping[str, Mapping[date, int]]) -> dict[Name, Series]:
    """Sessions of each channel that has ads, beside their clicks, over the days that both tell of."""
    found = {}
    for name, series in made.items():
        own = clicks.get(name.channel, {})
        if name.series != SESSIONS or name.channel == ALL or not own:
            continue
        end = series.first + timedelta(days=len(series.counts) - 1)
        first, last = max(series.first, min(own)), min(end, max(own))
        if first <= last:
            skip = (first - series.first).days
            counts = series.counts[skip : skip + (last - first).days + 1]
            found[Name(PER_CLICK, name.system, name.channel)] = Series(first, counts, _dense(own, first, last))
    return found


def _dense(counts: Mapping[date, int], first: date, last: date) -> tuple[int, ...]:
    return tuple(counts.get(first + timedelta(days=n), 0) for n in range((last - first).days + 1))


@dataclass(frozen=True)
class WentOn:
    """What came on the days of a break, and on the same weekdays of the weeks around that were whole."""

    count: int
    days: int
    beside: int
    beside_days: int

    @property
    def share(self) -> float | None:
        """As many a day as beside; None where nothing came beside."""
        return self.count * self.beside_days / (self.days * self.beside) if self.beside else None


def went_on(made: Mapping[date, int], days: Iterable[date], broken: frozenset[date], weeks: int) -> WentOn:
    """made: what came by day; it is known from its first to its last day. days: of the break, a day a date."""
    first, last = min(made, default=date.max), max(made, default=date.min)
    own = [day for day in days if first <= day <= last]
    around = [w for n in range(1, weeks + 1) for w in (-n, n)]
    beside = sorted(set(chain.from_iterable((day + timedelta(weeks=w) for w in around) for day in own)))
    whole = [day for day in beside if first <= day <= last and day not in broken]
    return WentOn(sum(made.get(day, 0) for day in own), len(own), sum(made.get(day, 0) for day in whole), len(whole))
