"""The register of risks: what may go wrong, how likely, how bad, and what keeps it in check [GOV-10]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, ReviewOn


class Kind(StrEnum):
    OPERATIONAL = "operational"
    LEGAL = "legal"
    PRIVACY = "privacy"
    SECURITY = "security"
    REPUTATION = "reputation"


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Risk(Item):
    """One risk of a workflow, data source, campaign, tool or automation."""

    called: ClassVar[str] = "risk"
    closed: ClassVar[tuple[str, ...]] = (State.CLOSED,)

    risk: Text
    kind: Kind
    impact: Level | None = None
    likelihood: Level | None = None
    control: Text | None = None
    owner: Owner = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    tool: Annotated[ItemId | None, Names("tools")] = None
    data_source: Annotated[ItemId | None, Names("data_sources")] = None
    decision: Annotated[ItemId | None, Names("decisions")] = None
    state: State = State.OPEN
    review_on: ReviewOn = None


def _judged(items: Sequence[Risk], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ("impact", "likelihood"):
            if getattr(item, field) is None and not item.is_closed:
                yield Problem(item.id, field, "not_judged", f"{item.risk}: its {field} is not judged")


def _kept_in_check(items: Sequence[Risk], around: Around) -> Iterable[Problem]:
    for item in items:
        is_high = Level.HIGH in (item.impact, item.likelihood)
        if item.state is State.OPEN and is_high and item.control is None:
            yield Problem(item.id, "control", "no_control", f"{item.risk}: high, and nothing keeps it in check")
        if item.state is State.ACCEPTED and item.decision is None:
            yield Problem(item.id, "decision", "no_decision", f"{item.risk} is accepted, and no decision says so")


RISKS = Register(name="risks", model=Risk, covers=("GOV-10",), gaps=(_judged, _kept_in_check))
