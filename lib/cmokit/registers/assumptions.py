"""The ledger of assumptions: what is fact, assumption, estimate or opinion, and how it is put to the test [DEC-04]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, ReviewOn


class Kind(StrEnum):
    FACT = "fact"
    ASSUMPTION = "assumption"
    ESTIMATE = "estimate"
    OPINION = "opinion"


class Size(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class State(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Assumption(Item):
    """One sentence that something rests on. size: of the decision that rests on it."""

    called: ClassVar[str] = "assumption"
    closed: ClassVar[tuple[str, ...]] = (State.CONFIRMED, State.REFUTED)

    assumption: Text
    kind: Kind
    support: Text | None = None
    figure: Figure = None
    test: Text | None = None
    size: Size | None = None
    decision: Annotated[ItemId | None, Names("decisions")] = None
    owner: Owner = None
    result: Text | None = None
    state: State = State.OPEN
    review_on: ReviewOn = None


def _a_fact_has_support(items: Sequence[Assumption], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.kind is Kind.FACT and item.support is None and item.figure is None:
            yield Problem(item.id, "support", "no_support", f"{item.assumption}: called a fact, and nothing shows it")


def _a_large_one_is_tested(items: Sequence[Assumption], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.kind is not Kind.FACT and item.size is Size.LARGE and item.test is None and not item.is_closed:
            message = f"{item.assumption}: a large decision rests on this {item.kind}, and nobody tests it"
            yield Problem(item.id, "test", "not_tested", message)


def _settled_by_something(items: Sequence[Assumption]) -> Iterable[Problem]:
    for item in items:
        if item.is_closed and item.result is None:
            yield Problem(item.id, "result", "missing_key", f"{item.state} needs what showed it")


ASSUMPTIONS = Register(
    name="assumptions",
    model=Assumption,
    covers=("DEC-04",),
    rules=(_settled_by_something,),
    gaps=(_a_fact_has_support, _a_large_one_is_tested),
)
