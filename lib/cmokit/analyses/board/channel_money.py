"""Pipeline, revenue and recurring revenue by the channel they came by, and who runs that channel."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.analyses.definitions import Definitions
from cmokit.methods import sales_won
from cmokit.methods.channel_values import UNKNOWN, as_channel
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.subscribers import Plan

MARKETING, UNCLEAR, SALES = "marketing", "unclear", "sales"
ORIGINS = (MARKETING, UNCLEAR, SALES)
# Channels that marketing runs, and those that sellers and partners bring. Of the others (direct, referral, offline,
# other, unknown) nobody can say from the record alone who won them.
OF_MARKETING = frozenset(
    [
        *("paid_search", "organic_search", "paid_social", "organic_social", "email", "display"),
        *("affiliate", "event", "webinar"),
    ]
)
OF_SALES = frozenset(["sales", "partner"])
MONTHS_A_YEAR = 12
Lacking = set[tuple[str, date]]


@dataclass(frozen=True)
class Amount:
    """Something that brings or may bring money. amount: None where the record states none."""

    what: str
    record_id: str
    channel: str
    amount: Decimal | None
    source_file: str
    source_row: int


def origin_of(channel: str) -> str:
    return MARKETING if channel in OF_MARKETING else SALES if channel in OF_SALES else UNCLEAR


def year_before(as_of: date) -> date:
    """The first day of the twelve months up to and with a day."""
    day = date.fromordinal(as_of.toordinal() + 1)
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def opened(opportunities: Any, links: Any, rates: Rates, definitions: Definitions) -> tuple[list[Amount], Lacking]:
    """The deals that were opened in the year, each once, at the rate of the month in which it was."""
    zone = ZoneInfo(definitions.timezone)
    since = datetime.combine(year_before(definitions.as_of), time(), zone)
    deals = leading_records(opportunities, links, "opportunity")
    own = deals.filter(deals.created_at.notnull())
    columns = ("opportunity_id", "channel", "created_at", "amount", "currency", "source_file", "source_row")
    found, lacking = list[Amount](), Lacking()
    for row in own.select(*columns).order_by("opportunity_id", "source_file", "source_row").to_pyarrow().to_pylist():
        if not since <= row["created_at"] < definitions.as_of_end:
            continue
        day, own_currency = row["created_at"].astimezone(zone).date(), row["currency"] or rates.reporting
        amount = None if row["amount"] is None else rates.reported(row["amount"], own_currency, day)
        if row["amount"] is not None and amount is None:
            lacking.add((own_currency, day.replace(day=1)))
        place = row["source_file"], row["source_row"]
        found.append(Amount("deal", row["opportunity_id"], as_channel(row["channel"]), amount, *place))
    return found, lacking


def sold(tables: Mapping[str, Any], rates: Rates, definitions: Definitions) -> tuple[str, list[Amount], Lacking]:
    """What was sold in the year: won deals, else orders before tax. (`deals` or `orders`, sales, lacking)."""
    end, links = definitions.as_of_end, tables["entity_links"]
    basis = "deals"
    found, lacking = sales_won.won(tables["opportunities"], tables["contacts"], links, rates, end, _unnamed)
    if not found:
        basis = "orders"
        found, lacking = sales_won.ordered(tables["orders"], links, rates, end, _unnamed)
    since = year_before(definitions.as_of)
    own = [sale for sale in found if sale.on >= since]
    return basis, [Amount("sale", s.record_id, s.channel, s.amount, s.source_file, s.source_row) for s in own], lacking


def _unnamed(tag: str) -> str:
    return ""


def recurring(plans: Iterable[Plan], as_of: date) -> list[Amount]:
    """A year of every subscription that runs on the day."""
    running = [plan for plan in plans if plan.until is None or plan.until >= as_of]
    return [
        Amount(
            "subscription", plan.customer_id, as_channel(plan.groups.get("channel")), plan.amount * MONTHS_A_YEAR,
            plan.source_file, plan.source_row,
        )
        for plan in running
    ]  # fmt: skip


def by_channel(found: Iterable[Amount]) -> dict[str, list[Amount]]:
    """Channel → its records, by name of the channel; one whose name is blank is `unknown`."""
    groups: dict[str, list[Amount]] = defaultdict(list)
    for one in found:
        groups[one.channel or UNKNOWN].append(one)
    return dict(sorted(groups.items()))


def by_origin(found: Iterable[Amount]) -> dict[str, Decimal]:
    sums = dict.fromkeys(ORIGINS, ZERO)
    for one in found:
        sums[origin_of(one.channel)] += one.amount or ZERO
    return sums


def whole(found: Iterable[Amount]) -> Decimal:
    return total_of(one.amount or ZERO for one in found)
