"""Which of the shop's customers are worth what, by the channel, product and payment of their first order."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.records import CASH, NOTHING, AdDay, Order, World
from cmokit.samples.truth.facts import Truth, truth
from cmokit.samples.truth.segments import ENOUGH, VALUE, largest, money_facts
from cmokit.samples.truth.shop_contribution import INCOME, LEFT, Steps, order_steps
from cmokit.samples.truth.shop_money import seen_orders


def value(world: World, delivery: Delivery, ads: list[AdDay]) -> list[Truth]:
    """Orders that were not cancelled. As good as all buyers are of one country, so countries tell nobody apart."""
    kept = sorted(
        (seen for seen in seen_orders(world, delivery) if not seen.is_cancelled),
        key=lambda seen: (seen.order.created_at, seen.order.number),
    )
    first: dict[str, Order] = {}
    for seen in kept:
        first.setdefault(_who(seen.order), seen.order)
    groups: dict[str, list[tuple[str, Steps]]] = defaultdict(list)
    for seen in kept:
        who = _who(seen.order)
        for split in ("all", *_splits(first[who])):
            groups[split].append((who, order_steps(seen, delivery.on, world.finance.unstated)[0]))
    sums = {split: _by_customer(rows) for split, rows in groups.items()}
    countries = _countries(world, delivery, first)
    large = [split for split, own in sums.items() if split != "all" and len(own) >= ENOUGH]
    total = sum(sums["all"].values(), NOTHING)
    small = sum(len(own) < ENOUGH for split, own in sums.items() if split != "all")
    facts = [truth(f"{VALUE}.small_groups_count", small + sum(n < ENOUGH for n in countries.values()))]
    for split in ("all", *large):
        facts += money_facts(split, list(sums[split].values()), total)
        facts += _margin(split, [steps for _, steps in groups[split]], sum(sums[split].values(), NOTHING))
    return [*facts, *largest(list(sums["all"].values())), truth(f"{VALUE}.spend_amount", sum((ad.spend for ad in ads),
            NOTHING), split="channel=paid_social")]  # fmt: skip


def _who(order: Order) -> str:
    return order.email.lower() or order.id


def _countries(world: World, delivery: Delivery, buyers: Iterable[str]) -> Counter[str]:
    """Buyers by country, as the list of customers writes it."""
    written: dict[str, list[str]] = defaultdict(list)
    for contact in contacts_of(world, delivery):
        if contact.country.strip() and contact.email:
            written[contact.email.lower()].append(contact.country.strip())
    return Counter(min(written[who]) for who in buyers if who in written)


def _splits(order: Order) -> list[str]:
    payment = "on_delivery" if order.method == CASH else "at_once"
    return [f"channel={order.origin.channel}", f"product={order.lines[0].name}", f"payment={payment}"]


def _revenue(steps: Steps) -> Decimal:
    """What the customer paid and did not get back, before tax, whether its cost is known or not."""
    return sum((steps.get(name, NOTHING) for name in INCOME), NOTHING)


def _by_customer(rows: list[tuple[str, Steps]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for who, steps in rows:
        sums[who] += _revenue(steps)
    return sums


def _margin(split: str, rows: list[Steps], revenue: Decimal) -> list[Truth]:
    covered = sum((_revenue(steps) + steps["unknown_cost"] for steps in rows), NOTHING)
    costs = sum((steps.get(name, NOTHING) for steps in rows for name in ("goods", *LEFT)), NOTHING)
    facts = [truth(f"{VALUE}.margin_amount", covered + costs, split=split)]
    facts.append(truth(f"{VALUE}.margin_known_share", float(covered / revenue), split=split))
    return [*facts, truth(f"{VALUE}.sales_count", len(rows), split=split)]
