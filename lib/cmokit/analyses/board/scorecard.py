"""The executive scorecard: result, change, risk, and the decisions that it needs.

Asks
    Where does the business stand against its target and its baseline, what may go wrong, and what is to be decided?
Measures
    The headline figures as of the report's day, each measured by its own analysis; beside each its target, as agreed,
    and the figure of the published baseline. A share has moved by more than noise where the records that came since
    differ from those before by more than chance (Newcombe), any other figure where the two intervals are too far apart
    for chance; all of them are judged together, so that of many figures none moves by chance alone (Benjamini and
    Hochberg). Beside them the risks and the decisions that the registers hold open.
Read it as
    A figure called better or worse has moved by more than chance moves it. That does not say why. A figure without a
    verdict has no interval to tell it by.
Do next
    Take the decisions at the end of the page, each by the person named; ask for the cause of what became worse.
Limits
    Figures that cover a year move slowly; what was changed last month is hardly in them yet. What caused a change, only
    a test with a control can show. Risks and decisions are as people wrote them down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.beside import Beside, Way, beside, facts_of, measures, worst_first
from cmokit.analyses.beside_shown import evidence, figures_tables, tally
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, pick, required
from cmokit.analyses.headlines import ANALYSES
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.registers.decisions import DECISIONS, Decision
from cmokit.registers.decisions import State as Decided
from cmokit.registers.risks import RISKS, Level, Risk
from cmokit.registers.risks import State as RiskState
from cmokit.registers.words import value_word
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "board.scorecard"
MOST = 5  # risks and decisions on a page; the workbook and the registers hold all
_HEIGHT = {Level.HIGH: 3, Level.MEDIUM: 2, Level.LOW: 1, None: 0}


@dataclass(frozen=True)
class Scorecard:
    """rows: headlines, the worst first. risks: open ones, the highest first. decisions: open ones, the next first."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row a headline: figure, now, target, baseline, change since the baseline, and how it was told
    rows: tuple[Beside, ...]
    risks: tuple[Risk, ...]
    decisions: tuple[Decision, ...]


def measure(definitions: Definitions, found: Mapping[str, Found]) -> Scorecard:
    rows = tuple(worst_first(beside(ID, found, definitions)))
    if not rows:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("opportunities", (), say("asks.opportunities")))
    risks = sorted((r for r in definitions.known.items(RISKS) if r.state is RiskState.OPEN), key=_height, reverse=True)
    decisions = [item for item in definitions.known.items(DECISIONS) if item.state is Decided.OPEN]
    decisions.sort(key=lambda item: (item.review_on is None, item.review_on, item.id))
    facts = [*facts_of(rows), *tally(ID, rows, [row.since_baseline for row in rows])]
    facts += [
        count(f"{ID}.risks_count", len(risks)),
        count(f"{ID}.high_risks_count", sum(Level.HIGH in (r.impact, r.likelihood) for r in risks)),
        count(f"{ID}.decisions_count", len(decisions)),
    ]
    return Scorecard(tuple(facts), evidence(rows), rows, tuple(risks), tuple(decisions))


def _height(risk: Risk) -> tuple[int, str]:
    return _HEIGHT[risk.impact] * _HEIGHT[risk.likelihood], risk.id


def judge(found: Scorecard, limits: Limits) -> Verdict:
    worse, short = required(found.facts, "worse_count"), sum(row.is_short for row in found.rows)
    if number(worse):
        return Verdict(Severity.FAIL, say(f"{ID}.reasons.worse", count=number(worse), worse=cite(worse)))
    reached = required(found.facts, "reached_count")
    if short:
        return Verdict(Severity.WARN, say(f"{ID}.reasons.short", count=number(reached), reached=cite(reached)))
    high = required(found.facts, "high_risks_count")
    if number(high):
        return Verdict(Severity.WARN, say(f"{ID}.reasons.risks", count=number(high), risks=cite(high)))
    return Verdict(Severity.PASS, say(f"{ID}.reasons.fine"))


def exhibit(found: Scorecard, verdict: Verdict) -> Section:
    said: dict[str, Any] = {fact.measure: cite(fact) for fact in found.facts if fact.measure.endswith("_count")}
    has_baseline = any(row.since_baseline for row in found.rows)
    has_moved = any(number(required(found.facts, name)) for name in ("better_count", "worse_count"))
    words = "alone" if not has_baseline else "since" if has_moved else "still"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        brief=say(f"{ID}.briefs.{words}", **said),
        narrative=_narrative(found, said, has_baseline),
        tables=(
            *figures_tables(ID, found.rows, with_last=False),
            *table(f"{ID}.risks_table", dict.fromkeys(_RISK, "text"), map(_risk, found.risks[:MOST])),
            *table(f"{ID}.decisions_table", _DECISION, map(_decision, found.decisions[:MOST])),
        ),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(row.now.name for row in found.rows[:3]),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision", count=len(found.decisions), **said) if found.decisions else "",
    )


def _narrative(found: Scorecard, said: Mapping[str, Any], has_baseline: bool) -> tuple[str, ...]:
    told = [
        say(f"{ID}.moved.{row.way(row.since_baseline)}", figure=row.label, now=cite(row.now), then=cite(row.baseline))
        for row in found.rows
        if row.baseline and row.way(row.since_baseline) in (Way.BETTER, Way.WORSE)
    ]
    aimed = pick(found.facts, "reached_count")
    if aimed and aimed.n:
        told.append(say(f"{ID}.targets", count=number(aimed), **said))
    if not has_baseline:
        told.append(say(f"{ID}.no_baseline"))
    return tuple(told)


_RISK = ("risk", "height", "control", "responsible")
_DECISION = {"issue": "text", "options": "text", "responsible": "text", "review_on": "date"}


def _risk(item: Risk) -> dict[str, Any]:
    levels = [value_word(level) for level in (item.impact, item.likelihood) if level]
    return {
        "risk": item.risk,
        "height": " / ".join(levels),
        "control": item.control or say(f"{ID}.no_control"),
        "responsible": item.owner or say(f"{ID}.no_owner"),
    }


def _decision(item: Decision) -> dict[str, Any]:
    return {
        "issue": item.issue,
        "options": "; ".join(item.options),
        "responsible": item.owner or say(f"{ID}.no_owner"),
        "review_on": item.review_on,
    }


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-02",),
    phases=("scale",),
    sheet="Scorecard",
    needs=(),
    stands_on=ANALYSES,
    registers=("risks", "decisions"),
    measures={
        **measures(),
        **dict.fromkeys(("better_count", "worse_count", "noise_count", "untold_count", "reached_count"), "count"),
        **dict.fromkeys(("risks_count", "high_risks_count", "decisions_count"), "count"),
    },
    limits=Limits(warn=0, fail=0, on="worse_count", unit="count"),
    evidence_key=("figure",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
