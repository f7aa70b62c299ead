"""Alerts: what was out of range, joined with what the register says of it: its owner, its range, what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cmokit.methods.anomaly.found import JUDGED, Judged, Occurrence
from cmokit.methods.anomaly.score import PERIOD, Daily, Step, Weekly, runs
from cmokit.methods.anomaly.watched import ALL, Name
from cmokit.registers.alerts import Alert as Item
from cmokit.registers.alerts import State as ItemState
from cmokit.vocabulary import Watched

USUAL = "usual"  # the rule of an alert that no range of the register raised


class State(StrEnum):
    """OPEN: nobody has said anything yet. ACKNOWLEDGED: somebody is looking into it. CLOSED: with its cause."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


@dataclass(frozen=True)
class Alert:
    """One occurrence. rule: `usual`, or the id of the register's item whose range it left. owner: None where nobody is
    named. item: the register's item that it falls under, if any. cause: why it was closed.
    """

    found: Occurrence
    rule: str = USUAL
    owner: str | None = None
    item: str | None = None
    state: State = State.OPEN
    cause: str = ""

    @property
    def series(self) -> Watched:
        return self.found.name.series

    @property
    def dimensions(self) -> dict[str, str]:
        name = self.found.name
        return {"series": name.series, "part": name.part, "start": self.found.first.isoformat(), "rule": self.rule}


def alerts_of(judged: Judged, series: Mapping[Name, Daily | Weekly], items: Sequence[Item], as_of: date) -> list[Alert]:
    """By first day and name. A series of which every alert of the register is paused or removed raises nothing."""
    by_series = {watched: [item for item in items if item.watches is watched] for watched in Watched}
    usual = [(one, USUAL) for one in judged.occurrences]
    ranged = [
        (one, item.id)
        for item in items
        if item.state is ItemState.ACTIVE and item.has_range
        for one in out_of_range(item, judged, series, as_of)
        if not any(_meet(one, other) for other, _ in usual)
    ]
    alerts = [_alert(one, rule, by_series[one.name.series]) for one, rule in (*usual, *ranged)]
    loud = [alert for alert in alerts if not _is_silent(by_series[alert.series])]
    return sorted(loud, key=lambda alert: (alert.found.first, alert.found.name, alert.rule))


def _is_silent(items: Sequence[Item]) -> bool:
    return bool(items) and all(item.state in (ItemState.PAUSED, ItemState.REMOVED) for item in items)


def _alert(one: Occurrence, rule: str, items: Sequence[Item]) -> Alert:
    own = [item for item in items if rule in (USUAL, item.id) and item.state is not ItemState.REMOVED]
    cause = next((cause for item in own for day, cause in item.causes.items() if one.holds(day)), "")
    is_seen = any(one.holds(day) for item in own for day in item.acknowledged_on)
    state = State.CLOSED if cause else State.ACKNOWLEDGED if is_seen else State.OPEN
    owner = next((item.owner for item in own if item.owner), None)
    return Alert(one, rule, owner, next((item.id for item in own), None), state, cause)


def _meet(one: Occurrence, other: Occurrence) -> bool:
    same = one.name == other.name and one.is_high == other.is_high
    return same and one.first <= other.last and other.first <= one.last


def out_of_range(
    item: Item, judged: Judged, series: Mapping[Name, Daily | Weekly], as_of: date
) -> Iterable[Occurrence]:
    """Days of a daily series, weeks of a weekly one, that lie outside what the register allows.

    Each begins where the series first left the range, which may be long ago; one that ended before the last four weeks
    is over.
    """
    name = Name(item.watches or Watched.SPEND)
    one = series.get(name)
    if one is None:
        return
    low, high = (None if end is None else float(end) for end in (item.low, item.high))
    steps = [step for step in _plain_steps(one) if step.value is not None and _side(step.value, low, high)]
    told = [_against(step, low, high) for step in steps]
    since = as_of - timedelta(days=JUDGED - 1)
    yield from (Occurrence(name, tuple(run)) for run in runs(told) if run[-1].last >= since)


def _side(value: float, low: float | None, high: float | None) -> int:
    return -1 if low is not None and value < low else 1 if high is not None and value > high else 0


def _plain_steps(one: Daily | Weekly) -> list[Step]:
    if isinstance(one, Daily):
        days = (one.first + timedelta(days=n) for n in range(len(one.values)))
        return [Step(day, 1, value, 0.0, 0.0, 1.0, True) for day, value in zip(days, one.values, strict=True)]
    weeks = ((one.first + timedelta(weeks=n), share) for n, (share, _) in enumerate(one.shares))
    return [Step(day, PERIOD, share, 0.0, 0.0, 1.0, True) for day, share in weeks if share is not None]


def _against(step: Step, low: float | None, high: float | None) -> Step:
    """Beside the end of the range that it left; z tells the side alone."""
    side = _side(step.value, low, high)
    end = low if side < 0 else high
    return Step(step.day, step.days, step.value, float(end or 0.0), float(side), step.chance, True)


def unwatched(items: Sequence[Item], series: Iterable[Name]) -> list[Item]:
    """Active alerts with a range whose figure is not told by day or week here."""
    known = {name.series for name in series if name.part == ALL}
    return [
        item
        for item in items
        if item.state is ItemState.ACTIVE
        and (item.low is not None or item.high is not None)
        and not (item.has_range and item.watches in known)
    ]
