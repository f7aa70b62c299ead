"""What changed since the baseline: like against like, and only what chance would hardly bring is called a change."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.change.since_baseline import ANALYSIS, SinceBaseline, exhibit, judge, measure
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.figures import pick, required
from cmokit.analyses.known import Earlier, Known
from cmokit.exhibits.fact import Fact
from cmokit.vocabulary import Severity

DAY = date(2026, 2, 4)
WON = "funnel.closed_loop.won_share"


@dataclass(frozen=True)
class Found:
    facts: tuple[Fact, ...]


def won(yes: int, n: int) -> Fact:
    return Fact(WON, yes / n, "share", n, dimensions={"split": "all"})


def cycle(days: float, half: float | None = None) -> Fact:
    low, high = (None, None) if half is None else (days - half, days + half)
    return Fact("pipeline.velocity.cycle_days", days, "days", 90, low, high, None if half is None else 0.95)


def per_day(amount: str) -> Fact:
    return Fact("pipeline.velocity.won_per_day_amount", Decimal(amount), "EUR")


def baseline(*facts: Fact, **more: object) -> Earlier:
    return Earlier("baseline", DAY, "baseline-1", {fact.name: fact for fact in facts}, **more)  # type: ignore[arg-type]


def compared(now: tuple[Fact, ...], then: Earlier | None) -> SinceBaseline:
    known = Known(earlier={"baseline": then} if then else {})
    found = {}
    for fact in now:
        found.setdefault(fact.analysis, []).append(fact)
    return measure(replace(DEFAULTS, known=known), {name: Found(tuple(facts)) for name, facts in found.items()})


def test_a_share_is_told_by_the_records_that_came_since_and_says_so():
    """1,000 leads at 20 %, then 200 more at 40 %: better, by 3.3 points on the whole."""
    result = compared((won(280, 1200),), baseline(won(200, 1000)))
    since = required(result.facts, "since_share", figure="lead_to_customer")
    assert (since.value, since.n) == (0.4, 200)
    moved = required(result.facts, "moved_share", figure="lead_to_customer")
    assert float(moved.value) == pytest.approx(280 / 1200 - 0.2)
    assert float(moved.low) > 0
    assert required(result.facts, "better_count").value == 1
    assert judge(result, ANALYSIS.limits).severity is Severity.PASS


def test_longer_in_the_pipeline_is_worse_though_the_number_is_larger():
    result = compared((cycle(60, 5),), baseline(cycle(40, 4)))
    assert required(result.facts, "worse_count").value == 1
    assert judge(result, ANALYSIS.limits).severity is Severity.FAIL


def test_a_few_more_leads_of_the_same_kind_are_no_change():
    result = compared((won(247, 1210),), baseline(won(200, 1000)))
    counts = {name: required(result.facts, name).value for name in ("better_count", "worse_count", "noise_count")}
    assert counts == {"better_count": 0, "worse_count": 0, "noise_count": 1}
    section = exhibit(result, judge(result, ANALYSIS.limits))
    assert "no headline figure moved" in section.headline


def test_an_amount_without_an_interval_cannot_be_told_however_far_it_moved():
    result = compared((per_day("900.00"),), baseline(per_day("100.00")))
    assert required(result.facts, "untold_count").value == 1
    assert required(result.facts, "moved_amount", figure="won_per_day").value == Decimal("800.00")


def test_where_counting_changed_the_files_measured_again_stand_in_the_place_of_what_was_published():
    """As published 40 of 100; under today's definition those same leads are 20 of 100, as they still are."""
    changed = baseline(won(40, 100), changed_settings=("definitions",), restated={won(20, 100).name: won(20, 100)})
    result = compared((won(21, 104),), changed)
    assert required(result.facts, "baseline_share", figure="lead_to_customer").value == 0.2
    assert required(result.facts, "worse_count").value == 0
    verdict = judge(result, ANALYSIS.limits)
    assert verdict.severity is Severity.WARN
    assert any("measured again" in sentence for sentence in exhibit(result, verdict).narrative)


def test_held_against_what_was_published_the_changed_definition_would_have_been_called_a_change():
    assert required(compared((won(21, 104),), baseline(won(40, 100))).facts, "worse_count").value == 1


def test_a_figure_that_the_baseline_lacks_is_counted_and_not_compared():
    result = compared((won(21, 104), cycle(30)), baseline(won(20, 100)))
    assert required(result.facts, "new_count").value == 1
    assert pick(result.facts, "now_days", figure="cycle") is None


@pytest.mark.parametrize("then", [None, baseline(), baseline(cycle(30))])
def test_without_a_baseline_that_states_a_figure_nothing_is_said(then: Earlier | None):
    with pytest.raises(CannotAnswer, match="no published baseline"):
        compared((won(21, 104),), then)
