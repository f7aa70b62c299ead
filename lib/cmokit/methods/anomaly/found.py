"""What was out of its usual range lately: days, runs of days and whole weeks, each told once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cmokit.methods.anomaly.gathered import Gathered
from cmokit.methods.anomaly.score import (
    EDGE_Z,
    INSIDE_Z,
    Daily,
    Step,
    beyond_chance,
    day_steps,
    runs,
    share_steps,
    week_of_days,
    week_steps,
)
from cmokit.methods.anomaly.watched import ALL, Name

JUDGED = 28  # days, up to the report's own, of which something new can be told
A_DAY = timedelta(days=1)
DAY, BEFORE, TOGETHER = "day", "week_before", "week_together"
Key = tuple[Name, str]  # series, and the kind of its steps


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
    """occurrences: by first day and name. steps: every step that was judged, by series and kind. too_few:
    series that hold too little, or are too short, to be judged.
    """

    occurrences: tuple[Occurrence, ...]
    steps: Mapping[Key, tuple[Step, ...]]
    too_few: tuple[Name, ...]


def judged(series: Gathered, as_of: date, week_starts: int) -> Judged:
    """Every series' days and weeks of the last four weeks, all held against chance together."""
    since = as_of - (JUDGED - 1) * A_DAY
    days = {name: day_steps(one) for name, one in series.daily.items()}
    every: dict[Key, list[Step]] = {(name, DAY): steps for name, steps in days.items()}
    for name, one in series.daily.items():
        every |= {(name, kind): steps for kind, steps in _weeks(one, days[name], week_starts, {}).items()}
    every |= {(name, BEFORE): share_steps(one) for name, one in series.weekly.items()}
    told = {key: tuple(step for step in steps if step.last >= since) for key, steps in every.items() if steps}
    beyond = beyond_chance(told)
    found: list[Occurrence] = []
    for name, one in series.daily.items():
        own = [_widened(run, days[name]) for run in runs(beyond.get((name, DAY), []), days[name])]
        found += [Occurrence(name, run) for run in own]
        weeks = {kind: beyond.get((name, kind), []) for kind in (BEFORE, TOGETHER)}
        left = _left(one, days[name], week_starts, [step for run in own for step in run], weeks)
        found += [Occurrence(name, _narrowed(run, days[name])) for run in runs(left)]
    for name in series.weekly:
        found += [Occurrence(name, tuple(run)) for run in runs(beyond.get((name, BEFORE), []))]
    known = {name for name, _ in told}
    few = sorted(name for name in (*series.daily, *series.weekly) if name not in known)
    whole = sorted(_without_parts(found), key=lambda one: (one.first, one.name))
    return Judged(tuple(whole), told, tuple(few))


def _weeks(series: Daily, days: Sequence[Step], starts: int, instead: Mapping[date, float]) -> dict[str, list[Step]]:
    """The weeks beside those before them, and by their days together. instead: found days, with what was expected."""
    return {
        BEFORE: week_steps(series, starts, instead),
        TOGETHER: week_of_days(days, series.side, starts, instead),
    }


def _widened(run: Sequence[Step], days: Sequence[Step]) -> tuple[Step, ...]:
    """With the days next to it that lie away on the same side, though not beyond chance by themselves."""
    at = {day.day: n for n, day in enumerate(days)}
    first, last = at[run[0].day], at[run[-1].day]
    is_high = run[0].z > 0
    while first > 0 and _is_away(days[first - 1], is_high):
        first -= 1
    while last + 1 < len(days) and _is_away(days[last + 1], is_high):
        last += 1
    return tuple(days[first : last + 1])


def _is_away(day: Step, is_high: bool, least: float = EDGE_Z) -> bool:
    return abs(day.z) >= least and (day.z > 0) == is_high and day.is_large


def _left(
    series: Daily, days: Sequence[Step], starts: int, found: Sequence[Step], weeks: Mapping[str, Sequence[Step]]
) -> list[Step]:
    """The weeks that are out of range even without the days that were found already, each once."""
    instead = {step.day: step.expected for step in found}
    again = {kind: {w.day: w for w in own} for kind, own in _weeks(series, days, starts, instead).items()}
    left: dict[date, Step] = {}
    for kind, own in weeks.items():
        least = min((abs(week.z) for week in own), default=0.0)
        for week in own:
            now = again[kind].get(week.day)
            if now is None or (abs(now.z) >= least and (now.z > 0) == (week.z > 0)):
                left.setdefault(week.day, week)
    return [left[day] for day in sorted(left)]


def _narrowed(weeks: Sequence[Step], days: Sequence[Step]) -> tuple[Step, ...]:
    """The days of the weeks from the first to the last that lay away on their side; the weeks where no day did."""
    inside = [day for day in days if weeks[0].day <= day.day <= weeks[-1].last]
    away = [day for day in inside if _is_away(day, weeks[0].z > 0, INSIDE_Z)]
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
