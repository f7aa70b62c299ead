"""The register of deliverables: what is due, what was issued to whom, and what they said to it.

One item a copy: a planned report becomes its first version when it is issued; a later version is an item of its own.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Code, Day, InsidePath, Part, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import DueOn, ItemId, Owner
from cmokit.vocabulary import Audience, Phase

MOST_DAYS_WAITING = 10  # for an answer to an issued copy, before it is named as late


class State(StrEnum):
    PLANNED = "planned"
    WORKING = "working"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


OUT = (State.ISSUED, State.ACCEPTED, State.REJECTED, State.SUPERSEDED)
ANSWERED = (State.ACCEPTED, State.REJECTED)


class Remark(Part):
    """What somebody said to one section of an issued copy."""

    section: Code | None = Field(default=None, description="the number of the section, in quotes, such as '3.2'")
    remark: Text = Field(description="what was said")
    by: Text | None = Field(default=None, description="who said it")
    on: Day | None = Field(default=None, description="the day, as 2026-02-09")


class Override(Part):
    """What was let pass by a named person, and why."""

    what: Text = Field(description="what stood against issuing")
    name: Text = Field(description="who decided it")
    reason: Text = Field(description="why")
    on: Day = Field(description="the day, as 2026-02-02")


class IssuedFile(Part):
    file: InsidePath = Field(description="the file's name in the folder")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(description="the hash of its content")


class Deliverable(Item):
    """A report, as planned or as issued in one numbered copy."""

    called: ClassVar[str] = "deliverable"
    closed: ClassVar[tuple[str, ...]] = OUT

    id: Annotated[ItemId, Field(pattern=r"^[^.]*$")]  # a dot would be an analysis
    deliverable: Text
    phase: Phase
    owner: Owner = None
    due_on: DueOn = None
    criteria: tuple[Text, ...] = ()
    state: State = State.PLANNED
    evidence: Text | None = None

    version: Annotated[str, Field(pattern=r"^v[1-9][0-9]*$")] | None = None
    audience: Audience | None = None
    issued_to: Text | None = None
    issued_on: Day | None = None
    folder: InsidePath | None = None
    run: Text | None = None
    files: tuple[IssuedFile, ...] = ()

    decided_by: Text | None = None
    decided_on: Day | None = None
    remarks: tuple[Remark, ...] = ()
    overrides: tuple[Override, ...] = ()


def _issued_is_complete(items: Sequence[Deliverable]) -> Iterable[Problem]:
    for item in items:
        for name in ("version", "audience", "issued_to", "issued_on", "folder", "run"):
            if item.state in OUT and getattr(item, name) is None:
                yield Problem(item.id, name, "missing_key", f"a copy that is {item.state} needs this", _BY_COMMAND)


def _answer_is_complete(items: Sequence[Deliverable]) -> Iterable[Problem]:
    for item in items:
        for name in ("decided_by", "decided_on"):
            if item.state in ANSWERED and getattr(item, name) is None:
                mend = "cmokit accept records both"
                yield Problem(item.id, name, "missing_key", f"a copy that is {item.state} needs this", mend)
        if item.issued_on and item.decided_on and item.decided_on < item.issued_on:
            yield Problem(item.id, "decided_on", "bad_order", "this day is before the day of issue")


def _one_copy_a_number(items: Sequence[Deliverable]) -> Iterable[Problem]:
    seen: dict[tuple[object, ...], str] = {}
    for item in items:
        copy = (item.phase, item.audience, item.version)
        if item.version and copy in seen:
            message = f"{item.phase} {item.version} for {item.audience} is already {seen[copy]}"
            yield Problem(item.id, "version", "duplicate_version", message)
        seen.setdefault(copy, item.id)


def _without_day(items: Sequence[Deliverable], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state not in OUT and item.due_on is None:
            yield Problem(item.id, "due_on", "no_due_date", "no day is agreed by which it is due")


def _without_criteria(items: Sequence[Deliverable], around: Around) -> Iterable[Problem]:
    for item in items:
        if not item.criteria and item.state not in OUT:
            message = "no criteria are agreed; the acceptance page will state those of the phase"
            yield Problem(item.id, "criteria", "no_criteria", message)


def _unanswered(items: Sequence[Deliverable], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.ISSUED and item.issued_on and (around.today - item.issued_on).days > MOST_DAYS_WAITING:
            message = f"issued on {item.issued_on} and neither accepted nor rejected"
            yield Problem(item.id, "state", "no_answer", message, f"cmokit accept CLIENT {item.id}")
        if item.state is State.REJECTED and not item.remarks:
            yield Problem(item.id, "remarks", "no_remark", "rejected without a word why")


_BY_COMMAND = "cmokit issue writes these; an entry by hand names the folder below reports/"

DELIVERABLES = Register(
    name="deliverables",
    model=Deliverable,
    covers=("PLAN-06",),
    rules=(_issued_is_complete, _answer_is_complete, _one_copy_a_number),
    gaps=(_without_day, _without_criteria, _unanswered),
)
