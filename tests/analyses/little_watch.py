"""Ten weeks of the little client, day by day, in which each kind of figure leaves its range once, before Christmas."""

from datetime import date, timedelta
from typing import Any

from tests.analyses.builders import Rows

FIRST, DAYS = date(2025, 10, 20), 76
JUMP, RUSH, BAD_WEEK = date(2025, 12, 16), date(2025, 12, 18), date(2025, 12, 22)
ADS = {"platform": "meta_ads", "campaign_id": "m1", "campaign": "social_feed_offer", "currency": "EUR"}


def rows() -> dict[str, Rows]:
    """Spend that is five times the usual on one day, support cases ten times, and a week of bad ratings."""
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    return {
        "ad_spend": [_spent(day) for day in days],
        "tickets": [_ticket(day, n) for day in days for n in range(20 if day == RUSH else 2)],
        "feedback": [_rating(day, n) for day in days for n in range(2)],
    }


def _spent(day: date) -> dict[str, Any]:
    amount = 40 + day.day % 3 + (160 if day == JUMP else 0)
    on = day.isoformat()
    return {**ADS, "period_start_on": on, "period_end_on": on, "spend_amount": f"{amount}.50"}


def _ticket(day: date, number: int) -> dict[str, Any]:
    return {"ticket_id": f"w{day}{number}", "opened_at": f"{day}T09:00:00", "closed_at": f"{day}T15:00:00"}


def _rating(day: date, number: int) -> dict[str, Any]:
    is_bad = BAD_WEEK <= day < BAD_WEEK + timedelta(days=7)
    return {"feedback_id": f"w{day}{number}", "received_at": f"{day}T10:00:00", "rating": 1 if is_bad else 4}
