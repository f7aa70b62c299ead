"""The register of deliverables: what is due, what was issued to whom, and what they said to it.

One item a copy: a planned report becomes its first version when it is issued; a later version is an item of its own.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cmokit.engagement.values import Code, Day, InsidePath, Part, Text
from cmokit.registers.base import Around, Item, ItemId, Problem, Register
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

    id: Annotated[ItemId, Field(pattern=r"^[^.]*$")] = Field(
        description="a short name without a dot (that would be an analysis), given once, such as audit-report"
    )
    deliverable: Text = Field(description="what is delivered, such as Audit report")
    phase: Phase = Field(description="audit, baseline, pilot, scale or handover")
    owner: Text | None = Field(default=None, description="who answers for it, a name of people in engagement.yaml")
    due_on: Day | None = Field(default=None, description="the day it is due, as 2026-02-02")
    criteria: tuple[Text, ...] = Field(default=(), description="list of what must be true for it to be accepted")
    state: State = Field(default=State.PLANNED, description=", ".join(State))
    evidence: Text | None = Field(default=None, description="what shows that the criteria are met")

    version: Annotated[str, Field(pattern=r"^v[1-9][0-9]*$")] | None = Field(
        default=None, description="the number of the copy, such as v1"
    )
    audience: Audience | None = Field(default=None, description=", ".join(Audience))
    issued_to: Text | None = Field(default=None, description="to whom it was issued")
    issued_on: Day | None = Field(default=None, description="the day of issue, as 2026-02-02")
    folder: InsidePath | None = Field(default=None, description="its folder among the issued copies")
    run: Text | None = Field(default=None, description="the run that it was made from")
    files: tuple[IssuedFile, ...] = Field(default=(), description="list of {file, sha256}")

    decided_by: Text | None = Field(default=None, description="who accepted or rejected it")
    decided_on: Day | None = Field(default=None, description="the day of that, as 2026-02-09")
    remarks: tuple[Remark, ...] = Field(default=(), description="list of {section, remark, by, on}")
    overrides: tuple[Override, ...] = Field(default=(), description="list of {what, name, reason, on}")


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


def _without_owner(items: Sequence[Deliverable], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.owner is None and item.state is not State.SUPERSEDED:
            yield Problem(item.id, "owner", "no_owner", "nobody answers for this deliverable")
        elif item.owner and around.people and item.owner not in around.people:
            yield Problem(item.id, "owner", "unknown_owner", f"{item.owner} is not among people in engagement.yaml")


def _late(items: Sequence[Deliverable], around: Around) -> Iterable[Problem]:
    for item in items:
        is_open = item.state not in OUT
        if is_open and item.due_on is None:
            yield Problem(item.id, "due_on", "no_due_date", "no day is agreed by which it is due")
        elif is_open and item.due_on and item.due_on < around.today:
            yield Problem(item.id, "due_on", "overdue", f"due on {item.due_on} and not issued")


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
    about=(
        "Deliverables: what is due, what was issued to whom, and what they said to it.",
        "Plan one by hand: id, deliverable, phase, owner, due_on, criteria. `cmokit issue` and `cmokit accept` fill in",
        "the rest and keep your comments.",
    ),
    rules=(_issued_is_complete, _answer_is_complete, _one_copy_a_number),
    gaps=(_without_owner, _late, _without_criteria, _unanswered),
)
