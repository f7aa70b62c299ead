"""Leads by the dozen: as many as a score, a field or a segment has to be held against."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.analyses.builders import Rows

LEADS = 180
FIRMS = {"big": 600, "tiny": 7}
FIRST = datetime(2025, 1, 2, 9, tzinfo=UTC)


def rows() -> dict[str, Rows]:
    """One lead every day and a half; sales takes over those with a high score, mostly, and wins of large companies."""
    leads = [_lead(number) for number in range(LEADS)]
    return {
        "contacts": [lead["contact"] for lead in leads],
        "companies": [
            {"company_id": name, "name": name, "employee_count": size, "segment": name, "industry": "Rail"}
            for name, size in FIRMS.items()
        ],
        "stage_entries": [entry for lead in leads for entry in lead["entries"]],
        "opportunities": [deal for lead in leads for deal in lead["deals"]],
        "touchpoints": [touch for lead in leads for touch in lead["touches"]],
        "orders": [_order(number) for number in range(25)],
        "activities": [_call(number) for number in range(LEADS) if _is_answered(number)],
        "field_changes": [_taken(number) for number in range(LEADS) if _is_answered(number)],
    }


def _lead(number: int) -> dict[str, Any]:
    came, score, firm = FIRST + timedelta(days=1.5 * number), number * 37 % 100, ("big", "tiny")[number % 2]
    who = {"entity": "contact", "entity_id": f"q{number}"}
    taken = score + number * 53 % 60 > 90
    contact = {
        "contact_id": f"q{number}", "company_id": firm, "created_at": came, "score": float(score),
        "channel": "paid_search", "lead_status": "Open deal" if taken else "New",
        "disqualified_reason": "No budget" if not taken and number % 5 == 0 else None,
        "last_activity_at": came + timedelta(days=30) if taken else None,
    }  # fmt: skip
    entries = [{**who, "stage": "lead", "entered_at": came}]
    entries += [{**who, "stage": "sales_accepted", "entered_at": came + timedelta(days=16)}] if taken else []
    return {
        "contact": contact,
        "entries": entries,
        "deals": [_deal(number, came, firm)] if number % 3 else [],
        "touches": [_touch(number, came, day) for day in range(1, 1 + number % 3)],
    }


def _deal(number: int, came: datetime, firm: str) -> dict[str, Any]:
    won = number % 4 == 0 or number % 7 == 0
    return {
        "opportunity_id": f"dq{number}", "contact_id": f"q{number}", "company_id": firm, "currency": "EUR",
        "created_at": came + timedelta(days=17), "closed_at": came + timedelta(days=45),
        "status": "won" if won else "lost", "stage": "Won" if won else "Lost",
        "amount": (900 if firm == "big" else 20) + number, "loss_reason": None if won else "Price",
    }  # fmt: skip


def _touch(number: int, came: datetime, day: int) -> dict[str, Any]:
    return {
        "touchpoint_id": f"tq{number}-{day}", "contact_id": f"q{number}", "touched_at": came + timedelta(days=day),
        "kind": "visit", "channel": "email", "utm_source": "news", "utm_medium": "email",
    }  # fmt: skip


def _is_answered(number: int) -> bool:
    """Three of five: half of all leads are answered, and get an owner, after a while."""
    return number % 5 < 3


def _call(number: int) -> dict[str, Any]:
    came = FIRST + timedelta(days=1.5 * number)
    return {
        "activity_id": f"vq{number}", "contact_id": f"q{number}", "occurred_at": came + timedelta(minutes=50),
        "direction": "outbound", "is_automated": False, "kind": "call", "owner_id": "eva",
    }  # fmt: skip


def _taken(number: int) -> dict[str, Any]:
    came = FIRST + timedelta(days=1.5 * number)
    return {
        "entity": "contact", "entity_id": f"q{number}", "field": "owner_id", "old_value": "queue", "new_value": "eva",
        "changed_at": came + timedelta(minutes=30),
    }  # fmt: skip


def _order(number: int) -> dict[str, Any]:
    return {
        "order_id": f"q{number}", "email": f"q{number}@b.example", "ordered_at": f"2025-09-{1 + number:02d}",
        "currency": "EUR", "subtotal_amount": "0", "tax_amount": "0", "shipping_amount": "0", "total_amount": "0",
        "channel": "referral", "payment_method": "card", "financial_status": "paid", "source_system": "shopify",
    }  # fmt: skip
