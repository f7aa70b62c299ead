"""What a moved figure sends people to look at: from a figure to the next checks [KPI-08]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cmokit.analyses.attribution import dashboards
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.figures import pick, size
from cmokit.analyses.known import Known
from cmokit.analyses.monitoring.alert_states import Alert, State
from cmokit.vocabulary import Severity, Watched

VELOCITY, DASHBOARDS = "pipeline.velocity", "attribution.dashboards"
SLOWER = 0.8  # of the baseline's pipeline velocity: below this it is called slow
OF_QUALITY = (Watched.LEAD_QUALITY, Watched.SALES_ACCEPTANCE)


class Signal(StrEnum):
    """MOVED: go through its checks now. STEADY: nothing to do. UNKNOWN: nobody can say."""

    MOVED = "moved"
    STEADY = "steady"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Signals:
    """quality: fewer leads are qualified or get to sales. velocity: the pipeline is slower than in the baseline.
    attribution: dashboards say other things than the records.
    """

    quality: Signal
    velocity: Signal
    attribution: Signal


def signals_of(
    alerts: Iterable[Alert], looked_at: Iterable[Watched], found: Mapping[str, Any], known: Known
) -> Signals:
    fell = [alert for alert in alerts if alert.series in OF_QUALITY and alert.state is not State.CLOSED]
    can_tell = set(looked_at) & set(OF_QUALITY)
    quality = Signal.MOVED if fell else Signal.STEADY if can_tell else Signal.UNKNOWN
    return Signals(quality, _velocity(found[VELOCITY], known), _attribution(found[DASHBOARDS]))


def _velocity(found: Any, known: Known) -> Signal:
    before = known.earlier.get("baseline")
    was = before.facts.get(f"{VELOCITY}.amount_per_day_amount") if before else None
    now = None if isinstance(found, CannotAnswer) else pick(found.facts, "amount_per_day_amount")
    if was is None or now is None or was.value is None:
        return Signal.UNKNOWN
    return Signal.MOVED if size(now) < SLOWER * size(was) else Signal.STEADY


def _attribution(found: Any) -> Signal:
    if isinstance(found, CannotAnswer):
        return Signal.UNKNOWN
    verdict = dashboards.ANALYSIS.judge(found, dashboards.ANALYSIS.limits)
    return Signal.STEADY if verdict.severity is Severity.PASS else Signal.MOVED
