"""Who was won, qualified or worked on as a deal, and when: the outcomes that costs are divided by."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from cmokit.analyses.definitions import Definitions
from cmokit.methods.acquisition import Outcome, Window
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.cohorts import entries_of_people
from cmokit.methods.linkage import leaders, leading_records, with_leading_id
from cmokit.vocabulary import LifecycleStage

# The outcomes and how their count is called.
KINDS = {"customer": "customers", "qualified": "qualified_leads", "opportunity": "opportunities"}
EVIDENCE_KEY = ("outcome", "record_id", "source_file", "source_row")
_COLUMNS = ("record_id", "channel", "at", "since", "source_file", "source_row")


def acquired(
    opportunities: Any, orders: Any, stage_entries: Any, contacts: Any, links: Any, definitions: Definitions
) -> dict[str, list[Outcome]]:
    """By outcome, everybody whom it happened to, once; customers by won deals, or by orders where nothing was won."""
    people = leaders(contacts.filter(~contacts.is_test.fill_null(False)), links, "contact")
    born = people.group_by("leading_id").aggregate(since=people.created_at.min(), came_by=people.channel.min())
    deals = with_leading_id(
        leading_records(opportunities, links, "opportunity"), links, "contact", "contact_id", "person_id"
    )
    won = deals.filter(deals.status == "won", deals.closed_at.notnull())
    buying = with_leading_id(won, links, "company", "company_id", "buyer_id")
    who = buying.buyer_id.coalesce(buying.person_id, buying.opportunity_id)
    customers = _first(buying.mutate(who=who, at=buying.closed_at))
    found = {
        "customer": _rows(_told(customers, born, "who"), definitions),
        "qualified": _rows(_qualified(stage_entries, contacts, links, born), definitions),
        "opportunity": _rows(_told(_opened(deals), born, "opportunity_id"), definitions),
    }
    if not found["customer"]:
        found["customer"] = _rows(_buyers(orders, links, born), definitions)
    return found


def _first(rows: Any) -> Any:
    """Each `who` once, with the earliest row."""
    order = ibis.window(group_by="who", order_by=["at", "source_file", "source_row"])
    numbered = rows.mutate(place=ibis.row_number().over(order))
    return numbered.filter(numbered.place == 0)


def _opened(deals: Any) -> Any:
    return deals.filter(deals.created_at.notnull()).mutate(at=deals.created_at)


def _told(rows: Any, born: Any, own: str) -> Any:
    joined = rows.left_join(born, rows.person_id == born.leading_id)
    return joined.select(record_id=joined[own], **{name: joined[name] for name in _COLUMNS[1:]})


def _qualified(stage_entries: Any, contacts: Any, links: Any, born: Any) -> Any:
    entries = entries_of_people(stage_entries, contacts, links)
    mql = entries.filter(entries.stage == str(LifecycleStage.MQL))
    first = _first(mql.mutate(who=mql.person_id, at=mql.entered_at))
    joined = first.left_join(born, first.person_id == born.leading_id)
    named = joined.mutate(record_id=joined.person_id, channel=joined.came_by)
    return named.select(*_COLUMNS)


def _buyers(orders: Any, links: Any, born: Any) -> Any:
    """First order of each customer, by contact or by e-mail; a cancelled order won nobody."""
    kept = orders.filter(orders.ordered_at.notnull(), orders.cancelled_at.isnull())
    known = with_leading_id(kept, links, "contact", "contact_id", "person_id")
    who = known.person_id.coalesce(known.email.lower(), known.order_id)
    return _told(_first(known.mutate(who=who, at=known.ordered_at)), born, "who")


def _rows(rows: Any, definitions: Definitions) -> list[Outcome]:
    zone, end = ZoneInfo(definitions.timezone), definitions.as_of_end
    found = rows.order_by("record_id", "source_file", "source_row").to_pyarrow().to_pylist()
    return [_outcome(row, zone) for row in found if row["at"] < end]


def _outcome(row: Mapping[str, Any], zone: ZoneInfo) -> Outcome:
    at, since = row["at"], row["since"]
    return Outcome(
        row["record_id"],
        row["channel"] or UNKNOWN,
        at.astimezone(zone).date().replace(day=1),
        _days(since, at) if since else None,
        row["source_file"],
        row["source_row"],
    )


def _days(since: datetime, at: datetime) -> float:
    return (at - since).total_seconds() / 86_400


def evidence_table(found: Mapping[str, Sequence[Outcome]], windows: Mapping[str, Window]) -> pa.Table:
    """One row per outcome that is counted, in order of outcome and record."""
    rows = [(kind, o) for kind, window in windows.items() for o in found[kind] if o.month in window.months]
    return pa.table(
        {
            "outcome": pa.array([kind for kind, _ in rows], pa.string()),
            "record_id": pa.array([o.record_id for _, o in rows], pa.string()),
            "channel": pa.array([o.channel for _, o in rows], pa.string()),
            "month": pa.array([f"{o.month:%Y-%m}" for _, o in rows], pa.string()),
            "waited_days": pa.array([o.waited_days for _, o in rows], pa.float64()),
            "source_file": pa.array([o.source_file for _, o in rows], pa.string()),
            "source_row": pa.array([o.source_row for _, o in rows], pa.int64()),
        }
    )
