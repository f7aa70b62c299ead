"""The truth about what was out of range: the days on which something was planted, counted from the records.

Two kinds of alert are known: what was planted in the third delivery's weeks, and the range of the register that nobody
answers for. Everything else (weekends, seasons, Christmas, the days that are not over) is noise and no alert.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cmokit.samples.b2b.records import AdDay
from cmokit.samples.plan import Delivery
from cmokit.samples.planted.anomalies import B2B_DROP, B2B_JUMP, SHOP_DROP, SHOP_JUMP
from cmokit.samples.shop.records import AdDay as ShopAdDay
from cmokit.samples.shop.records import Order
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, truth

ID = "monitoring.alerts"
LAST = 3  # the delivery in whose weeks the anomalies lie
RANGES = 1  # of the B2B client's register: late answers, whose owner has left
Found = tuple[list[Truth], list[Named]]


def of_b2b(state: State) -> Found:
    """A day's spend and four days without people; and the leads that wait, which the register has a range for."""
    if state.number < LAST:
        return [truth(f"{ID}.raised_count", RANGES, state="open")] if state.number == LAST - 1 else [], []
    came = [contact.created_at.date() for contact in state.leading_contacts]
    facts = _planted("spend", (B2B_JUMP, B2B_JUMP), _spent(state.ads, B2B_JUMP))
    facts += _planted("leads", B2B_DROP, sum(B2B_DROP[0] <= day <= B2B_DROP[1] for day in came))
    # Late answers and new people reach nobody: of the one the owner has left, for the other nobody was ever named.
    facts += [truth(f"{ID}.raised_count", 2 + RANGES, state="open"), truth(f"{ID}.unowned_count", 2)]
    return facts, _named({"spend": (B2B_JUMP, B2B_JUMP), "leads": B2B_DROP})


def of_shop(delivery: Delivery, ads: Sequence[ShopAdDay], orders: Iterable[Order]) -> Found:
    """A day's spend and four days without orders; the register watches neither."""
    if delivery.number < LAST:
        return [truth(f"{ID}.raised_count", 0, state="open")] if delivery.number == LAST - 1 else [], []
    placed = sum(SHOP_DROP[0] <= order.created_at.date() <= SHOP_DROP[1] for order in orders)
    facts = _planted("spend", (SHOP_JUMP, SHOP_JUMP), _spent(ads, SHOP_JUMP))
    facts += _planted("orders", SHOP_DROP, placed)
    facts += [truth(f"{ID}.raised_count", 2, state="open"), truth(f"{ID}.unowned_count", 2)]
    return facts, _named({"spend": (SHOP_JUMP, SHOP_JUMP), "orders": SHOP_DROP})


def _spent(ads: Iterable[AdDay] | Iterable[ShopAdDay], day: date) -> Decimal:
    return sum((ad.spend for ad in ads if ad.day == day), Decimal(0))


def _planted(series: str, days: tuple[date, date], value: int | Decimal) -> list[Truth]:
    about = {"series": series, "part": "all", "rule": "usual", "start": days[0].isoformat()}
    unit = "amount" if isinstance(value, Decimal) else "count"
    lasted = (days[1] - days[0]).days + 1
    return [truth(f"{ID}.value_{unit}", value, **about), truth(f"{ID}.lasted_days", lasted, **about)]


def _named(planted: dict[str, tuple[date, date]]) -> list[Named]:
    """The days of each, and no other series."""
    every = [named(ID, "series", planted, rule="usual")]
    for series, (first, last) in planted.items():
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        every.append(named(ID, "day_on", [day.isoformat() for day in days], rule="usual", series=series))
    return every
