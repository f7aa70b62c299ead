"""What customers of the sample clients have brought, month by month since they began, counted over what happened.

Of the shop only what was seen is planted: a model's look ahead has no truth to be counted (its parameters are proven
against published ones in tests/methods).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cmokit.samples.b2b.logged import Subscription
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import NOTHING, AdDay, World
from cmokit.samples.truth.acquisition import of_b2b as b2b_acquisition
from cmokit.samples.truth.acquisition import of_shop as shop_acquisition
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, truth
from cmokit.samples.truth.shop_contribution import order_steps
from cmokit.samples.truth.shop_money import seen_orders
from cmokit.samples.truth.speed import left

ID = "retention.lifetime_value"
ENOUGH, LEAVERS, LEFT = 30, 5, 10  # customers of a month or group, ends of a curve, customers still there
CENT = Decimal("0.01")
DISCOUNT = 0.10  # a year, as the kit assumes


@dataclass
class Customer:
    """money: by kind, what each month since the beginning brought. stayed: months, and whether the customer left."""

    began: date
    groups: dict[str, str]
    money: dict[str, dict[int, Decimal]]
    seen: int
    stayed: tuple[float, bool] = (0.0, False)


def of_shop(world: World, delivery: Delivery, ads: Iterable[AdDay]) -> list[Truth]:
    """Customers by e-mail, with revenue before tax and what was left of it."""
    bought: dict[str, list[tuple[date, int, str, Decimal, Decimal]]] = {}
    lost = goods = NOTHING
    for seen in seen_orders(world, delivery):
        order = seen.order
        if seen.is_cancelled:
            continue
        steps, unknown = order_steps(seen, delivery.on, world.finance.unstated)
        lost, goods = lost + unknown, goods + order.goods
        row = (
            order.created_at.date(),
            order.number,
            order.origin.channel,
            order.total - order.tax,
            sum(steps.values(), NOTHING),
        )
        bought.setdefault(order.email.lower() or order.id, []).append(row)
    customers = [_buyer(sorted(rows), delivery.on) for rows in bought.values()]
    facts = _seen(customers, ("revenue", "margin"))
    facts.append(truth(f"{ID}.unknown_cost_share", float(lost / goods)))
    opened = min(seen.order.created_at for seen in seen_orders(world, delivery)).date() - timedelta(days=1)
    known = {c.email.lower() for c in world.contacts if c.created_at.date() < opened}
    facts.append(truth(f"{ID}.older_count", len(known & set(bought))))
    return facts + _against(customers, "margin", shop_acquisition(world, delivery, ads))


def _buyer(rows: Sequence[tuple[date, int, str, Decimal, Decimal]], as_of: date) -> Customer:
    began, _, channel, _, _ = rows[0]
    money: dict[str, dict[int, Decimal]] = {"revenue": {}, "margin": {}}
    for day, _, _, revenue, margin in rows:
        month = _months(began, day)
        for kind, amount in (("revenue", revenue), ("margin", margin)):
            money[kind][month] = money[kind].get(month, NOTHING) + amount
    return Customer(began, {"channel": channel}, money, _months(began, as_of + timedelta(days=1)))


def _months(first: date, later: date) -> int:
    """Whole months, counted one by one."""
    months = 0
    while _after(first, months + 1) <= later:
        months += 1
    return months


def _after(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    year, month = number // 12, number % 12 + 1
    day = first.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def of_b2b(state: State) -> list[Truth]:
    """Customers are companies, else people; finance states no cost, so all of it is revenue."""
    own: dict[str, list[Subscription]] = {}
    for plan in sorted(state.subscriptions, key=lambda plan: (plan.started_on, plan.id)):
        if plan.started_on <= state.as_of:
            who = plan.company_id or plan.contact_id or plan.id
            own.setdefault(state.leader.get(who, who), []).append(plan)
    people = {c.id: {"segment": c.segment, "channel": c.channel} for c in state.leading_contacts}
    customers = [_subscriber(plans, people, state) for plans in own.values()]
    facts = _seen(customers, ("revenue",))
    facts += [truth(f"{ID}.{name}", 0) for name in ("late_entry_count", "older_count")]
    facts.append(truth(f"{ID}.unknown_cost_share", 1.0))
    curve = left([customer.stayed for customer in customers])
    facts += [
        truth(f"{ID}.staying_share", _still(curve, month), month=str(month))
        for month in (1, 3, 6, 12, 24, 36)
        if _there(customers, month) >= LEFT
    ]
    for split, group in _splits(customers):
        reached = [h for h in (6, 12, 24, 36) if _there(group, h) >= LEFT]
        if sum(gone for _, gone in (c.stayed for c in group)) >= LEAVERS:
            for horizon in reached if split == "all" else reached[-1:]:
                facts.append(truth(f"{ID}.revenue_amount", _ahead(group, horizon), horizon=str(horizon), split=split))
    return facts + _against(customers, "revenue", b2b_acquisition(state))


def _subscriber(plans: Sequence[Subscription], people: Mapping[str, dict[str, str]], state: State) -> Customer:
    began, end = plans[0].started_on, state.as_of + timedelta(days=1)
    ends = [plan.ended_on for plan in plans]
    gone = max((day for day in ends if day), default=None) if all(ends) else None
    has_left = gone is not None and gone <= state.as_of
    last = gone + timedelta(days=1) if gone and has_left else end
    whole = _months(began, last)
    start = _after(began, whole)
    stayed = whole + (last - start) / (_after(began, whole + 1) - start)
    months = {}
    for month in range(_months(began, end) + 1):
        day = _after(began, month)
        if day <= state.as_of:
            months[month] = sum(
                (p.monthly for p in plans if p.started_on <= day <= (p.ended_on or state.as_of)), NOTHING
            )
    told = people.get(state.leader.get(plans[0].contact_id, plans[0].contact_id), {})
    groups = {column: group for column, group in told.items() if group and group != "unknown"}
    return Customer(began, groups, {"revenue": months}, _months(began, end), (stayed, has_left))


def _there(customers: Sequence[Customer], horizon: int) -> int:
    return sum(customer.stayed[0] > horizon - 1 for customer in customers)


def _still(curve: list[tuple[float, float]], month: float) -> float:
    return min((still for at, still in curve if at <= month), default=1.0)


def _ahead(customers: Sequence[Customer], horizon: int) -> Decimal:
    """The share still there times what those who are there pay, month by month, less as time goes by."""
    curve, total = left([customer.stayed for customer in customers]), 0.0
    for month in range(horizon):
        there = [float(c.money["revenue"].get(month, NOTHING)) for c in customers if c.stayed[0] > month]
        if there:
            total += _still(curve, month) * sum(there) / len(there) / (1 + DISCOUNT) ** (month / 12)
    return Decimal(str(total)).quantize(CENT)


def _splits(customers: Sequence[Customer]) -> list[tuple[str, list[Customer]]]:
    found: dict[str, list[Customer]] = {"all": list(customers)}
    for customer in customers:
        for column, group in customer.groups.items():
            found.setdefault(f"{column}={group}", []).append(customer)
    return [(split, own) for split, own in found.items() if split == "all" or len(own) >= ENOUGH]


def _seen(customers: Sequence[Customer], kinds: Sequence[str]) -> list[Truth]:
    facts: list[Truth] = []
    for split, own in _halves(customers):
        facts += [
            truth(f"{ID}.curve_amount", amount, month=str(month), of=kind, split=split)
            for kind in kinds
            for month, amount in _curve(own, kind)
            if month in (3, 6, 12)
        ]
    for split, own in _splits(customers):
        facts.append(truth(f"{ID}.customers_count", len(own), split=split))
        for kind in kinds:
            facts += [
                truth(f"{ID}.curve_amount", amount, month=str(month), of=kind, split=split)
                for month, amount in _curve(own, kind)
                if split == "all" or month in (3, 6, 12)
            ]
    return facts


def _halves(customers: Sequence[Customer]) -> list[tuple[str, list[Customer]]]:
    """Everybody who began before the middle one of all, and the rest."""
    middle = sorted(customer.began for customer in customers)[len(customers) // 2]
    earlier = [customer for customer in customers if customer.began < middle]
    later = [customer for customer in customers if customer.began >= middle]
    return [("began=earlier", earlier), ("began=later", later)] if min(len(earlier), len(later)) >= ENOUGH else []


def _curve(customers: Sequence[Customer], kind: str) -> list[tuple[int, Decimal]]:
    """Month by month, what those brought on average who have had the whole month."""
    points, reached = [], NOTHING
    for month in range(1, 25):
        own = [customer for customer in customers if customer.seen >= month]
        if len(own) < ENOUGH:
            break
        reached += sum((c.money[kind].get(month - 1, NOTHING) for c in own), NOTHING) / len(own)
        points.append((month, reached))
    return points


def _against(customers: Sequence[Customer], kind: str, costs: Sequence[Truth]) -> list[Truth]:
    facts = []
    for cost in costs:
        where = dict(cost.dimensions)
        if cost.id == "money.acquisition.cac_amount" and where["channel"] == "all":
            assert isinstance(cost.value, Decimal)
            facts.append(truth(f"{ID}.cac_amount", cost.value, cost=where["cost"]))
            month = next((month for month, amount in _curve(customers, kind) if amount >= cost.value), None)
            if month:
                facts.append(truth(f"{ID}.payback_months_count", month, cost=where["cost"], of=kind))
    return facts
