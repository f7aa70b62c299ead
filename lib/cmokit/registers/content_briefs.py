"""The register of content briefs: for which reader, on which question, from which sources [CON-01]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import DueOn, Figure, ItemId, Names, Owner, PersonName, Wanted


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


class ContentBrief(Item):
    """One piece of content."""

    called: ClassVar[str] = "working_title"
    closed: ClassVar[tuple[str, ...]] = (State.PUBLISHED, State.DROPPED)

    working_title: Text
    reader: Wanted = None
    question: Wanted = None
    stage: Wanted = None
    purpose: Wanted = None
    goal: Annotated[ItemId | None, Names("goals")] = None
    sources: Annotated[tuple[ItemId, ...], Names("knowledge")] = ()
    format: Wanted = None
    channel: Wanted = None
    reviewer: PersonName = None
    owner: Owner = None
    success_measure: Figure = None
    distribution: Wanted = None
    due_on: DueOn = None
    state: State = State.DRAFT


def _published_was_reviewed(items: Sequence[ContentBrief], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.PUBLISHED and item.reviewer is None:
            yield Problem(item.id, "reviewer", "not_reviewed", f"{item.working_title}: published, reviewed by nobody")
        if item.state in (State.APPROVED, State.PUBLISHED) and not item.sources:
            message = f"{item.working_title}: rests on no entry of the knowledge register"
            yield Problem(item.id, "sources", "no_source", message)


CONTENT_BRIEFS = Register(
    name="content_briefs", model=ContentBrief, covers=("CON-01",), gaps=(_published_was_reviewed,)
)
