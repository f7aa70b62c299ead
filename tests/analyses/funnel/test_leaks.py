"""Where deals and orders fall out or stand still, and the money in it, to the cent."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from typing import Any

import numpy
import pytest

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.funnel.leaks import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

D = Decimal
ORDER = {"order_id": "1", "total_amount": 10, "currency": "EUR", "ordered_at": "2025-12-01"}
AS_OF = Definitions(as_of=date(2025, 12, 31))
START = datetime(2025, 1, 1, tzinfo=UTC)


def deal(name: str, status: str, amount: Any = 100, closed: int | None = None, **changes: Any) -> dict[str, Any]:
    """closed: day since the start of 2025."""
    said = {"opportunity_id": name, "status": status, "amount": amount, "currency": "EUR"}
    return said | {"closed_at": None if closed is None else START + timedelta(days=closed), **changes}


def way(name: str, path: str) -> list[dict[str, Any]]:
    """`way("ann", "new@0 offer@10")`: the stages entered, with days since the start of 2025."""
    steps = (step.split("@") for step in path.split())
    return [
        {"entity": "opportunity", "entity_id": name, "stage": stage, "entered_at": START + timedelta(days=float(day))}
        for stage, day in steps
    ]


def pipeline(*deals: tuple[dict[str, Any], str], definitions: Definitions = AS_OF, **tables: Any) -> Any:
    rows = [step for row, path in deals for step in way(row["opportunity_id"], path)]
    data = given(opportunities=[row for row, _ in deals], stage_entries=rows, **tables)
    return measured(ANALYSIS, data, definitions)


def at(found: Any, measure: str, stage: str, funnel: str = "pipeline") -> Any:
    return value_of(found.facts, measure, funnel=funnel, stage=stage)


def small() -> Any:
    return pipeline(
        (deal("won", "won", 50, 30), "new@0 offer@10 Won@30"),
        (deal("lost", "lost", "80.10", 40), "new@0 offer@20 Lost@40"),
        (deal("early", "lost", "20.05", 5), "new@0 Lost@5"),
        (deal("open", "open", 70), "new@350"),
    )


def test_deals_are_lost_at_the_last_stage_they_were_in() -> None:
    found = small()
    assert (at(found, "lost_count", "new"), at(found, "lost_amount", "new")) == (1, D("20.05"))
    assert (at(found, "lost_count", "offer"), at(found, "lost_amount", "offer")) == (1, D("80.10"))
    assert at(found, "lost_amount", "all") == D("100.15")
    assert rows_of(found.evidence, "record_id", "stage", "amount", problem="lost") == [
        ("early", "new", D("20.05")),
        ("lost", "offer", D("80.10")),
    ]


def test_open_deals_are_no_part_of_the_share_that_advanced() -> None:
    found = small()
    assert (at(found, "entered_count", "new"), at(found, "advanced_share", "new")) == (4, pytest.approx(2 / 3))
    assert at(found, "advanced_share", "offer") == 0.5
    assert pytest.approx(2 / 3) != 2 / 4, "the usual mistake counts the open deal as lost"


def test_a_visit_lasts_until_the_next_stage_or_the_close() -> None:
    found = small()
    assert (at(found, "delay_days", "new"), at(found, "delay_days", "offer")) == (10, 20)
    assert at(found, "delay_days", "new") != median([0, 5, 10, 20]), "an open visit is no visit of no days"


def test_a_deal_that_closes_without_a_closing_stage_leaves_its_last_one() -> None:
    found = pipeline((deal("a", "lost", 10, 9), "new@0 offer@3"))
    assert at(found, "delay_days", "offer") == 6
    assert at(found, "lost_amount", "offer") == 10


def test_an_open_deal_is_stalled_beyond_nine_in_ten_finished_visits() -> None:
    done = [(deal(f"d{n}", "won", 1, 200), f"new@0 offer@{n + 1} Won@200") for n in range(10)]
    end = 365  # the first moment after the day that counts
    slow = float(numpy.percentile(range(1, 11), 90))
    assert 9 < slow < 10
    found = pipeline(
        *done, (deal("fresh", "open", 5), f"new@{end - 9}"), (deal("stuck", "open", "7.70"), f"new@{end - 10}")
    )
    assert (at(found, "stalled_count", "new"), at(found, "stalled_amount", "new")) == (1, D("7.70"))
    assert rows_of(found.evidence, "record_id", problem="stalled") == ["stuck"]


def test_stages_come_in_the_order_in_which_deals_enter_them() -> None:
    deals = [(deal(f"a{n}", "won", 1, 90), "first@0 second@1 third@2 Won@90") for n in range(3)]
    found = pipeline(*deals, (deal("odd", "open", 1), "third@0 second@9"))
    assert found.stages["pipeline"] == ("first", "second", "third")


def test_a_client_has_an_order_of_its_own() -> None:
    own = Definitions(as_of=date(2025, 12, 31), pipeline_order=("second", "first"))
    found = pipeline((deal("a", "open"), "first@0 second@1"), definitions=own)
    assert found.stages["pipeline"] == ("second", "first")
    assert at(found, "advanced_share", "second") == 1


def test_stages_entered_at_the_same_moment_follow_the_order_of_the_pipeline() -> None:
    """The usual mistake: by their names, which leaves the deal in the stage that it skipped through."""
    usual = [(deal(f"a{n}", "won", 1, 90), "qualified@0 offer@10 Won@90") for n in range(3)]
    found = pipeline(*usual, (deal("b", "lost", 10, 9), "qualified@5 offer@5 Lost@9"), (deal("c", "open"), "new@1"))
    assert found.stages["pipeline"] == ("new", "qualified", "offer")
    assert (at(found, "lost_amount", "offer"), at(found, "lost_amount", "qualified")) == (10, 0)
    own = Definitions(as_of=date(2025, 12, 31), pipeline_order=("z", "a"))
    stated = pipeline((deal("d", "lost", 7, 9), "z@5 a@5"), definitions=own)
    assert (at(stated, "lost_amount", "a"), at(stated, "lost_amount", "z")) == (7, 0)


def test_closing_stages_are_told_by_name_or_by_when_they_are_entered() -> None:
    found = pipeline(
        (deal("a", "won", 1, 30), "new@0 Gewonnen@30"),
        (deal("b", "lost", 1, 30), "new@0 closedlost@20"),
        (deal("c", "open"), "new@0 Closed-Won@20 new@21"),
    )
    assert found.stages["pipeline"] == ("new",)


def test_going_back_is_no_advance_and_entering_a_stage_twice_is_one_deal() -> None:
    found = pipeline((deal("a", "lost", 10, 9), "new@0 offer@1 new@2 Lost@9"), (deal("b", "open"), "new@0 new@5"))
    assert at(found, "entered_count", "new") == 2
    assert at(found, "lost_amount", "new") == 10
    assert at(found, "delay_days", "new") == median([1, 7])


def test_a_lost_deal_without_history_is_counted_where_its_field_says_or_nowhere() -> None:
    found = pipeline(
        (deal("known", "open"), "new@0"),
        (deal("field", "lost", 5, 9, stage="new"), ""),
        (deal("nothing", "lost", 7, 9, stage="Lost"), ""),
    )
    assert (at(found, "lost_amount", "new"), at(found, "lost_amount", "unknown")) == (5, 7)
    assert at(found, "lost_amount", "all") == 12


def test_a_deal_without_an_amount_counts_but_adds_no_money() -> None:
    found = pipeline((deal("a", "lost", None, 9), "new@0"), (deal("b", "lost", 5, 9), "new@0"))
    assert (at(found, "lost_count", "new"), at(found, "lost_amount", "new")) == (2, 5)


def test_a_copy_of_a_deal_is_not_lost_twice() -> None:
    copy = {"source_system": "salesforce"}
    rows = [deal("h", "lost", 10, 9), deal("s", "lost", 10, 9, **copy)]
    steps = way("h", "new@0") + [row | copy for row in way("s", "new@0")]
    links = [{"entity": "opportunity", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    found = measured(ANALYSIS, given(opportunities=rows, stage_entries=steps, entity_links=links), AS_OF)
    assert at(found, "lost_amount", "all") == 10


def test_the_bottleneck_is_where_most_money_is_lost_and_stalled_together() -> None:
    found = pipeline(
        (deal("a", "lost", 60, 9), "new@0 offer@1"),
        (deal("b", "lost", 50, 9), "new@0"),
        (deal("c", "open", 20), "new@0"),
    )
    assert value_of(found.facts, "bottleneck_text", funnel="pipeline") == "new"
    said = outcome(
        ANALYSIS, given(opportunities=[deal("a", "lost", 60, 9)], stage_entries=way("a", "new@0")), AS_OF
    ).section
    assert said.money_at_stake_amount == 60


def test_money_lost_is_added_up_to_the_cent_as_by_hand() -> None:
    draw, deals = Random(3), []
    wanted: dict[str, Decimal] = defaultdict(D)
    for n in range(120):
        path, amount = (
            draw.choice(("new@0", "new@0 offer@5", "new@0 offer@5 deal@9")),
            D(draw.randrange(1, 10**6)) / 100,
        )
        status = draw.choice(("lost", "won", "open"))
        deals.append((deal(f"d{n:03d}", status, amount, None if status == "open" else 20), path))
        if status == "lost":
            wanted[path.split()[-1].split("@")[0]] += amount
    found = pipeline(*deals)
    assert {stage: at(found, "lost_amount", stage) for stage in ("new", "offer", "deal")} == wanted
    assert at(found, "lost_amount", "all") == sum(wanted.values())


def test_both_funnels_stand_side_by_side() -> None:
    data = given(opportunities=[deal("a", "lost", 60, 9)], stage_entries=way("a", "new@0"), orders=[ORDER])
    found = outcome(ANALYSIS, data, AS_OF)
    assert list(found.found.stages) == ["pipeline", "orders"]
    assert len(found.section.tables) == 2


def test_deals_without_history_are_said_to_be_left_out() -> None:
    found = outcome(ANALYSIS, given(opportunities=[deal("a", "open")], orders=[ORDER]), AS_OF)
    assert [missing.table for missing in found.section.missing] == ["stage_entries"]
    assert "left out" in found.section.reason
    assert names_of(found.section.facts, "entered_count")[0].startswith("funnel.leaks.entered_count[funnel=orders")


def test_neither_deals_nor_orders_is_no_answer() -> None:
    assert outcome(ANALYSIS, given(opportunities=[deal("a", "open")]), AS_OF).severity is Severity.NOT_MEASURED


def test_other_currencies_are_added_at_the_rate_of_the_month_in_which_the_deal_was_lost() -> None:
    rows = (deal("a", "lost", 10, 9), "new@0"), (deal("b", "lost", 10, 40, currency="USD"), "new@0")
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": m, "rate": r} for m, r in
             (("2025-01-01", "0.5"), ("2025-02-01", "0.9"))]  # fmt: skip
    assert at(pipeline(*rows, fx_rates=rates), "lost_amount", "all") == 19
    assert 10 + 10 != 19, "the usual mistake adds euros and dollars"
