"""The register of goals: each business goal tied to the measure by which one will see it [ENG-02]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import DueOn, Figure, Owner, ReviewOn


class Kind(StrEnum):
    REVENUE = "revenue"
    ACQUISITION = "acquisition"
    RETENTION = "retention"
    POSITION = "position"
    CYCLE = "cycle"
    EXPANSION = "expansion"
    COST = "cost"


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REACHED = "reached"
    DROPPED = "dropped"


class Goal(Item):
    """One goal. measure: a figure of the report or a metric, by its name; target_value in the measure's unit."""

    called: ClassVar[str] = "goal"
    closed: ClassVar[tuple[str, ...]] = (State.REACHED, State.DROPPED)

    goal: Text
    kind: Kind | None = None
    measure: Figure = None
    from_value: Number | None = None
    target_value: Number | None = None
    due_on: DueOn = None
    origin: Text | None = None
    owner: Owner = None
    review_on: ReviewOn = None
    state: State = State.PROPOSED


def _has_a_measure(items: Sequence[Goal], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.measure is None and not item.is_closed:
            mend = "name the figure by which one will see it; a goal that nothing can show is a wish"
            yield Problem(item.id, "measure", "no_measure", f"{item.goal}: no measure", mend)


def _has_a_target(items: Sequence[Goal], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.AGREED:
            for field in ("target_value", "due_on"):
                if getattr(item, field) is None:
                    what = "how much" if field == "target_value" else "by when"
                    yield Problem(item.id, field, "no_target", f"{item.goal}: agreed without saying {what}")


def _agreed_needs_a_measure(items: Sequence[Goal], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.AGREED and item.measure is None:
            yield Problem(item.id, "state", "broad_goal", f"{item.goal}: too broad to be agreed, nothing measures it")


GOALS = Register(
    name="goals", model=Goal, covers=("ENG-02",), stops=(_agreed_needs_a_measure,), gaps=(_has_a_measure, _has_a_target)
)
