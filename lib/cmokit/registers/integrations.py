"""The register of integrations: what moves between systems, and what happens when it does not arrive [INT-03]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, ReviewOn, Wanted, WantedList

SENSITIVE = ("lifecycle", "routing", "owner", "stage")  # fields whose direction must be one way


class Direction(StrEnum):
    ONE_WAY = "one_way"
    BOTH_WAYS = "both_ways"


class State(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    BROKEN = "broken"
    RETIRED = "retired"


class Integration(Item):
    """One flow of data from a sender to a receiver."""

    closed: ClassVar[tuple[str, ...]] = (State.RETIRED,)

    name: Text
    sender: Annotated[ItemId | None, Names("tools")] = None
    receiver: Annotated[ItemId | None, Names("tools")] = None
    moves: WantedList = ()
    field_owner: Wanted = None
    direction: Direction = Direction.ONE_WAY
    cadence: Wanted = None
    conflict_rule: Wanted = None
    duplicate_rule: Text | None = None
    failure_behaviour: Wanted = None
    alert: Wanted = None
    log: Text | None = None
    format_standard: Text | None = None
    backfill: Text | None = None
    last_tested_on: Day | None = None
    platform_changed_on: Day | None = None
    owner: Owner = None
    state: State = State.LIVE
    review_on: ReviewOn = None


def _direction_is_controlled(items: Sequence[Integration], around: Around) -> Iterable[Problem]:
    for item in items:
        moved = [what for what in item.moves if any(word in what.casefold() for word in SENSITIVE)]
        if item.direction is Direction.BOTH_WAYS and moved and not item.is_closed:
            message = f"{item.name} writes {', '.join(moved)} in both directions"
            yield Problem(item.id, "direction", "uncontrolled_direction", message, "let one system write it")


def _tested_since_it_changed(items: Sequence[Integration], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.is_closed or item.state is State.PLANNED:
            continue
        if item.last_tested_on is None:
            yield Problem(item.id, "last_tested_on", "never_tested", f"{item.name}: nobody has tested it")
        elif item.platform_changed_on and item.last_tested_on < item.platform_changed_on:
            message = f"{item.name}: not tested since its platform changed on {item.platform_changed_on}"
            yield Problem(item.id, "last_tested_on", "not_tested_since", message)


def _broken(items: Sequence[Integration], around: Around) -> Iterable[Problem]:
    return (
        Problem(item.id, "state", "broken", f"{item.name} is broken") for item in items if item.state is State.BROKEN
    )


INTEGRATIONS = Register(
    name="integrations",
    model=Integration,
    covers=("INT-03",),
    gaps=(_direction_is_controlled, _tested_since_it_changed, _broken),
)
