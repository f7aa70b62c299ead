"""Where the books of the sample clients differ from the exports, and the cost that nobody has stated."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from cmokit.samples.finance import Slip
from cmokit.samples.plan import Trace

REVENUE, CASH, ADS = "revenue", "cash_received", "ad_invoices"


def books_with_tax(world: Any, draw: Random) -> tuple[Trace, ...]:
    """September's revenue was taken from the shop's totals, tax and all."""
    world.finance.slips.append(Slip(REVENUE, date(2025, 9, 1), "vat"))
    return ()


def books_by_cash(world: Any, draw: Random) -> tuple[Trace, ...]:
    """October was closed by a stand-in, who booked orders when their cash came."""
    world.finance.slips.append(Slip(REVENUE, date(2025, 10, 1), "timing"))
    return ()


def transfer_not_booked(world: Any, draw: Random) -> tuple[Trace, ...]:
    """In December a transfer is missing from the books, and no export says which."""
    world.finance.slips.append(Slip(CASH, date(2025, 12, 1), "", Decimal("-4812.37")))
    return ()


def cost_not_stated(world: Any, draw: Random) -> tuple[Trace, ...]:
    """Nobody knows what the cups cost."""
    world.finance.unstated.add("CUP-06")
    return ()


def ads_with_tax(world: Any, draw: Random) -> tuple[Trace, ...]:
    """October's ad invoices were booked with tax."""
    world.finance.slips.append(Slip(ADS, date(2025, 10, 1), "vat"))
    return ()


def credit_note(world: Any, draw: Random) -> tuple[Trace, ...]:
    """November's revenue is lower in the books than what was won: a credit note that the CRM does not know."""
    world.finance.slips.append(Slip(REVENUE, date(2025, 11, 1), "", Decimal("-2380.55")))
    return ()
