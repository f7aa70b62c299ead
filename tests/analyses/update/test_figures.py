"""The figures of an update, as its section tells them."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Earlier, Known
from cmokit.analyses.update import figures
from cmokit.exhibits.fact import Fact
from cmokit.vocabulary import Severity

WIN = "pipeline.velocity.win_rate_share"


def found(won: int, closed: int) -> dict[str, Any]:
    return {"pipeline.velocity": SimpleNamespace(facts=(Fact(WIN, won / closed, "share", closed),))}


def after(last: Fact | None) -> Definitions:
    earlier = {"update": Earlier("update", date(2026, 2, 27), "u", {last.name: last})} if last else {}
    return replace(DEFAULTS, known=Known(earlier=earlier))


def stated(won: int, closed: int) -> Fact:
    return Fact("update.figures.now_share", won / closed, "share", closed, dimensions={"figure": "win_rate"})


def test_a_figure_that_became_worse_by_more_than_noise_fails_the_update() -> None:
    measured = figures.measure(after(stated(58, 200)), found(60, 300))
    verdict = figures.judge(measured, figures.ANALYSIS.limits)
    assert verdict.severity is Severity.FAIL
    section = figures.exhibit(measured, verdict)
    assert "worse by more than noise" in section.headline
    assert "{{date:2026-02-27}}" in section.headline


def test_the_first_update_says_that_there_is_nothing_to_compare_with() -> None:
    measured = figures.measure(after(None), found(60, 300))
    section = figures.exhibit(measured, figures.judge(measured, figures.ANALYSIS.limits))
    assert section.headline.startswith("These are the first figures")
    assert [column.name for column in section.tables[0].columns] == ["headline", "now"]


def test_without_any_figure_it_says_what_is_needed() -> None:
    with pytest.raises(CannotAnswer, match="deals, leads or orders"):
        figures.measure(after(None), {})
