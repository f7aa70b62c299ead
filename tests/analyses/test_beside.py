"""Headlines beside their target and their past."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.beside import Way, beside, worst_first
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.analyses.known import Earlier, Known
from cmokit.engagement.parts import Target
from cmokit.exhibits.fact import Fact

WIN = "pipeline.velocity.win_rate_share"
CYCLE = "pipeline.velocity.cycle_days"


def win_rate(won: int, closed: int) -> Fact:
    return Fact(WIN, won / closed, "share", closed)


def found(*facts: Fact) -> dict[str, Any]:
    return {"pipeline.velocity": SimpleNamespace(facts=facts)}


def with_past(*facts: Fact, last: Fact | None = None, **targets: float) -> Definitions:
    earlier = {"baseline": Earlier("baseline", date(2026, 2, 4), "b", {fact.name: fact for fact in facts})}
    if last:
        earlier["update"] = Earlier("update", date(2026, 2, 27), "u", {last.name: last})
    agreed = {name: Target(value=value, origin="board") for name, value in targets.items()}
    return replace(DEFAULTS, known=Known(earlier=earlier), targets=agreed)


def test_a_share_is_worse_where_the_records_that_came_since_differ_from_those_before() -> None:
    (row,) = beside("board.scorecard", found(win_rate(60, 300)), with_past(win_rate(58, 200)))
    assert row.way(row.since_baseline) is Way.WORSE
    assert row.since_baseline is not None
    assert row.since_baseline.since_share == pytest.approx(2 / 100)


def test_the_same_fall_of_a_few_records_is_noise() -> None:
    (row,) = beside("board.scorecard", found(win_rate(6, 30)), with_past(win_rate(5, 20)))
    assert row.way(row.since_baseline) is Way.NOISE


def test_a_figure_without_an_interval_is_not_called_better_however_far_it_moved() -> None:
    now, then = Fact(CYCLE, 40.0, "days", 90), Fact(CYCLE, 80.0, "days", 60)
    (row,) = beside("board.scorecard", found(now), with_past(then))
    assert row.way(row.since_baseline) is Way.UNTOLD


def test_fewer_days_are_better() -> None:
    now = Fact(CYCLE, 40.0, "days", 90, 38.0, 42.0, 0.95)
    then = Fact(CYCLE, 80.0, "days", 60, 77.0, 83.0, 0.95)
    (row,) = beside("board.scorecard", found(now), with_past(then))
    assert row.way(row.since_baseline) is Way.BETTER


def test_figures_keep_their_number_and_name_the_side_they_stand_on() -> None:
    last = Fact("update.figures.now_share", 0.25, "share", 250, dimensions={"figure": "win_rate"})
    (row,) = beside("update.figures", found(win_rate(60, 300)), with_past(win_rate(58, 200), last=last, **{WIN: 0.3}))
    assert [fact.name for fact in row.facts] == [
        f"update.figures.{side}_share[figure=win_rate]" for side in ("now", "target", "baseline", "last")
    ]
    assert [fact.value for fact in row.facts] == pytest.approx([0.2, 0.3, 0.29, 0.25])
    assert row.is_short


def test_what_cannot_be_measured_is_left_out_and_the_worst_stands_first() -> None:
    none: dict[str, Any] = {"speed.first_response": CannotAnswer("no log")}
    slow = Fact(CYCLE, 90.0, "days", 90, 88.0, 92.0, 0.95)
    fast = Fact(CYCLE, 80.0, "days", 60, 77.0, 83.0, 0.95)
    rows = beside("board.scorecard", found(win_rate(60, 300), slow) | none, with_past(win_rate(58, 290), fast))
    assert [row.headline.key for row in rows] == ["win_rate", "cycle"]
    assert [row.headline.key for row in worst_first(rows)] == ["cycle", "win_rate"]
