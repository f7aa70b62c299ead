"""Alerts in words, as tables and as a picture."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, Protocol

from cmokit.analyses.called import called, heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.monitoring.alert_figures import ID, figure, unit_of
from cmokit.analyses.monitoring.alert_states import USUAL, Alert, State
from cmokit.analyses.monitoring.nobody import Nobody
from cmokit.analyses.monitoring.playbook import Signal, Signals
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, on_date
from cmokit.methods.anomaly.gathered import Gathered
from cmokit.methods.anomaly.score import PERIOD, day_steps, share_steps
from cmokit.methods.anomaly.watched import ALL, Name
from cmokit.registers.alerts import Alert as Item
from cmokit.vocabulary import Watched
from cmokit.words import say, say_all

DRAWN_DAYS = 56
MOST_ROWS = 15
MOST_STEPS = 4


class Found(Protocol):
    """What `monitoring.alerts` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def alerts(self) -> tuple[Alert, ...]: ...

    @property
    def nobody(self) -> tuple[Nobody, ...]: ...

    @property
    def unwatched(self) -> tuple[Item, ...]: ...

    @property
    def signals(self) -> Signals: ...

    @property
    def looked_at(self) -> tuple[Name, ...]: ...


def _part(part: str, name: Any) -> str:
    """A channel or a platform by its name."""
    group = "system" if part.endswith("_ads") else "channel"
    return str(name(part, group))


def labelled(name: Name) -> str:
    """`Ad spend`, or `Visits, Paid social`, for a cell or a label."""
    whole = say(f"{ID}.series.{name.series}")
    return whole if name.part == ALL else say(f"{ID}.part", series=whole, part=_part(name.part, heading))


def told(facts: Sequence[Fact], alert: Alert) -> str:
    """`On 24 February ad spend came to …; … is usual.`"""
    one = alert.found
    value, usual = (cite(fact) for which in ("value", "usual") if (fact := figure(facts, alert, which)))
    length = "day" if one.first == one.last else "days"
    kind = "share" if unit_of(alert.series) == "share" else length
    rule = "usual" if alert.rule == USUAL else "range"
    what = say(f"{ID}.said.{one.name.series}")
    if one.name.part != ALL:
        what = say(f"{ID}.part", series=what, part=_part(one.name.part, called))
    said = {"first": on_date(one.first), "last": on_date(one.last), "what": what, "value": value, "usual": usual}
    text = say(f"{ID}.told.{rule}.{kind}", None, **said)
    return text[:1].upper() + text[1:]


def steps(worst: Sequence[Alert]) -> tuple[str, ...]:
    """What to do about each series that is open, the farthest out first; every first check before any change."""
    series = list(dict.fromkeys(alert.series for alert in worst))[:MOST_STEPS]
    own = tuple(say(f"{ID}.do.{one}") for one in series)
    return (*own, say(f"{ID}.do_last")) if own else ()


def tables(found: Found, worst: Sequence[Alert]) -> tuple[Table, ...]:
    """Alerts with owner and state, what to check, who is missing, the playbook, and what is looked at."""
    return (
        *_alerts(found),
        *_checks(worst),
        *_nobody(found),
        *_unwatched(found),
        *_playbook(found.signals),
        *_series(found),
    )


def _alerts(found: Found) -> tuple[Table, ...]:
    order = list(State)
    ranked = sorted(found.alerts, key=lambda a: (order.index(a.state), -abs(a.found.z), a.found.first, a.found.name))
    rows = [
        {
            "what": labelled(alert.found.name),
            "first": alert.found.first,
            "last": alert.found.last,
            "value": figure(found.facts, alert, "value"),
            "usual": figure(found.facts, alert, "usual"),
            "responsible": alert.owner or say(f"{ID}.no_owner"),
            "state": say(f"{ID}.states.{alert.state}", None),
            "cause": alert.cause,
        }
        for alert in ranked[:MOST_ROWS]
    ]
    units = {"what": "text", "first": "date", "last": "date", "value": "mixed", "usual": "mixed"}
    units |= {"responsible": "text", "state": "text"} | ({"cause": "text"} if any(r["cause"] for r in rows) else {})
    return table(f"{ID}.tables.alerts", units, rows)


