"""The calendar of meetings and reviews: what is looked at, how often, by whom, and when next [OWN-07, GOV-07]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, Owner, PersonName, WantedList


class Kind(StrEnum):
    MEETING = "meeting"
    SYSTEM_REVIEW = "system_review"
    COST_REVIEW = "cost_review"


class Every(StrEnum):
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Meeting(Item):
    """One recurring meeting or review. next_on: the next day of it; agenda: what is spoken about, in order."""

    closed: ClassVar[tuple[str, ...]] = (State.PAUSED, State.ENDED)

    name: Text
    kind: Kind = Kind.MEETING
    every: Every = Every.WEEK
    next_on: Day | None = None
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    owner: Owner = None
    participants: tuple[Text, ...] = ()
    agenda: WantedList = ()
    read_before: tuple[Text, ...] = ()
    figure: Figure = None
    last_done_on: Day | None = None
    done_by: PersonName = None
    state: State = State.RUNNING


def _next_is_ahead(items: Sequence[Meeting], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.is_closed:
            continue
        if item.next_on is None:
            yield Problem(item.id, "next_on", "no_day", f"{item.name} has no next day")
        elif item.next_on < around.today:
            yield Problem(item.id, "next_on", "overdue", f"{item.name} was to be on {item.next_on}")


CADENCE = Register(name="cadence", model=Meeting, covers=("OWN-07", "GOV-07"), gaps=(_next_is_ahead,))
