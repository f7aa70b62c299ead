"""The register of alerts: which figure, outside which range, tells whom, and what that person then does [MON-02]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, Owner, ReviewOn, Wanted

TRIVIAL_RAISED = 10  # from so many on, an alert that is mostly ignored is called trivial


class State(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class Alert(Item):
    """One alert. low, high: outside of these it is raised, in the figure's own unit."""

    closed: ClassVar[tuple[str, ...]] = (State.REMOVED,)

    name: Text
    metric: Figure = None
    low: Number | None = None
    high: Number | None = None
    owner: Owner = None
    response: Wanted = None
    channel: Wanted = None
    raised_count: Number | None = None
    acted_on_count: Number | None = None
    state: State = State.PLANNED
    review_on: ReviewOn = None


def _range_in_order(items: Sequence[Alert]) -> Iterable[Problem]:
    for item in items:
        if item.low is not None and item.high is not None and item.high <= item.low:
            yield Problem(item.id, "high", "bad_order", "the upper end lies below the lower one")


def _no_owner_no_alert(items: Sequence[Alert], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ("owner", "metric", "response"):
            if item.state is State.ACTIVE and getattr(item, field) is None:
                yield Problem(item.id, field, "alert_without", f"{item.name} is active without its {field}")
        if item.state is State.ACTIVE and item.low is None and item.high is None:
            yield Problem(item.id, "low", "alert_without", f"{item.name} is active without a range")


def _trivial(items: Sequence[Alert], around: Around) -> Iterable[Problem]:
    """An alert that nobody acts on teaches people to ignore all of them."""
    for item in items:
        raised, acted = item.raised_count or 0, item.acted_on_count or 0
        if item.state is State.ACTIVE and raised >= TRIVIAL_RAISED and acted * 2 < raised:
            message = f"{item.name}: raised {raised} times, acted on {acted} times"
            yield Problem(item.id, "acted_on_count", "trivial_alert", message, "widen its range or remove it")


ALERTS = Register(
    name="alerts",
    model=Alert,
    covers=("MON-02",),
    rules=(_range_in_order,),
    stops=(_no_owner_no_alert,),
    gaps=(_trivial,),
)
