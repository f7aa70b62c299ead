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
        "contacts": [_person(n) for n in range(6)],
        "workflow_runs": [*(_mail(day, n) for day in days for n in range(3)), *(_welcome(n) for n in range(6))],
        "automations": [{"workflow_id": "mails", "name": "Mails", "is_on": True, "issues_count": 2}],
    }


def _person(number: int) -> dict[str, Any]:
    return {"contact_id": f"w{number}", "created_at": f"2025-12-1{number}T09:00:00", "lifecycle_stage": "subscriber"}


def _welcome(number: int) -> dict[str, Any]:
    """Two minutes after each of them came; the last one goes out twice."""
    run = {"workflow_id": "welcome", "item_id": f"w{min(number, 4)}", "outcome": "used"}
    return {**run, "run_id": f"w{number}", "started_at": f"2025-12-1{min(number, 4)}T09:0{2 + number}:00"}


def _mail(day: date, number: int) -> dict[str, Any]:
    """In the bad week two of three fail, else none; one was stopped."""
    is_bad = BAD_WEEK <= day < BAD_WEEK + timedelta(days=7) and number
    run = {"run_id": f"m{day}{number}", "workflow_id": "mails", "item_id": f"m{day}{number}"}
    outcome = "failed" if is_bad else "stopped" if (day, number) == (JUMP, 0) else "used"
    return {
        **run,
        "started_at": f"{day}T08:0{number}:00",
        "outcome": outcome,
        "error_kind": "timeout" if is_bad else None,
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
