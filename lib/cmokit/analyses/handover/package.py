"""Whether everything is there that the client needs to go on alone.

Asks
    Which pieces of the handover are whole, which are partly there or missing, and who closes each gap?
Measures
    Nine items of the package (process maps, procedures, prompts, data definitions, dashboards, access, failures and
    escalation, a named owner for each area, the next backlog), six deliverables that are kept up (architecture,
    lifecycle with entry and exit, scoring and its recalibration, service levels, the inventory of workflows, health
    alerts), the plan for leaving each tool, and the pack for whoever joins. Each asks certain fields of every item of
    certain registers. A piece is whole where every field is filled, missing where none is, partly there else. An owner
    counts only where it is one of the company's own people who is still there. Paused and retired workflows, archived
    prompts and removed accounts are not asked.
Read it as
    A gap is a field that the client will look for and not find. Who closes it is the item's own owner, else whoever
    answers for that area of work, else nobody yet.
Do next
    Close the gaps in the order of the table; give those without an owner to somebody before the last day.
Limits
    Filled is not yet right: what stands in a field is read by people, not judged here. A register that was never begun
    counts as one gap, so a piece of which much is entered may show more gaps than one of which nothing is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, number, pick, required, share
from cmokit.analyses.handover.checks import Check, evidence_of
from cmokit.analyses.handover.package_shown import ID, charts, tables
from cmokit.analyses.handover.pieces import PIECES, REGISTERS, checks_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

WHOLE, PARTLY, MISSING = STATES = ("whole", "partly", "missing")


@dataclass(frozen=True)
class Package:
    """states: piece → whole, partly, missing; gaps: checks that are not met, in the order of the pieces."""

    facts: tuple[Fact, ...]
    evidence: Any  # a row a check, as `checks.evidence_of`
    states: dict[str, str]
    gaps: tuple[Check, ...]


def measure(definitions: Definitions) -> Package:
    if not any(definitions.known.registers.get(name) for name in REGISTERS):
        asks = tuple(Missing(name, (), say("handover.ask")) for name in ("owners", "workflows"))
        raise CannotAnswer(say("handover.nothing_kept"), *asks)
    checks = checks_of(definitions)
    gaps = tuple(check for check in checks if not check.is_met)
    states = {piece.id: _state([check for check in checks if check.part == piece.id]) for piece in PIECES}
    return Package(tuple(_facts(checks, gaps, states)), evidence_of(checks), states, gaps)


def _state(checks: Sequence[Check]) -> str:
    met = sum(check.is_met for check in checks)
    return WHOLE if met == len(checks) else PARTLY if met else MISSING


def _facts(checks: Sequence[Check], gaps: Sequence[Check], states: dict[str, str]) -> list[Fact]:
    of_state, of_piece = Counter(states.values()), Counter(gap.part for gap in gaps)
    facts = [count(f"{ID}.pieces_count", of_state[state], n=len(states), state=state) for state in STATES]
    facts += [*share(f"{ID}.complete_share", of_state[WHOLE], len(states)), count(f"{ID}.gaps_count", len(gaps))]
    facts.append(count(f"{ID}.unowned_count", sum(gap.owner is None for gap in gaps), n=len(gaps)))
    for piece in states:
        own = [check for check in checks if check.part == piece]
        facts.append(count(f"{ID}.gaps_count", of_piece[piece], n=len(own), piece=piece))
        facts += share(f"{ID}.filled_share", sum(check.is_met for check in own), len(own), piece=piece)
    return facts


def judge(found: Package, limits: Limits) -> Verdict:
    """By the share of whole pieces; a gap that nobody closes is never fine."""
    verdict = about(limits.verdict(required(found.facts, "complete_share")), say(f"{ID}.about"))
    unowned = required(found.facts, "unowned_count")
    if not unowned.value:
        return verdict
    more = say(f"{ID}.unowned", count=number(unowned), unowned=cite(unowned))
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {more}")


def exhibit(found: Package, verdict: Verdict) -> Section:
    whole = required(found.facts, "pieces_count", state=WHOLE)
    complete, gaps = required(found.facts, "complete_share"), required(found.facts, "gaps_count")
    said: dict[str, Any] = {name: cite(fact) for name, fact in (("whole", whole), ("gaps", gaps))}
    said |= {state: cite(required(found.facts, "pieces_count", state=state)) for state in (PARTLY, MISSING)}
    words = "some" if gaps.value else "none"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", count=number(whole), **said),
        narrative=_narrative(found, said),
        charts=charts(found),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.briefs.{words}", **said, share=cite(complete)),
        key_facts=(complete.name, gaps.name),
        owner_role=Responsibility.MARKETING,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _narrative(found: Package, said: dict[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.spread", **said)] if found.gaps else []
    absent = [say(f"{ID}.pieces.{piece}") for piece, state in found.states.items() if state == MISSING]
    if absent:
        told.append(say(f"{ID}.absent", count=len(absent), pieces=_listed(absent)))
    worst = max(found.states, key=lambda piece: number(pick(found.facts, "gaps_count", piece=piece)))
    most = required(found.facts, "gaps_count", piece=worst)
    if number(most) > 1:
        told.append(say(f"{ID}.most", piece=say(f"{ID}.pieces.{worst}"), most=cite(most)))
    return tuple(told)


def _listed(names: Sequence[str]) -> str:
    return "; ".join(names)


ANALYSIS = Analysis(
    id=ID,
    rows=("HND-01", "HND-02", "STK-04", "KB-07"),
    phases=("handover",),
    sheet="Package",
    needs=(),
    registers=REGISTERS,
    measures={
        "pieces_count": "count",
        "complete_share": "share",
        "gaps_count": "count",
        "unowned_count": "count",
        "filled_share": "share",
    },
    # Below half of the pieces nobody could go on; a tenth may still be closed in the last days.
    limits=Limits(warn=0.90, fail=0.50, on="complete_share", higher_is_better=True),
    evidence_key=("part", "register", "item_id", "field", "called"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
