"""Deals on their way through the pipeline: which stages there are, in which order, and how long each visit lasted.

A visit is one entry into a stage. It ends with the next entry, or when the deal closes; else the deal is still there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

SECONDS_A_DAY = 86_400
STALLED_BEYOND = 0.9  # the quantile of finished visits after which an open deal is called stalled
NOWHERE = "unknown"  # where a lost deal was last, if nothing says it
_END_NAMES = re.compile(r"(closed?)?(won|lost)|closed")


@dataclass(frozen=True)
class StageFigures:
    """One stage of a funnel. decided: advanced, or out. delay_days: median visit; slow_days: from then on stalled."""

    stage: str
    entered: int
    advanced: int
    decided: int
    delay_days: float | None = None
    slow_days: float | None = None


def visits(deals: Any, stage_entries: Any, order: tuple[str, ...] = ()) -> Any:
    """One row per visit: the deal's id, system, status, amount …, stage, entered_at, left_at (null: still there).

    order: of stages entered at the same moment; a stage outside it, such as an end, comes last.
    """
    entries = stage_entries.filter(stage_entries.entity == "opportunity", stage_entries.entered_at.notnull())
    moves = entries.select("source_system", "stage", "entered_at", opportunity_id="entity_id")
    moves = moves.mutate(position=_position(moves.stage, order).fill_null(len(order)))
    in_time = ibis.window(group_by=["source_system", "opportunity_id"], order_by=["entered_at", "position", "stage"])
    moves = moves.mutate(before=moves.stage.lag().over(in_time))
    moves = moves.filter(moves.before.isnull() | (moves.before != moves.stage)).drop("before")
    moves = moves.mutate(next_at=moves.entered_at.lead().over(in_time), place=ibis.row_number().over(in_time))
    kept = deals.select(
        *("source_system", "opportunity_id", "status", "amount", "currency", "created_at", "closed_at"),
        *("source_file", "source_row"),
    )
    joined = moves.inner_join(kept, ["source_system", "opportunity_id"])
    # Backends differ in what the greatest of a value and null is, so an open deal is asked about first.
    is_closed = (joined.status != "open") & joined.closed_at.notnull()
    closed_at = ibis.greatest(joined.closed_at, joined.entered_at)
    return joined.mutate(
        left_at=joined.next_at.coalesce(ibis.ifelse(is_closed, closed_at, ibis.null(closed_at.type())))
    )


def stages_in_order(all_visits: Any, stated: Iterable[str]) -> tuple[str, ...]:
    """The stages before a deal's end: as stated, else by the median place at which deals enter them."""
    closing = ends(all_visits)
    if stated:
        return tuple(stage for stage in stated if stage not in closing)
    places: dict[str, list[int]] = defaultdict(list)
    for row in all_visits.select("stage", "place").to_pyarrow().to_pylist():
        places[row["stage"]].append(row["place"])

    def rank(stage: str) -> tuple[float, float, str]:
        own = sorted(places[stage])
        return own[len(own) // 2], sum(own) / len(own), stage

    return tuple(sorted((stage for stage in places if stage and stage not in closing), key=rank))


def ends(all_visits: Any) -> set[str]:
    """Stages that only say how a deal ended: by their name, or because most deals enter them when they close."""
    closing = (all_visits.status != "open") & all_visits.next_at.isnull()
    day_before = all_visits.closed_at.epoch_seconds() - SECONDS_A_DAY
    at_close = (closing & (all_visits.entered_at.epoch_seconds() >= day_before)).fill_null(False)
    counts = all_visits.group_by("stage").aggregate(entries=all_visits.count(), at_close=at_close.sum())
    rows = counts.to_pyarrow().to_pylist()
    named = {row["stage"] for row in rows if _END_NAMES.fullmatch(re.sub(r"\W|_", "", (row["stage"] or "").lower()))}
    return named | {row["stage"] for row in rows if 2 * row["at_close"] > row["entries"]}


def placed(all_visits: Any, stages: tuple[str, ...]) -> Any:
    """The visits to stages of the pipeline, with `position` (0 is the first stage) and `days` (null: not finished)."""
    known = all_visits.mutate(position=_position(all_visits.stage, stages)).filter(lambda t: t.position.notnull())
    return known.mutate(days=(known.left_at.epoch_seconds() - known.entered_at.epoch_seconds()) / SECONDS_A_DAY)


def tied(all_visits: Any) -> Any:
    """The visits that ended at the moment at which they began: what came first is not said by the time."""
    return all_visits.filter(all_visits.next_at == all_visits.entered_at)


def _position(stage: Any, stages: tuple[str, ...]) -> Any:
    """The place of a stage among `stages`, null for any other."""
    if not stages:
        return ibis.null("int64")
    return stage.substitute({name: str(n) for n, name in enumerate(stages)}, else_=ibis.null(str)).cast("int64")


def figures(of_stages: Any, stages: tuple[str, ...]) -> list[StageFigures]:
    """Entered, advanced, decided and how long it took, per stage, in order."""
    deal = ["source_system", "opportunity_id"]
    furthest = of_stages.group_by(deal).aggregate(furthest=of_stages.position.max())
    once = of_stages.group_by(*deal, "position").aggregate(status=of_stages.status.max()).inner_join(furthest, deal)
    is_advanced = (once.furthest > once.position) | (once.status == "won")
    counts = once.group_by("position").aggregate(
        entered=once.count(), advanced=is_advanced.sum(), decided=(is_advanced | (once.status != "open")).sum()
    )
    times = of_stages.group_by("position").aggregate(
        delay=of_stages.days.quantile(0.5), slow=of_stages.days.quantile(STALLED_BEYOND)
    )
    rows = counts.inner_join(times, "position").order_by("position").to_pyarrow().to_pylist()
    return [
        StageFigures(stages[r["position"]], r["entered"], r["advanced"], r["decided"], r["delay"], r["slow"])
        for r in rows
    ]


def lost(deals: Any, of_stages: Any, stages: tuple[str, ...]) -> Any:
    """Lost deals with the last stage in which they were: by their visits, else by their own field."""
    last = _last_visits(of_stages).select("source_system", "opportunity_id", last_stage="stage")
    gone = deals.filter(deals.status == "lost").left_join(last, ["source_system", "opportunity_id"])
    own = ibis.ifelse(gone.stage.isin(stages), gone.stage, NOWHERE) if stages else ibis.literal(NOWHERE)
    return _leak(gone, gone.last_stage.coalesce(own).coalesce(NOWHERE), "lost", gone.closed_at.date())


def stalled(of_stages: Any, stage_figures: list[StageFigures], end: datetime) -> Any:
    """Open deals that have been in their stage longer than nine in ten finished visits to it lasted."""
    there = _last_visits(of_stages).filter(lambda t: (t.status == "open") & t.left_at.isnull())
    days = (ibis.literal(int(end.timestamp())) - there.entered_at.epoch_seconds()) / SECONDS_A_DAY
    slow = [(there.stage == f.stage, days > f.slow_days) for f in stage_figures if f.slow_days is not None]
    is_slow = ibis.cases(*slow, else_=False) if slow else ibis.literal(False)
    found = there.filter(is_slow)
    return _leak(found, found.stage, "stalled", ibis.null("date"))


def _last_visits(of_stages: Any) -> Any:
    newest = ibis.window(group_by=["source_system", "opportunity_id"], order_by=[ibis.desc("place")])
    return of_stages.mutate(n=ibis.row_number().over(newest)).filter(lambda t: t.n == 0).drop("n")


def _leak(rows: Any, stage: Any, problem: str, day: Any) -> Any:
    return rows.select(
        *("amount", "currency", "source_file", "source_row"),
        funnel=ibis.literal("pipeline"),
        stage=stage,
        record_id=rows.opportunity_id,
        problem=ibis.literal(problem),
        day=day,
    )
