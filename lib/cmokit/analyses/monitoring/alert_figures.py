"""Figures of alerts: how many stand how, and of each what it came to beside what is usual."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cmokit.analyses.figures import count, pick
from cmokit.analyses.monitoring.alert_states import USUAL, Alert, State
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.anomaly.found import Judged
from cmokit.methods.anomaly.gathered import BEHIND
from cmokit.methods.goods_cost import cents
from cmokit.vocabulary import Watched

ID = "monitoring.alerts"
AMOUNTS = (Watched.SPEND,)
SHARES = (
    *(Watched.LEAD_QUALITY, Watched.SALES_ACCEPTANCE, Watched.EMAIL_CLICKS, Watched.UNSUBSCRIBED, Watched.RESPONSE),
    Watched.LOW_RATINGS,
)


def unit_of(series: Watched) -> str:
    return "amount" if series in AMOUNTS else "share" if series in SHARES else "count"


def facts_of(alerts: Sequence[Alert], judged: Judged, unowned: int, unwatched: int, currency: str) -> tuple[Fact, ...]:
    """unowned: places in the register where an alert would reach nobody. unwatched: ranges that nothing here tells."""
    looked_at = {name for name, _ in judged.steps}
    every = len(looked_at) + len(judged.too_few)
    facts = [
        count(f"{ID}.series_count", len(looked_at), n=every, state="looked_at"),
        count(f"{ID}.series_count", len(judged.too_few), n=every, state="too_few"),
        *(count(f"{ID}.raised_count", sum(a.state is state for a in alerts), state=state) for state in State),
        count(f"{ID}.unowned_count", unowned),
        count(f"{ID}.unwatched_count", unwatched),
    ]
    return (*facts, *(fact for alert in alerts for fact in _of(alert, currency)))


def _of(alert: Alert, currency: str) -> list[Fact]:
    found, unit = alert.found, unit_of(alert.series)
    about = {"dimensions": alert.dimensions, "period": Period(found.first, found.last), "tables": BEHIND[alert.series]}
    days = Fact(f"{ID}.lasted_days", (found.last - found.first).days + 1, "days", **about)  # type: ignore[arg-type]
    if unit == "share":  # of several weeks the last: shares do not add up
        value: float | int | Decimal = found.steps[-1].value
        usual: float | int | Decimal = found.steps[-1].expected
    elif alert.rule == USUAL:
        value, usual = _settled(found.value, unit), _settled(found.expected, unit)
    else:  # of a range the day that lies farthest outside, beside its end
        worst = max(found.steps, key=lambda step: abs(step.value - step.expected))
        value, usual = _settled(worst.value, unit), _settled(worst.expected, unit)
    told = currency if unit == "amount" else unit
    return [
        days,
        Fact(f"{ID}.value_{unit}", value, told, **about),  # type: ignore[arg-type]
        Fact(f"{ID}.usual_{unit}", usual, told, **about),  # type: ignore[arg-type]
    ]


def _settled(value: float, unit: str) -> int | Decimal:
    return cents(Decimal(repr(float(value)))) if unit == "amount" else round(value)


def figure(facts: Sequence[Fact], alert: Alert, which: str) -> Fact | None:
    """`value` or `usual` of an alert."""
    return pick(facts, f"{which}_{unit_of(alert.series)}", **alert.dimensions)


def by_state(alerts: Sequence[Alert]) -> Mapping[State, list[Alert]]:
    return {state: [alert for alert in alerts if alert.state is state] for state in State}
