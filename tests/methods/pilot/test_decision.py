"""The frozen rule, in its order; what is not shown is never called a success."""

import pytest

from cmokit.methods.pilot.decision import Decision, Rule, Why, ruled
from cmokit.methods.pilot.effect import Effect

RULE = Rule(minimum=0.05, confidence=0.95, corrected_limit=0.2, has_workflow=True)


def effect(low: float | None, share: float, high: float | None, confidence: float = 0.95) -> Effect:
    return Effect(share, low, high, confidence)


@pytest.mark.parametrize(
    ("found", "troubled", "decision", "why"),
    [
        (effect(-0.2, -0.1, -0.01), 0.0, Decision.STOP, Why.HARM),
        (effect(0.02, 0.08, 0.14), 0.1, Decision.EXPAND, Why.PROVEN),
        (effect(0.02, 0.08, 0.14), 0.2, Decision.EXPAND, Why.PROVEN),
        (effect(0.02, 0.08, 0.14), 0.21, Decision.STABILISE, Why.CORRECTIONS),
        (effect(0.02, 0.08, 0.14), None, Decision.STABILISE, Why.RUNS_UNKNOWN),
        (effect(0.01, 0.03, 0.06), 0.1, Decision.STABILISE, Why.SMALL),
        (effect(0.01, 0.03, 0.04), 0.1, Decision.STABILISE, Why.SMALL),
        (effect(-0.03, 0.01, 0.04), 0.1, Decision.STOP, Why.NOT_WORTH_IT),
        (effect(-0.03, 0.04, 0.11), 0.1, Decision.NOT_SHOWN, Why.UNSURE),
        (effect(0.0, 0.06, 0.12), 0.1, Decision.NOT_SHOWN, Why.UNSURE),
        (effect(0.02, 0.08, 0.14, 0.9), 0.1, Decision.NOT_SHOWN, Why.FEW_CLUSTERS),
        (effect(None, 0.3, None), 0.1, Decision.NOT_SHOWN, Why.FEW_CLUSTERS),
    ],
)
def test_the_first_that_holds_decides(found: Effect, troubled: float | None, decision: Decision, why: Why) -> None:
    told = ruled(found, RULE, troubled)
    assert (told.decision, told.why) == (decision, why)


def test_a_change_without_a_workflow_needs_no_log() -> None:
    rule = Rule(minimum=0.05, confidence=0.95, corrected_limit=0.2, has_workflow=False)
    assert ruled(effect(0.02, 0.08, 0.14), rule, None).decision is Decision.EXPAND


def test_a_large_difference_that_may_be_chance_is_no_success() -> None:
    """The usual mistake: 10 points more, so it works."""
    assert ruled(effect(-0.05, 0.10, 0.25), RULE, 0.0).decision is Decision.NOT_SHOWN
