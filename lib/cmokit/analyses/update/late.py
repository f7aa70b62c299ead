"""What is late: everything in the registers whose day has passed.

Asks
    What was to be done by now and is not?
Measures
    Every item of every register that was due, or to be reviewed, before the update's day and is not closed; and every
    active alert, decision or workflow that nobody answers for.
Read it as
    One late item is an accident; the same owner again and again has too much on the desk, or no say in it.
Do next
    For each late item: a new day that its owner agrees to, or a decision to drop it.
Limits
    Knows only what is written down. What nobody entered is late without being in this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, required
from cmokit.analyses.known import Known
from cmokit.analyses.placeless import placeless
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.registers.base import Item
from cmokit.registers.fields import Mark, marks
from cmokit.registers.words import field_words, title
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "update.late"
DAYS = frozenset((Mark.DUE, Mark.REVIEW))
MOST = 8


@dataclass(frozen=True)
class LateItem:
    """One item, at the field whose day has passed. owner: empty where nobody answers for it."""

    register: str
    id: str
    called: str
    field: str
    since: date
    owner: str


@dataclass(frozen=True)
class Late:
    """items: the longest late first."""

    facts: tuple[Fact, ...]
    evidence: Any  # register, id, item, field, since_on, days
    items: tuple[LateItem, ...]
    as_of: date


def measure(definitions: Definitions) -> Late:
    known, day = definitions.known, definitions.as_of
    if not any(known.registers.values()):
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("registers", (), say(f"{ID}.nothing")))
    items = tuple(sorted(_late(known, day), key=lambda one: (one.since, one.register, one.id, one.field)))
    ownerless = sum(not one.owner for one in items)
    oldest = [Fact(f"{ID}.longest_days", (day - items[0].since).days, "days", n=len(items))] if items else []
    facts = (count(f"{ID}.items_count", len(items)), count(f"{ID}.ownerless_count", ownerless, n=len(items)), *oldest)
    return Late(facts, _rows(items, day), items, day)


def _late(known: Known, day: date) -> Iterator[LateItem]:
    for register, items in known.registers.items():
        for item in items:
            for field in () if item.is_closed else type(item).model_fields:
                since = getattr(item, field)
                if marks(type(item), field) & DAYS and since is not None and since < day:
                    yield LateItem(register, item.id, item.known_as, field, since, _owner(item))


def _owner(item: Item) -> str:
    """Who answers for the item: its owner's field, whatever it is called."""
    fields = (name for name in type(item).model_fields if Mark.OWNER in marks(type(item), name))
    return next((str(owner) for name in fields if (owner := getattr(item, name))), "")


def _rows(items: tuple[LateItem, ...], day: date) -> pa.Table:
    names = [("register", pa.string()), ("id", pa.string()), ("item", pa.string()), ("field", pa.string())]
    schema = pa.schema([*names, ("since_on", pa.date32()), ("days", pa.int64())])
    rows = [
        {"register": i.register, "id": i.id, "item": i.called, "field": i.field, "since_on": i.since}
        | {"days": (day - i.since).days}
        for i in items
    ]
    return placeless(pa.Table.from_pylist(rows, schema=schema))


def judge(found: Late, limits: Limits) -> Verdict:
    late = required(found.facts, "items_count")
    words = "late" if number(late) else "fine"
    reason = say(f"{ID}.reasons.{words}", count=number(late), items=cite(late))
    return Verdict(Severity.WARN if number(late) else Severity.PASS, reason)


def exhibit(found: Late, verdict: Verdict) -> Section:
    late = required(found.facts, "items_count")
    said: dict[str, Any] = {fact.measure: cite(fact) for fact in found.facts}
    words = "late" if number(late) else "fine"
    units = dict.fromkeys(("item", "what", "where", "responsible"), "text") | {"since": "date"}
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", count=number(late), **said),
        brief=say(f"{ID}.briefs.{words}", count=number(late), **said),
        tables=table(f"{ID}.table", units, [_row(item) for item in found.items[:MOST]]),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(late.name,),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
    )


def _row(item: LateItem) -> dict[str, Any]:
    return {
        "item": item.called,
        "what": field_words(item.register, item.field).label,
        "where": title(item.register),
        "responsible": item.owner or say(f"{ID}.no_owner"),
        "since": item.since,
    }


ANALYSIS = Analysis(
    id=ID,
    rows=("OWN-07",),
    phases=("update",),
    sheet="Late",
    needs=(),
    registers=(),
    measures={"items_count": "count", "ownerless_count": "count", "longest_days": "days"},
    limits=Limits(warn=0, fail=1e9, on="items_count", unit="count"),
    evidence_key=("register", "id", "field"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
