"""What the shop's customers say, in reviews and to its help desk: a few themes, in Arabic and English."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from cmokit.samples.calendar import SHOP_SEASON, SHOP_WEEK, draw_days, moment
from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.said import Said, Ticket
from cmokit.samples.shop.buying import FIRST_DAY
from cmokit.samples.shop.records import Order

REVIEWS, TICKETS = 460, 230
ENGLISH = 0.28
THEMES = {"scent": 0.32, "delivery": 0.26, "packaging": 0.16, "price": 0.12, "refund": 0.14}
RATING = {"scent": 5, "delivery": 2, "packaging": 3, "price": 3, "refund": 1}
SENTENCES = {
    "scent": (
        ("رائحة العود رائعة وثابتة.", "العطر أصلي والرائحة جميلة.", "رائحة المسك تدوم طوال اليوم."),
        ("The oud scent is wonderful and lasts.", "Original perfume, beautiful scent.",
         "The musk scent lasts all day."),
    ),
    "delivery": (
        ("التوصيل تأخر أكثر من أسبوع.", "المندوب لم يتصل والشحنة تأخرت.", "تأخر التوصيل ولم يصل الطلب في الموعد."),
        ("Delivery was a week late.", "The courier never called, delivery was late.",
         "My delivery did not come in time."),
    ),
    "packaging": (
        ("التغليف سيئ والزجاجة مكسورة.", "العبوة وصلت مفتوحة.", "التغليف جميل لكن الكرتون ممزق."),
        ("Bad packaging, the bottle was broken.", "The package came open.", "Nice packaging, but the box was torn."),
    ),
    "price": (
        ("السعر مرتفع مقارنة بالسوق.", "السعر غال والعرض انتهى بسرعة.", "أسعار القهوة أعلى من غيرها."),
        ("The price is high for the market.", "Too expensive, the offer ended fast.",
         "Coffee prices are higher than elsewhere."),
    ),
    "refund": (
        ("لم أستلم المبلغ المسترجع حتى الآن.", "استرجاع المبلغ يأخذ وقتا طويلا.", "طلبت الاسترجاع ولا يوجد رد."),
        ("I still wait for my refund.", "The refund takes far too long.", "I asked for a refund and nobody answers."),
    ),
}  # fmt: skip
DESK_KINDS = {"scent": "Product", "delivery": "Shipping", "packaging": "Shipping", "price": "Other", "refund": "Refund"}
PRIORITIES = {"Low": 0.3, "Normal": 0.5, "High": 0.2}


def make_reviews(orders: list[Order]) -> Iterator[Said]:
    """Of people some days after an order."""
    draw = rng(SHOP, "reviews")
    for number, (order, at) in enumerate(_after_orders(draw, orders, REVIEWS), start=1):
        theme = _pick(draw, THEMES)
        rating = min(5, max(1, RATING[theme] + draw.choice((-1, 0, 0, 1))))
        text, sku = sentence(draw, theme), order.lines[0].sku
        yield Said(f"R{number:05d}", order.email.lower(), "", "review", at, text, rating, sku, "", theme)


def make_tickets(orders: list[Order]) -> Iterator[Ticket]:
    draw = rng(SHOP, "tickets")
    asked = {theme: share for theme, share in THEMES.items() if theme != "scent"}
    for number, (order, at) in enumerate(_after_orders(draw, orders, TICKETS)):
        theme = _pick(draw, asked)
        hours = draw.lognormvariate(0, 0.9) * (60.0 if theme == "refund" else 9.0)
        closed = None if draw.random() < 0.07 else (at + timedelta(hours=hours)).replace(second=0, microsecond=0)
        kind, priority = DESK_KINDS[theme], _pick(draw, PRIORITIES)
        text = sentence(draw, theme)
        yield Ticket(f"{7000 + number}", order.email.lower(), "", at, closed, kind, priority, text, theme)


def sentence(draw: Random, theme: str) -> str:
    """One or two sentences of one theme, in one language."""
    said = draw.sample(SENTENCES[theme][draw.random() < ENGLISH], draw.choice((1, 1, 2)))
    return " ".join(said)


def _after_orders(draw: Random, orders: list[Order], count: int) -> list[tuple[Order, datetime]]:
    """Orders with a mailbox and the moment, some days on, at which their people speak; in order of that."""
    able = [order for order in orders if "@" in order.email]
    days = draw_days(draw, FIRST_DAY + timedelta(days=25), DELIVERIES[-1].last_day, count, SHOP_SEASON, SHOP_WEEK)
    found = []
    for day in days:
        recent = [order for order in able if 4 <= (day - order.created_at.date()).days <= 20]
        found.append((draw.choice(recent), moment(draw, day, 9, 23)))
    return sorted(found, key=lambda pair: (pair[1], pair[0].number))


def _pick(draw: Random, shares: dict[str, float]) -> str:
    return draw.choices(list(shares), list(shares.values()))[0]
