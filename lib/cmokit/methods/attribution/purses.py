"""Money of outcomes by currency and, where it has to be exchanged, by the outcome's month: a purse each."""

from collections.abc import Iterable
from datetime import date

import ibis
from ibis import ir

from cmokit.methods.months import local_month
from cmokit.methods.order_exchange import Rates

Purse = tuple[str, str | None]  # a currency and, where it is another than the report's, the month as `2026-01`


def with_month(conversions: ir.Table, reporting: str, timezone: str) -> ir.Table:
    """One more column `month`: the local month of an outcome in another currency, null where nothing is exchanged."""
    other = conversions.currency != reporting
    nothing = ibis.null("string")
    if not conversions.filter(other).limit(1).count().to_pyarrow().as_py():
        return conversions.mutate(month=nothing)
    return conversions.mutate(month=ibis.ifelse(other, local_month(conversions, "converted_at", timezone), nothing))


def rates_by_purse(purses: Iterable[Purse], rates: Rates) -> tuple[dict[Purse, float], set[tuple[str, date]]]:
    """Purse → rate; and currency and month without one, whose amounts stand in no total."""
    found: dict[Purse, float] = {}
    lacking: set[tuple[str, date]] = set()
    for currency, month in purses:
        if month is None and currency != rates.reporting:
            continue  # an amount on no known day, in another currency: no rate can be right for it
        day = date.fromisoformat(f"{month}-01") if month else date(1970, 1, 1)
        rate = rates.rate(currency, rates.reporting, day)
        if rate is None:
            lacking.add((currency, day))
        else:
            found[currency, month] = float(rate)
    return found, lacking
