"""How long deals stay in each stage, and how long from there to their end, with those that are still there.

Ibis up to one row per visit; the curves are Kaplan and Meier's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import numpy as np

from cmokit.methods import pipeline_visits
from cmokit.methods.deal_spans import DEAL
from cmokit.methods.survival import Waits, kaplan_meier

SECONDS_A_DAY = 86_400
SLOW_FROM = 0.9  # an open visit longer than nine in ten take is overdue
UNKNOWN, NO_END, NEGATIVE = "unknown_stage", "no_close", "closed_before_entered"
VISIT = ("source_system", "opportunity_id", "stage", "entered_at", "left_at", "outcome", "amount", "currency")


@dataclass(frozen=True)
class Stays:
    """One stage. stays: visits to it. to_close: from a deal's first visit to its end. open_days: visits not ended."""

    stage: str
    stays: Waits
    to_close: Waits
    open_days: tuple[float, ...]

    @property
    def slow_days(self) -> float | None:
        """After this long, nine in ten visits have ended; None where fewer have."""
        return self.stays.quantile(SLOW_FROM)

    @property
    def overdue(self) -> int:
        slow = self.slow_days
        return 0 if slow is None else sum(days > slow for days in self.open_days)


def visits(deals: Any, stage_entries: Any, spans: Any, stated: tuple[str, ...], end: datetime) -> tuple[Any, list[str]]:
    """One row per visit to a stage that does not end deals, and the stages in order.

    The columns of VISIT, days (so far, where it has not ended), is_open, to_close_days (from a deal's first visit),
    has_closed, problem (null, or why the visit is set apart), source_file, source_row.
    """
    every = pipeline_visits.visits(deals, stage_entries, stated).filter(lambda t: t.entered_at < end).cache()
    stages = pipeline_visits.stages_in_order(every, stated)
    inside = every.filter(every.stage.notnull(), ~every.stage.isin(sorted(filter(None, pipeline_visits.ends(every)))))
    told = spans.select(*DEAL, "outcome", deal_closed_at="closed_at", deal_problem="problem")
    rows = inside.inner_join(told, DEAL)
    ended = rows.next_at.coalesce(rows.deal_closed_at)
    ended = ibis.ifelse(ended < end, ended, ibis.null(ended.type()))
    last, entered = ibis.literal(int(end.timestamp())), rows.entered_at.epoch_seconds()
    first = entered == entered.min().over(group_by=[*DEAL, "stage"])
    problem = ibis.cases(
        (~rows.stage.isin(stages), UNKNOWN),
        (ended.isnull() & (rows.outcome != "open"), NO_END),
        ((ended.epoch_seconds() - entered) < -SECONDS_A_DAY, NEGATIVE),
        else_=ibis.null(str),
    )
    stay = ibis.greatest(ended.epoch_seconds().fill_null(last) - entered, 0)
    until = ibis.greatest(rows.deal_closed_at.epoch_seconds().fill_null(last) - entered, 0)
    found = rows.mutate(
        left_at=ended,
        days=stay / SECONDS_A_DAY,
        is_open=ended.isnull(),
        to_close_days=ibis.ifelse(first & rows.deal_problem.isnull(), until / SECONDS_A_DAY, ibis.null("float64")),
        has_closed=rows.deal_closed_at.notnull(),
        problem=problem,
    )
    more = ("days", "is_open", "to_close_days", "has_closed", "problem", "source_file", "source_row")
    return found.select(*VISIT, *more).cache(), list(stages)


def stays(rows: Any, stages: list[str]) -> list[Stays]:
    """The stages that any sound visit goes to, in order."""
    sound = rows.filter(rows.problem.isnull())
    numbers = sound.select("stage", "days", "is_open", "to_close_days", "has_closed").to_pyarrow().to_pydict()
    stage = np.asarray(numbers["stage"], dtype=object)
    days, is_open = np.asarray(numbers["days"], dtype=float), np.asarray(numbers["is_open"], dtype=bool)
    until, closed = np.asarray(numbers["to_close_days"], dtype=float), np.asarray(numbers["has_closed"], dtype=bool)
    found = []
    for name in stages:
        own = stage == name
        first = own & ~np.isnan(until)
        if own.any():
            waiting = tuple(sorted(days[own & is_open].tolist()))
            to_close = kaplan_meier(until[first], closed[first])
            found.append(Stays(name, kaplan_meier(days[own], ~is_open[own]), to_close, waiting))
    return found


def with_overdue(rows: Any, found: list[Stays]) -> Any:
    """The visits with `is_overdue`: open, and longer than nine in ten visits to the stage take."""
    slow = [(rows.stage == s.stage, rows.days > s.slow_days) for s in found if s.slow_days is not None]
    is_slow = ibis.cases(*slow, else_=False) if slow else ibis.literal(False)
    return rows.mutate(is_overdue=rows.problem.isnull() & rows.is_open & is_slow)
