"""How often work passes its approval at once, how many rounds it takes, why it is refused, and what that costs.

Asks
    How much work passes its first approval, how long does an approval take, and why is work given back?
Measures
    Approvals are the stays in the columns of the client's board that are called so, else in those whose rows carry
    reasons of refusal. An approval counts as refused where a reason stands at it or at the stay behind it, or where
    the item's next round begins; as pending while the item is there. First pass: items that nobody refused, of those
    of which that is known, with Wilson's interval, in all and by kind. Rounds per item that is through; items refused
    for changing reasons; refusals by reason as it is written; share refused by the person who decides. Time in one
    approval by Kaplan and Meier, pending ones counted as still waiting, in working time and by the calendar. Rework:
    working time in active columns behind a refusal, and its share of all working time in active columns.
Read it as
    A low first pass with one reason in front is a brief that is not clear or a check that comes too late. Items that
    are refused each time for another reason have more than one judge.
Do next
    Write the first reason into the brief as a question that must be answered; agree who decides, once, and by when.
Limits
    The log says where a card lay, not who worked: rework is at most the working time in the column. The cost of rework
    is that time at the hour's cost that the engagement assumes; it is no measurement. A refusal that nobody logged
    looks like a pass. Kinds of work differ: compare people only where they decide on the same kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, pick, required
from cmokit.analyses.work import approval_figures as figures
from cmokit.analyses.work.approval_figures import ALL, ID, MOST, USUAL
from cmokit.analyses.work.approval_shown import charts, reason_name, reasons, tables
from cmokit.analyses.work.log import log_of, to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.approval_rounds import approvals_in, approved, tells_refusals
from cmokit.methods.work_times import timed
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

FEWEST = 10  # items with a decision, before anything is said
ENOUGH = 30
ASKED = ("item_id", "status", "entered_at", "left_at", "revision_no", "rejected_reason")


@dataclass(frozen=True)
class Approvals:
    """names: of people, by the code that figures carry. hour_cost: as the engagement assumes it, or None."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row per approval
    names: Mapping[str, str]
    hour_cost: Decimal | None
    currency: str


def measure(work_items: Any, definitions: Definitions) -> Approvals:
    """CannotAnswer where no column is an approval, the log tells neither rounds nor reasons, or items are too few."""
    log = log_of(work_items, definitions)
    stays = [stay for item in log.items for stay in item.stays]
    columns = approvals_in(stays)
    if not columns:
        raise CannotAnswer(say(f"{ID}.no_approval"), to_send(*ASKED))
    if not tells_refusals(stays):
        raise CannotAnswer(say(f"{ID}.no_rounds"), to_send("revision_no", "rejected_reason"))
    items = timed(log, definitions.answering.clock, definitions.timezone, definitions.as_of_end)
    found = approved(items, columns)
    if sum(one.first_pass is not None for one in found) < FEWEST:
        raise CannotAnswer(say(f"{ID}.too_few", fewest=limit(FEWEST, "count")), to_send(*ASKED))
    cost = definitions.assumptions.hour_cost
    told = tuple(figures.facts(found, definitions.currency, cost))
    return Approvals(told, figures.shown(found), figures.names(found), cost, definitions.currency)


def judge(found: Approvals, limits: Limits) -> Verdict:
    first = required(found.facts, "first_pass_share", kind=ALL)
    verdict = about(limits.verdict(first), say(f"{ID}.about"))
    if (first.n or 0) >= ENOUGH:
        return verdict
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {say(f'{ID}.few', enough=limit(ENOUGH, 'count'))}")


def exhibit(found: Approvals, verdict: Verdict) -> Section:
    said = _said(found)
    words = "timed" if "usual" in said else "plain"
    names: tuple[tuple[str, dict[str, str]], ...] = (
        ("first_pass_share", {"kind": ALL}),
        ("approval_days", {"kind": ALL, "quantile": USUAL}),
        ("rework_share", {}),
    )
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief", **said),
        narrative=_narrative(found, said),
        charts=charts(found.facts, said),
        tables=tables(found),
        next_steps=(*say_all(f"{ID}.next_steps"), *(() if found.hour_cost else (say(f"{ID}.state_hour"),))),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for name, dims in names if (fact := pick(found.facts, name, **dims))),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


def _said(found: Approvals) -> dict[str, Any]:
    facts = found.facts
    named = {
        "first": pick(facts, "first_pass_share", kind=ALL),
        "items": pick(facts, "items_count", kind=ALL),
        "usual": pick(facts, "approval_days", kind=ALL, quantile=USUAL),
        "most": pick(facts, "approval_days", kind=ALL, quantile=MOST),
        "revisions": pick(facts, "revisions_count"),
        "pending": pick(facts, "pending_count"),
        "contradicted": pick(facts, "contradicted_count"),
        "rework": pick(facts, "rework_share"),
        "rework_minutes": pick(facts, "rework_minutes"),
        "cost": pick(facts, "rework_cost_amount"),
    }
    return {name: cite(fact) for name, fact in named.items() if fact}


def _narrative(found: Approvals, said: dict[str, Any]) -> tuple[str, ...]:
    told = []
    if "most" in said:
        told.append(say(f"{ID}.nine_in_ten", **said))
    if why := reasons(found.facts):
        most: dict[str, Any] = {
            "reason": reason_name(why[0].dimensions["reason"], in_sentence=True),
            "figure": cite(why[0]),
        }
        told.append(say(f"{ID}.reason", number(required(found.facts, "revisions_count")), **said, **most))
    for name in ("contradicted", "pending"):
        if n := number(required(found.facts, f"{name}_count")):
            told.append(say(f"{ID}.{name}", n, **said))
    if "rework" in said and number_of(found, "rework_minutes"):
        told.append(say(f"{ID}.rework", **said))
        hour: dict[str, Any] = {"hour": limit(found.hour_cost, found.currency)} if found.hour_cost is not None else {}
        told.append(say(f"{ID}.{'cost' if hour else 'no_cost'}", **said, **hour))
    return tuple(told)


def number_of(found: Approvals, measure: str) -> float:
    return float(required(found.facts, measure).value or 0)


ANALYSIS = Analysis(
    id=ID,
    rows=("COST-04", "COST-05", "CON-07"),
    phases=("baseline",),
    sheet="Approvals",
    needs=("work_items",),
    measures={
        "items_count": "count",
        "first_pass_share": "share",
        "approval_minutes": "minutes",
        "approval_days": "days",
        "decisions_count": "count",
        "refused_share": "share",
        "pending_count": "count",
        "rounds_count": "count",
        "revisions_count": "count",
        "contradicted_count": "count",
        "reason_count": "count",
        "rework_minutes": "minutes",
        "rework_share": "share",
        "rework_cost_amount": "money",
    },
    # Where a quarter of the work comes back, the brief is at fault; where half does, nobody knows what is wanted.
    limits=Limits(warn=0.75, fail=0.50, on="first_pass_share", higher_is_better=True),
    evidence_key=("item_id", "approval_no"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
