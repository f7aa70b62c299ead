"""What analytics counts on a sample client's website, and Google Analytics' traffic acquisition report of it.

By day and channel group. A break in the counting is a span of days in which a group, or all, keeps one session in so
many; none at all where `left` is 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from cmokit.samples.calendar import days
from cmokit.samples.files import PLAIN, csv_bytes
from cmokit.samples.plan import DELIVERIES, Delivery, rng

WINDOW_DAYS = 40  # of later exports: analytics still adds to the last days
HEADERS = (
    "Session primary channel group (Default Channel Group)", "Date", "Sessions", "Engaged sessions", "Engagement rate",
    "Average engagement time per session", "Events per session", "Event count", "Key events",
    "Session key event rate", "Total revenue",
)  # fmt: skip
RULE = "# ----------------------------------------"


@dataclass(frozen=True)
class WebDay:
    """What analytics counted on one day for one of its channel groups. seconds: mean time of engagement."""

    day: date
    group: str
    channel: str
    sessions: int
    engaged: int
    events: int
    key_events: int
    seconds: float


@dataclass(frozen=True)
class Group:
    """One of analytics' default channel groups: the kit's channel, mean sessions a day, shares of these."""

    name: str
    channel: str
    mean: float
    engaged_share: float
    key_event_share: float


@dataclass(frozen=True)
class Break:
    """Days, both included, on which a group (all of them where blank) keeps one session in `left`, or none at 0."""

    first: date
    last: date
    group: str = ""
    left: int = 0

    def thinned(self, day: date, group: str, sessions: int) -> int:
        if not self.first <= day <= self.last or self.group not in ("", group):
            return sessions
        return sessions // self.left if self.left else 0


def make_web_days(
    slug: str,
    groups: Sequence[Group],
    first: date,
    breaks: Sequence[Break],
    season: Sequence[float],
    week: Sequence[float],
) -> Iterator[WebDay]:
    """Every day and group up to the last delivery; a silent day stands there with nothing in it."""
    for day in days(first, DELIVERIES[-1].last_day):
        busy = season[day.month - 1] * (week[day.weekday()] * 0.8 + 0.1)
        for group in groups:
            yield _day(rng(slug, "web", group.name, day), day, group, group.mean * busy, breaks)


def _day(draw: Random, day: date, group: Group, expected: float, breaks: Sequence[Break]) -> WebDay:
    sessions = max(1, round(draw.gauss(expected, expected**0.5 * 1.3)))
    for one in breaks:
        sessions = one.thinned(day, group.name, sessions)
    engaged = sum(draw.random() < group.engaged_share for _ in range(sessions))
    key_events = sum(draw.random() < group.key_event_share for _ in range(sessions))
    events = sum(draw.randrange(3, 9) for _ in range(sessions))
    return WebDay(
        day, group.name, group.channel, sessions, engaged, events, key_events, round(draw.uniform(35, 95), 4)
    )  # fmt: skip


def reported(found: Sequence[WebDay], delivery: Delivery) -> list[WebDay]:
    """The days that a delivery's report covers: all at first, then some weeks."""
    first = 0 if delivery.number == 1 else (delivery.on.toordinal() - WINDOW_DAYS)
    return [day for day in found if first <= day.day.toordinal() <= delivery.last_day.toordinal()]


def acquisition_csv(found: Sequence[WebDay], account: str) -> bytes:
    """Comment block, header, days; rates are shares of one."""
    start, end = min(d.day for d in found), max(d.day for d in found)
    before = (
        RULE, "# Traffic acquisition: Session primary channel group (Default Channel Group)", f"# Account: {account}",
        f"# Property: {account} - Website", RULE, "#", "# All Users", f"# Start date: {start:%Y%m%d}",
        f"# End date: {end:%Y%m%d}", "",
    )  # fmt: skip
    return csv_bytes(HEADERS, [_row(day) for day in found], PLAIN, before=before)


def _row(d: WebDay) -> list[object]:
    return [
        d.group, f"{d.day:%Y%m%d}", d.sessions, d.engaged, _rate(d.engaged, d.sessions),
        f"{d.seconds if d.sessions else 0:g}", _rate(d.events, d.sessions), d.events, d.key_events,
        _rate(d.key_events, d.sessions), 0,
    ]  # fmt: skip


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.10g}" if whole else "0"
