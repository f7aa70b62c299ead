"""Meta Ads of the shop: Arabic campaign names, campaign × day, and the month that Meta restates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmokit.samples.calendar import SHOP_SEASON, SHOP_WEEK, days
from cmokit.samples.plan import SHOP, rng
from cmokit.samples.shop.buying import FIRST_DAY, LAST_DAY, META_CAMPAIGNS
from cmokit.samples.shop.records import CENT, AdDay

RESTATED_MONTH = (2026, 1)
RESTATED_SINCE = 3
# Mean daily spend, cost of a click, purchases per click, in the order of the campaigns.
_PLAN = ((150, 1.1, 0.011), (120, 1.3, 0.010), (75, 0.9, 0.017), (45, 0.4, 0.003))


def make_ads() -> list[AdDay]:
    return [_day(i, name, day) for i, name in enumerate(META_CAMPAIGNS) for day in days(FIRST_DAY, LAST_DAY)]


def _day(index: int, name: str, day: date) -> AdDay:
    draw = rng(SHOP, "ads", index, day)
    daily, click_cost, rate = _PLAN[index]
    clicks = round(
        max(0.1, draw.gauss(1, 0.2)) * daily * SHOP_SEASON[day.month - 1] * SHOP_WEEK[day.weekday()] / click_cost
    )
    spend = (clicks * Decimal(str(round(click_cost * draw.uniform(0.9, 1.1), 3)))).quantize(CENT)
    purchases = sum(draw.random() < rate for _ in range(clicks))
    value = (purchases * Decimal(str(round(draw.uniform(190, 330), 2)))).quantize(CENT)
    return AdDay(campaign_id(index), name, day, clicks * draw.randrange(25, 60), clicks, spend, purchases, value)


def campaign_id(index: int) -> str:
    return f"1202{3317 + index * 41:05d}88410"


def restate(ads: list[AdDay]) -> list[AdDay]:
    """January 2026 as the third delivery reports it: late purchases added, some spend credited."""
    return [
        replace(
            ad,
            purchases=ad.purchases + 1,
            value=ad.value + Decimal(210),
            spend=(ad.spend * Decimal("0.97")).quantize(CENT),
        )
        for ad in ads
        if (ad.day.year, ad.day.month) == RESTATED_MONTH
    ]
