"""From a person to a deal to money: which deals belong to a known person, and how far each person got.

A deal's person stands on the deal itself, on its copy in another system, or on the lead that became the deal.
Ibis over the canonical tables.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from cmokit.methods.linkage import leaders, with_leading_id
from cmokit.methods.spelling import is_filled

SECONDS_A_DAY = 86_400
MATURE_AT = 0.9  # the quantile of the time to a step, after which a person counts as judged
LINKED, NO_PERSON, UNKNOWN_PERSON = "linked", "no_person", "unknown_person"
STEPS = ("opportunity", "won")


def people(contacts: Any, entity_links: Any) -> Any:
    """One row per person: person_id, segment, channel (blank: unknown), created_at, source_file, source_row."""
    rows = leaders(contacts, entity_links, "contact").mutate(person_id=ibis._.leading_id)
    channel = ibis.ifelse(is_filled(rows.channel), rows.channel, "unknown")
    kept = rows.select("person_id", "segment", "created_at", "source_file", "source_row", channel=channel)
    return kept.distinct(on="person_id", keep="first").cache()


def deals_of_people(opportunities: Any, contacts: Any, spans: Any, entity_links: Any, everybody: Any) -> Any:
    """The deals of `deal_spans.spans` with person_id, link (linked, no_person, unknown_person), channel and segment of
    the person (`of_channel`, `of_segment`).
    """
    named = people_of_deals(opportunities, contacts, entity_links)
    who = everybody.select("person_id", of_channel="channel", of_segment="segment")
    matched = named.left_join(who, "person_id", rname="{name}_known")
    first = matched.group_by("deal").aggregate(
        known=ibis.ifelse(matched.of_channel.notnull(), matched.person_id, ibis.null(str)).min(),
        named=matched.person_id.min(),
    )
    own = with_leading_id(spans, entity_links, "opportunity", "opportunity_id", "deal")
    joined = own.left_join(first, "deal", rname="{name}_right")
    link = ibis.cases((joined.known.notnull(), LINKED), (joined.named.notnull(), UNKNOWN_PERSON), else_=NO_PERSON)
    found = joined.mutate(link=link, person_id=joined.known)
    return (
        found.left_join(who, "person_id", rname="{name}_of")
        .drop("person_id_of", "deal_right", "named", "known")
        .cache()
    )


def people_of_deals(opportunities: Any, contacts: Any, entity_links: Any) -> Any:
    """Every (deal, person) that any record names, both by their leading ids."""
    filled = opportunities.filter(is_filled(opportunities.contact_id))
    deals = with_leading_id(filled, entity_links, "opportunity", "opportunity_id", "deal")
    on_deals = with_leading_id(deals, entity_links, "contact", "contact_id", "person_id").select("deal", "person_id")
    became = contacts.filter(is_filled(contacts.converted_opportunity_id))
    leads = with_leading_id(became, entity_links, "opportunity", "converted_opportunity_id", "deal")
    on_leads = with_leading_id(leads, entity_links, "contact", "contact_id", "person_id").select("deal", "person_id")
    return ibis.union(on_deals, on_leads).distinct()


@dataclass(frozen=True)
class Step:
    """A step of a group of people. mature: those who have had the time. reached: of them."""

    split: str
    people: int
    mature: int
    reached: int


def reached(everybody: Any, deals: Any) -> Any:
    """The people who were there at some known moment, with opportunity_at and won_at (null: never)."""
    linked = deals.filter(deals.link == LINKED, deals.problem.isnull())
    first = linked.group_by("person_id").aggregate(
        opportunity_at=linked.began_at.min(),
        won_at=ibis.ifelse(linked.outcome == "won", linked.closed_at, ibis.null(linked.closed_at.type())).min(),
    )
    return everybody.filter(everybody.created_at.notnull()).left_join(first, "person_id", rname="{name}_right").cache()


def wait_for(rows: Any, step: str) -> float | None:
    """Days after which nine in ten of those who got to the step had; None where nobody did."""
    days = _days(rows, rows[f"{step}_at"])
    value = rows.aggregate(wait=days.cast("float64").quantile(MATURE_AT)).to_pyarrow()["wait"][0].as_py()
    return None if value is None else float(value)


def steps(rows: Any, step: str, wait: float, end: datetime) -> list[Step]:
    """The step for everybody, and by segment and channel, in order of the groups' names."""
    is_mature = (ibis.literal(int(end.timestamp())) - rows.created_at.epoch_seconds()) / SECONDS_A_DAY >= wait
    told = rows.mutate(is_mature=is_mature, has=rows[f"{step}_at"].notnull())
    parts = [told.mutate(split=ibis.literal("all"))]
    for column in ("segment", "channel"):
        filled = told.filter(is_filled(told[column]))
        parts.append(filled.mutate(split=ibis.literal(f"{column}=").concat(filled[column])))
    every = ibis.union(*(part.select("split", "is_mature", "has") for part in parts))
    counted = every.group_by("split").aggregate(
        people=every.count(), mature=every.is_mature.sum(), reached=(every.is_mature & every.has).sum()
    )
    return [Step(**row) for row in counted.order_by("split").to_pyarrow().to_pylist()]


def _days(rows: Any, moment: Any) -> Any:
    """A step that came before the person was recorded took no time; who never got there has no time at all."""
    seconds = moment.epoch_seconds() - rows.created_at.epoch_seconds()
    return ibis.cases((seconds < 0, 0), (seconds >= 0, seconds), else_=ibis.null("int64")) / SECONDS_A_DAY
