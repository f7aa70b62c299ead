"""Every series that the client's tables can tell, ready to be judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cmokit.methods import weekly
from cmokit.methods.anomaly import watched
from cmokit.methods.anomaly.score import Daily, Scale, Side, Weekly
from cmokit.methods.anomaly.watched import ALL, Days, Name
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_exchange import Rates
from cmokit.methods.weekly import Agreed
from cmokit.methods.weeks import Week, weeks_to
from cmokit.vocabulary import Watched

WEEKS = 52  # of the past that weekly shares are held against
TABLES = (
    *("contacts", "stage_entries", "companies", "entity_links", "activities", "users", "opportunities", "orders"),
    *("ad_spend", "web_sessions", "email_sends", "tickets", "feedback", "received_files"),
)
DISSATISFIED = 0.4  # of the top of the scale: two of five, four of ten
SCALES = (5, 10, 100)
# Which tables a series stands on, for whoever asks where a figure comes from.
BEHIND = {
    Watched.SPEND: ("ad_spend",),
    Watched.CONVERSIONS: ("ad_spend",),
    Watched.TRAFFIC: ("web_sessions",),
    Watched.LEADS: ("contacts", "entity_links"),
    Watched.LEAD_QUALITY: ("stage_entries", "contacts", "entity_links"),
    Watched.SALES_ACCEPTANCE: ("stage_entries", "contacts", "entity_links"),
    Watched.OPPORTUNITIES: ("opportunities", "entity_links"),
    Watched.ORDERS: ("orders",),
    Watched.EMAIL_CLICKS: ("email_sends",),
    Watched.UNSUBSCRIBED: ("email_sends",),
    Watched.RESPONSE: ("activities", "contacts", "stage_entries", "entity_links", "users"),
    Watched.COMPLAINTS: ("tickets",),
    Watched.LOW_RATINGS: ("feedback",),
}
Tables = Mapping[str, Any]


@dataclass
class Gathered:
    """daily, weekly: series by name. days: what is behind a daily one, and behind whose records a weekly one stands."""

    daily: dict[Name, Daily] = field(default_factory=dict)
    weekly: dict[Name, Weekly] = field(default_factory=dict)
    days: dict[Name, Days] = field(default_factory=dict)

    def add_days(self, name: Name, days: Days, scale: Scale = Scale.COUNT, side: Side = Side.BOTH) -> None:
        series = days.daily(scale, side)
        if series is not None:
            self.daily[name], self.days[name] = series, days

    def add_shares(self, name: Name, shares: Weekly | None, days: Days) -> None:
        if shares is not None:
            self.weekly[name], self.days[name] = shares, days

    def place_of(self, name: Name, day: date) -> tuple[str | None, int | None]:
        return self.days[name].place_of(day)


def gathered(tables: Tables, agreed: Agreed, rates: Rates) -> Gathered:
    """tables: those of TABLES, by name."""
    files = {row["source_file"]: row for row in _files(tables["received_files"])}
    found = Gathered()
    _ads(found, tables, agreed, rates, files)
    _sessions(found, tables, agreed, files)
    _records(found, tables, agreed)
    _people(found, tables, agreed)
    _mail(found, tables, agreed, files)
    _ratings(found, tables, agreed, files)
    return found


def _files(received: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (
        received.select("source_file", "extract_on", "period_end_on").order_by("source_file").to_pyarrow().to_pylist()
    )
    return listed


def _last(rows: Any, column: str) -> date | None:
    return rows.aggregate(last=rows[column].max()).to_pyarrow().to_pylist()[0]["last"]  # type: ignore[no-any-return]


def _ads(found: Gathered, tables: Tables, agreed: Agreed, rates: Rates, files: Any) -> None:
    rows = tables["ad_spend"]
    last = _last(rows, "period_end_on")
    if last is None:
        return
    until = watched.report_until(files, rows, agreed.as_of, last)
    spent = watched.spend_days(rows, rates, (agreed.vat_share, agreed.vat_included_in), until)
    for series, scale, parts in (
        (Watched.SPEND, Scale.AMOUNT, spent),
        (Watched.CONVERSIONS, Scale.COUNT, watched.conversion_days(rows, until)),
    ):
        for part, days in _parts(parts).items():
            found.add_days(Name(series, part), days, scale)


def _parts(parts: Mapping[str, Days]) -> dict[str, Days]:
    """A part that is the whole is not told twice."""
    return dict(parts) if len(parts) > 2 else {part: days for part, days in parts.items() if part == ALL}


def _sessions(found: Gathered, tables: Tables, agreed: Agreed, files: Any) -> None:
    rows = tables["web_sessions"]
    last = _last(rows, "session_on")
    if last is not None:
        until = watched.report_until(files, rows, agreed.as_of, last)
        for part, days in _parts(watched.session_days(rows, until)).items():
            found.add_days(Name(Watched.TRAFFIC, part), days)


def _records(found: Gathered, tables: Tables, agreed: Agreed) -> None:
    links = tables["entity_links"]
    asked = (
        (Watched.LEADS, "contacts", "created_at", "contact", Side.BOTH),
        (Watched.OPPORTUNITIES, "opportunities", "created_at", "opportunity", Side.BOTH),
        (Watched.ORDERS, "orders", "ordered_at", None, Side.BOTH),
        (Watched.COMPLAINTS, "tickets", "opened_at", None, Side.HIGH),
    )
    for series, table, at, entity, side in asked:
        rows = leading_records(tables[table], links, entity) if entity else tables[table]
        days = watched.record_days(rows, at, agreed.timezone, date.max)
        if days.values:
            days.last = watched.snapshot_until(tables[table], agreed.as_of)
            found.add_days(Name(series), days, side=side)


def _people(found: Gathered, tables: Tables, agreed: Agreed) -> None:
    """Shares of people, as each week's end knew them."""
    weeks = weeks_to(agreed.as_of, agreed.week_starts, WEEKS, agreed.timezone)
    people = found.days.get(Name(Watched.LEADS))
    if people is None:
        return
    told = weekly.lead_points(tables, agreed, weeks, quality=True) + weekly.answer_points(tables, agreed, weeks)
    for series, point in (
        (Watched.LEAD_QUALITY, "lead_to_qualified"),
        (Watched.SALES_ACCEPTANCE, "qualified_to_sales"),
        (Watched.RESPONSE, "answered_in_time"),
    ):
        found.add_shares(Name(series), watched.shares_of(told, point, Side.LOW), people)


