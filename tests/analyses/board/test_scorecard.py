"""The executive scorecard: results beside their past, risks, and what is to be decided."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.board import scorecard
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.figures import required
from cmokit.analyses.known import Earlier, Known
from cmokit.exhibits.fact import Fact
from cmokit.registers.decisions import Decision
from cmokit.registers.risks import Risk
from cmokit.vocabulary import Severity

WIN = "pipeline.velocity.win_rate_share"


def rate(won: int, closed: int) -> Fact:
    return Fact(WIN, won / closed, "share", closed)


def found(fact: Fact) -> dict[str, Any]:
    return {"pipeline.velocity": SimpleNamespace(facts=(fact,))}


def knowing(*then: Fact, **registers: Any) -> Definitions:
    earlier = {"baseline": Earlier("baseline", date(2026, 2, 4), "b", {fact.name: fact for fact in then})}
    return replace(DEFAULTS, known=Known(registers, earlier=earlier if then else {}))


def test_a_figure_worse_than_the_baseline_by_more_than_noise_fails() -> None:
    measured = scorecard.measure(knowing(rate(58, 200)), found(rate(60, 300)))
    assert scorecard.judge(measured, scorecard.ANALYSIS.limits).severity is Severity.FAIL


def test_the_highest_risk_stands_first_and_one_that_is_closed_does_not_stand() -> None:
    risks = (
        Risk(id="a", risk="low", kind="legal", impact="low", likelihood="high"),
        Risk(id="b", risk="grave", kind="legal", impact="high", likelihood="high"),
        Risk(id="c", risk="past", kind="legal", impact="high", likelihood="high", state="closed"),
    )
    measured = scorecard.measure(knowing(rate(58, 200), risks=risks), found(rate(59, 203)))
    assert [risk.id for risk in measured.risks] == ["b", "a"]
    assert required(measured.facts, "high_risks_count").value == 2


def test_open_decisions_stand_by_the_day_on_which_they_are_looked_at() -> None:
    items = tuple(
        Decision(id=id_, issue=id_, review_on=day, state=state, decision="x", decided_on=date(2026, 1, 1))
        for id_, day, state in (
            ("later", date(2026, 4, 1), "open"),
            ("done", date(2026, 1, 1), "decided"),
            ("soon", date(2026, 3, 9), "open"),
            ("never", None, "open"),
        )
    )
    measured = scorecard.measure(knowing(decisions=items), found(rate(60, 300)))
    assert [item.id for item in measured.decisions] == ["soon", "later", "never"]


def test_without_a_baseline_it_says_that_nothing_can_be_compared() -> None:
    measured = scorecard.measure(knowing(), found(rate(60, 300)))
    section = scorecard.exhibit(measured, scorecard.judge(measured, scorecard.ANALYSIS.limits))
    assert section.headline.startswith("No baseline is published")


def test_without_any_figure_nothing_is_stated() -> None:
    with pytest.raises(CannotAnswer, match="None of the figures"):
        scorecard.measure(knowing(), {})
