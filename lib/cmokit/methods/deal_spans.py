"""Deals in time: when each one came in, when it went out and how. Ibis over the canonical tables.

A deal leaves with its last entry into a stage that ends deals; where the history has none, at its own close date. A
deal that says it is closed but names no day, or a day before it began, cannot be placed in time and is set apart.
"""

from datetime import datetime
from typing import Any

import ibis

from cmokit.methods import pipeline_visits
from cmokit.methods.linkage import leaders, leading_records, with_leading_id
from cmokit.methods.spelling import is_filled

SECONDS_A_DAY = 86_400
SPLITS = ("pipeline", "segment", "owner_id")
NEGATIVE, NO_START, NO_CLOSE = "closed_before_begun", "no_start", "no_close"
DEAL = ["source_system", "opportunity_id"]


def spans(opportunities: Any, stage_entries: Any, companies: Any, entity_links: Any, end: datetime) -> Any:
    """One row per leading deal that had begun before `end`, kept by the engine.

    source_system, opportunity_id, pipeline, segment (its own, else its company's), owner_id, outcome (open, won, lost,
    as of `end`), amount, currency, began_at, first_at (its first entry into a stage), closed_at, problem (null, or why
    it is set apart), source_file, source_row.
    """
    deals = with_segment(leading_records(opportunities, entity_links, "opportunity"), companies, entity_links)
    joined = deals.left_join(_history(deals, stage_entries), DEAL, rname="{name}_right")
    began = joined.created_at.coalesce(joined.first_at)
    by_day = joined.ended_at.isnull() & (_seconds(began) - _seconds(joined.closed_at)).between(0, SECONDS_A_DAY)
    # A close date without a time of day may lie some hours before the moment at which its deal was made.
    closed = ibis.ifelse(by_day.fill_null(False), began, joined.ended_at.coalesce(joined.closed_at))
    is_closed = joined.status.isin(("won", "lost")) & (closed.isnull() | (closed < end))
    known = joined.mutate(
        outcome=ibis.ifelse(is_closed, joined.status, "open"),
        began_at=began,
        closed_at=ibis.ifelse(is_closed, closed, ibis.null(closed.type())),
    )
    kept = known.filter(known.began_at.isnull() | (known.began_at < end))
    return kept.select(
        *("source_system", "opportunity_id", "pipeline", "segment", "owner_id", "outcome", "amount", "currency"),
        *("began_at", "first_at", "closed_at", "source_file", "source_row"),
        problem=_problem(kept),
    ).cache()


def _problem(deals: Any) -> Any:
    is_closed = deals.outcome != "open"
    return ibis.cases(
        (deals.began_at.isnull(), NO_START),
        (is_closed & deals.closed_at.isnull(), NO_CLOSE),
        (is_closed & (deals.closed_at < deals.began_at), NEGATIVE),
        else_=ibis.null(str),
    )


def _history(deals: Any, stage_entries: Any) -> Any:
    """Each deal's first entry into any stage, and its last one into a stage that ends deals."""
    every = pipeline_visits.visits(deals, stage_entries).cache()
    endings = sorted(filter(None, pipeline_visits.ends(every)))
    is_end = every.stage.isin(endings) if endings else ibis.literal(False)
    return every.group_by(DEAL).aggregate(
        first_at=every.entered_at.min(),
        ended_at=ibis.ifelse(is_end, every.entered_at, ibis.null(every.entered_at.type())).max(),
    )


def with_segment(deals: Any, companies: Any, entity_links: Any) -> Any:
    """The deals with their company's segment where they have none of their own."""
    who = with_leading_id(deals, entity_links, "company", "company_id", "company")
    firms = leaders(companies, entity_links, "company").filter(lambda t: is_filled(t.segment))
    named = firms.select(firm="leading_id", firm_segment="segment").distinct(on="firm", keep="first")
    joined = who.left_join(named, who.company == named.firm)
    own = ibis.ifelse(is_filled(joined.segment), joined.segment, joined.firm_segment)
    return joined.mutate(segment=own).select(*deals.columns)


def by_split(rows: Any, columns: tuple[str, ...] = SPLITS) -> Any:
    """The rows once for the whole (split `all`), and once more for each column that they fill (`segment=small`)."""
    parts = [rows.mutate(split=ibis.literal("all"))]
    for column in columns:
        filled = rows.filter(is_filled(rows[column]))
        parts.append(filled.mutate(split=ibis.literal(f"{column}=").concat(filled[column])))
    return ibis.union(*parts)


def seconds_within(deals: Any, start: datetime, end: datetime) -> Any:
    """How long each deal was open between the two moments, in whole seconds."""
    first, last = (ibis.literal(int(moment.timestamp())) for moment in (start, end))
    until = ibis.least(_seconds(deals.closed_at).fill_null(last), last)
    return ibis.greatest(until - ibis.greatest(_seconds(deals.began_at), first), ibis.literal(0))


def _seconds(moment: Any) -> Any:
    return moment.epoch_seconds().cast("int64")
