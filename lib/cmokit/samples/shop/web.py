"""The shop's website in analytics, and the days on which its counting was broken."""

from datetime import date

from cmokit.samples.calendar import SHOP_SEASON, SHOP_WEEK
from cmokit.samples.plan import SHOP
from cmokit.samples.shop.buying import FIRST_DAY
from cmokit.samples.web import Break, Group, WebDay, make_web_days

ACCOUNT = "Oud Dar"
GROUPS = (
    Group("Paid Social", "paid_social", 420, 0.42, 0.020), Group("Organic Search", "organic_search", 190, 0.58, 0.024),
    Group("Organic Social", "organic_social", 160, 0.45, 0.018), Group("Direct", "direct", 110, 0.50, 0.022),
    Group("Email", "email", 70, 0.63, 0.041), Group("Paid Search", "paid_search", 60, 0.55, 0.030),
    Group("Referral", "referral", 40, 0.57, 0.026), Group("Unassigned", "unknown", 20, 0.25, 0.004),
)  # fmt: skip
# A new theme was switched on without the tracking code for three days.
BREAKS = (Break(date(2025, 12, 2), date(2025, 12, 4)),)


def make_days() -> list[WebDay]:
    return list(make_web_days(SHOP, GROUPS, FIRST_DAY, BREAKS, SHOP_SEASON, SHOP_WEEK))
