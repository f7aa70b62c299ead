"""The truth about first answers to the B2B client's leads, lead by lead and day by day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf

from cmokit.samples.b2b.crm import user_id
from cmokit.samples.b2b.logged import OUTBOUND, Activity
from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, Contact
from cmokit.samples.b2b.salesforce_work import ABROAD
from cmokit.samples.truth.b2b_funnel import DAY, days_between
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, quantile, share, truth

ID = "speed.first_response"
PROMISE, OPENS, CLOSES = 240, time(9), time(18)  # as the engagement states them
HOLIDAYS = {
    *(date(2025, month, day) for month, day in ((1, 1), (4, 18), (4, 21), (5, 1), (5, 29), (6, 9), (10, 3))),
    *(date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)),
}
FEWEST = 20  # leads, before a group is stated
QUANTILES = (0.5, 0.75, 0.9)
LEADS, GOAL = LIFECYCLE[1:], LIFECYCLE[-2:]
BANDS = (("hour", 60.0), ("four_hours", 240.0), ("day", 540.0), ("later", inf))
HOUR = timedelta(hours=1)


@dataclass
class Wait:
    """One lead. earliest, latest: between which the first attempt lies; problem: why the lead is set apart."""

    lead: Contact
    earliest: datetime | None
    latest: datetime | None
    machine: datetime | None
    problem: str
    end: datetime

    def minutes(self, moment: datetime | None) -> float:
        """Working minutes from creation to the moment, else to the end of the log."""
        behind = HOUR if self.lead.owner in ABROAD else timedelta(0)  # London is an hour behind Berlin all year
        return working(self.lead.created_at - behind, (moment or self.end) - behind)

    @property
    def owner(self) -> str:
        return user_id(self.lead.owner)


def working(start: datetime, end: datetime) -> float:
    """Minutes between nine and six on weekdays that are no holiday; local times."""
    minutes, day = 0.0, start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            first, last = max(start, datetime.combine(day, OPENS)), min(end, datetime.combine(day, CLOSES))
            minutes += max(0.0, (last - first) / timedelta(minutes=1))
        day += timedelta(days=1)
    return minutes


def first_response(state: State) -> tuple[list[Truth], list[Named]]:
    """Counts, times with the unanswered still waiting, groups, and what became of the leads by band."""
    every = waits_of(state)
    own = [wait for wait in every if not wait.problem]
    facts = _counts(every, own) + _times(own) + _times(own, "earliest") + _groups(own) + _converted(own)
    ids = {problem: [w.lead.id for w in every if w.problem == problem] for problem in ("before_lead", "no_time")}
    ids["unanswered"] = [w.lead.id for w in own if not w.latest]
    ids["late"] = [w.lead.id for w in own if w.latest and w.minutes(w.latest) > PROMISE]
    return facts, [named(ID, "contact_id", found, problem=problem) for problem, found in ids.items()]


def waits_of(state: State) -> list[Wait]:
    """The leads of the year up to the last day of the log."""
    after = datetime.combine(state.as_of, time()) + DAY
    start = after.replace(year=after.year - 1)
    end = datetime.combine(max(a.on for a in state.activities if a.kind != "meeting"), time()) + DAY
    done: dict[str, list[Activity]] = {}
    for activity in state.activities:
        if activity.direction == OUTBOUND and (activity.at or datetime.min) < end:
            done.setdefault(state.leader.get(activity.record, activity.record), []).append(activity)
    leads = [c for c in state.leading_contacts if is_in(c, LEADS) and start <= c.created_at < end]
    return [wait_of(lead, done.get(lead.id, []), end) for lead in sorted(leads, key=lambda c: c.id)]


def is_in(contact: Contact, stages: tuple[str, ...]) -> bool:
    """Now, or as HubSpot remembers it ever."""
    was = contact.system == HUBSPOT and any(stage in stages for stage, _ in contact.history)
    return was or contact.stage in stages


def wait_of(lead: Contact, done: list[Activity], end: datetime) -> Wait:
    """done: whatever went out to the lead before `end`."""
    before, after, machines = False, [], []
    by_day = lead.system != HUBSPOT and lead.kind == "lead"  # the report of leads gives days
    made = datetime.combine(lead.created_at.date(), time(12)) if by_day else lead.created_at  # noon stands for a day
    for activity in done:
        begin = activity.at or datetime.combine(activity.on, time())
        last = activity.at or begin + DAY
        is_before = last < made or (last == made and begin < last)
        if activity.is_automated:
            machines += [] if is_before else [last]
        elif is_before:
            before = True
        else:
            after.append((max(begin, made), last))
    problem = "before_lead" if before else "no_time" if by_day else ""
    earliest, latest = (min((pair[end_] for pair in after), default=None) for end_ in (0, 1))
    return Wait(lead, earliest, latest, min(machines, default=None), problem, end)


def _counts(every: list[Wait], own: list[Wait]) -> list[Truth]:
    answered = [wait for wait in own if wait.latest]
    by_machine = [w for w in own if w.machine and not (w.latest and w.latest <= w.machine)]
    counts = {
        "leads_count": len(own),
        "answered_count": len(answered),
        "unanswered_count": len(own) - len(answered),
        "before_lead_count": sum(wait.problem == "before_lead" for wait in every),
        "no_time_count": sum(wait.problem == "no_time" for wait in every),
        "date_only_count": sum(wait.earliest != wait.latest for wait in answered),
        "automated_count": len(by_machine),
    }
    mean = sum(wait.minutes(wait.latest) for wait in answered) / len(answered)
    usual = truth(f"{ID}.shortcut_minutes", mean, shortcut="mean_of_answered")
    return [*(truth(f"{ID}.{name}", count) for name, count in counts.items()), usual]


def _times(own: list[Wait], end: str = "latest", **dims: str) -> list[Truth]:
    name = "earliest_" if end == "earliest" else ""
    waits = [(wait.minutes(getattr(wait, end)), bool(wait.latest)) for wait in own]
    facts: list[Truth] = []
    for q in QUANTILES:
        reached = next((at for at, left in left(waits) if left <= 1 - q + 1e-12), None)
        if reached is not None:
            facts.append(truth(f"{ID}.{name}minutes", reached, quantile=str(q), **dims))
    kept = 1 - min((left for at, left in left(waits) if at <= PROMISE), default=1.0)
    if any(was_answered or minutes >= PROMISE for minutes, was_answered in waits):
        facts.append(truth(f"{ID}.{name}within_sla_share", kept, **dims))
    return facts


def left(waits: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The share that still waits after each time at which somebody was answered."""
    ended = Counter(minutes for minutes, was_answered in waits if was_answered)
    every = sorted(minutes for minutes, _ in waits)
    steps, left, gone = [], 1.0, 0
    for at in sorted(ended):
        while every[gone] < at:
            gone += 1
        left *= 1 - ended[at] / (len(every) - gone)
        steps.append((at, left))
    return steps


