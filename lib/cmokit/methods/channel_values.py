"""What ad platforms claim and what the CRM calls won, by channel, currency and month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

UNKNOWN = "unknown"
Values = dict[str, dict[str, Decimal]]  # currency → channel → amount
# A platform's campaigns stay with one channel, display campaigns too: its reports do not tell them apart.
_PLATFORMS = {
    "paid_search": ("google", "bing", "microsoft", "yandex", "baidu"),
    "paid_social": (
        "meta",
        "facebook",
        "instagram",
        "linkedin",
        "tiktok",
        "snap",
        "pinterest",
        "twitter",
        "reddit",
        "x",
    ),
}


def channel_of_platform(platform: str | None) -> str:
    """`google_ads` → paid_search, `linkedin` → paid_social; a platform that is neither is `other`."""
    first = (platform or "").strip().lower().replace("-", "_").replace(" ", "_").split("_")[0]
    return next((channel for channel, names in _PLATFORMS.items() if first in names), "other")


@dataclass(frozen=True)
class Sum:
    """An amount of one channel, currency and month, before any exchange."""

    channel: str
    currency: str
    month: date
    amount: Decimal


def platform_value(ad_spend: Any, currency: str) -> list[Sum]:
    """Conversion value as the platforms report it. Empty where no report states any value."""
    stated = ad_spend.filter(ad_spend.platform_value_amount.notnull())
    by_month = stated.group_by("platform", "currency", month=stated.period_start_on.truncate("M"))
    sums = by_month.aggregate(amount=lambda t: t.platform_value_amount.sum()).mutate(channel=lambda t: t.platform)
    return _sums(sums, currency, channel_of_platform)


def won_value(opportunities: Any, currency: str, as_of_end: datetime) -> list[Sum]:
    """Amount of the opportunities won by the end of the day that counts, by the channel on the deal."""
    known = _won(opportunities, as_of_end)
    by_month = known.group_by("channel", "currency", month=known.closed_at.date().truncate("M"))
    return _sums(by_month.aggregate(amount=lambda t: t.amount.sum()), currency, as_channel, as_of_end)


def _won(opportunities: Any, as_of_end: datetime) -> Any:
    won = opportunities.filter(opportunities.status == "won", opportunities.amount.notnull())
    return won.filter(won.closed_at.isnull() | (won.closed_at < as_of_end.astimezone(UTC)))


def _sums(sums: Any, currency: str, name: Any, undated: datetime | None = None) -> list[Sum]:
    found = []
    for row in sums.select("channel", "currency", "month", "amount").to_pyarrow().to_pylist():
        month = row["month"] or (undated.date() if undated else date.min)
        month = month.date() if isinstance(month, datetime) else month
        found.append(Sum(name(row["channel"]), row["currency"] or currency, month, row["amount"]))
    return found


def by_currency(sums: Iterable[Sum], rates: Rates | None = None) -> Values:
    """Currency → channel → amount. With rates what they carry is in the reporting currency, all else as it stands."""
    found: Values = defaultdict(lambda: defaultdict(lambda: ZERO))
    for one in sums:
        reported = rates.reported(one.amount, one.currency, one.month) if rates else None
        currency = rates.reporting if rates and reported is not None else one.currency
        found[currency][one.channel] += one.amount if reported is None else reported
    return found


def months_lacking(sums: Iterable[Sum], rates: Rates) -> set[tuple[str, date]]:
    """Currency and month of the sums that no rate carries into the reporting currency."""
    lacking = {(one.currency, one.month.replace(day=1)) for one in sums}
    return {need for need in lacking if rates.rate(need[0], rates.reporting, need[1]) is None}


def as_channel(text: str | None) -> str:
    return (text or "").strip().lower().replace(" ", "_") or UNKNOWN


DEAL_COLUMNS = (
    *("opportunity_id", "channel", "closed_at", "amount", "currency", "product_line", "source_file", "source_row"),
)


def won_deals(opportunities: Any, as_of_end: datetime) -> list[dict[str, Any]]:
    """The deals won by the end of the day that counts, by id: channel as one of the kit's, closed_on where they are."""
    rows = _won(opportunities, as_of_end).select(*DEAL_COLUMNS).order_by("opportunity_id", "source_row").to_pyarrow()
    zone = as_of_end.tzinfo
    return [
        row | {"channel": as_channel(row["channel"]), "closed_on": at.astimezone(zone).date() if at else None}
        for row in rows.to_pylist()
        for at in [row["closed_at"]]
    ]


def won_table(opportunities: Any, as_of_end: datetime) -> pa.Table:
    """One row per opportunity that counts at the CRM level, where no order stands behind it; amounts as on the deal."""
    won = _won(opportunities, as_of_end)
    none = ibis.null("string")
    rows = won.select(
        *("channel", "currency", "source_file", "source_row"),
        order_id=none,
        reference=won.opportunity_id,
        problem=none,
        why=none,
        crm_amount=won.amount,
    )
    shown = (
        "order_id",
        "reference",
        "channel",
        "problem",
        "why",
        "crm_amount",
        "currency",
        "source_file",
        "source_row",
    )
    return rows.select(*shown).order_by("reference", "source_row").to_pyarrow()
