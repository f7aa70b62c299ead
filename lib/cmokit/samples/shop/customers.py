"""The shop's customer list: buyers since their first order, and readers of the newsletter who never ordered."""

from datetime import datetime, timedelta
from random import Random

from cmokit.samples import names
from cmokit.samples.calendar import SHOP_SEASON, SHOP_WEEK, draw_days, moment
from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.shop.buying import FIRST_DAY, LAST_DAY
from cmokit.samples.shop.records import Contact, Order, Origin

CUSTOMER, SUBSCRIBER = "customer", "subscriber"
READERS = 700
FIRST_ID = 70_001
IN_LATIN, OPTED_IN = 0.2, 0.85  # shares of people
NEW_PHONES, OPT_OUTS = 40, 60
# People deleted at their own wish, by day.
DELETED = {datetime(2026, 1, 21, 9): 24, datetime(2026, 2, 18, 9): 17}
COUNTRY = "SA"
# Names of readers beside those that buyers have too.
READER_FIRST = {
    "إبراهيم": "ibrahim", "آمنة": "amna", "أسماء": "asma", "فاطمة": "fatimah", "مصطفى": "mustafa", "هدى": "huda",
    "عبدالرحمن": "abdulrahman", "عبدالعزيز": "abdulaziz",
}  # fmt: skip
READER_LAST = {"الأحمدي": "ahmadi", "الخليفة": "khalifa", "العيسى": "essa", "الأنصاري": "ansari"}
# What the shop's own form and its checkout write down, by channel and source.
SOURCES = {
    ("paid_social", "instagram"): "Instagram ad", ("paid_social", "facebook"): "Facebook ad",
    ("paid_search", "google"): "Google ad", ("email", "newsletter"): "Newsletter", ("organic_search", ""): "Google",
    ("organic_social", ""): "Instagram", ("referral", ""): "صديق أو قريب", ("partner", ""): "Influencer code",
    ("offline", ""): "إعلان في مجلة",
}  # fmt: skip
READER_ORIGINS = {
    Origin("organic_search"): 0.4, Origin("organic_social"): 0.3, Origin("referral"): 0.1,
    Origin("paid_social", "instagram", "paid_social"): 0.2,
}  # fmt: skip


def make_contacts(orders: list[Order]) -> list[Contact]:
    """Everybody, in order of time; before any defect, so each mailbox and telephone number stands here once."""
    draw = rng(SHOP, "contacts")
    found = sorted([*_buyers(draw, orders), *_readers(draw)], key=lambda contact: (contact.created_at, contact.email))
    for number, contact in enumerate(found, start=FIRST_ID):
        contact.id = str(number)
    last_order = {order.email: order.created_at for order in orders}
    _live(draw, found, last_order)
    return found


def latin(arabic: str) -> str:
    """A name in Latin letters, lower case, without article."""
    return READER_FIRST.get(arabic) or READER_LAST.get(arabic) or names.latin(arabic)


def in_latin(first: str, last: str) -> tuple[str, str]:
    return latin(first).capitalize(), f"Al-{latin(last).capitalize()}"


def _buyers(draw: Random, orders: list[Order]) -> list[Contact]:
    """One account for each mailbox that ever ordered, opened with its first order and from where that came."""
    first_orders: dict[str, Order] = {}
    for order in orders:
        first_orders.setdefault(order.email, order)
    found = []
    for order in first_orders.values():
        first, last = order.customer.split(" ", 1)
        found.append(_contact(draw, (first, last), order.email, order.phone, order.origin, CUSTOMER, order.created_at))
    return found


def _readers(draw: Random) -> list[Contact]:
    firsts, lasts = names.ARABIC_FIRST + list(READER_FIRST), names.ARABIC_LAST + list(READER_LAST)
    days = draw_days(draw, FIRST_DAY, LAST_DAY, READERS, SHOP_SEASON, SHOP_WEEK)
    found = []
    for number, day in enumerate(days):
        name = draw.choice(firsts), draw.choice(lasts)
        email = f"{latin(name[0])}.{latin(name[1])}{4000 + number}@sandooq.example"
        origin = draw.choices(list(READER_ORIGINS), list(READER_ORIGINS.values()))[0]
        at = moment(draw, day, 7, 23)
        found.append(_contact(draw, name, email, f"+966 50 001 {number:04d}", origin, SUBSCRIBER, at))
    return found


def _contact(
    draw: Random, name: tuple[str, str], email: str, phone: str, origin: Origin, stage: str, at: datetime
) -> Contact:
    first, last = in_latin(*name) if draw.random() < IN_LATIN else name
    is_opted_in = stage == SUBSCRIBER or draw.random() < OPTED_IN
    return Contact(
        "", email, first, last, phone, COUNTRY, SOURCES[origin.channel, origin.utm_source], origin.channel,
        origin.utm_source, origin.utm_medium, stage, at, is_opted_in,
    )  # fmt: skip


def _live(draw: Random, contacts: list[Contact], last_order: dict[str, datetime]) -> None:
    """What happens between the deliveries: new numbers, consent withdrawn, people deleted. Nobody twice."""
    start, end = DELIVERIES[0].cutoff, DELIVERIES[-1].cutoff
    early = [contact for contact in contacts if contact.created_at < start - timedelta(days=30)]
    chosen = draw.sample(early, NEW_PHONES + OPT_OUTS)
    for number, contact in enumerate(chosen):
        at = start + timedelta(minutes=draw.randrange((end - start) // timedelta(minutes=1)))
        new_phone = (at, "phone", f"+966 50 002 {number:04d}")
        contact.changes.append(new_phone if number < NEW_PHONES else (at, "is_opted_in", False))
    quiet = [c for c in early if not c.changes and last_order.get(c.email, c.created_at) < datetime(2025, 12, 1)]
    leaving = draw.sample(quiet, sum(DELETED.values()))
    for day, count in DELETED.items():
        for contact in leaving[:count]:
            contact.gone_from = day
        leaving = leaving[count:]
