"""The register of alerts: which figure, outside which range, tells whom, and what that person then does [MON-02].

What became of an alert stands with it, an entry an occurrence: `2026-02-24` under `acknowledged`, or
`2026-02-24: budget typed with a zero too many` under `closed_causes`. The day is the first one that the report names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Number, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, Owner, ReviewOn, Wanted
from cmokit.vocabulary import Watched

TRIVIAL_RAISED = 10  # from so many on, an alert that is mostly ignored is called trivial
DAY_LENGTH = len("2026-02-24")
# The metrics that are watched from day to day or week to week, by the series that tells of them.
SERIES_OF = {
    "ad_spend": Watched.SPEND,
    "traffic": Watched.TRAFFIC,
    "lead_decay": Watched.LEAD_QUALITY,
    "stage_conversion": Watched.SALES_ACCEPTANCE,
    "qualified_opportunities": Watched.OPPORTUNITIES,
    "email_engagement": Watched.EMAIL_CLICKS,
    "response_time": Watched.RESPONSE,
    "response_within_promise": Watched.RESPONSE,
    "satisfaction": Watched.LOW_RATINGS,
}
# Of these the series itself has the metric's unit and sense, so that a range of the one is a range of the other.
SAME_UNIT = ("ad_spend", "traffic", "qualified_opportunities", "response_within_promise")


class State(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class Alert(Item):
    """One alert. low, high: outside of these it is raised, in the figure's own unit. series: what is watched for it;
    blank where the figure says so. acknowledged, closed_causes: an entry an occurrence, beginning with its first day.
    """

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
    series: Watched | None = None
    acknowledged: tuple[Text, ...] = ()
    closed_causes: tuple[Text, ...] = ()

    @property
    def watches(self) -> Watched | None:
        """The series that this alert is about."""
        return self.series or SERIES_OF.get(self.metric or "")

    @property
    def has_range(self) -> bool:
        """Whether low and high are told in the unit of its series."""
        is_stated = self.low is not None or self.high is not None
        return is_stated and (self.series is not None or self.metric in SAME_UNIT)

    @property
    def acknowledged_on(self) -> tuple[date, ...]:
        """First days of occurrences that somebody is looking into."""
        return tuple(_day_of(entry) for entry in self.acknowledged)

    @property
    def causes(self) -> Mapping[date, str]:
        """First day of an occurrence → why it was closed."""
        return {_day_of(entry): entry[DAY_LENGTH:].lstrip(" :") for entry in self.closed_causes}


def _day_of(entry: str) -> date:
    return date.fromisoformat(entry[:DAY_LENGTH])


def _range_in_order(items: Sequence[Alert]) -> Iterable[Problem]:
    for item in items:
        if item.low is not None and item.high is not None and item.high <= item.low:
            yield Problem(item.id, "high", "bad_order", "the upper end lies below the lower one")


def _entries_begin_with_their_day(items: Sequence[Alert]) -> Iterator[Problem]:
    for item in items:
        for field, example in (("acknowledged", "2026-02-24"), ("closed_causes", "2026-02-24: form repaired")):
            for entry in getattr(item, field):
                if not _is_dated(entry):
                    message = f"{entry!r} does not begin with the first day of the occurrence"
                    yield Problem(item.id, field, "no_day", message, f"write it as {example}")
                elif field == "closed_causes" and not entry[DAY_LENGTH:].strip(" :"):
                    yield Problem(item.id, field, "no_cause", f"{entry} is closed without its cause", f"as {example}")


def _is_dated(entry: str) -> bool:
    try:
        _day_of(entry)
    except ValueError:
        return False
    return True


def _no_owner_no_alert(items: Sequence[Alert], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ("owner", "response") if item.series else ("owner", "metric", "response"):
            if item.state is State.ACTIVE and getattr(item, field) is None:
                yield Problem(item.id, field, "alert_without", f"{item.name} is active without its {field}")
        is_watched = item.watches is not None and item.metric not in SAME_UNIT
        if item.state is State.ACTIVE and item.low is None and item.high is None and not is_watched:
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
    rules=(_range_in_order, _entries_begin_with_their_day),
    stops=(_no_owner_no_alert,),
    gaps=(_trivial,),
)
