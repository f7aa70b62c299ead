"""Velocity by Little's law: one population, open deals counted in the time, and none of the usual short cuts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.pipeline.velocity import ANALYSIS
from cmokit.methods.uncertainty import wilson
from cmokit.render.personal import without_names
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AS_OF = Definitions(as_of=date(2025, 12, 31))
END = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def deal(
    name: str, status: str, begun: str, closed: str | None = None, amount: Any = "100", **more: Any
) -> dict[str, Any]:
    row = {"opportunity_id": name, "status": status, "created_at": begun, "closed_at": closed, "amount": amount}
    return {**row, "currency": "EUR", **more}


def found(deals: list[dict[str, Any]], definitions: Definitions = AS_OF, **tables: Any) -> Any:
    return measured(ANALYSIS, given(opportunities=deals, **tables), definitions)


def three() -> list[dict[str, Any]]:
    """One won after 10 days, one lost after 20, one open for the whole window of 100 days."""
    return [
        deal("open", "open", "2025-09-23"),
        deal("won", "won", "2025-10-01", "2025-10-11", "1000"),
        deal("lost", "lost", "2025-10-01", "2025-10-21", None),
    ]


def test_the_time_counts_the_days_of_open_deals() -> None:
    facts = found(three()).facts
    assert value_of(facts, "window_days") == 100
    assert value_of(facts, "stock_days") == 130
    assert value_of(facts, "cycle_days") == 65
    of_closed_deals_alone = (10 + 20) / 2
    assert value_of(facts, "cycle_days") != of_closed_deals_alone, "the usual mistake leaves the waiting out"


def test_the_share_is_by_count_of_closed_deals() -> None:
    fact = fact_of(found(three()).facts, "win_rate_share")
    assert (fact.value, fact.n) == (0.5, 2)
    assert (fact.low, fact.high) == pytest.approx(wilson(1, 2))
    with_open_deals_below, by_amount_with_blanks = 1 / 3, 1000 / 1000
    assert fact.value not in (with_open_deals_below, by_amount_with_blanks)


def test_the_four_numbers_multiply_to_what_was_won() -> None:
    facts = found(three()).facts
    stock, rate, average, time = Fraction(130, 100), Fraction(1, 2), 1000, Fraction(130, 2)
    assert value_of(facts, "amount_per_day_amount") == Decimal(10) == stock * rate * average / time
    assert value_of(facts, "won_per_day_amount") == 10
    assert value_of(facts, "gap_share") == 0


def test_usual_formulas_say_something_else() -> None:
    """formulas.md: N open over the closed cycle, N created, the win rate with open deals below it."""
    facts = found(three()).facts
    shortcuts = {f.dimensions["shortcut"]: f.value for f in facts if f.measure == "shortcut_amount"}
    assert shortcuts == {
        "stock_over_closed_cycle": Decimal("33.33"),  # 1 open x 1/2 x 1000 / 15
        "created_over_closed_cycle": Decimal("100"),  # 3 made x 1/2 x 1000 / 15
        "open_counted_as_lost": Decimal("6.67"),  # 1.3 x 1/3 x 1000 / 65
    }
    assert value_of(facts, "amount_per_day_amount") not in shortcuts.values()


def test_in_a_steady_pipeline_the_yield_is_what_was_really_won_and_the_short_cut_is_far_above() -> None:
    """A tenth of the deals is never closed; the others take some 30 days."""
    draw, deals = Random(7), []
    for n in range(1500):
        begun = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=draw.randrange(24 * 730))
        closed = begun + timedelta(days=draw.uniform(5, 55)) if draw.random() < 0.9 else None
        status = "open" if closed is None or closed >= END else draw.choice(("won", "lost", "lost"))
        day = closed.isoformat() if closed and status != "open" else None
        deals.append(deal(f"d{n}", status, begun.isoformat(), day, draw.randrange(100, 900)))
    facts = found(deals).facts
    really = value_of(facts, "won_per_day_amount")
    assert abs(value_of(facts, "amount_per_day_amount") / really - 1) < Decimal("0.1")
    assert value_of(facts, "shortcut_amount", shortcut="stock_over_closed_cycle") / really > 2


def test_only_the_days_within_the_window_count() -> None:
    facts = found(
        [deal("old", "won", "2024-12-22", "2025-01-11"), deal("done", "won", "2024-01-01", "2024-06-01")]
    ).facts
    assert value_of(facts, "window_days") == 365
    assert value_of(facts, "stock_days") == 10
    assert (value_of(facts, "closed_count"), value_of(facts, "open_at_start_count")) == (1, 1)


def test_the_window_is_written_on_every_figure() -> None:
    period = {(f.period.start_on, f.period.end_on) for f in found(three()).facts if f.period}
    assert period == {(date(2025, 9, 23), date(2025, 12, 31))}


def test_a_deal_leaves_when_its_history_says_so() -> None:
    history = [
        {"entity": "opportunity", "entity_id": "d", "stage": stage, "entered_at": day}
        for stage, day in (("Talk", "2025-12-01"), ("Offer", "2025-12-05"), ("Closed Won", "2025-12-11T09:00"))
    ]
    deals = [deal("d", "won", "2025-12-01", "2025-12-24")]
    assert rows_of(found(deals, stage_entries=history).evidence, "closed_at") == [datetime(2025, 12, 11, 9, tzinfo=UTC)]


def test_a_deal_that_closes_after_the_report_is_still_open() -> None:
    facts = found([*three(), deal("soon", "won", "2025-12-01", "2026-01-15")]).facts
    assert (value_of(facts, "won_count"), value_of(facts, "open_at_end_count")) == (1, 2)
    facts = found([*three(), deal("future", "open", "2026-02-01")]).facts
    assert value_of(facts, "open_at_end_count") == 1


def test_deals_that_cannot_be_placed_in_time_are_set_apart_and_named() -> None:
    bad = [
        deal("negative", "won", "2025-12-10", "2025-12-01"),
        deal("undated", "lost", "2025-12-01"),
        deal("unbegun", "open", None),  # type: ignore[arg-type]
    ]
    said = outcome(ANALYSIS, given(opportunities=three() + bad), AS_OF)
    counts = {f.dimensions["problem"]: f.value for f in said.section.facts if f.measure == "set_apart_count"}
    assert counts == {"closed_before_begun": 1, "no_close": 1, "no_start": 1}
    assert value_of(said.section.facts, "cycle_days") == 65, "they change no time"
    assert rows_of(said.evidence, "opportunity_id", problem="closed_before_begun") == ["negative"]
    assert "closed before it began" in said.section.reason
    assert said.severity is not Severity.PASS


def test_a_close_date_on_the_day_of_the_beginning_took_no_time() -> None:
    facts = found([deal("quick", "won", "2025-12-10T15:00", "2025-12-10T12:00"), *three()]).facts
    assert value_of(facts, "set_apart_count", problem="closed_before_begun") == 0
    assert value_of(facts, "stock_days") == 130


def test_a_deal_won_without_an_amount_is_taken_at_the_average_and_the_gap_says_so() -> None:
    facts = found([*three(), deal("blank", "won", "2025-12-01", "2025-12-11", None)]).facts
    assert value_of(facts, "average_won_amount") == 1000
    assert (value_of(facts, "amount_per_day_amount"), value_of(facts, "won_per_day_amount")) == (20, 10)
    assert value_of(facts, "gap_share") == 1


def test_without_any_amount_the_money_is_left_out_and_said() -> None:
    said = outcome(ANALYSIS, given(opportunities=[deal("d", "won", "2025-12-01", "2025-12-11", None)]), AS_OF)
    assert names_of(said.section.facts, "amount_per_day_amount") == []
    assert "has an amount" in said.section.reason


def test_other_currencies_count_at_the_rate_of_the_month_in_which_the_deal_was_won() -> None:
    rates = [
        {"from_currency": "USD", "to_currency": "EUR", "month_on": f"2025-{month}-01", "rate": rate}
        for month, rate in (("10", "0.5"), ("11", "0.9"))
    ]
    deals = [deal("a", "won", "2025-10-01", "2025-10-05", "10.01", currency="USD")]
    deals.append(deal("b", "won", "2025-10-01", "2025-11-05", "10", currency="USD"))
    assert value_of(found(deals, fx_rates=rates).facts, "won_amount") == Decimal("14.0050")
    with pytest.raises(CannotAnswer, match="rate"):
        found(deals)


def test_the_copy_of_a_deal_in_the_other_system_counts_once() -> None:
    copy = deal("copy", "won", "2025-10-01", "2025-10-11", source_system="salesforce")
    links = [{"entity": "opportunity", "leading_id": "won", "source_system": "salesforce", "record_id": "copy"}]
    assert value_of(found([*three(), copy], entity_links=links).facts, "won_count") == 1


def test_groups_are_stated_where_enough_deals_left_and_the_others_are_counted() -> None:
    many = [deal(f"d{n}", "won", "2025-10-01", "2025-10-11", company_id="firm", owner_id="u7") for n in range(20)]
    few = [deal(f"f{n}", "lost", "2025-10-01", "2025-10-11", segment="large", owner_id="u8") for n in range(19)]
    firm = [{"company_id": "firm", "segment": "small"}]
    users = [{"system": "hubspot", "user_id": "u7", "name": "Ada Moor"}]
    said = outcome(ANALYSIS, given(opportunities=many + few, companies=firm, users=users), AS_OF)
    assert names_of(said.section.facts, "closed_count")[1:] == [
        "pipeline.velocity.closed_count[split=owner_id=u7]",
        "pipeline.velocity.closed_count[split=segment=small]",
    ]
    assert value_of(said.section.facts, "small_groups_count") == 2
    tables = {table.columns[0].name: table.rows for table in said.section.tables}
    assert [row["owner_id"] for row in tables["owner_id"]] == ["Ada Moor"]
    assert [row["split"] for row in tables["by"]] == ["Small"]


def test_people_are_in_no_chart_and_no_sentence_and_a_copy_may_withhold_them() -> None:
    deals = [deal(f"{who}{n}", "won", "2025-10-01", "2025-10-11", owner_id=who) for who in "ab" for n in range(20)]
    users = [{"system": "hubspot", "user_id": who, "name": f"Ada Moor {who}"} for who in "ab"]
    section = outcome(ANALYSIS, given(opportunities=deals, users=users), AS_OF).section
    assert "Ada" in str(section.tables)
    assert "Ada" not in str((section.charts, section.narrative, section.headline, section.reason))
    assert "Ada" not in str(without_names(section).tables)


def test_few_deals_are_a_warning() -> None:
    said = outcome(ANALYSIS, given(opportunities=three()), AS_OF)
    assert said.severity is not Severity.PASS
    assert "fewer than" in said.section.reason


def test_a_stock_that_grew_is_judged() -> None:
    grown = [deal(f"d{n}", "open", "2025-06-01") for n in range(9)] + three()
    fact = fact_of(found(grown).facts, "stock_growth_share")
    average = value_of(found(grown).facts, "stock_days") / value_of(found(grown).facts, "window_days")
    assert fact.value == pytest.approx((10 - 0) / average), "before its first deal a pipeline was empty"


def test_without_a_closed_deal_there_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No deal was won or lost"):
        found([deal("open", "open", "2025-10-01")])
    with pytest.raises(CannotAnswer, match="No deal was won or lost"):
        found([deal("before", "won", "2023-10-01", "2023-11-01"), deal("open", "open", "2025-10-01")])
