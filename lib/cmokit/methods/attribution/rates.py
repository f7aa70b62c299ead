"""What one unit of each purse is in the reporting currency, at the stated rate of the outcome's month."""

from collections.abc import Iterable
from datetime import date

from cmokit.methods.attribution.gathered import Purse
from cmokit.methods.order_exchange import Rates


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