def _weeks(agreed: Agreed) -> tuple[Week, ...]:
    return weeks_to(agreed.as_of, agreed.week_starts, WEEKS, agreed.timezone)


def _mail(found: Gathered, tables: Tables, agreed: Agreed, files: Any) -> None:
    rows = tables["email_sends"]
    sent = watched.record_days(rows, "sent_at", agreed.timezone, date.max)
    if not sent.values:
        return
    sent.last = watched.log_until(files, rows, agreed.as_of, max(sent.values))
    for series, column, side in (
        (Watched.EMAIL_CLICKS, "clicked_at", Side.LOW),
        (Watched.UNSUBSCRIBED, "unsubscribed_at", Side.HIGH),
    ):
        own = watched.record_days(rows.filter(rows[column].notnull()), "sent_at", agreed.timezone, sent.last)
        if own.values:
            found.add_shares(Name(series), watched.shares_by_week(own, sent, _weeks(agreed), side), sent)


def _ratings(found: Gathered, tables: Tables, agreed: Agreed, files: Any) -> None:
    rows = tables["feedback"].filter(tables["feedback"].rating.notnull())
    highest = rows.aggregate(top=rows.rating.max()).to_pyarrow().to_pylist()[0]["top"]
    if highest is None:
        return
    top = next((scale for scale in SCALES if highest <= scale), highest)
    rated = watched.record_days(rows, "received_at", agreed.timezone, date.max)
    if not rated.values:
        return
    rated.last = watched.log_until(files, rows, agreed.as_of, max(rated.values))
    low = watched.record_days(
        rows.filter(rows.rating <= DISSATISFIED * top), "received_at", agreed.timezone, rated.last
    )
    shares = watched.shares_by_week(low, rated, _weeks(agreed), Side.HIGH)
    found.add_shares(Name(Watched.LOW_RATINGS), shares, rated)
