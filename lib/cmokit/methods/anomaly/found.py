"""What was out of its usual range lately: days, runs of days and whole weeks, each told once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cmokit.methods.anomaly.gathered import Gathered
from cmokit.methods.anomaly.score import (
    EDGE_Z,
    PERIOD,
    Daily,
    Step,
    beyond_chance,
    day_steps,
    runs,
    share_steps,
    week_steps,
)
from cmokit.methods.anomaly.watched import ALL, Name

JUDGED = 28  # days, up to the report's own, of which something new can be told
A_DAY = timedelta(days=1)
Key = tuple[Name, int]  # series, and the days that one of its steps has


@dataclass(frozen=True)
class Occurrence:
    """Steps of one series in a row that were out of range on one side."""

    name: Name
    steps: tuple[Step, ...]

    @property
    def first(self) -> date:
        return self.steps[0].day

    @property
    def last(self) -> date:
        return self.steps[-1].last

    @property
    def value(self) -> float:
        return sum(step.value for step in self.steps)

    @property
    def expected(self) -> float:
        return sum(step.expected for step in self.steps)

    @property
    def z(self) -> float:
        """Of the step that lies farthest away."""
        return max((step.z for step in self.steps), key=abs)

    @property
    def is_high(self) -> bool:
        return self.z > 0

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Judged:
    """occurrences: by first day and name. steps: every step that was judged, by series and its length in days. too_few:
    series that hold too little, or are too short, to be judged.
    """

    occurrences: tuple[Occurrence, ...]
    steps: Mapping[Key, tuple[Step, ...]]
    too_few: tuple[Name, ...]


def judged(series: Gathered, as_of: date, week_starts: int) -> Judged:
    """Every series' days and weeks of the last four weeks, all held against chance together."""
    since = as_of - (JUDGED - 1) * A_DAY
    days = {name: day_steps(one) for name, one in series.daily.items()}
    every: dict[Key, list[Step]] = {(name, 1): steps for name, steps in days.items()}
    every |= {(name, PERIOD): week_steps(one, week_starts) for name, one in series.daily.items()}
    every |= {(name, PERIOD): share_steps(one) for name, one in series.weekly.items()}
    told = {key: tuple(step for step in steps if step.last >= since) for key, steps in every.items() if steps}
    beyond = beyond_chance(told)
    found: list[Occurrence] = []
    for name, one in series.daily.items():
        own = beyond.get((name, 1), [])
        found += [Occurrence(name, tuple(run)) for run in runs(own, days[name])]
        weeks = _left(one, week_starts, own, beyond.get((name, PERIOD), []))
        found += [Occurrence(name, _narrowed(run, days[name])) for run in runs(weeks)]
    for name in series.weekly:
        found += [Occurrence(name, tuple(run)) for run in runs(beyond.get((name, PERIOD), []))]
    known = {name for name, _ in told}
    few = sorted(name for name in (*series.daily, *series.weekly) if name not in known)
    whole = sorted(_without_parts(found), key=lambda one: (one.first, one.name))
    return Judged(tuple(whole), told, tuple(few))


def _left(series: Daily, starts: int, found: Sequence[Step], weeks: Sequence[Step]) -> list[Step]:
    """The weeks that are out of range even without the days that were found already."""
    if not found or not weeks:
        return list(weeks)
    instead = {step.day: step.expected for step in found}
    again = {step.day: step for step in week_steps(series, starts, instead)}
    least = min(abs(week.z) for week in weeks)
    return [week for week in weeks if abs(again[week.day].z) >= least and (again[week.day].z > 0) == (week.z > 0)]


def _narrowed(weeks: Sequence[Step], days: Sequence[Step]) -> tuple[Step, ...]:
    """The days of the weeks from the first to the last that lay away on their side; the weeks where no day did."""
    inside = [day for day in days if weeks[0].day <= day.day <= weeks[-1].last]
    away = [day for day in inside if abs(day.z) >= EDGE_Z and (day.z > 0) == (weeks[0].z > 0)]
    if not away:
        return tuple(weeks)
    return tuple(day for day in inside if away[0].day <= day.day <= away[-1].day)


def _without_parts(found: Sequence[Occurrence]) -> list[Occurrence]:
    """A platform or a channel is told by itself only where the whole is not out of range on any of the same days."""
    whole = [one for one in found if one.name.part == ALL]
    return [one for one in found if one.name.part == ALL or not any(_meet(one, other) for other in whole)]


def _meet(one: Occurrence, other: Occurrence) -> bool:
    same = one.name.series is other.name.series and one.is_high == other.is_high
    return same and one.first <= other.last and other.first <= one.last