def _groups(own: list[Wait]) -> list[Truth]:
    groups: dict[tuple[str, str], list[Wait]] = {}
    for wait in own:
        told = {"owner_id": wait.owner, "channel": wait.lead.channel, "segment": wait.lead.segment}
        for column, value in told.items():
            if value and value != "unknown":
                groups.setdefault((column, value), []).append(wait)
    large = {group: waits for group, waits in groups.items() if len(waits) >= FEWEST}
    facts = [truth(f"{ID}.small_groups_count", len(groups) - len(large))]
    for (column, value), waits in large.items():
        facts += _times(waits, **{column: value})
        facts.append(truth(f"{ID}.leads_count", len(waits), **{column: value}))
        facts.append(truth(f"{ID}.unanswered_count", sum(not w.latest for w in waits), **{column: value}))
    return facts


def _converted(own: list[Wait]) -> list[Truth]:
    """By band, of the leads older than nine in ten of those who went on had been when they did."""
    went = {w.lead.id: min((at for stage, at in w.lead.history if stage in GOAL), default=None) for w in own}
    took = [days_between(w.lead.created_at, at) for w in own if (at := went[w.lead.id]) and at >= w.lead.created_at]
    wait = quantile(took, 0.9)
    old = [w for w in own if days_between(w.lead.created_at, w.end) >= wait]
    facts, before = [], -1.0
    for band, last in BANDS:
        part = [w for w in old if w.latest and before < w.minutes(w.latest) <= last]
        facts += share(f"{ID}.converted_share", sum(is_in(w.lead, GOAL) for w in part), len(part), band=band)
        before = last
    silent = [w for w in old if not w.latest]
    return facts + share(f"{ID}.converted_share", sum(is_in(w.lead, GOAL) for w in silent), len(silent), band="none")
