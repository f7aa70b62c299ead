"""Which of the shop's customers came back, counted customer by customer over the orders that were kept."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import Order, World
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.shop_money import seen_orders

ID = "retention.cohorts"
MONTHS = range(1, 13)
WITHIN = 90  # days for another order
ENOUGH = 30  # customers of a channel


def of_shop(world: World, delivery: Delivery) -> list[Truth]:
    """Customers are told apart by e-mail. Orders from before the day of the delivery, and months over by its end."""
    bought: dict[str, list[tuple[datetime, str]]] = {}
    for order in sorted((s.order for s in seen_orders(world, delivery) if not s.is_cancelled), key=_in_time):
        bought.setdefault(order.email.lower() or order.id, []).append((order.created_at, order.origin.channel))
    end = datetime.combine(delivery.on + timedelta(days=1), datetime.min.time())
    return [*_months(list(bought.values()), end.date()), *_came_back(bought.values(), end)]


def _in_time(order: Order) -> tuple[datetime, int]:
    return order.created_at, order.number


def _months(customers: list[list[tuple[datetime, str]]], end: date) -> list[Truth]:
    cohorts: dict[int, list[set[int]]] = {}
    for orders in customers:
        seen = {_number(at) for at, _ in orders}
        cohorts.setdefault(min(seen), []).append({month - min(seen) for month in seen})
    now, running = _number(end), end.day > 1
    facts = [truth(f"{ID}.customers_count", len(customers), cohort="all")]
    facts.append(truth(f"{ID}.immature_count", sum(running and now - c in MONTHS for c in cohorts)))
    for cohort, members in cohorts.items():
        facts.append(truth(f"{ID}.customers_count", len(members), cohort=_name(cohort)))
    for k in MONTHS:
        old = {cohort: members for cohort, members in cohorts.items() if cohort + k < now}
        everybody = [ages for members in old.values() for ages in members]
        facts += share(f"{ID}.retained_share", _active(everybody, k), len(everybody), cohort="all", month=str(k))
        for cohort, members in old.items():
            facts += share(
                f"{ID}.retained_share", _active(members, k), len(members), cohort=_name(cohort), month=str(k)
            )
    return facts


def _active(members: list[set[int]], k: int) -> int:
    return sum(k in ages for ages in members)


def _came_back(customers: Iterable[list[tuple[datetime, str]]], end: datetime) -> list[Truth]:
    """By channel of the first order, of those whose first order is old enough."""
    came: dict[str, list[bool]] = {}
    for orders in customers:
        first, channel = orders[0]
        if first <= end - timedelta(days=WITHIN):
            waits = [at - first for at, _ in orders if at - first >= timedelta(days=1)]
            is_back = bool(waits) and min(waits) <= timedelta(days=WITHIN)
            for name in ("all", channel):
                came.setdefault(name, []).append(is_back)
    return [
        fact
        for channel, back in came.items()
        if channel == "all" or len(back) >= ENOUGH
        for fact in share(f"{ID}.repeat_share", sum(back), len(back), channel=channel, within=str(WITHIN))
    ]


def _number(at: date) -> int:
    return at.year * 12 + at.month - 1


def _name(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"
