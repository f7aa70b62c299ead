"""What the shop's finance people keep: rates, costs of goods, cost lines, and the books' totals by month."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.samples.finance import CostLine, Filled, ProductCost, Rate, Total, finance_xlsx, month_of, months_before
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import CENT, CURRENCY, NOTHING, AdDay, Movement, Order, World

USD = Decimal("3.75")
EURO = (
    "4.3871", "4.3655", "4.4004", "4.3642", "4.3338", "4.3922", "4.4051", "4.4287", "4.4193",
)  # fmt: skip
START, DEARER = date(2025, 7, 1), date(2025, 11, 1)
SETTINGS = {"currency": CURRENCY, "fiscal_year_starts": "07-01", "week_starts": "sunday", "vat.share": 0.15}
SOURCE = "central bank, monthly average"
COSTS = (
    CostLine("Social media agency", "agency", "Paid social", CURRENCY, Decimal(6500)),
    CostLine("Shop and tracking apps", "software", "", "USD", Decimal("412.50")),
    CostLine("Marketing salaries", "salary", "", CURRENCY, Decimal(24800)),
    CostLine("Photo studio", "other", "", "EUR", Decimal(380)),
)


def _piece(sku: str, unit: str, since: date = START, currency: str = CURRENCY) -> ProductCost:
    return ProductCost(sku, since, Decimal(unit), None, currency)


# The oud became dearer in November; coffee is bought in dollars; of incense finance knows the margin only.
PRODUCTS = (
    _piece("OUD-50", "68.40"), _piece("OUD-50", "74.90", DEARER), _piece("MSK-50", "51.25"), _piece("ROS-30", "29.80"),
    ProductCost("BKH-10", START, None, Decimal("0.58"), ""), _piece("COF-25", "4.35", currency="USD"),
    _piece("COF-50", "8.10", currency="USD"), _piece("DLL-01", "112.00"), _piece("CUP-06", "38.60"),
)  # fmt: skip


def finance_file(world: World, delivery: Delivery, ads: list[AdDay]) -> bytes:
    """The workbook of one delivery. ads: every day as the deliveries so far report it last."""
    months = months_before(delivery.on)
    dated = [*months, month_of(delivery.on)]  # the month's rate is known before the month is over
    rates = [Rate("USD", month, USD) for month in dated]
    rates += [Rate("EUR", month, Decimal(rate)) for month, rate in zip(dated, EURO, strict=False)]
    products = [cost for cost in PRODUCTS if cost.sku not in world.finance.unstated]
    totals = [Total(figure, month, amount) for (figure, month), amount in sorted(books(world, delivery, ads).items())]
    return finance_xlsx(Filled(SETTINGS, CURRENCY, rates, COSTS, products, totals, months, SOURCE), delivery)


def books(world: World, delivery: Delivery, ads: list[AdDay]) -> dict[tuple[str, date], Decimal]:
    """(figure, month) → what the books state: what the exports hold, but for the slips."""
    stated = dict(held(world, delivery, ads))
    for slip in world.finance.slips:
        key = (slip.figure, slip.month)
        more = {"vat": tax_of, "timing": timing_of}[slip.why](world, delivery, slip.month) if slip.why else slip.amount
        stated[key] += more
    return stated


def held(world: World, delivery: Delivery, ads: list[AdDay]) -> dict[tuple[str, date], Decimal]:
    """(figure, month) → what the exports hold of it, of every month that is over."""
    sums: dict[tuple[str, date], Decimal] = defaultdict(lambda: NOTHING)
    for order in kept_orders(world, delivery):
        sums["revenue", month_of(order.created_at)] += order.subtotal + order.shipping
    for of, m in movements(world, delivery):
        if m.kind == "refund" and of:
            sums["refunds", month_of(m.at)] += -m.gross - tax_within(-m.gross, of)
        if m.available_on <= delivery.on:
            sums["cash_received", month_of(m.available_on)] += m.gross - m.fee
    for order in world.orders:
        for line in order.settled:
            if order.created_at < delivery.cutoff and line.remitted_on < delivery.on:
                sums["cash_received", month_of(line.remitted_on)] += line.net
    for ad in ads:
        sums["ad_invoices", month_of(ad.day)] += ad.spend
    over = set(months_before(delivery.on))
    return {key: amount for key, amount in sums.items() if key[1] in over}


def kept_orders(world: World, delivery: Delivery) -> list[Order]:
    """Placed and not cancelled before the delivery."""
    cutoff = delivery.cutoff
    known = [order for order in world.orders if order.created_at < cutoff]
    return [order for order in known if order.cancelled_at is None or order.cancelled_at >= cutoff]


def movements(world: World, delivery: Delivery) -> list[tuple[Order | None, Movement]]:
    """Of cards, each with its order, the loose ones with none."""
    both = [(order, m) for order in world.orders for m in order.movements] + [(None, m) for m in world.loose]
    return [(order, m) for order, m in both if m.at < delivery.cutoff]


def tax_within(gross: Decimal, order: Order) -> Decimal:
    return (gross * order.tax / order.total).quantize(CENT, ROUND_HALF_EVEN)


def tax_of(world: World, delivery: Delivery, month: date) -> Decimal:
    """The tax of a month's orders."""
    return sum((o.tax for o in kept_orders(world, delivery) if month_of(o.created_at) == month), NOTHING)


def timing_of(world: World, delivery: Delivery, month: date) -> Decimal:
    """What booking orders when their cash came moves into a month, less what it moves out."""
    return sum((amount for _, amount in moved_orders(world, delivery, month)), NOTHING)


def moved_orders(world: World, delivery: Delivery, month: date) -> list[tuple[Order, Decimal]]:
    """Orders that such booking moves into the month (+) or out of it (-)."""
    found = []
    for order in kept_orders(world, delivery):
        came, placed = cash_month(order, delivery), month_of(order.created_at)
        amount = order.subtotal + order.shipping
        if came and came != placed and month in (came, placed):
            found.append((order, amount if month == came else -amount))
    return found


def cash_month(order: Order, delivery: Delivery) -> date | None:
    """The month in which its first cash came, as the delivery knows it."""
    charged = [m.available_on for m in order.movements if m.kind == "charge" and m.at < delivery.cutoff]
    days = [day for day in charged if day <= delivery.on]
    days += [line.remitted_on for line in order.settled if line.collected and line.remitted_on < delivery.on]
    return month_of(min(days)) if days else None
