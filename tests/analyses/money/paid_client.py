"""Advertising, leads and what became of them, by hand, for the tests of money spent on leads."""

from dataclasses import replace
from datetime import date
from typing import Any

from cmokit.analyses.answering import Answering
from cmokit.analyses.definitions import DEFAULTS

AT = replace(DEFAULTS, as_of=date(2026, 7, 15), answering=Answering(60))
LAST = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30}
STAGE = {"q": "mql", "a": "sales_accepted", "c": "customer"}


def ads(*said: str) -> list[dict[str, Any]]:
    """`google_ads brand 1 100`: platform, campaign, month and what was spent on it, as reported for the whole month."""
    rows = []
    for text in said:
        platform, campaign, month, amount = text.split()
        days = {
            "period_start_on": f"2026-{int(month):02}-01",
            "period_end_on": f"2026-{int(month):02}-{LAST[int(month)]}",
        }
        rows.append(
            {"platform": platform, "campaign": campaign, "campaign_id": f"id-{campaign}", "spend_amount": amount}
            | {"currency": "EUR", **days}
        )
    return rows


def people(*said: str) -> dict[str, list[dict[str, Any]]]:
    """`10 paid_search brand 1 qqa`: ten leads of a channel and campaign made in a month; a letter for each who got
    further the day after: q qualified, a accepted too, c customer too.
    """
    contacts, entries = [], []
    for text in said:
        count, channel, campaign, month, *letters = text.split()
        far = letters[0] if letters else ""
        for n in range(int(count)):
            who, day = f"{channel}-{campaign}-{month}-{n}", f"2026-{int(month):02}-{10 + n % 10}"
            tag = None if campaign == "-" else campaign
            contacts.append(
                {"contact_id": who, "channel": channel, "utm_campaign": tag, "created_at": f"{day}T09:00:00"}
                | {"lifecycle_stage": "lead"}
            )
            got = "qac"[: "qac".index(far[n]) + 1] if n < len(far) else ""
            entries += [
                {"entity": "contact", "entity_id": who, "stage": STAGE[letter], "entered_at": f"{day}T1{step}:00:00"}
                for step, letter in enumerate(got)
            ]
    return {"contacts": contacts, "stage_entries": entries}


def called(who: str, at: str, **more: Any) -> dict[str, Any]:
    """A seller's call to a lead."""
    return {"activity_id": f"{who}-{at}", "contact_id": who, "kind": "call", "direction": "outbound"} | {
        "is_automated": False, "occurred_at": at, **more
    }  # fmt: skip
