"""What the B2B client's finance people keep: rates, cost lines, and the books' totals by month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.samples.b2b.advertising import CENT
from cmokit.samples.b2b.records import CURRENCY, WON, AdDay, Deal
from cmokit.samples.b2b.view import ads_until, leading_deals, view
from cmokit.samples.b2b.world import World
from cmokit.samples.finance import CostLine, Filled, Rate, Total, finance_xlsx, month_of, months_before
from cmokit.samples.plan import Delivery

Amounts = dict[tuple[str, date], Decimal]  # by figure and month
DOLLAR = ("0.8562", "0.8591", "0.8522", "0.8597", "0.8651", "0.8540", "0.8504", "0.8469", "0.8493")
POUND = ("1.1571", "1.1563", "1.1509", "1.1487", "1.1374", "1.1421", "1.1538", "1.1492", "1.1466")
VAT = Decimal("0.19")
SETTINGS = {"currency": CURRENCY, "fiscal_year_starts": "01-01", "week_starts": "monday", "vat.share": 0.19}
SOURCE = "central bank, monthly average"
COSTS = (
    CostLine("Search agency", "agency", "Paid search", CURRENCY, Decimal(3400)),
    CostLine("CRM and automation", "software", "", "USD", Decimal("2890.00")),
    CostLine("Marketing salaries", "salary", "", CURRENCY, Decimal(31500)),
    CostLine("Trade press", "other", "Offline", "GBP", Decimal(650)),
)


def finance_file(world: World, delivery: Delivery) -> bytes:
    """The workbook of one delivery: no unit costs, since finance has none."""
    ads = ads_until(world, delivery)
    won = leading_deals(view(world, delivery).deals)
    months = months_before(delivery.on)
    pairs = (("USD", DOLLAR), ("GBP", POUND))
    dated = [*months, month_of(delivery.on)]  # the month's rate is known before the month is over
    rates = [Rate(c, month, Decimal(rate)) for c, row in pairs for month, rate in zip(dated, row, strict=False)]
    totals = [
        Total(figure, month, amount) for (figure, month), amount in sorted(books(world, delivery, won, ads).items())
    ]
    return finance_xlsx(Filled(SETTINGS, CURRENCY, rates, COSTS, (), totals, months, SOURCE), delivery)


def books(
    world: World, delivery: Delivery, won: Iterable[Deal], ads: Iterable[AdDay]
) -> dict[tuple[str, date], Decimal]:
    """(figure, month) → what the books state: what the exports hold, but for the slips."""
    ads = list(ads)
    stated = dict(held(delivery, won, ads))
    for slip in world.finance.slips:
        more = tax_of(ads, slip.month) if slip.why == "vat" else slip.amount
        stated[slip.figure, slip.month] += more
    return stated


def held(delivery: Delivery, won: Iterable[Deal], ads: Iterable[AdDay]) -> Amounts:
    """(figure, month) → what the exports hold of it, of every month that is over."""
    sums: Amounts = defaultdict(lambda: Decimal(0))
    for deal in won:
        if deal.closed_at and deal.amount is not None and deal.stage == WON:
            sums["revenue", month_of(deal.closed_at)] += deal.amount
    for ad in ads:
        sums["ad_invoices", month_of(ad.day)] += ad.spend
    over = set(months_before(delivery.on))
    return {key: amount for key, amount in sums.items() if key[1] in over}


def tax_of(ads: Iterable[AdDay], month: date) -> Decimal:
    """The tax on a month's ads, rounded as invoices by platform and day are."""
    days: dict[tuple[str, date], Decimal] = defaultdict(lambda: Decimal(0))
    for ad in ads:
        if month_of(ad.day) == month:
            days[ad.platform, ad.day] += ad.spend
    return sum(((amount * VAT).quantize(CENT, ROUND_HALF_EVEN) for amount in days.values()), Decimal(0))
