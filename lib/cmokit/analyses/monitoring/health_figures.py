"""Figures of the automations' log: how much ran, what failed, what ran twice, how long records waited."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from cmokit.analyses.figures import count
from cmokit.analyses.monitoring.bad_weeks import BadWeek
from cmokit.analyses.monitoring.run_log import FAILED, STOPPED, TWICE, Run, by_workflow, of_week
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.weeks import Week

ID = "monitoring.health"
ALL = "all"
FEWEST_TIMED = 5  # records of a workflow, before their wait is told
SOON_MINUTES = 7 * 24 * 60  # a workflow on older records was not set off by their making
COUNTED = {"stopped_count": STOPPED, "twice_count": TWICE}


def facts_of(
    runs: Sequence[Run],
    weeks: Sequence[Week],
    bad: Sequence[BadWeek],
    uncarded: int | None,
    issues: int | None,
    as_of: date,
) -> tuple[Fact, ...]:
    """By workflow, by week and in all. uncarded: workflows of the log that no card describes; None where nobody keeps
    cards. issues: that the platforms count themselves; None where no list of automations came.
    """
    flows = by_workflow(runs)
    facts = [*_of(runs, workflow=ALL, week=ALL)]
    for name, own in flows.items():
        facts += [*_of(own, workflow=name, week=ALL), *_errors(own, name), *_delay(own, name)]
        facts.append(Fact(f"{ID}.silent_days", (as_of - own[-1].on).days, "days", dimensions={"workflow": name}))
    for week in weeks:
        if own := of_week(runs, week):
            facts += _of(own, workflow=ALL, week=week.start_on.isoformat())
    for one in bad:
        about = {"workflow": one.workflow, "week": one.week.start_on.isoformat()}
        facts.append(Fact(f"{ID}.failed_share", one.failed / one.runs, "share", one.runs, dimensions=about))
        facts.append(Fact(f"{ID}.usual_share", one.usual, "share", dimensions=about))
    facts.append(count(f"{ID}.bad_weeks_count", len(bad)))
    facts += [] if uncarded is None else [count(f"{ID}.uncarded_count", uncarded, n=len(flows))]
    facts += [] if issues is None else [count(f"{ID}.issues_count", issues).but(tables=("automations",))]
    period = Period(runs[0].on, runs[-1].on)
    return tuple(fact if fact.tables else fact.but(period=period, tables=("workflow_runs",)) for fact in facts)


def _of(runs: Sequence[Run], **about: str) -> Iterator[Fact]:
    problems = Counter(run.problem for run in runs)
    yield Fact(f"{ID}.runs_count", len(runs), "count", dimensions=about)
    yield Fact(f"{ID}.failed_share", problems[FAILED] / len(runs), "share", len(runs), dimensions=about)
    for measure, problem in COUNTED.items():
        yield Fact(f"{ID}.{measure}", problems[problem], "count", len(runs), dimensions=about)


def _errors(runs: Sequence[Run], workflow: str) -> Iterator[Fact]:
    """How often each kind of error; a failure without a kind is `unknown`."""
    failed = [run for run in runs if run.problem == FAILED]
    for error, number in sorted(Counter(run.error or "unknown" for run in failed).items()):
        yield count(f"{ID}.errors_count", number, n=len(failed), workflow=workflow, error=error)


def _delay(runs: Sequence[Run], workflow: str) -> Iterator[Fact]:
    """From the making of a record to its first run, the middle of all: where most were made within the week before."""
    waits = [run.since for run in runs if run.since is not None]
    soon = [minutes for minutes in waits if minutes <= SOON_MINUTES]
    if len(soon) >= FEWEST_TIMED and 2 * len(soon) >= len(waits):
        about = {"dimensions": {"workflow": workflow}, "tables": ("workflow_runs", "contacts")}
        yield Fact(f"{ID}.delay_minutes", median(waits), "minutes", len(waits), **about)  # type: ignore[arg-type]


def issues_of(automations: Any) -> int | None:
    """Errors that the platforms themselves count; None where no list came."""
    told: Mapping[str, Any] = (
        automations.aggregate(n=automations.count(), issues=automations.issues_count.sum()).to_pyarrow().to_pylist()[0]
    )
    return int(told["issues"] or 0) if told["n"] else None
