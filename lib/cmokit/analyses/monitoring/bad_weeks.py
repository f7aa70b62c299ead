"""Weeks in which a workflow failed more often than in its other weeks, beyond chance over all workflows and weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from cmokit.analyses.monitoring.run_log import FAILED, Run, of_week
from cmokit.methods.weeks import Week

FALSE_SHARE = 0.01  # of the weeks found, those that may be chance
FEWEST_RUNS = 8  # in the week, and in all others together
FEWEST_DAYS = 2  # on which it failed: addresses that bounce when a mailing goes out are one event and no bad week
MOVED = 0.1  # ten points more than in the other weeks


@dataclass(frozen=True)
class BadWeek:
    """failed of runs in the week; usual: the share that failed in the workflow's other weeks."""

    workflow: str
    week: Week
    failed: int
    runs: int
    usual: float


def bad_weeks(runs: Mapping[str, Sequence[Run]], weeks: Sequence[Week]) -> list[BadWeek]:
    """Whole weeks by workflow and time (Fisher's exact test, one side; Benjamini and Hochberg over all of them)."""
    tried = [
        told for name, own in runs.items() for week in weeks if week.is_whole and (told := _tried(name, own, week))
    ]
    ranked = sorted(chance for chance, _ in tried)
    within = [n for n, chance in enumerate(ranked, 1) if chance <= FALSE_SHARE * n / len(ranked)]
    limit = ranked[within[-1] - 1] if within else -1.0
    found = [bad for chance, bad in tried if chance <= limit and bad.failed / bad.runs >= bad.usual + MOVED]
    return sorted(found, key=lambda bad: (bad.week.start_on, bad.workflow))


def _tried(workflow: str, runs: Sequence[Run], week: Week) -> tuple[float, BadWeek] | None:
    own = of_week(runs, week)
    rest = len(runs) - len(own)
    if min(len(own), rest) < FEWEST_RUNS:
        return None
    failed, every = (sum(run.outcome == FAILED for run in some) for some in (own, runs))
    if len({run.on for run in own if run.outcome == FAILED}) < FEWEST_DAYS:
        return None
    bad = BadWeek(workflow, week, failed, len(own), (every - failed) / rest)
    return at_least(failed, len(own), every, len(runs)), bad


def at_least(found: int, drawn: int, marked: int, whole: int) -> float:
    """How often so many marked ones or more are drawn, without putting back (hypergeometric)."""
    ways = comb(whole, drawn)
    more = range(found, min(drawn, marked) + 1)
    return sum(comb(marked, n) * comb(whole - marked, drawn - n) for n in more) / ways
