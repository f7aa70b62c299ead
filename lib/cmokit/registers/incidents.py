"""The register of incidents: what happened, what was done at once, what was changed for good [GOV-08]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, PersonName, Wanted, WantedDay

STEPS = ("paused_on", "preserved", "affected", "notified", "corrected_on", "control_updated")


class Kind(StrEnum):
    WRONG_PUBLICATION = "wrong_publication"
    COMPLAINT = "complaint"
    COPYRIGHT = "copyright"
    PRIVACY = "privacy"
    SECURITY = "security"
    FAILED_AUTOMATION = "failed_automation"
    PUBLIC_CRITICISM = "public_criticism"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Incident(Item):
    """One incident: pause, preserve, identify who is affected, notify, correct, update the control."""

    called: ClassVar[str] = "incident"
    closed: ClassVar[tuple[str, ...]] = (State.CLOSED,)

    incident: Text
    kind: Kind
    happened_on: WantedDay = None
    noticed_by: PersonName = None
    paused_on: Day | None = None
    preserved: Text | None = None
    affected: Wanted = None
    notified: tuple[Text, ...] = ()
    corrected_on: Day | None = None
    control_updated: Text | None = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    owner: Owner = None
    state: State = State.OPEN


def _closed_only_when_done(items: Sequence[Incident]) -> Iterable[Problem]:
    for item in items:
        for field in STEPS:
            if item.state is State.CLOSED and getattr(item, field) in (None, ()):
                yield Problem(item.id, field, "step_open", f"{item.incident} is closed, and this step is not done")


def _paused(items: Sequence[Incident], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.OPEN and item.paused_on is None:
            yield Problem(item.id, "paused_on", "not_paused", f"{item.incident}: what caused it still runs")


INCIDENTS = Register(
    name="incidents", model=Incident, covers=("GOV-08",), rules=(_closed_only_when_done,), gaps=(_paused,)
)
