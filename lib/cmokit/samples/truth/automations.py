"""The truth about the automations' log: what ran, failed, was stopped and ran twice, counted from the runs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cmokit.samples.b2b import pilots as b2b
from cmokit.samples.pilots import FAILED, STOPPED, USED, Pilots, Run
from cmokit.samples.plan import B2B, DELIVERIES, SHOP
from cmokit.samples.shop import pilots as shop
from cmokit.samples.truth.facts import Named, Truth, named, truth

ID = "monitoring.health"
WEEKS, WEEK, HOUR = 12, timedelta(weeks=1), timedelta(hours=1)
# Weeks begin on Monday with the one, on Sunday with the other; each had one bad week, of one workflow.
STARTS = {B2B: 0, SHOP: 6}
BAD = {B2B: (b2b.WELCOME, b2b.BAD_WEEK), SHOP: (shop.DRAFTS, shop.BAD_WEEK)}


def automations(slug: str, pilots: Pilots, number: int) -> tuple[list[Truth], list[Named]]:
    """From the second delivery on, with which the logs begin."""
    delivery = DELIVERIES[number - 1]
    if number == 1:
        return [], []
    since = first_day(delivery.on, STARTS[slug])
    runs = [run for run in pilots.until(delivery).runs if run.started_at.date() >= since]
    again = twice(runs)
    facts = [*_of("all", runs, again)]
    for workflow in sorted({run.workflow for run in runs}):
        own = [run for run in runs if run.workflow == workflow]
        facts += _of(workflow, own, again)
        errors = Counter(run.error for run in own if run.outcome == FAILED)
        facts += [truth(f"{ID}.errors_count", n, workflow=workflow, error=error) for error, n in errors.items()]
    if number == DELIVERIES[-1].number:
        facts += _bad(slug, runs)
    ids = {"twice": again} | {p: {r.id for r in runs if r.outcome == p} for p in (FAILED, STOPPED)}
    return facts, [named(ID, "run_id", found, problem=problem) for problem, found in ids.items()]


def first_day(as_of: date, starts: int) -> date:
    """Of the twelve whole weeks before the one that the day cuts short."""
    current = as_of
    while current.weekday() != starts:
        current -= timedelta(days=1)
    return current - WEEKS * WEEK


def twice(runs: Sequence[Run]) -> set[str]:
    """Runs that served a record which the same workflow had served within the hour before."""
    served = [run for run in runs if run.outcome == USED]
    return {
        run.id
        for run in served
        for other in served
        if (other.workflow, other.item) == (run.workflow, run.item)
        and other.id < run.id
        and run.started_at - other.started_at <= HOUR
    }


def _of(workflow: str, runs: Sequence[Run], again: set[str]) -> Iterator[Truth]:
    about = {"workflow": workflow, "week": "all"}
    yield truth(f"{ID}.runs_count", len(runs), **about)
    yield truth(f"{ID}.failed_share", sum(run.outcome == FAILED for run in runs) / len(runs), **about)
    yield truth(f"{ID}.stopped_count", sum(run.outcome == STOPPED for run in runs), **about)
    yield truth(f"{ID}.twice_count", sum(run.id in again for run in runs), **about)


def _bad(slug: str, runs: Sequence[Run]) -> list[Truth]:
    workflow, (first, last) = BAD[slug]
    inside = [run for run in runs if run.workflow == workflow and first <= run.started_at.date() <= last]
    failed = sum(run.outcome == FAILED for run in inside) / len(inside)
    share = truth(f"{ID}.failed_share", failed, workflow=workflow, week=first.isoformat())
    return [truth(f"{ID}.bad_weeks_count", 1), share]
