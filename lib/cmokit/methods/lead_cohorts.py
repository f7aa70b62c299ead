"""Leads by the month in which they came, and how far each of them got since. Ibis over the canonical tables.

A lead's months are those of its record: the money that brought it was spent then. Who came too lately to have got as
far as a step is no failure of a channel, so each step is judged over the months whose leads have had their time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from cmokit.methods import first_answers
from cmokit.methods.acquisition import MOST_MONTHS, plus
from cmokit.methods.channel_values import as_channel
from cmokit.methods.cohorts import MATURE_AT, entries_of_people
from cmokit.methods.first_answers import RECORD, stages_from
from cmokit.vocabulary import LifecycleStage

SECONDS_A_DAY = 86_400
QUALIFIED, ACCEPTED, CUSTOMER = "qualified", "accepted", "customer"
_FIRST_STAGES = {
    QUALIFIED: (LifecycleStage.MQL,),
    ACCEPTED: (LifecycleStage.SALES_ACCEPTED, LifecycleStage.SALES_QUALIFIED),
    CUSTOMER: (LifecycleStage.CUSTOMER,),
}


@dataclass(frozen=True)
class Lead:
    """One person who came as a lead. reached: the steps that the person ever got to, with the days it took (None: no
    date is known).
    """

    source_system: str
    contact_id: str
    channel: str
    campaign: str
    created_at: datetime
    month: date
    reached: Mapping[str, float | None]
    source_file: str
    source_row: int


def steps_of(order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The steps that the client's stages know, each with the stages that mean it was got to."""
    found = {}
    for step, firsts in _FIRST_STAGES.items():
        first = next((stage.value for stage in firsts if stage.value in order), None)
        if first:
            found[step] = tuple(order[order.index(first) :])
    return found


def leads(
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    entity_links: Any,
    order: tuple[str, ...],
    end: datetime,
    named: Any = str,
) -> list[Lead]:
    """Leading records that are, or ever were, a lead or further, created before `end`, by system and id.

    end: aware, in the client's zone, by which months are told. named: a link's tag → the campaign that it means.
    """
    steps = steps_of(order)
    people = first_answers.leads(contacts, stage_entries, companies, entity_links, order, stages_from(order, order[-1]))
    tags = contacts.select(*RECORD, tag="utm_campaign", stage="lifecycle_stage").distinct(on=RECORD, keep="first")
    told = people.filter(people.created_at < end.astimezone(ZoneInfo("UTC"))).left_join(tags, RECORD)
    entries = entries_of_people(stage_entries, contacts, entity_links)
    for step, stages in steps.items():
        firsts = entries.filter(entries.stage.isin(stages)).group_by("person_id").aggregate(
            **{f"{step}_at": lambda t: t.entered_at.min()}
        )  # fmt: skip
        told = told.left_join(firsts, told.who == firsts.person_id).drop("person_id")
    columns = [f"{step}_at" for step in steps]
    rows = told.select(
        *RECORD, "channel", "created_at", "tag", "stage", "source_file", "source_row", *columns
    ).order_by(RECORD)  # fmt: skip
    return [_lead(row, steps, end, named) for row in rows.to_pyarrow().to_pylist()]


def _lead(row: Mapping[str, Any], steps: Mapping[str, tuple[str, ...]], end: datetime, named: Any) -> Lead:
    reached: dict[str, float | None] = {}
    for step, stages in steps.items():
        at = row[f"{step}_at"]
        if at is not None and at < end:
            reached[step] = (at - row["created_at"]).total_seconds() / SECONDS_A_DAY
        elif at is None and row["stage"] in stages:
            reached[step] = None
    local = row["created_at"].astimezone(end.tzinfo)
    return Lead(
        row["source_system"],
        row["contact_id"],
        as_channel(row["channel"]),
        named(row["tag"] or ""),
        row["created_at"],
        local.date().replace(day=1),
        reached,
        row["source_file"],
        row["source_row"],
    )


def wait_for(rows: Sequence[Lead], step: str) -> float | None:
    """Days after which nine in ten of those who got to the step had; None where nobody's time is known."""
    days = [wait for row in rows if (wait := row.reached.get(step)) is not None and wait >= 0]
    return float(np.quantile(np.array(days), MATURE_AT)) if days else None


def mature_months(covered: Collection[date], wait: float, end: datetime) -> tuple[date, ...]:
    """The newest whole months, at most twelve, whose last lead has had the time."""
    found = [month for month in sorted(covered) if _ended(month, end) and _age(month, end) >= wait]
    return tuple(found[-MOST_MONTHS:])


def _ended(month: date, end: datetime) -> bool:
    return datetime.combine(plus(month, 1), time(), end.tzinfo) <= end


def _age(month: date, end: datetime) -> float:
    """Days from the end of the month to the end of what counts."""
    return (end - datetime.combine(plus(month, 1), time(), end.tzinfo)).total_seconds() / SECONDS_A_DAY
