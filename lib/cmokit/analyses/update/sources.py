"""How old each source's data is.

Asks
    On which day does each source's data end, and is any of it too old for this update?
Measures
    For each kind of export the newest file in use: the day on which it ends, and how many days before the update's day
    that lies. A source is stale where it is more than ten days older than the newest one.
Read it as
    Figures of a stale source are as old as it is: they are no news, and no silence either.
Do next
    Ask for the stale exports before anything is concluded from what they did not show.
Limits
    A file that names no day of its own stands on the day on which it came.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import export
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, required
from cmokit.analyses.placeless import placeless
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "update.sources"
STALE = 10  # days behind the newest source: a weekly delivery with a long weekend


@dataclass(frozen=True)
class Age:
    """One kind of export. ends_on: the day on which its newest file ends."""

    kind: str
    ends_on: date
    days: int
    is_stale: bool


@dataclass(frozen=True)
class SourceAges:
    """ages: the oldest first."""

    facts: tuple[Fact, ...]
    evidence: Any  # kind, ends_on, days, is_stale
    ages: tuple[Age, ...]


def measure(received_files: Any, definitions: Definitions) -> SourceAges:
    columns = ("kind", "extract_on", "period_end_on", "received_on", "is_withdrawn")
    rows = received_files.select(*columns).to_pyarrow().to_pylist()
    newest: dict[str, date] = {}
    for row in rows:
        day = row["extract_on"] or row["period_end_on"] or row["received_on"]
        if day and not row["is_withdrawn"] and day <= definitions.as_of:
            newest[row["kind"]] = max(newest.get(row["kind"], day), day)
    if not newest:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("received_files", (), say("asks.contacts")))
    last = max(newest.values())
    found = [Age(k, d, (definitions.as_of - d).days, (last - d).days > STALE) for k, d in newest.items()]
    ages = tuple(sorted(found, key=lambda one: (one.ends_on, one.kind)))
    facts = [Fact(f"{ID}.age_days", one.days, "days", dimensions={"kind": one.kind}) for one in ages]
    facts.append(count(f"{ID}.stale_count", sum(one.is_stale for one in ages), n=len(ages)))
    return SourceAges(tuple(facts), placeless(pa.Table.from_pylist([vars(one) for one in ages])), ages)


def judge(found: SourceAges, limits: Limits) -> Verdict:
    stale = required(found.facts, "stale_count")
    words = say(f"{ID}.reasons.{'stale' if number(stale) else 'fine'}", count=number(stale), stale=cite(stale))
    return Verdict(Severity.WARN if number(stale) else Severity.PASS, words)


def exhibit(found: SourceAges, verdict: Verdict) -> Section:
    stale = required(found.facts, "stale_count")
    words, said = "stale" if number(stale) else "fine", {"stale": cite(stale)}
    said["oldest"] = cite(required(found.facts, "age_days", kind=found.ages[0].kind))
    units = {"export": "text", "ends_on": "date", "days": "days", "state": "text"}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", count=number(stale), **said),
        brief=say(f"{ID}.briefs.{words}", count=number(stale), **said),
        tables=table(f"{ID}.table", units, [_row(found, one) for one in found.ages]),
        next_steps=say_all(f"{ID}.next_steps") if number(stale) else (),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(stale.name,),
        owner_role=Responsibility.REVENUE_OPERATIONS,
    )


def _row(found: SourceAges, age: Age) -> dict[str, Any]:
    return {
        "export": export(age.kind),
        "ends_on": age.ends_on,
        "days": required(found.facts, "age_days", kind=age.kind),
        "state": say(f"{ID}.{'is_stale' if age.is_stale else 'is_fresh'}"),
    }


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-03",),
    phases=("update",),
    sheet="Age of data",
    needs=("received_files",),
    measures={"age_days": "days", "stale_count": "count"},
    limits=Limits(warn=0, fail=1e9, on="stale_count", unit="count"),
    evidence_key=("kind",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
