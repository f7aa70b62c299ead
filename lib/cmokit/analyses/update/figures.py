"""The figures of an update: now, against target, baseline and the last update.

Asks
    What changed since the last update, and is the change more than noise?
Measures
    The headline figures that can move within weeks, as of the update's day, each measured by its own analysis; beside
    each its target, the published baseline and what the last update stated. A share has moved by more than noise where
    the records that came since differ from those before by more than chance (Newcombe), any other figure where the two
    intervals are too far apart for chance; all judged together (Benjamini and Hochberg).
Read it as
    What is called better or worse deserves a question; what is within noise deserves none, however far it moved.
Do next
    Ask the owner of what became worse for the cause, by the list beside the alert, before anything is changed.
Limits
    Figures that cover a year move slowly; the weeks beside them are quicker. Without an earlier update there is nothing
    to hold them against but the baseline. What caused a change, no update can say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.beside import UPDATE_FIGURES as ID
from cmokit.analyses.beside import Beside, Way, beside, facts_of, measures, worst_first
from cmokit.analyses.beside_shown import evidence, figures_tables, tally
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import number, required
from cmokit.analyses.headlines import WEEKLY
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, on_date
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class UpdateFigures:
    """rows: headlines, the worst first. last: the day of the last update, as a mark; empty for the first one."""

    facts: tuple[Fact, ...]
    evidence: Any  # as `beside_shown.evidence`
    rows: tuple[Beside, ...]
    last: str


def measure(definitions: Definitions, found: Mapping[str, Found]) -> UpdateFigures:
    rows = tuple(worst_first(beside(ID, found, definitions)))
    if not rows:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("opportunities", (), say("asks.opportunities")))
    last = definitions.known.earlier.get("update")
    moves = [row.since_last if last else row.since_baseline for row in rows]
    facts = (*facts_of(rows), *tally(ID, rows, moves))
    return UpdateFigures(facts, evidence(rows), rows, on_date(last.as_of) if last else "")


def judge(found: UpdateFigures, limits: Limits) -> Verdict:
    worse = required(found.facts, "worse_count")
    if number(worse):
        return Verdict(Severity.FAIL, say(f"{ID}.reasons.worse", count=number(worse), worse=cite(worse)))
    short = any(row.is_short for row in found.rows)
    return (
        Verdict(Severity.WARN, say(f"{ID}.reasons.short"))
        if short
        else Verdict(Severity.PASS, say(f"{ID}.reasons.fine"))
    )


def exhibit(found: UpdateFigures, verdict: Verdict) -> Section:
    said: dict[str, Any] = {fact.measure: cite(fact) for fact in found.facts if fact.measure.endswith("_count")}
    has_moved = any(number(required(found.facts, name)) for name in ("better_count", "worse_count"))
    basis = "last" if found.last else "baseline" if any(row.baseline for row in found.rows) else "none"
    words = f"{basis}.{'moved' if has_moved else 'still'}" if basis != "none" else "none"
    said["last"] = found.last
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        brief=say(f"{ID}.briefs.{words}", **said),
        narrative=tuple(_moved(found)),
        tables=figures_tables(ID, found.rows, with_last=True),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(row.now.name for row in found.rows[:3]),
        owner_role=Responsibility.MARKETING,
    )


def _moved(found: UpdateFigures) -> list[str]:
    told = []
    for row in found.rows:
        then, moved = (row.last, row.since_last) if found.last else (row.baseline, row.since_baseline)
        if then and (way := row.way(moved)) in (Way.BETTER, Way.WORSE):
            told.append(say(f"{ID}.moved.{way}", figure=row.label, now=cite(row.now), then=cite(then)))
    return told


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-03", "SLA-07"),
    phases=("update",),
    sheet="Figures",
    needs=(),
    stands_on=WEEKLY,
    measures={
        **measures(),
        **dict.fromkeys(("better_count", "worse_count", "noise_count", "untold_count", "reached_count"), "count"),
    },
    limits=Limits(warn=0, fail=0, on="worse_count", unit="count"),
    evidence_key=("figure",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
