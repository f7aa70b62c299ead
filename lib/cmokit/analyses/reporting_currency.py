"""Money of other currencies in the engagement's own, at the rates that the client states; never at a guessed one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.exhibits.section import Missing
from cmokit.exhibits.text import on_date, quote
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import Convert
from cmokit.words import say

CENT_OF_A_CENT = Decimal("0.0001")  # the scale of every amount
RATE_COLUMNS = ("from_currency", "to_currency", "month_on", "rate")


def converter(fx_rates: Any, definitions: Definitions) -> Convert:
    """amount, currency, day → the reporting currency, at the rate of the day's month.

    Raises CannotAnswer on a currency or month without a rate; the reporting currency itself needs none.
    """
    rates: dict[tuple[str, str, date], Decimal] = {}

    def convert(amount: Decimal, currency: str, day: date) -> Decimal:
        if currency == definitions.currency:
            return amount
        if not rates:
            rates.update(_rates(fx_rates))
        return (amount * _rate(rates, currency, definitions.currency, day)).quantize(CENT_OF_A_CENT, ROUND_HALF_EVEN)

    return convert


def rates_of(fx_rates: Any, definitions: Definitions, *, are_needed: bool = True) -> Rates:
    """The rates that the client states; not read where nothing is in another currency (are_needed False)."""
    return Rates(_rates(fx_rates) if are_needed else {}, definitions.currency)


def rates_to_send(lacking: Iterable[tuple[str, date]], definitions: Definitions) -> tuple[str, Missing]:
    """The sentence that names currencies and months without a rate, and the request for them."""
    months: dict[str, list[date]] = defaultdict(list)
    for currency, month in sorted(set(lacking)):
        months[currency].append(month)
    wanted, told = quote(definitions.currency), []
    for currency, days in months.items():
        ends = {"currency": quote(currency), "wanted": wanted, "first": on_date(days[0]), "last": on_date(days[-1])}
        told.append(say("money.rates_lacking", len(days), **ends))
    return " ".join(told), Missing("fx_rates", RATE_COLUMNS, say("money.asks_rates"))


def _rates(fx_rates: Any) -> dict[tuple[str, str, date], Decimal]:
    rows = fx_rates.select(*RATE_COLUMNS).to_pyarrow().to_pylist()
    return {(r["from_currency"], r["to_currency"], r["month_on"].replace(day=1)): r["rate"] for r in rows if r["rate"]}


def _rate(rates: dict[tuple[str, str, date], Decimal], currency: str, wanted: str, day: date) -> Decimal:
    month = day.replace(day=1)
    if (currency, wanted, month) in rates:
        return rates[currency, wanted, month]
    if (wanted, currency, month) in rates:
        return 1 / rates[wanted, currency, month]
    reason = say("money.no_rate", currency=quote(currency), wanted=quote(wanted), month=on_date(month))
    raise CannotAnswer(reason, Missing("fx_rates", RATE_COLUMNS, say("money.asks_rates")))
