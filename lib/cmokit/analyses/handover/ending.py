"""How the engagement should end: stop, extend, scale or hire, by a rule and its evidence; a person decides.

Asks
    Should the work stop, go on with help, go on alone, or go on with somebody who is hired for it?
Measures
    Pilots that showed an effect (by the rule frozen for each: expand or stabilise), those that did not, and those whose
    readout is still ahead; areas of work and live workflows for which nobody inside the company answers; the
    independence score; the share of whole pieces of the package. The rule, of which the first line that fits counts: no
    pilot has shown anything and none is under way, stop; none has, but a readout is ahead, extend until that day;
    several areas or live workflows are nobody's, hire; the client does not run it alone yet, extend; else scale.
Read it as
    A proposal with its reasons, not a decision. Whoever decides may know what no register holds, and says so.
Do next
    Take the decision by name and day, and enter it in the register of decisions with its review.
Limits
    The rule weighs neither price nor people. It knows pilots that were planned before they began; an improvement that
    nobody tested counts as not shown, whether it helped or not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, pick, required
from cmokit.analyses.handover.checks import Check, evidence_of, inside_owner
from cmokit.analyses.handover.ending_rule import (
    INDEPENDENT_SHARE,
    PACKED_SHARE,
    UNHELD_COUNT,
    Ending,
    Standing,
    Why,
    ending_of,
)
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Table, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.registers.backlog import BACKLOG
from cmokit.registers.backlog import State as IdeaState
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.owners import OWNERS
from cmokit.registers.words import value_word
from cmokit.registers.workflows import WORKFLOWS, State
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "handover.ending"
PACKAGE, INDEPENDENCE, EFFECT = "handover.package", "handover.independence", "pilot.effect"
SHOWN, NOT_SHOWN, OPEN = "shown", "not_shown", "open"
EFFECTIVE = frozenset({"expand", "stabilise"})  # decisions by a frozen rule that stand for an effect
MOST_NEXT = 5
ORDER_OF_IDEAS = {IdeaState.STARTED: 0, IdeaState.CHOSEN: 1, IdeaState.IDEA: 2}


@dataclass(frozen=True)
class Proposal:
    """pilots: experiment → shown, not_shown, open. next_ideas: what stands first in the backlog, as people call it."""

    facts: tuple[Fact, ...]
    evidence: Any  # a row a pilot, area, live workflow and open idea, as `checks.evidence_of`
    ending: Ending
    why: Why
    pilots: Mapping[str, str]
    next_ideas: tuple[tuple[str, str | None], ...]


def measure(definitions: Definitions, found: Mapping[str, Any]) -> Proposal:
    package, independence = (
        _figure(found, *one) for one in ((PACKAGE, "complete_share"), (INDEPENDENCE, "score_share"))
    )
    if package is None and independence is None:
        asks = tuple(Missing(name, (), say("handover.ask")) for name in ("owners", "workflows", "experiments"))
        raise CannotAnswer(say("handover.nothing_kept"), *asks)
    pilots = dict(_pilots(found, definitions))
    held, ideas = tuple(_held(definitions)), _ideas(definitions)
    counted = {state: sum(one == state for one in pilots.values()) for state in (SHOWN, NOT_SHOWN, OPEN)}
    unheld = sum(not check.is_met for check in held)
    ending, why = ending_of(Standing(counted[SHOWN], counted[OPEN], unheld, package, independence))
    facts = [count(f"{ID}.pilots_count", n, n=len(pilots), state=state) for state, n in counted.items()]
    facts += [count(f"{ID}.unheld_count", unheld, n=len(held)), count(f"{ID}.next_count", len(ideas))]
    facts += [
        Fact(f"{ID}.{name}", value, "share")
        for name, value in (("package_share", package), ("independence_share", independence))
        if value is not None
    ]
    facts.append(Fact(f"{ID}.recommendation_text", ending.value, "text"))
    first = tuple((idea.called, idea.owner) for idea in ideas)
    evidence = evidence_of([*_as_checks(pilots, definitions), *held, *ideas])
    return Proposal(tuple(facts), evidence, ending, why, pilots, first)


def _figure(found: Mapping[str, Any], analysis: str, measure_: str) -> float | None:
    other = found.get(analysis)
    fact = None if other is None or isinstance(other, CannotAnswer) else pick(other.facts, measure_)
    return None if fact is None else float(str(fact.value))


def _pilots(found: Mapping[str, Any], definitions: Definitions) -> Iterator[tuple[str, str]]:
    """Each experiment that was begun or planned, and what became of it by its own frozen rule."""
    effect = found.get(EFFECT)
    stated = () if effect is None or isinstance(effect, CannotAnswer) else effect.facts
    decided = {(fact.dimensions["experiment"], str(fact.value)) for fact in stated if fact.measure == "decision_text"}
    for item in definitions.known.items(EXPERIMENTS):
        if any((item.id, word) in decided for word in EFFECTIVE):
            yield item.id, SHOWN
        elif not item.is_closed and (item.end_on is None or item.end_on > definitions.as_of):
            yield item.id, OPEN
        else:
            yield item.id, NOT_SHOWN


def _as_checks(pilots: Mapping[str, str], definitions: Definitions) -> Iterator[Check]:
    for row, item in enumerate(definitions.known.items(EXPERIMENTS), start=1):
        state = pilots[item.id]
        owner = inside_owner(item, definitions)
        yield Check("pilot", EXPERIMENTS.name, item.id, state, item.known_as, state == SHOWN, owner, row)


def _held(definitions: Definitions) -> Iterator[Check]:
    """Whether somebody inside answers for each area of work and each live workflow."""
    live = (State.LIVE,)
    for register in (OWNERS, WORKFLOWS):
        for row, item in enumerate(definitions.known.items(register), start=1):  # type: ignore[var-annotated]
            if register is OWNERS or item.state in live:
                owner = inside_owner(item, definitions)
                called = value_word(item.area) if register is OWNERS else item.name
                yield Check("held", register.name, item.id, "owner", called, owner is not None, owner, row)


def _ideas(definitions: Definitions) -> tuple[Check, ...]:
    """What is not done yet, what was chosen first, then by its value."""
    items = [(row, item) for row, item in enumerate(definitions.known.items(BACKLOG), start=1) if not item.is_closed]
    items.sort(key=lambda one: (ORDER_OF_IDEAS[one[1].state], -(one[1].business_value or 0), one[1].id))
    return tuple(
        Check("next", BACKLOG.name, item.id, "state", item.opportunity, False, inside_owner(item, definitions), row)
        for row, item in items
    )


def judge(found: Proposal, limits: Limits) -> Verdict:
    """Fine where the client goes on alone; a warning where something is still needed or nothing was shown."""
    reason = say(f"{ID}.why.{found.why}", **_said(found))
    return Verdict(Severity.PASS if found.ending is Ending.SCALE else Severity.WARN, reason)


def _said(found: Proposal) -> dict[str, Any]:
    said: dict[str, Any] = {
        state: cite(required(found.facts, "pilots_count", state=state)) for state in (SHOWN, NOT_SHOWN, OPEN)
    }
    for name in ("unheld_count", "package_share", "independence_share", "next_count"):
        fact = pick(found.facts, name)
        said[name] = cite(fact) if fact else say(f"{ID}.not_measured")
    lines = (("alone", INDEPENDENT_SHARE, "share"), ("packed", PACKED_SHARE, "share"), ("many", UNHELD_COUNT, "count"))
    return said | {name: limit(value, unit) for name, value, unit in lines}


def exhibit(found: Proposal, verdict: Verdict) -> Section:
    said = _said(found)
    recommendation = required(found.facts, "recommendation_text")
    shown = required(found.facts, "pilots_count", state=SHOWN)
    facts = [pick(found.facts, name) for name in ("independence_share", "package_share", "unheld_count")]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{found.ending}", number(shown), **said),
        narrative=(say(f"{ID}.pilots", count=len(found.pilots), **said), say(f"{ID}.evidence", **said)),
        tables=(*_rule(found, said), *_next(found)),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.briefs.{found.ending}", number(shown), **said),
        key_facts=(shown.name, *(fact.name for fact in facts if fact), recommendation.name),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision.{found.ending}"),
    )


def _rule(found: Proposal, said: Mapping[str, Any]) -> tuple[Table, ...]:
    """The five lines of the rule in their order, and which one fitted."""
    units = {"line": "text", "proposal": "text", "fits": "text"}
    proposals = {
        Why.NOTHING_SHOWN: Ending.STOP,
        Why.READOUT_AHEAD: Ending.EXTEND,
        Why.NOBODY_HOLDS_IT: Ending.HIRE,
        Why.NOT_ALONE_YET: Ending.EXTEND,
        Why.SHOWN_AND_ALONE: Ending.SCALE,
    }
    rows = (
        {
            "line": say(f"{ID}.lines.{why}"),
            "proposal": say(f"{ID}.endings.{ending}"),
            "fits": say(f"{ID}.fits") if why is found.why else "",
        }
        for why, ending in proposals.items()
    )
    return table(f"{ID}.tables.rule", units, rows)


def _next(found: Proposal) -> tuple[Table, ...]:
    units = {"idea": "text", "responsible": "text"}
    unnamed = say("report.summary.owner_unnamed")
    rows = ({"idea": idea, "responsible": owner or unnamed} for idea, owner in found.next_ideas[:MOST_NEXT])
    return table(f"{ID}.tables.next", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("HND-04",),
    phases=("handover",),
    sheet="Ending",
    needs=(),
    stands_on=(PACKAGE, INDEPENDENCE, EFFECT),
    registers=(BACKLOG.name, EXPERIMENTS.name, OWNERS.name, WORKFLOWS.name),
    measures={
        "pilots_count": "count",
        "unheld_count": "count",
        "next_count": "count",
        "package_share": "share",
        "independence_share": "share",
        "recommendation_text": "text",
    },
    limits=Limits(warn=INDEPENDENT_SHARE, fail=0.50, on="independence_share", higher_is_better=True),
    evidence_key=("part", "register", "item_id", "field", "called"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