def _checks(worst: Sequence[Alert]) -> tuple[Table, ...]:
    """The likely causes of the open series in the order in which they are looked at: the first of each series first."""
    of_each = {series: say_all(f"{ID}.checks.{series}") for series in dict.fromkeys(alert.series for alert in worst)}
    ranked = [(n, series) for series, checks in of_each.items() for n in range(len(checks))]
    rows = [
        {"what": say(f"{ID}.series.{series}"), "check": of_each[series][n]}
        for n, series in sorted(ranked, key=lambda row: row[0])
    ]
    return table(f"{ID}.tables.checks", {"what": "text", "check": "text"}, rows[:MOST_ROWS])


def _nobody(found: Found) -> tuple[Table, ...]:
    rows = [
        {
            "what": one.item.name if one.item else say(f"{ID}.series.{one.series}"),
            "where": one.where,
            "mend": say(f"{ID}.mends.{one.mend}", series=str(one.series or "")),
        }
        for one in found.nobody
    ]
    return table(f"{ID}.tables.nobody", dict.fromkeys(("what", "where", "mend"), "text"), rows[:MOST_ROWS])


def _unwatched(found: Found) -> tuple[Table, ...]:
    rows = [{"what": item.name, "figure": item.metric or ""} for item in found.unwatched]
    return table(f"{ID}.tables.unwatched", {"what": "text", "figure": "text"}, rows[:MOST_ROWS])


def _playbook(signals: Signals) -> tuple[Table, ...]:
    rows = [
        {
            "figure": say(f"{ID}.playbook.{field.name}.figure"),
            "state": say(f"{ID}.signals.{getattr(signals, field.name)}"),
            "next": say(f"{ID}.playbook.{field.name}.next"),
        }
        for field in fields(signals)
    ]
    is_known = any(getattr(signals, field.name) is not Signal.UNKNOWN for field in fields(signals))
    return table(f"{ID}.tables.playbook", dict.fromkeys(("figure", "state", "next"), "text"), rows if is_known else [])


def _series(found: Found) -> tuple[Table, ...]:
    """Everything that is looked at, once a series."""
    counted = dict.fromkeys(name.series for name in found.looked_at)
    order = [series for series in Watched if series in counted]
    rows = [
        {"what": say(f"{ID}.series.{series}"), "against": say(f"{ID}.against.{_against(series)}")} for series in order
    ]
    return table(f"{ID}.tables.series", {"what": "text", "against": "text"}, rows)


def _against(series: Watched) -> str:
    return "weeks" if unit_of(series) == "share" else "days"


def charts(facts: Sequence[Fact], alert: Alert, series: Gathered) -> tuple[Chart, ...]:
    """The farthest alert's series beside what was expected, over eight weeks (of shares: weeks)."""
    name, one = alert.found.name, alert.found
    daily = series.daily.get(name)
    steps_ = day_steps(daily) if daily else share_steps(series.weekly[name])
    since: date = one.last - timedelta(days=DRAWN_DAYS * (1 if daily else PERIOD))
    rows: list[dict[str, Any]] = []
    for step in (step for step in steps_ if step.day > since):
        day = step.day.isoformat()
        rows.append({"day": day, "which": say(f"{ID}.charts.series.expected"), "value": round(step.expected, 6)})
        rows.append({"day": day, "which": say(f"{ID}.charts.series.counted"), "value": round(step.value, 6)})
    value = figure(facts, alert, "value")
    if value is None:
        return ()
    said = {"what": say(f"{ID}.said.{name.series}"), "value": cite(value), "first": on_date(one.first)}
    said["label"] = labelled(name)
    axes, own = ("day", "value", value.unit), say(f"{ID}.charts.series.counted")
    return chart(f"{ID}.charts.series", "line", rows, axes=axes, said=said, series="which", highlight=own)
