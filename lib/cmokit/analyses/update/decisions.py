"""Decisions due, and what came of those that were taken: expected beside actual.

Asks
    Which decisions are due, and did those taken bring what was expected of them?
Measures
    The register of decisions on the update's day: open ones, those whose review is due within a week or overdue, and
    those reviewed, with what was expected and what came. Where a decision names a figure, that figure's value now.
Read it as
    A decision past its review teaches nobody anything: what it brought is not known, and it is taken again by habit.
Do next
    Write down what really came of each decision that is due, before its owner moves on.
Limits
    Expected and actual results are people's words; only where a figure is named can they be held against a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, required
from cmokit.analyses.placeless import placeless
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.registers.decisions import DECISIONS, Decision, State
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "update.decisions"
SOON = timedelta(days=7)
MOST = 6


@dataclass(frozen=True)
class DecisionsDue:
    """Each the next first. due: to be reviewed within a week, or overdue. reviewed: with what came of them."""

    facts: tuple[Fact, ...]
    evidence: Any  # id, issue, state, review_on, is_overdue
    open: tuple[Decision, ...]
    due: tuple[Decision, ...]
    overdue: tuple[Decision, ...]
    reviewed: tuple[Decision, ...]


def measure(definitions: Definitions) -> DecisionsDue:
    items = definitions.known.items(DECISIONS)
    if not items:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("registers", (), say(f"{ID}.nothing")))
    day = definitions.as_of
    taken = [item for item in items if item.state is State.DECIDED and item.review_on]
    groups = {
        "open": _next_first(item for item in items if item.state is State.OPEN),
        "due": _next_first(item for item in taken if item.review_on <= day + SOON),  # type: ignore[operator]
        "overdue": _next_first(item for item in taken if item.review_on < day),  # type: ignore[operator]
        "reviewed": _next_first(item for item in items if item.state is State.REVIEWED),
    }
    facts = tuple(count(f"{ID}.{name}_count", len(some), n=len(items)) for name, some in groups.items())
    return DecisionsDue(facts, _rows(items, groups["overdue"]), **groups)


def _next_first(items: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(items, key=lambda item: (item.review_on is None, item.review_on, item.id)))


def _rows(items: Sequence[Decision], overdue: Sequence[Decision]) -> pa.Table:
    names = [("id", pa.string()), ("issue", pa.string()), ("state", pa.string()), ("review_on", pa.date32())]
    schema = pa.schema([*names, ("is_overdue", pa.bool_())])
    rows = [
        {"id": i.id, "issue": i.issue, "state": str(i.state), "review_on": i.review_on, "is_overdue": i in overdue}
        for i in sorted(items, key=lambda item: item.id)
    ]
    return placeless(pa.Table.from_pylist(rows, schema=schema))


def judge(found: DecisionsDue, limits: Limits) -> Verdict:
    overdue = required(found.facts, "overdue_count")
    late = number(overdue) > 0
    words = say(f"{ID}.reasons.{'late' if late else 'fine'}", count=number(overdue), overdue=cite(overdue))
    return Verdict(Severity.WARN if late else Severity.PASS, words)


def exhibit(found: DecisionsDue, verdict: Verdict) -> Section:
    said: dict[str, Any] = {fact.measure.removesuffix("_count"): cite(fact) for fact in found.facts}
    due = dict.fromkeys(("issue", "decision", "expected", "responsible"), "text") | {"review_on": "date"}
    came = dict.fromkeys(("issue", "expected", "actual", "lesson"), "text")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        brief=say(f"{ID}.brief", **said),
        tables=(
            *table(f"{ID}.due_table", due, [_row(item) for item in (*found.due, *found.open)[:MOST]]),
            *table(f"{ID}.came_table", came, [_row(item) for item in found.reviewed[:MOST]]),
        ),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(required(found.facts, "overdue_count").name, required(found.facts, "open_count").name),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
        decision=say(f"{ID}.decision", count=len(found.open), **said) if found.open else "",
    )


def _row(item: Decision) -> dict[str, Any]:
    return {
        "issue": item.issue,
        "decision": item.decision or say(f"{ID}.to_decide"),
        "expected": item.expected_result or "",
        "actual": item.actual_result or "",
        "lesson": item.lesson or "",
        "responsible": item.owner or say(f"{ID}.no_owner"),
        "review_on": item.review_on,
    }


ANALYSIS = Analysis(
    id=ID,
    rows=("DEC-03",),
    phases=("update",),
    sheet="Decisions due",
    needs=(),
    registers=("decisions",),
    measures=dict.fromkeys(("open_count", "due_count", "overdue_count", "reviewed_count"), "count"),
    limits=Limits(warn=0, fail=1e9, on="overdue_count", unit="count"),
    evidence_key=("id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
