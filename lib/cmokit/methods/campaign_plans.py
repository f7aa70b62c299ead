"""What campaigns of the CRM were planned to cost, what they cost, and who answered them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.campaign_list import loose
from cmokit.methods.channel_values import as_channel
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

COLUMNS = (
    "source_system",
    "campaign_id",
    "name",
    "channel",
    "started_on",
    "budget_amount",
    "actual_amount",
    "currency",
)


@dataclass(frozen=True)
class Plan:
    """One campaign with a budget, in the reporting currency. actual: what it cost, as the CRM states it or else as the
    ad platforms report it under the same name; None where nobody does.
    """

    name: str
    channel: str
    planned: Decimal
    actual: Decimal | None
    responses: int


def plans(
    campaigns: Any, members: Any, rates: Rates, as_of: date, advertised: Mapping[str, Decimal]
) -> tuple[list[Plan], set[tuple[str, date]]]:
    """Campaigns with a budget that have begun by `as_of`, by name, and what lacks a rate. advertised: spend by loose
    name. Campaigns of one name are one.
    """
    rows = campaigns.select(*COLUMNS).order_by(*COLUMNS[:3]).to_pyarrow().to_pylist()
    answered = members.filter(members.responded_at.notnull()).group_by("source_system", "campaign_id")
    counted = answered.aggregate(n=lambda t: t.contact_id.nunique()).to_pyarrow().to_pylist()
    responses = {(row["source_system"], row["campaign_id"]): row["n"] for row in counted}
    found: dict[str, list[Plan]] = defaultdict(list)
    lacking: set[tuple[str, date]] = set()
    for row in rows:
        day = row["started_on"] or as_of
        if row["budget_amount"] is None or day > as_of:
            continue
        own = row["currency"] or rates.reporting
        planned, actual = (_at(rates, row[name], own, day) for name in ("budget_amount", "actual_amount"))
        if planned is None:
            lacking.add((own, day.replace(day=1)))
            continue
        name = row["name"] or row["campaign_id"]
        spent = actual if actual is not None else advertised.get(loose(name))
        count = responses.get((row["source_system"], row["campaign_id"]), 0)
        found[name].append(Plan(name, as_channel(row["channel"]), planned, spent, count))
    return [_one(parts) for _, parts in sorted(found.items())], lacking


def _at(rates: Rates, amount: Decimal | None, currency: str, day: date) -> Decimal | None:
    return None if amount is None else rates.reported(amount, currency, day)


def _one(parts: list[Plan]) -> Plan:
    stated = [part.actual for part in parts if part.actual is not None]
    actual = sum(stated, ZERO) if len(stated) == len(parts) else None
    planned, responses = sum((p.planned for p in parts), ZERO), sum(p.responses for p in parts)
    return Plan(parts[0].name, parts[0].channel, planned, actual, responses)
