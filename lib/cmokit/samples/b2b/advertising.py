"""Google and LinkedIn Ads of the B2B client: campaigns, days, and the month that Google restates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmokit.samples.b2b.records import AdDay
from cmokit.samples.calendar import B2B_SEASON, B2B_WEEK, days
from cmokit.samples.plan import B2B, DELIVERIES, rng

FIRST_DAY = date(2025, 7, 1)
RESTATED_MONTH = (2025, 12)
CENT = Decimal("0.01")
# Campaign, its ad group, mean daily spend, mean cost of a click, conversions per click, value of a conversion.
GOOGLE = (
    ("search_brand_demo", "brand terms", 46, 1.9, 0.075, 620),
    ("search_generic_trial", "generic terms", 118, 4.6, 0.031, 540),
    ("search_competitor_switch", "competitor terms", 52, 5.8, 0.022, 560),
    ("display_retargeting_demo", "site visitors", 28, 0.9, 0.008, 480),
    ("video_product_tour", "in-market", 24, 0.4, 0.003, 450),
    ("search_integration_guide", "integration terms", 37, 3.9, 0.027, 510),
)
LINKEDIN = (
    ("social_abm_whitepaper", "social_abm_whitepaper_dach", 95, 8.4, 0.028, 700),
    ("social_awareness_video", "social_awareness_video_dach", 60, 5.2, 0.009, 500),
    ("social_leadgen_webinar", "social_leadgen_webinar_uk", 72, 7.3, 0.041, 640),
    ("social_hiring_managers", "social_hiring_managers_benelux", 31, 6.6, 0.012, 520),
)
PLATFORMS = {"google": GOOGLE, "linkedin": LINKEDIN}
# Platforms take back clicks they find invalid and add conversions that came late.
_RESTATED_SPEND, _RESTATED_CONVERSIONS = Decimal("0.94"), 1


def make_ads() -> list[AdDay]:
    """Every campaign on every day, as first reported; LinkedIn rests at weekends."""
    return [
        _day(platform, index, row, day)
        for platform, rows in PLATFORMS.items()
        for index, row in enumerate(rows)
        for day in days(FIRST_DAY, DELIVERIES[-1].last_day)
        if platform == "google" or day.weekday() < 5
    ]


def _day(platform: str, index: int, row: tuple[str, str, int, float, float, int], day: date) -> AdDay:
    campaign, ad_group, daily, click_cost, rate, worth = row
    draw = rng(B2B, "ads", platform, index, day)
    busy = B2B_SEASON[day.month - 1] * (0.45 + 0.55 * B2B_WEEK[day.weekday()])
    # The guide's campaign rests on Sundays: a day without a click, whose averages nobody can divide.
    rests = campaign == "search_integration_guide" and day.weekday() == 6
    clicks = 0 if rests else round(max(0.0, draw.gauss(1, 0.22)) * daily * busy / click_cost)
    spend = (Decimal(clicks) * Decimal(str(round(click_cost * draw.uniform(0.85, 1.15), 2)))).quantize(CENT)
    conversions = sum(draw.random() < rate for _ in range(clicks))
    value = (conversions * Decimal(worth) * Decimal(str(round(draw.uniform(0.8, 1.2), 2)))).quantize(CENT)
    shown = 0 if rests else clicks * draw.randrange(14, 45) + draw.randrange(40)
    return AdDay(
        platform, campaign_id(platform, index), campaign, ad_group, day, shown, clicks, spend, conversions, value
    )


def campaign_id(platform: str, index: int) -> str:
    return {"google": "2090117", "linkedin": "4417730"}[platform] + f"{(index + 3) * 137:04d}"


def restate(ads: list[AdDay]) -> list[AdDay]:
    """Google's December 2025 as the second delivery and all later ones report it."""
    return [
        replace(
            ad,
            spend=(ad.spend * _RESTATED_SPEND).quantize(CENT),
            conversions=ad.conversions + (_RESTATED_CONVERSIONS if ad.clicks > 20 else 0),
            value=ad.value + (Decimal(300) if ad.clicks > 20 else 0),
        )
        for ad in ads
        if ad.platform == "google" and (ad.day.year, ad.day.month) == RESTATED_MONTH
    ]
