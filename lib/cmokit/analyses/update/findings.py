"""What has become of the findings: new, returned, fixed and still open since the delivery before.

Asks
    Which defects were mended since the last delivery, which are new, and which are still there?
Measures
    Every record that an analysis names as a finding, over all deliveries: new where the delivery before did not show
    it, returned where an earlier one had, fixed where it is gone and its record is still there or went into another,
    gone where the record itself left, open where it was there before.
Read it as
    Few fixed and many open mean that nobody mends; many new mean that the cause is still at work.
Do next
    Mend the cause of what is new first: mended records come back where their cause stays.
Limits
    Sees what exports show: a record that left its system may have been deleted to hide it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, required
from cmokit.analyses.finding_states import Standing
from cmokit.analyses.placeless import placeless
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.vocabulary import FindingState, Responsibility, Severity
from cmokit.words import say, say_all

ID = "update.findings"
ALL = "all"
MOVED = (FindingState.NEW, FindingState.RETURNED, FindingState.FIXED, FindingState.GONE)
SHOWN = (FindingState.NEW, FindingState.RETURNED, FindingState.FIXED, FindingState.OPEN)


@dataclass(frozen=True)
class Findings:
    """standings: analysis → its findings over deliveries."""

    facts: tuple[Fact, ...]
    evidence: Any  # analysis, finding, state, first_seen_on: those that moved since the delivery before
    standings: Mapping[str, Standing]


def measure(contacts: Any, orders: Any, definitions: Definitions) -> Findings:
    standings = definitions.known.standings()
    if not any(len(one.deliveries) > 1 for one in standings.values()):
        raise CannotAnswer(say(f"{ID}.first"), Missing("contacts", (), say(f"{ID}.next_delivery")))
    total: Counter[FindingState] = Counter()
    facts = []
    for name, one in standings.items():
        total.update(one.counts)
        facts += [count(f"{ID}.findings_count", n, analysis=name, state=state) for state, n in one.counts.items()]
    facts += [count(f"{ID}.findings_count", total[state], analysis=ALL, state=state) for state in FindingState]
    return Findings(tuple(facts), _rows(standings), standings)


def _rows(standings: Mapping[str, Standing]) -> pa.Table:
    rows = [
        {"analysis": name, "finding": key, "state": str(state), "first_seen_on": one.first_seen[key]}
        for name, one in sorted(standings.items())
        for key, state in sorted(one.states.items())
        if state in MOVED
    ]
    names = [
        ("analysis", pa.string()),
        ("finding", pa.string()),
        ("state", pa.string()),
        ("first_seen_on", pa.date32()),
    ]
    return placeless(pa.Table.from_pylist(rows, schema=pa.schema(names)))


def _all(found: Findings, state: FindingState) -> Fact:
    return required(found.facts, "findings_count", analysis=ALL, state=state)


def judge(found: Findings, limits: Limits) -> Verdict:
    new = number(_all(found, FindingState.NEW)) + number(_all(found, FindingState.RETURNED))
    fixed = _all(found, FindingState.FIXED)
    said: dict[str, Any] = {"new": cite(_all(found, FindingState.NEW)), "fixed": cite(fixed)}
    words = "more" if new > number(fixed) else "less"
    return Verdict(Severity.WARN if new > number(fixed) else Severity.PASS, say(f"{ID}.reasons.{words}", **said))


def exhibit(found: Findings, verdict: Verdict) -> Section:
    said: dict[str, Any] = {str(state): cite(_all(found, state)) for state in FindingState}
    units = {"what": "text", **{str(state): "count" for state in SHOWN}}
    rows = [
        _row(found, name) for name in sorted(found.standings, key=lambda n: -_moved(found, n)) if _has_any(found, name)
    ]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        brief=say(f"{ID}.brief", **said),
        tables=table(f"{ID}.table", units, rows),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(_all(found, state).name for state in (FindingState.NEW, FindingState.FIXED)),
        owner_role=Responsibility.REVENUE_OPERATIONS,
    )


def _has_any(found: Findings, name: str) -> bool:
    return any(found.standings[name].counts[state] for state in SHOWN)


def _moved(found: Findings, name: str) -> int:
    """How many findings of an analysis came or went: what moved most stands first."""
    return sum(found.standings[name].counts[state] for state in MOVED)


def _row(found: Findings, name: str) -> dict[str, Any]:
    states = {str(s): required(found.facts, "findings_count", analysis=name, state=s) for s in SHOWN}
    return {"what": say(f"{name}.title"), **states}


ANALYSIS = Analysis(
    id=ID,
    rows=("MON-02",),
    phases=("update",),
    sheet="Findings since",
    needs=(),
    uses=("contacts", "orders"),
    measures={"findings_count": "count"},
    limits=Limits(warn=0, fail=1e9, on="findings_count", unit="count"),
    evidence_key=("analysis", "finding"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
