"""The B2B client's website in analytics, and the days on which its counting was broken."""

from datetime import date

from cmokit.samples.calendar import B2B_SEASON, B2B_WEEK
from cmokit.samples.plan import B2B
from cmokit.samples.web import Break, Group, WebDay, make_web_days

ACCOUNT = "Rhenalor"
FIRST_DAY = date(2025, 1, 1)
GROUPS = (
    Group("Organic Search", "organic_search", 210, 0.61, 0.012), Group("Direct", "direct", 120, 0.52, 0.010),
    Group("Paid Search", "paid_search", 95, 0.57, 0.024), Group("Paid Social", "paid_social", 70, 0.38, 0.008),
    Group("Email", "email", 40, 0.68, 0.030), Group("Referral", "referral", 30, 0.60, 0.022),
    Group("Organic Social", "organic_social", 25, 0.44, 0.006), Group("Unassigned", "unknown", 12, 0.30, 0.002),
)  # fmt: skip
BREAKS = (
    # The consent banner was broken: nothing was counted.
    Break(date(2025, 11, 11), date(2025, 11, 14)),
    # The tag of paid social was lost with a new landing page: one session in six was still counted.
    Break(date(2025, 12, 8), date(2025, 12, 21), "Paid Social", 6),
)


def make_days() -> list[WebDay]:
    return list(make_web_days(B2B, GROUPS, FIRST_DAY, BREAKS, B2B_SEASON, B2B_WEEK))
