"""The register of training: who learns what for which role, by when, and what proves it [TRN-01]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import DueOn, ItemId, Names, Owner, PersonName, WantedList


class Role(StrEnum):
    WRITER = "writer"
    CAMPAIGN_MANAGER = "campaign_manager"
    SALES = "sales"
    OPERATIONS = "operations"
    CORE_USER = "core_user"


class State(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class Training(Item):
    """One training of one person."""

    called: ClassVar[str] = "subject"
    closed: ClassVar[tuple[str, ...]] = (State.DONE, State.CANCELLED)

    subject: Text
    role: Role | None = None
    person: PersonName = None
    content: WantedList = ()
    material: Text | None = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    owner: Owner = None
    due_on: DueOn = None
    done_on: Day | None = None
    proof: Text | None = None
    refresh_on: Day | None = None
    state: State = State.PLANNED


def _done_is_proven(items: Sequence[Training]) -> Iterable[Problem]:
    for item in items:
        if item.state is State.DONE and item.done_on is None:
            yield Problem(item.id, "done_on", "missing_key", "a training that is done says when")


def _proof_and_person(items: Sequence[Training], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.DONE and item.proof is None:
            message = f"{item.subject}: nothing proves that {item.person or 'anybody'} can do it"
            yield Problem(item.id, "proof", "no_proof", message, "let the person do one case alone")
        if item.state is State.PLANNED and item.person is None:
            yield Problem(item.id, "person", "no_person", f"{item.subject}: for nobody in particular")
        if item.refresh_on and item.refresh_on < around.today:
            yield Problem(
                item.id, "refresh_on", "refresh_overdue", f"{item.subject} was to be repeated by {item.refresh_on}"
            )


TRAINING = Register(
    name="training", model=Training, covers=("TRN-01",), rules=(_done_is_proven,), gaps=(_proof_and_person,)
)
