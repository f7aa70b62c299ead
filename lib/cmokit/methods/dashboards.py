"""The CRM's own answer to a dashboard's figure: the same thing counted for the same days, under one definition each.

leads: people by the day on which their leading record was created. mqls: people by the day on which they first became
one. opportunities: deals by creation. won_count, won_amount: deals won by the day of closing. ad_spend_amount: what the
ad platforms report, by the first day of the period. Each in all, or for one channel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import ibis
from ibis import ir

from cmokit.methods.channel_values import channel_of_platform
from cmokit.methods.linkage import leading_records, with_leading_id
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

ALL, UNKNOWN = "all", "unknown"
METRICS = {  # how dashboards name what can be held against the records; a figure of any other name is not checked
    "leads_count": ("leads", "lead", "new_leads", "contacts", "new_contacts", "contacts_created", "leads_created"),
    "mqls_count": ("mqls", "mql", "new_mqls", "marketing_qualified_leads", "qualified_leads"),
    "opportunities_count": ("opportunities", "opportunity", "new_opportunities", "deals", "new_deals",
                            "deals_created", "opportunities_created", "pipeline_created"),
    "won_count": ("won", "won_deals", "deals_won", "closed_won", "wins", "new_customers", "won_opportunities"),
    "won_amount": ("won_revenue", "won_value", "revenue", "revenue_won", "closed_won_amount", "closed_won_revenue",
                   "bookings"),
    "ad_spend_amount": ("ad_spend", "spend", "media_spend", "ads", "advertising_spend", "cost"),
}  # fmt: skip
MONEY = ("won_amount", "ad_spend_amount")
ENDINGS = ("_count", "_amount", "_number", "_total")


def metric_named(name: str | None) -> str | None:
    """`New contacts` or `new_contacts_count` as leads_count; None for what no record can answer."""
    plain = "_".join((name or "").strip().lower().replace("-", " ").replace("_", " ").split())
    if plain in METRICS:
        return plain
    for ending in ENDINGS:
        plain = plain.removesuffix(ending)
    return next((metric for metric, names in METRICS.items() if plain in names), None)


def channel_named(dimension: str | None, known: Iterable[str]) -> str | None:
    """`all` for the whole; `channel=Paid Search` or `paid_search` as the channel; None for another dimension."""
    head, _, tail = (dimension or "").strip().rpartition("=")
    plain = "_".join(tail.strip().lower().replace("-", " ").replace("_", " ").split())
    if head and head.strip().lower() != "channel":
        return None
    if plain in ("", ALL, "total"):
        return ALL
    named = "email" if plain == "e_mail" else plain
    return named if named in set(known) else None


@dataclass(frozen=True)
class Records:
    """The canonical tables that answer."""

    contacts: Any
    stage_entries: Any
    opportunities: Any
    ad_spend: Any
    entity_links: Any


@dataclass(frozen=True)
class Answers:
    """What the records say, by metric: (channel, days between two bounds) → value. lacking: rates that are missing."""

    bounds: tuple[date, ...]
    values: dict[str, dict[tuple[str, int], Decimal]]
    lacking: frozenset[tuple[str, date]]

    def of(self, metric: str, channel: str, first: date, last: date) -> Decimal | None:
        """From the first to the last day; None where no table answers the metric."""
        own = self.values.get(metric)
        if own is None:
            return None
        start, end = self.bounds.index(first), self.bounds.index(last + timedelta(days=1))
        return sum((own.get((channel, n), ZERO) for n in range(start, end)), ZERO)


def answers(records: Records, periods: Sequence[tuple[date, date]], timezone: str, rates: Rates) -> Answers:
    """periods: first and last day of each figure."""
    days = {day for first, last in periods for day in (first, last + timedelta(days=1))}
    bounds = tuple(sorted(days | set(_month_starts(min(days), max(days))) if days else days))
    zone = ZoneInfo(timezone)
    moments = [datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(ZoneInfo("UTC")) for d in bounds]
    values: dict[str, dict[tuple[str, int], Decimal]] = {}
    lacking: set[tuple[str, date]] = set()
    for metric, rows in _rows(records).items():
        marks = bounds if metric == "ad_spend_amount" else moments
        if any_row(rows) and len(bounds) > 1:
            values[metric] = _summed(rows, marks, bounds, rates, lacking)
    return Answers(bounds, values, frozenset(lacking))


def any_row(rows: ir.Table) -> bool:
    return bool(rows.limit(1).count().to_pyarrow().as_py())


def _rows(records: Records) -> dict[str, ir.Table]:
    """metric → at, channel, value, currency: one row a thing that counts."""
    people = leading_records(records.contacts, records.entity_links, "contact")
    deals = leading_records(records.opportunities, records.entity_links, "opportunity")
    won = deals.filter(deals.status == "won", deals.closed_at.notnull())
    spent = records.ad_spend.filter(records.ad_spend.spend_amount.notnull())
    return {
        "leads_count": _things(people, "created_at", people.channel),
        "mqls_count": _qualified(records, people),
        "opportunities_count": _things(deals, "created_at", deals.channel),
        "won_count": _things(won, "closed_at", won.channel),
        "won_amount": _things(won, "closed_at", won.channel, won.amount, won.currency),
        "ad_spend_amount": _things(spent, "period_start_on", spent.platform, spent.spend_amount, spent.currency),
    }


def _things(rows: ir.Table, when: str, channel: Any, value: Any = None, currency: Any = None) -> ir.Table:
    one = ibis.literal(1).cast("decimal(18,4)")
    kept = rows.select(
        at=rows[when],
        channel=channel.nullif("").fill_null(UNKNOWN),
        value=one if value is None else value,
        currency=ibis.null("string") if currency is None else currency,
    )
    return kept.filter(kept["at"].notnull(), kept.value.notnull())


def _qualified(records: Records, people: ir.Table) -> ir.Table:
    """People by the moment at which they first became a marketing qualified lead, in any system."""
    entries = records.stage_entries
    own = entries.filter(entries.entity == "contact", entries.stage == "mql", entries.entered_at.notnull())
    named = with_leading_id(own, records.entity_links, "contact", "entity_id", "person_id")
    first = named.group_by("person_id").aggregate(entered_at=named.entered_at.min())
    who = with_leading_id(people, records.entity_links, "contact", "contact_id", "person_id")
    both = first.left_join(who.select("person_id", "channel").distinct(on="person_id"), "person_id")
    return _things(both, "entered_at", both.channel)


def _summed(
    rows: ir.Table, marks: Sequence[Any], bounds: Sequence[date], rates: Rates, lacking: set[tuple[str, date]]
) -> dict[tuple[str, int], Decimal]:
    """(channel or all, number of the days between two bounds) → sum, in the reporting currency."""
    pairs = zip(range(len(marks)), marks, marks[1:], strict=False)
    place = ibis.cases(*(((rows["at"] >= a) & (rows["at"] < b), n) for n, a, b in pairs))
    placed = rows.mutate(place=place)
    grouped = placed.filter(placed.place.notnull()).group_by("place", "channel", "currency")
    found: dict[tuple[str, int], Decimal] = {}
    for row in grouped.aggregate(value=lambda t: t.value.sum()).to_pyarrow().to_pylist():
        day, currency = bounds[row["place"]], row["currency"]
        value = row["value"] if currency is None else rates.reported(row["value"], currency, day)
        if value is None:
            lacking.add((currency, day.replace(day=1)))
            continue
        for channel in {ALL, _channel(row["channel"])}:
            found[channel, row["place"]] = found.get((channel, row["place"]), ZERO) + value
    return found


def _channel(name: str) -> str:
    """A platform's name as its channel; a channel stays what it is."""
    named = channel_of_platform(name)
    return named if named != "other" else name


def _month_starts(first: date, last: date) -> list[date]:
    """So that nothing between two bounds lies in two months, which have a rate each."""
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in months]
