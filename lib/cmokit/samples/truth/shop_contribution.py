"""What is left of the shop's sales: before tax, after goods, freight, fees and ads, counted over what happened."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.books import PRODUCTS, USD
from cmokit.samples.shop.records import CASH, CENT, NOTHING, AdDay, Line, Order, World
from cmokit.samples.truth.facts import Named, Truth, named, truth
from cmokit.samples.truth.shop_money import Seen, seen_orders, steps_of

ID = "money.contribution"
FALLS = ("cancelled", "refunded", "disputed", "not_delivered", "exchange", "unexplained")
INCOME = ("ordered", "shipping", "vat", *FALLS, "open")
LEFT = ("freight_out", "freight_back", "collection_fees", "payment_fees", "ads")
Steps = dict[str, Decimal]


def contribution(world: World, delivery: Delivery, ads: Iterable[AdDay]) -> tuple[list[Truth], list[Named]]:
    """By channel, by fiscal quarter and in all. All of Meta's ads are paid social."""
    sums: dict[tuple[str, str], Steps] = {}
    odd, unknown, ordered, sent, free, missing = [], NOTHING, NOTHING, 0, 0, 0
    for seen in seen_orders(world, delivery):
        order = seen.order
        steps, lost = order_steps(seen, delivery.on, world.finance.unstated)
        _count(sums, order.origin.channel, order.created_at.date(), steps)
        odd += [order.id] if lost else []
        unknown, ordered = unknown + lost, ordered + order.goods
        missing += sum(line.sku in world.finance.unstated for line in _read(order)) + order.is_torn
        sent += bool(steps["goods"])
        free += bool(steps["goods"]) and not seen.settled
    for ad in ads:
        _count(sums, "paid_social", ad.day, {"ads": -ad.spend})
    facts = [fact for (channel, period), steps in sums.items() for fact in _facts(channel, period, steps)]
    facts.append(truth(f"{ID}.unknown_cost_share", float(unknown / ordered)))
    facts.append(truth(f"{ID}.unknown_cost_lines_count", missing))
    facts.append(truth(f"{ID}.orders_without_freight_share", free / sent))
    return facts, [named(ID, "order_id", odd, problem="unknown_cost")]


def _read(order: Order) -> tuple[Line, ...]:
    """The lines that the export shows: of a torn order the first alone."""
    return order.lines[:1] if order.is_torn else order.lines


def order_steps(seen: Seen, as_of: date, unstated: set[str]) -> tuple[Steps, Decimal]:
    """The order's steps, and the value of its lines whose cost nobody stated or that the export lost."""
    order, bridge = seen.order, steps_of(seen, as_of)
    waits = order.method == CASH and not seen.settled and not seen.is_cancelled
    steps = {"ordered": order.subtotal, "shipping": order.shipping, "vat": NOTHING}
    steps |= {name: _net(bridge[name], order) for name in FALLS}
    steps["open"] = -_net(order.total, order) if waits else NOTHING
    known = [line for line in _read(order) if line.sku not in unstated]
    lost = order.goods - sum((line.price * line.quantity for line in known), NOTHING)
    kept = sum(steps.values(), NOTHING)
    steps["unknown_cost"] = -_cents(max(kept, NOTHING) * lost / order.goods)
    came_back = any(line.status == "returned" for line in seen.settled) and seen.is_returned
    is_gone = not (seen.is_cancelled or waits or came_back)
    cost = _cents(sum((_cost(line, order) for line in known), NOTHING))
    steps["goods"] = -cost if is_gone else NOTHING
    steps["freight_out"] = -sum((line.freight - line.adjustment for line in seen.settled), NOTHING)
    steps["freight_back"] = -sum((line.return_fee for line in seen.settled), NOTHING)
    steps["collection_fees"] = -sum((line.cod_fee for line in seen.settled), NOTHING)
    steps["payment_fees"] = -sum((m.fee for m in seen.movements), NOTHING)
    return steps, lost


def _cost(line: Line, order: Order) -> Decimal:
    """By the piece in riyals or dollars, or by the margin on what the customer paid, on the day of the order."""
    valid = [p for p in PRODUCTS if p.sku == line.sku and p.since <= order.created_at.date()][-1]
    if valid.unit is None:
        paid = line.price * line.quantity * order.subtotal / order.goods
        return paid * (1 - (valid.margin or NOTHING))
    return valid.unit * line.quantity * (USD if valid.currency == "USD" else 1)


def _net(gross: Decimal, order: Order) -> Decimal:
    return _cents(gross * (order.total - order.tax) / order.total)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def _count(sums: dict[tuple[str, str], Steps], channel: str, day: date, steps: Steps) -> None:
    quarter = f"FY{day.year + (day.month >= 7)} Q{(day.month - 7) % 12 // 3 + 1}"
    for where in (("all", "all"), (channel, "all"), ("all", quarter)):
        own = sums.setdefault(where, {})
        for name, amount in steps.items():
            own[name] = own.get(name, NOTHING) + amount


def _facts(channel: str, period: str, steps: Steps) -> list[Truth]:
    income = ("ordered", "shipping", "vat", *FALLS, "open", "unknown_cost")
    revenue = sum((steps.get(name, NOTHING) for name in income), NOTHING)
    left = revenue + sum((steps.get(name, NOTHING) for name in ("goods", *LEFT)), NOTHING)
    whole = {name: steps.get(name, NOTHING) for name in (*income, "goods", *LEFT)}
    whole |= {"revenue": revenue, "contribution": left}
    where = {"channel": channel, "period": period}
    facts = [truth(f"{ID}.step_amount", amount, step=name, **where) for name, amount in whole.items()]
    return [*facts, truth(f"{ID}.contribution_share", float(left / revenue), **where)] if revenue > 0 else facts
