"""Which customers came back: the shop's by the orders that were kept, the B2B client's by the plans that run."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import Order, World
from cmokit.samples.truth.b2b_state import State
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


def of_b2b(state: State) -> list[Truth]:
    """Customers are companies, else people, by their leading record; kept while a plan runs on a month's last day."""
    plans: dict[str, list[tuple[date, date]]] = {}
    for plan in state.subscriptions:
        who = plan.company_id or plan.contact_id or plan.id
        if plan.started_on <= state.as_of:
            plans.setdefault(state.leader.get(who, who), []).append((plan.started_on, plan.ended_on or date.max))
    customers = []
    for runs in plans.values():
        first = _number(min(start for start, _ in runs))
        ends = {month: _last_day(month) for month in range(first, first + len(MONTHS) + 1)}
        on = {month for month, last in ends.items() if any(start <= last <= end for start, end in runs)}
        customers.append((first, on))
    return _shares(customers, state.as_of + timedelta(days=1))


def _last_day(month: int) -> date:
    return date.fromisoformat(f"{_name(month + 1)}-01") - timedelta(days=1)


def _months(customers: list[list[tuple[datetime, str]]], end: date) -> list[Truth]:
    months = [{_number(at) for at, _ in orders} for orders in customers]
    return _shares([(min(seen), seen) for seen in months], end)


def _shares(customers: list[tuple[int, set[int]]], end: date) -> list[Truth]:
    """Every customer's first month, and the months in which it was active."""
    cohorts: dict[int, list[set[int]]] = {}
    for first, active in customers:
        cohorts.setdefault(first, []).append({month - first for month in active})
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
