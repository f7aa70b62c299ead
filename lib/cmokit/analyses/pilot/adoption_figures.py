"""Who uses what is tried out, item by item: the log of workflows beside the list of arms, and what people say of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, share
from cmokit.analyses.pilot.plan_in_use import chosen
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.pilot import arms
from cmokit.methods.pilot.units import moment
from cmokit.registers.plans import FrozenPlan
from cmokit.tables.contract import TIMESTAMP

ID = "pilot.adoption"
USED, BYPASSED, FAILED, STOPPED, NO_RUN = "used", "bypassed", "failed", "stopped", "no_run"
OUTCOMES = (USED, BYPASSED, FAILED, STOPPED)
AGREES = 4  # of five: from this score on somebody agrees
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One item that the change was meant for, or one run of a workflow that no plan tries out: experiment is blank.

    outcome: used if any run of it was, else that of the last one, else no_run. runs: how many.
    """

    experiment: str
    workflow: str
    id: str
    outcome: str
    is_corrected: bool = False
    runs: int = 0
    user: str | None = None
    error: str | None = None
    started_at: datetime | None = None
    source_file: str | None = None
    source_row: int | None = None


@dataclass(frozen=True)
class Tried:
    """One workflow in the days of its plan. items: what the change was meant for. runs: all of these days, those of
    the control among them. plan: None for a workflow that no plan tries out; its items are not listed.
    """

    workflow: str
    plan: FrozenPlan | None
    items: tuple[Item, ...]
    runs: tuple[Row, ...]
    answers: tuple[Row, ...]

    @property
    def dimension(self) -> dict[str, str]:
        return {"experiment": self.plan.experiment} if self.plan else {"workflow": self.workflow}


def tried(runs: Any, assignments: Any, answers: Any, links: Any, definitions: Definitions) -> tuple[Tried, ...]:
    """First what frozen plans try out, by experiment, then the other workflows of the log, by id."""
    said = _answers(answers, definitions)
    plans = [one.plan for one in chosen(definitions.known, definitions.as_of) if one.plan and one.plan.workflow]
    own = tuple(_planned(plan, runs, assignments, links, said, definitions) for plan in plans)
    dated = runs.filter(runs.started_at.isnull() | (runs.started_at < definitions.as_of_end))
    others = dated.filter(~dated.workflow_id.isin([str(plan.workflow) for plan in plans] or [""]))
    rows = _rows(others)
    names = sorted({str(row["workflow_id"]) for row in rows})
    alone = (_alone(name, [row for row in rows if row["workflow_id"] == name], said) for name in names)
    return (*(one for one in own if one.items or one.runs), *alone)


def _planned(
    plan: FrozenPlan, runs: Any, assignments: Any, links: Any, said: Sequence[Row], definitions: Definitions
) -> Tried:
    first, last = (moment(day, definitions.timezone) for day in (plan.start_on, plan.end_on + timedelta(days=1)))
    end = min(last, definitions.as_of_end)
    own = _rows(runs.filter(runs.workflow_id == plan.workflow, runs.started_at >= first, runs.started_at < end))
    listed = arms.units(assignments, links, plan.experiment, definitions.timezone)
    meant = [u for u in listed if u.variant in plan.variants[1:] and (u.assigned_at is None or u.assigned_at < end)]
    by_item: dict[str, list[Row]] = {}
    leading = _leading(links, own)
    for row in own:
        by_item.setdefault(leading.get(str(row["item_id"]), str(row["item_id"])), []).append(row)
    items = tuple(
        _item(plan.experiment, str(plan.workflow), unit.unit_id, by_item.get(unit.unit_id, ()), unit) for unit in meant
    )
    return Tried(str(plan.workflow), plan, items, tuple(own), _of(said, str(plan.workflow)))


def _alone(workflow: str, rows: Sequence[Row], said: Sequence[Row]) -> Tried:
    return Tried(workflow, None, (), tuple(rows), _of(said, workflow))


def _item(experiment: str, workflow: str, id_: str, rows: Sequence[Row], unit: arms.Unit | None = None) -> Item:
    if not rows:
        place = (unit.source_file, unit.source_row) if unit else (None, None)
        return Item(experiment, workflow, id_, NO_RUN, source_file=place[0], source_row=place[1])
    used = [row for row in rows if row["outcome"] == USED]
    row = (used or rows)[-1]
    return Item(
        experiment,
        workflow,
        id_,
        str(row["outcome"]),
        any(is_corrected(one) for one in used),
        len(rows),
        row["user_id"],
        row["error_kind"],
        row["started_at"],
        row["source_file"],
        row["source_row"],
    )


def is_corrected(row: Row) -> bool:
    """Used, and somebody had to mend what came out."""
    return row["outcome"] == USED and (row["corrections_count"] or 0) > 0


def facts(found: Sequence[Tried], definitions: Definitions) -> Iterator[Fact]:
    plans = [one for one in found if one.plan]
    yield count(f"{ID}.pilots_count", len(plans))
    yield count(f"{ID}.workflows_count", len(found))
    yield count(f"{ID}.over_limit_count", sum(map(is_over_limit, plans)), n=len(plans))
    for one in found:
        yield from _of_plan(one, one.plan, definitions) if one.plan else _of_log(one)
        yield _count("runs_count", len(one.runs), one.dimension)
        corrected, used = corrections(one)
        yield from _share("corrected_share", corrected, used, one.dimension)
        yield from _people(one)
        yield from _trust(one)


