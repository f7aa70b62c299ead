"""Whether the client runs it without the consultant, by what is on record and not by what anybody believes.

Asks
    Can the team explain and run the system without the consultant?
Measures
    Nine criteria: each live workflow has an owner and somebody who stands in, both of the company and still there;
    prompts in use, data and contracts are kept by the company; accounts belong to single people of the company; access
    from outside has an end that is not over; meetings were held by the company's own people; work was tried by hand
    once; and whoever answers for a workflow has shown that they can run it. Each criterion is the share of its checks
    that hold; the score is the mean of the criteria, each of equal weight. A criterion of which nothing is on record
    counts as nothing shown.
Read it as
    The score says how much of independence is shown, not how much there is: what nobody wrote down cannot be counted,
    and cannot be relied on either.
Do next
    Close what a criterion lacks, beginning with owners and fallbacks: without these the first illness stops a workflow.
Limits
    A register says what people entered. Whether a document explains what it should is tried by letting somebody do a
    case alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, number, pick, required, share
from cmokit.analyses.handover.checks import Check, evidence_of
from cmokit.analyses.handover.criteria import CRITERIA, REGISTERS, checks_of
from cmokit.analyses.handover.independence_shown import ID, charts, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all


@dataclass(frozen=True)
class Independence:
    """gaps: checks that do not hold, in the order of the criteria."""

    facts: tuple[Fact, ...]
    evidence: Any  # a row a check, as `checks.evidence_of`
    gaps: tuple[Check, ...]


def measure(definitions: Definitions) -> Independence:
    checks = checks_of(definitions)
    if not checks:
        asks = tuple(Missing(name, (), say("handover.ask")) for name in ("workflows", "access", "training"))
        raise CannotAnswer(say("handover.nothing_kept"), *asks)
    facts, shares = [], []
    for criterion in CRITERIA:
        own = [check.is_met for check in checks if check.part == criterion]
        facts.append(count(f"{ID}.checks_count", len(own), criterion=criterion))
        facts.append(count(f"{ID}.met_count", sum(own), n=len(own), criterion=criterion))
        facts += share(f"{ID}.proven_share", sum(own), len(own), criterion=criterion)
        shares.append(sum(own) / len(own) if own else 0.0)
    facts.append(Fact(f"{ID}.score_share", sum(shares) / len(shares), "share", len(shares)))
    facts.append(count(f"{ID}.criteria_count", sum(one == 1 for one in shares), n=len(shares), state="proven"))
    facts.append(count(f"{ID}.criteria_count", len(CRITERIA), state="all"))
    return Independence(tuple(facts), evidence_of(checks), tuple(check for check in checks if not check.is_met))


def judge(found: Independence, limits: Limits) -> Verdict:
    """By the score; a live workflow without an owner inside is never fine."""
    verdict = about(limits.verdict(required(found.facts, "score_share")), say(f"{ID}.about"))
    owners = pick(found.facts, "proven_share", criterion="owners")
    if owners is None or owners.value == 1:
        return verdict
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {say(f'{ID}.owners_open', owners=cite(owners))}")


def exhibit(found: Independence, verdict: Verdict) -> Section:
    score = required(found.facts, "score_share")
    proven, every = (required(found.facts, "criteria_count", state=state) for state in ("proven", "all"))
    said: dict[str, Any] = {"score": cite(score), "proven": cite(proven), "criteria": cite(every)}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", count=number(proven), **said),
        narrative=_narrative(found),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.brief", **said),
        key_facts=(score.name, proven.name),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision"),
    )


def _narrative(found: Independence) -> tuple[str, ...]:
    """What is shown least, and what nothing is known of."""
    shares = {name: pick(found.facts, "proven_share", criterion=name) for name in CRITERIA}
    unknown = [say(f"{ID}.criteria.{name}") for name, fact in shares.items() if fact is None]
    told = [say(f"{ID}.unknown", count=len(unknown), criteria=_all(unknown))] if unknown else []
    known = [(float(str(fact.value)), name, fact) for name, fact in shares.items() if fact is not None]
    least, name, fact = min(known, key=lambda one: one[0])
    if least < 1:
        told.append(say(f"{ID}.weakest", criterion=say(f"{ID}.criteria.{name}"), share=cite(fact)))
    whole = [say(f"{ID}.criteria.{name}") for value, name, _ in known if value == 1]
    if whole:
        told.append(say(f"{ID}.strongest", count=len(whole), criteria=_all(whole)))
    return tuple(told)


def _all(names: Sequence[str]) -> str:
    return listed(names) if len(names) < 3 else "; ".join(names)


ANALYSIS = Analysis(
    id=ID,
    rows=("HND-03",),
    phases=("handover",),
    sheet="Independence",
    needs=(),
    registers=REGISTERS,
    measures={
        "score_share": "share",
        "proven_share": "share",
        "checks_count": "count",
        "met_count": "count",
        "criteria_count": "count",
    },
    # Below six tenths the team depends on one person from outside; above nine tenths single gaps are left.
    limits=Limits(warn=0.90, fail=0.60, on="score_share", higher_is_better=True),
    evidence_key=("part", "register", "item_id", "field", "called"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
