"""What the frozen rule says: expand, stabilise, stop, or that nothing is shown. Nothing not shown is a success."""

from dataclasses import dataclass
from enum import StrEnum

from cmokit.methods.pilot.effect import Effect

CROSSED = 0.20  # of the control units: where more of them got the change, the arms are not what the plan compares
FEW = 20  # units that are old enough, in the smaller arm


class Decision(StrEnum):
    EXPAND = "expand"
    STABILISE = "stabilise"
    STOP = "stop"
    NOT_SHOWN = "not_shown"


class Why(StrEnum):
    """What decided. The first ones are of the rule itself, the others say what keeps it from being held against."""

    HARM = "harm"
    PROVEN = "proven"
    CORRECTIONS = "corrections"
    RUNS_UNKNOWN = "runs_unknown"
    SMALL = "small"
    NOT_WORTH_IT = "not_worth_it"
    UNSURE = "unsure"
    NO_PLAN = "no_plan"
    LATE_PLAN = "late_plan"
    BEFORE_ITS_DAY = "before_its_day"
    NO_CONTROL = "no_control"
    NO_PROMISE = "no_promise"
    NO_RECORDS = "no_records"
    NOBODY_ASSIGNED = "nobody_assigned"
    ONE_ARM = "one_arm"
    FEW_UNITS = "few_units"
    FEW_CLUSTERS = "few_clusters"
    CROSSED = "crossed"
    DRIFTED = "drifted"


@dataclass(frozen=True)
class Ruled:
    decision: Decision
    why: Why


@dataclass(frozen=True)
class Rule:
    """The rule that was frozen. minimum: what makes it worth expanding. corrected_limit: of runs that people had to
    correct, and of those that failed. has_workflow: whether its runs can be corrected at all.
    """

    minimum: float
    confidence: float
    corrected_limit: float
    has_workflow: bool


def ruled(effect: Effect, rule: Rule, troubled: float | None) -> Ruled:
    """troubled: the larger of the shares of runs corrected and failed; None where no log of runs is there.

    In this order: it harms, expand, stabilise, stop, not shown.
    """
    if not effect.is_sure(rule.confidence) or effect.low is None or effect.high is None:
        return Ruled(Decision.NOT_SHOWN, Why.FEW_CLUSTERS)
    if effect.high < 0:
        return Ruled(Decision.STOP, Why.HARM)
    if effect.low > 0:
        return _proven(effect, rule, troubled)
    if effect.high < rule.minimum:
        return Ruled(Decision.STOP, Why.NOT_WORTH_IT)
    return Ruled(Decision.NOT_SHOWN, Why.UNSURE)


def _proven(effect: Effect, rule: Rule, troubled: float | None) -> Ruled:
    if effect.share < rule.minimum:
        return Ruled(Decision.STABILISE, Why.SMALL)
    if rule.has_workflow and troubled is None:
        return Ruled(Decision.STABILISE, Why.RUNS_UNKNOWN)
    if troubled is not None and troubled > rule.corrected_limit:
        return Ruled(Decision.STABILISE, Why.CORRECTIONS)
    return Ruled(Decision.EXPAND, Why.PROVEN)
