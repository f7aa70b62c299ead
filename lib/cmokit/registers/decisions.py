"""The register of decisions: what was decided, by whom, on what evidence, and what came of it [DEC-01, DEC-03]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, ReviewOn, Wanted, WantedList


class State(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class Decision(Item):
    """One question and what was decided; after its review also what really happened and what was learned."""

    called: ClassVar[str] = "issue"
    closed: ClassVar[tuple[str, ...]] = (State.REVIEWED, State.WITHDRAWN)

    issue: Text
    evidence: Wanted = None
    figure: Figure = None
    options: WantedList = ()
    decision: Text | None = None
    owner: Owner = None
    decided_on: Day | None = None
    expected_result: Wanted = None
    review_on: ReviewOn = None
    actual_result: Text | None = None
    lesson: Text | None = None
    next_step: Text | None = None
    replaces: Annotated[ItemId | None, Names("decisions")] = None
    state: State = State.OPEN


def _decided_says_what_and_when(items: Sequence[Decision]) -> Iterable[Problem]:
    for item in items:
        for field in ("decision", "decided_on"):
            if item.state in (State.DECIDED, State.REVIEWED) and getattr(item, field) is None:
                yield Problem(item.id, field, "missing_key", f"a decision that is {item.state} needs this")


def _reviewed_says_what_happened(items: Sequence[Decision]) -> Iterable[Problem]:
    for item in items:
        if item.state is State.REVIEWED and item.actual_result is None:
            yield Problem(item.id, "actual_result", "missing_key", "a reviewed decision says what really happened")


def _no_review_agreed(items: Sequence[Decision], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.DECIDED and item.review_on is None:
            yield Problem(item.id, "review_on", "no_review", f"no day is agreed to look at {item.known_as} again")


DECISIONS = Register(
    name="decisions",
    model=Decision,
    covers=("DEC-01", "DEC-03"),
    rules=(_decided_says_what_and_when, _reviewed_says_what_happened),
    gaps=(_no_review_agreed,),
)