def _of_plan(one: Tried, plan: FrozenPlan, definitions: Definitions) -> Iterator[Fact]:
    outcomes = [item.outcome for item in one.items]
    told = [_count("items_count", len(outcomes), one.dimension)]
    for outcome in (*OUTCOMES, NO_RUN):
        told += _share(f"{outcome}_share", outcomes.count(outcome), len(outcomes), one.dimension)
    period = Period(plan.start_on, min(plan.end_on, definitions.as_of))
    yield from (fact.but(period=period) for fact in told)
    if definitions.as_of < plan.end_on:
        left = (plan.end_on - definitions.as_of).days
        yield Fact(f"{ID}.readout_days", left, "days", dimensions=one.dimension)


def _of_log(one: Tried) -> Iterator[Fact]:
    outcomes = [row["outcome"] for row in one.runs]
    for outcome in OUTCOMES:
        yield from _share(f"{outcome}_share", outcomes.count(outcome), len(outcomes), one.dimension)


def _count(measure: str, value: int, by: Mapping[str, str]) -> Fact:
    return Fact(f"{ID}.{measure}", value, "count", dimensions=by)


def _share(measure: str, part: int, whole: int, by: Mapping[str, str]) -> list[Fact]:
    return [fact.but(dimensions=dict(by)) for fact in share(f"{ID}.{measure}", part, whole)]


def corrections(one: Tried) -> tuple[int, int]:
    """Runs that were used and corrected, and runs that were used, those of the control among them."""
    return sum(map(is_corrected, one.runs)), sum(row["outcome"] == USED for row in one.runs)


def is_over_limit(one: Tried) -> bool:
    """More corrections than the plan allows."""
    corrected, used = corrections(one)
    return bool(one.plan and used and corrected / used > float(one.plan.corrected_share_limit))


def _people(one: Tried) -> Iterator[Fact]:
    """Nothing where the log names nobody: a machine's own runs have no user."""
    everybody = {row["user_id"] for row in one.runs if row["user_id"]}
    using = {row["user_id"] for row in one.runs if row["user_id"] and row["outcome"] == USED}
    if everybody:
        yield _count("people_count", len(everybody), one.dimension)
        yield from _share("people_using_share", len(using), len(everybody), one.dimension)


def _trust(one: Tried) -> Iterator[Fact]:
    """Of each question, who scores it high; and how many people answered at all."""
    if one.answers:
        yield _count("answered_count", len({row["respondent_id"] for row in one.answers}), one.dimension)
    for question in sorted({str(row["question"]) for row in one.answers}):
        scores = [row["score"] for row in one.answers if row["question"] == question]
        by = {"question": question, **one.dimension}
        yield from _share("agree_share", sum(score >= AGREES for score in scores), len(scores), by)


def _answers(answers: Any, definitions: Definitions) -> list[Row]:
    known = answers.filter(
        answers.score.notnull(), answers.answered_on.isnull() | (answers.answered_on <= definitions.as_of)
    )
    found: list[Row] = known.order_by("survey", "respondent_id", "question").to_pyarrow().to_pylist()
    return found


def _of(said: Iterable[Row], workflow: str) -> tuple[Row, ...]:
    """A survey about a workflow carries its id."""
    return tuple(row for row in said if row["survey"] == workflow)


def _leading(links: Any, rows: Sequence[Row]) -> dict[str, str]:
    """Ids that the log names → of the record that leads; a log says no system."""
    named = sorted({str(row["item_id"]) for row in rows})
    if not named:
        return {}
    own = links.filter(links.entity == "contact", links.record_id.isin(named)).select("record_id", "leading_id")
    return {row["record_id"]: row["leading_id"] for row in own.order_by("record_id").to_pyarrow().to_pylist()}


def _rows(runs: Any) -> list[Row]:
    found: list[Row] = runs.order_by("started_at", "run_id").to_pyarrow().to_pylist()
    return found


def shown(found: Sequence[Tried]) -> pa.Table:
    """One row an item of a pilot, and one a run of another workflow that was not simply used."""
    items = [item for one in found for item in (one.items if one.plan else _not_used(one))]
    columns: dict[str, tuple[str, pa.DataType]] = {
        "experiment_id": ("experiment", pa.string()),
        "workflow_id": ("workflow", pa.string()),
        "item_id": ("id", pa.string()),
        "user_id": ("user", pa.string()),
        "outcome": ("outcome", pa.string()),
        "is_corrected": ("is_corrected", pa.bool_()),
        "runs_count": ("runs", pa.int64()),
        "error_kind": ("error", pa.string()),
        "started_at": ("started_at", TIMESTAMP),
        "source_file": ("source_file", pa.string()),
        "source_row": ("source_row", pa.int64()),
    }
    return pa.table(
        {name: pa.array([getattr(item, field) for item in items], kind) for name, (field, kind) in columns.items()}
    )


def _not_used(one: Tried) -> Iterator[Item]:
    for row in one.runs:
        if row["outcome"] != USED or is_corrected(row):
            yield _item("", one.workflow, str(row["item_id"]), (row,))
