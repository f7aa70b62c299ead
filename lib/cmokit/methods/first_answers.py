"""When a person first tried to reach each new lead. Ibis over the canonical tables.

An attempt whose day alone is known lies somewhere within that day, where the client is: it has an earliest and a latest
moment, and nothing makes it a midnight. What lies before the lead's record is no answer to it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from cmokit.methods.cohorts import entries_of_people
from cmokit.methods.deal_spans import with_segment
from cmokit.methods.linkage import leading_records, with_leading_id
from cmokit.methods.spelling import is_filled
from cmokit.tables.contract import TIMESTAMP

LEAD = "lead"
RECORD = ["source_system", "contact_id"]
OUTBOUND, MEETING = "outbound", "meeting"


@dataclass(frozen=True)
class Covered:
    """The local days, both included, for which sellers' work was logged, and when they begin and end."""

    first: date
    last: date
    start: datetime
    end: datetime


def covered(activities: Any, as_of: date, timezone: str) -> Covered | None:
    """From the first day of the log, but a year at most, to its last day: after that nobody knows. None without any.

    A meeting may stand in the calendar before it takes place, so it says nothing about where the log ends, unless the
    log holds nothing else.
    """
    row = _ends(activities.filter(activities.kind.fill_null("") != MEETING))
    row = row if any(row.values()) else _ends(activities)
    zone = ZoneInfo(timezone)
    local = {name: at.astimezone(zone).date() for name in ("first", "last") if (at := row[name])}
    firsts, lasts = [local.get("first"), row["first_on"]], [local.get("last"), row["last_on"]]
    if not any(firsts):
        return None
    first = max(min(filter(None, firsts)), _year_before(as_of + timedelta(days=1)))
    last = max(min(max(filter(None, lasts)), as_of), first)
    return Covered(first, last, _begin(first, zone), _begin(last + timedelta(days=1), zone))


def _ends(activities: Any) -> dict[str, Any]:
    ends = {"first": activities.occurred_at.min(), "last": activities.occurred_at.max()}
    days = {"first_on": activities.occurred_on.min(), "last_on": activities.occurred_on.max()}
    found: dict[str, Any] = activities.aggregate(**ends, **days).to_pyarrow().to_pylist()[0]
    return found


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(ZoneInfo("UTC"))


def stages_from(order: tuple[str, ...], stage: str) -> tuple[str, ...]:
    """The stage and all later ones; all but the first where the client has no such stage."""
    return order[order.index(stage) :] if stage in order else order[1:]


def leads(
    contacts: Any, stage_entries: Any, companies: Any, entity_links: Any, order: tuple[str, ...], goal: tuple[str, ...]
) -> Any:
    """One row per leading record with a date of creation that is, or ever was, a lead or further.

    source_system, contact_id, who (as `with_leading_id` names the person), owner_id, channel, segment (its own, else
    its company's), created_at, went_on (is or was in one of the stages `goal`), went_on_at (first entry into one of
    them), source_file, source_row.
    """
    entries = entries_of_people(stage_entries, contacts, entity_links)
    stages = stages_from(order, LEAD)
    got = entries.filter(entries.stage.isin(stages)).group_by("person_id").aggregate(n=lambda t: t.count())
    further = entries.filter(entries.stage.isin(goal))
    past = further.group_by("person_id").aggregate(went_on_at=lambda t: t.entered_at.min())
    people = with_segment(leading_records(contacts, entity_links, "contact"), companies, entity_links)
    dated = people.filter(people.created_at.notnull())
    named = with_leading_id(dated, entity_links, "contact", "contact_id", "who")
    joined = named.left_join(got, named.who == got.person_id).drop("person_id")
    found = joined.filter(joined.n.notnull() | joined.lifecycle_stage.isin(stages))
    told = found.left_join(past, found.who == past.person_id)
    return told.select(
        *RECORD, "who", "owner_id", "channel", "segment", "created_at", "went_on_at", "source_file", "source_row",
        went_on=told.went_on_at.notnull() | told.lifecycle_stage.isin(goal).fill_null(False),
    )  # fmt: skip


def attempts(activities: Any, entity_links: Any, timezone: str, until: datetime) -> Any:
    """What was sent or said to a person: who, is_automated, earliest, latest (the same where the time is known).

    What is dated at or after `until` is a plan.
    """
    out = activities.filter(activities.direction == OUTBOUND, is_filled(activities.contact_id))
    named = with_leading_id(out, entity_links, "contact", "contact_id", "who")
    days = _days(named, timezone)
    joined = named.left_join(days, named.occurred_on == days.day)
    found = joined.select(
        "who",
        is_automated=joined.is_automated.fill_null(False),
        earliest=joined.occurred_at.coalesce(joined.begins_at),
        latest=joined.occurred_at.coalesce(joined.ends_at),
    )
    return found.filter(found.latest.notnull() & (found.earliest < until))


def _days(rows: Any, timezone: str) -> Any:
    """Beginning and end of each day that stands for a time."""
    alone = rows.filter(rows.occurred_at.isnull(), rows.occurred_on.notnull()).select("occurred_on").distinct()
    zone = ZoneInfo(timezone)
    days = sorted(alone.to_pyarrow()["occurred_on"].to_pylist())
    ends = {
        "day": pa.array(days, pa.date32()),
        "begins_at": pa.array([_begin(day, zone) for day in days], TIMESTAMP),
        "ends_at": pa.array([_begin(day + timedelta(days=1), zone) for day in days], TIMESTAMP),
    }
    return ibis.memtable(pa.table(ends))


def first_answers(people: Any, tried: Any) -> Any:
    """The leads with what was done first: was_met_before (a person had tried before the record was made), earliest_at
    and latest_at (between which the first attempt lies; null where there was none), automated_at (the first message
    of a machine).
    """
    said = people.select(*RECORD, "who", "created_at").join(tried, "who")
    is_before = (said.latest < said.created_at) | ((said.latest == said.created_at) & (said.earliest < said.latest))
    nothing = ibis.null(said.latest.type())
    answers, by_machine = ~said.is_automated & ~is_before, said.is_automated & ~is_before
    firsts = said.group_by(RECORD).aggregate(
        before=(~said.is_automated & is_before).cast("int64").sum(),
        earliest_at=ibis.ifelse(answers, ibis.greatest(said.earliest, said.created_at), nothing).min(),
        latest_at=ibis.ifelse(answers, said.latest, nothing).min(),
        automated_at=ibis.ifelse(by_machine, said.latest, nothing).min(),
    )
    joined = people.left_join(firsts, RECORD)
    told = joined.mutate(was_met_before=joined.before.fill_null(0) > 0)
    return told.select(*people.columns, "was_met_before", "earliest_at", "latest_at", "automated_at").order_by(RECORD)
