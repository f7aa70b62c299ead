"""Where the shop's money went, order by order, and where orders were lost, counted over what happened."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import CARD, CASH, NOTHING, Movement, Order, Settled, World
from cmokit.samples.truth.facts import Named, Truth, named, truth

STEPS = ("vat", "shipping", "exchange", "cancelled", "refunded", "disputed", "not_delivered", "fees", "not_yet_settled")
WENT_BACK = ("refund", "dispute")


@dataclass(frozen=True)
class Seen:
    """An order as the deliveries show it: what happened before the day of the last one."""

    order: Order
    is_cancelled: bool
    movements: list[Movement]
    settled: list[Settled]

    @property
    def is_returned(self) -> bool:
        return any(line.status in ("returned", "lost") for line in self.settled)


def seen_orders(world: World, delivery: Delivery) -> list[Seen]:
    cutoff, day = delivery.cutoff, delivery.on
    return [
        Seen(
            order,
            order.cancelled_at is not None and order.cancelled_at < cutoff,
            [m for m in order.movements if m.at < cutoff],
            [line for line in order.settled if line.remitted_on < day],
        )
        for order in world.orders
        if order.created_at < cutoff
    ]


def steps_of(seen: Seen, as_of: date) -> dict[str, Decimal]:
    """From goods to cash. What no step explains stands in `unexplained`."""
    order, total = seen.order, seen.order.total
    available = [m for m in seen.movements if m.available_on <= as_of]
    waiting = [m for m in seen.movements if m.available_on > as_of]
    cash = _net(available) + sum((line.net for line in seen.settled), NOTHING)
    costs = sum((line.freight + line.cod_fee + line.return_fee - line.adjustment for line in seen.settled), NOTHING)
    steps = dict.fromkeys(STEPS, NOTHING)
    steps["vat"], steps["shipping"] = order.tax, order.shipping
    steps["fees"] = -sum((m.fee for m in seen.movements), NOTHING) - costs
    steps["not_yet_settled"] = -_net(waiting)
    if seen.is_cancelled:
        steps["cancelled"] = -total
    else:
        steps["refunded"] = _gross(seen.movements, "refund")
        steps["disputed"] = _gross(seen.movements, "dispute")
        if order.method == CASH and seen.is_returned:
            steps["not_delivered"] = -total
        elif order.method == CASH and not seen.settled:
            steps["not_yet_settled"] -= total
    steps["unexplained"] = cash - order.subtotal - sum(steps.values(), NOTHING)
    return {"ordered": order.subtotal, **steps, "cash": cash}


def _net(movements: list[Movement]) -> Decimal:
    return sum((m.gross - m.fee for m in movements), NOTHING)


def _gross(movements: list[Movement], kind: str) -> Decimal:
    return sum((m.gross for m in movements if m.kind == kind), NOTHING)


def platform_to_cash(world: World, delivery: Delivery, claimed: Decimal) -> tuple[list[Truth], list[Named]]:
    """Every step by channel and in all. claimed: what Meta reports, all of it paid social."""
    by_channel: dict[str, dict[str, Decimal]] = {}
    odd: list[str] = []
    for seen in seen_orders(world, delivery):
        steps = steps_of(seen, delivery.on)
        odd += [seen.order.id] if steps["unexplained"] else []
        _add(by_channel.setdefault(seen.order.origin.channel, {}), steps)
    for m in world.loose:
        if m.at < delivery.cutoff and m.available_on <= delivery.on:
            _add(by_channel.setdefault("unknown", {}), {"unexplained": m.gross - m.fee, "cash": m.gross - m.fee})
    for channel, steps in by_channel.items():
        steps["crm"], steps["not_matched"] = steps["ordered"], NOTHING
        steps["ad_reported"] = claimed if channel == "paid_social" else NOTHING
        steps["double_counted"] = steps["crm"] - steps["ad_reported"]
    whole: dict[str, Decimal] = {}
    for steps in by_channel.values():
        _add(whole, steps)
    id_ = "money.platform_to_cash"
    facts = [
        truth(f"{id_}.step_amount", amount, step=step, channel=channel)
        for channel, steps in (*by_channel.items(), ("all", whole))
        for step, amount in steps.items()
    ]
    unknown = by_channel.get("unknown", {}).get("ordered", NOTHING)
    facts.append(truth(f"{id_}.unknown_channel_amount", unknown))
    facts.append(truth(f"{id_}.unknown_channel_share", float(unknown / whole["ordered"])))
    facts.append(truth(f"{id_}.unexplained_share", float(abs(whole["unexplained"]) / whole["ordered"])))
    return facts, [named(id_, "order_id", odd, problem="unexplained")]


def _add(sums: dict[str, Decimal], more: dict[str, Decimal]) -> None:
    for name, amount in more.items():
        sums[name] = sums.get(name, NOTHING) + amount


def order_leaks(world: World, delivery: Delivery) -> list[Truth]:
    """Orders lost at each stage, and what is lost of them: their totals; of delivered ones what went back."""
    all_ = seen_orders(world, delivery)
    fulfilled = [s for s in all_ if _is_before(s.order.fulfilled_at, delivery.cutoff)]
    lost = {
        "ordered": [s for s in all_ if s.is_cancelled],
        "fulfilled": [s for s in fulfilled if s.is_returned],
        "delivered": [s for s in all_ if s.order.method == CARD and not s.is_cancelled and _went_back(s)],
    }
    facts = [
        truth("funnel.leaks.entered_count", len(all_), funnel="orders", stage="ordered"),
        truth("funnel.leaks.entered_count", len(fulfilled), funnel="orders", stage="fulfilled"),
    ]
    amounts = {stage: sum((s.order.total for s in orders), NOTHING) for stage, orders in lost.items()}
    amounts["delivered"] = -sum((_gross(s.movements, kind) for s in lost["delivered"] for kind in WENT_BACK), NOTHING)
    for stage, orders in lost.items():
        facts.append(truth("funnel.leaks.lost_count", len(orders), funnel="orders", stage=stage))
        facts.append(truth("funnel.leaks.lost_amount", amounts[stage], funnel="orders", stage=stage))
    worst = max(amounts, key=lambda stage: amounts[stage])
    return [*facts, truth("funnel.leaks.bottleneck_text", worst, funnel="orders")]


def _went_back(seen: Seen) -> bool:
    return any(m.kind in WENT_BACK for m in seen.movements)


def _is_before(at: datetime | None, cutoff: datetime) -> bool:
    return at is not None and at < cutoff
