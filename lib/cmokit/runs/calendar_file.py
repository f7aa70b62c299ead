"""The engagement's calendar as an .ics file: meetings with their cadence, ends of phases, deliverables and reviews.

Equal inputs give equal bytes: an event's stamp is the engagement's own first day, not the clock's.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cmokit.engagement.model import Engagement
from cmokit.engagement.plan import Plan
from cmokit.engagement.workspace import ClientFolder
from cmokit.registers.base import read_register
from cmokit.registers.cadence import CADENCE, Every, Meeting
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES, OUT
from cmokit.registers.words import value_word
from cmokit.vocabulary import PHASES
from cmokit.words import say

RULES: dict[Every, dict[str, Any]] = {
    Every.WEEK: {"freq": "weekly"},
    Every.TWO_WEEKS: {"freq": "weekly", "interval": 2},
    Every.MONTH: {"freq": "monthly"},
    Every.QUARTER: {"freq": "monthly", "interval": 3},
    Every.YEAR: {"freq": "yearly"},
}
USUAL_MINUTES = 60  # of a meeting whose length nobody wrote down
YEAR = timedelta(days=366)
DOMAIN = "cmokit.invalid"  # ends the ids of events, which no server owns


def calendar_file(folder: ClientFolder, engagement: Engagement, plan: Plan) -> bytes:
    """The .ics. Raises ManyErrors for a register with faults."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//cmokit//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", engagement.name)
    for event in (*_meetings(folder, engagement), *_phases(folder, engagement, plan), *_due(folder, engagement)):
        calendar.add_component(event)
    calendar.add_missing_timezones(engagement.start_on - YEAR, engagement.end_on + 5 * YEAR)
    return bytes(calendar.to_ical())


def _meetings(folder: ClientFolder, engagement: Engagement) -> Iterator[Any]:
    for item in read_register(folder, CADENCE):
        if item.next_on is None or item.is_closed:
            continue
        start, end = _when(item, item.next_on, engagement)
        event = _event(folder, engagement, f"cadence-{item.id}", item.name, start, end, _agenda(item))
        if item.every in RULES:
            event.add("rrule", RULES[item.every])
        yield event


def _when(item: Meeting, day: date, engagement: Engagement) -> tuple[Any, Any]:
    """A time in the engagement's zone, or the whole day where no time is agreed."""
    if item.at is None:
        return day, day + timedelta(days=1)
    start = datetime.combine(day, time.fromisoformat(item.at), ZoneInfo(engagement.timezone))
    return start, start + timedelta(minutes=item.minutes or USUAL_MINUTES)


def _agenda(item: Meeting) -> str:
    owner = [say("registers.calendar.owner", owner=item.owner)] if item.owner else []
    return "\n".join([*owner, *(f"{number}. {point}" for number, point in enumerate(item.agenda, start=1))])


def _phases(folder: ClientFolder, engagement: Engagement, plan: Plan) -> Iterator[Any]:
    for phase in PHASES:
        period = engagement.phase_period(phase)
        gate = plan.phases[phase].gate if phase in plan.phases else None
        if period:
            name = say("registers.calendar.gate", phase=value_word(phase))
            day = period[1]
            told = gate.says if gate else ""
            yield _event(folder, engagement, f"gate-{phase}", name, day, day + timedelta(days=1), told)


def _due(folder: ClientFolder, engagement: Engagement) -> Iterator[Any]:
    for item in read_register(folder, DELIVERABLES):
        if item.due_on and item.state not in OUT:
            name = say("registers.calendar.due", what=item.deliverable)
            yield _event(
                folder, engagement, f"deliverable-{item.id}", name, item.due_on, item.due_on + timedelta(days=1), ""
            )
    for decision in read_register(folder, DECISIONS):
        if decision.review_on and not decision.is_closed:
            name, day = say("registers.calendar.review", what=decision.issue), decision.review_on
            yield _event(folder, engagement, f"decision-{decision.id}", name, day, day + timedelta(days=1), "")


def _event(folder: ClientFolder, engagement: Engagement, id_: str, name: str, start: Any, end: Any, told: str) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{folder.slug}-{id_}@{DOMAIN}")
    event.add("dtstamp", datetime.combine(engagement.start_on, time(), ZoneInfo("UTC")))
    event.add("summary", f"{engagement.name}: {name}")
    event.add("dtstart", start)
    event.add("dtend", end)
    if told:
        event.add("description", told)
    return event
