"""Who orders what in the shop, and from which channel."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from random import Random

from cmokit.samples import names
from cmokit.samples.calendar import SHOP_SEASON, SHOP_WEEK, draw_days, moment
from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.shop.records import CARD, CASH, CENT, NOTHING, Line, Order, Origin

ORDERS, CUSTOMERS = 4000, 2900
FIRST_DAY, LAST_DAY = date(2025, 7, 1), DELIVERIES[-1].last_day
VAT = Decimal("0.15")
FREE_SHIPPING_FROM, SHIPPING = Decimal(350), Decimal(25)
CITIES = {"الرياض": 0.36, "جدة": 0.27, "الدمام": 0.14, "مكة": 0.12, "المدينة": 0.11}
PRODUCTS = (
    ("OUD-50", "عطر عود ٥٠ مل", "189.00"), ("MSK-50", "عطر مسك ٥٠ مل", "149.00"), ("ROS-30", "زيت الورد", "79.50"),
    ("BKH-10", "بخور فاخر", "64.75"), ("COF-25", "قهوة عربية ٢٥٠ غ", "42.00"), ("COF-50", "قهوة عربية ٥٠٠ غ", "78.00"),
    ("DLL-01", "دلة نحاسية", "235.00"), ("CUP-06", "طقم فناجين", "96.25"),
)  # fmt: skip
META_CAMPAIGNS = ("social_رمضان_خصم20", "social_العودة_عرض", "retargeting_سلة_تذكير", "video_قصة_العطور")
SHOP_ADDRESS = "https://oud-dar.example"
# Channel, and its share of orders.
CHANNELS = {
    "paid_social": 0.35, "email": 0.11, "paid_search": 0.08, "organic_search": 0.14, "organic_social": 0.10,
    "referral": 0.08, "partner": 0.10, "offline": 0.04,
}  # fmt: skip


def make_orders() -> list[Order]:
    """Orders without their fate, in order of time, numbered from 1001."""
    draw = rng(SHOP, "orders")
    buyers = list(_customers(rng(SHOP, "customers")))
    times = [moment(draw, day, 7, 23) for day in draw_days(draw, FIRST_DAY, LAST_DAY, ORDERS, SHOP_SEASON, SHOP_WEEK)]
    return [_order(draw, 1001 + n, at, buyers) for n, at in enumerate(sorted(times))]


def _customers(draw: Random) -> Iterator[tuple[str, str, str]]:
    """Name in Arabic, a mailbox in Latin letters, and a number of a made-up range."""
    for number in range(CUSTOMERS):
        first, last = draw.choice(names.ARABIC_FIRST), draw.choice(names.ARABIC_LAST)
        email = f"{names.latin(first)}.{names.latin(last)}{number}@bareed.example"
        yield f"{first} {last}", email, f"+966 50 000 {number:04d}"


def _order(draw: Random, number: int, at: datetime, buyers: list[tuple[str, str, str]]) -> Order:
    # A cube prefers the first of the list, so that some customers come back often.
    customer, email, phone = buyers[int(len(buyers) * draw.random() ** 1.6)]
    lines = tuple(
        Line(sku, name, draw.choices((1, 2, 3), (7, 2, 1))[0], Decimal(price))
        for sku, name, price in draw.sample(PRODUCTS, draw.choices((1, 2, 3), (6, 3, 1))[0])
    )
    goods = sum((line.price * line.quantity for line in lines), NOTHING)
    origin = _origin(draw, number)
    code = f"NOOR{draw.choice((10, 15))}" if origin.channel == "partner" else ""
    code = code or ("RAMADAN20" if draw.random() < 0.06 and at.month in (2, 3) else "")
    discount = (goods * int(code[-2:]) / 100).quantize(CENT) if code else NOTHING
    shipping = NOTHING if goods >= FREE_SHIPPING_FROM else SHIPPING
    tax = ((goods - discount + shipping) * VAT).quantize(CENT)
    method = CASH if draw.random() < 0.58 else CARD
    return Order(
        number, at, customer, email, phone, draw.choices(list(CITIES), list(CITIES.values()))[0], lines, code, discount,
        shipping, tax, method, origin,
    )  # fmt: skip


def _origin(draw: Random, number: int) -> Origin:
    channel = draw.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    if channel == "paid_social":
        campaign = draw.choices(META_CAMPAIGNS, (4, 3, 2, 1))[0]
        return Origin(channel, draw.choice(("instagram", "facebook")), "paid_social", campaign, "/collections/oud")
    if channel == "email":
        return Origin(channel, "newsletter", "email", "email_نشرة_أسبوعية", "/collections/new")
    if channel == "paid_search":
        return Origin(channel, "google", "cpc", "search_عود_عطور", "/products/oud-50")
    if channel == "organic_search":
        return Origin(channel, landing="/", referrer="https://www.google.com/")
    if channel == "organic_social":
        return Origin(channel, landing="/", referrer="https://www.instagram.com/")
    if channel == "referral" and number % 2:
        return Origin(channel, landing="/", referrer="https://majlis-blog.example/coffee")
    return Origin(channel, answer={"referral": "صديق أو قريب", "offline": "إعلان في مجلة"}.get(channel, ""))
