"""Attribution by every model: what is unknown first, and every oddity of the data said in words."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.attribution.models import ANALYSIS
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS, Attribution
from cmokit.methods.attribution.models import MODELS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

RULES = ("first", "last", "linear", "time_decay", "position")


def touch(said: str) -> dict[str, Any]:
    """`ann 05 email`: in January 2026; `-` for no channel."""
    who, day, channel = said.split()
    name = None if channel == "-" else channel
    at = f"2026-01-{day}" if "T" in day else f"2026-01-{day}T12:00:00"
    return {"touchpoint_id": f"t-{said}", "contact_id": who, "touched_at": at, "channel": name}


def win(said: str, **changes: Any) -> dict[str, Any]:
    """`ann 10 100` or `ann 10 100 USD`."""
    who, day, amount, *currency = said.split()
    return {
        "conversion_id": f"w-{said}",
        "contact_id": who,
        "converted_at": f"2026-01-{day}T12:00:00",
        "kind": "won",
        "value_amount": amount,
        "currency": (currency or ["EUR"])[0],
        **changes,
    }


def data(touches: list[str], wins: list[str], **tables: Any) -> Any:
    return given(touchpoints=map(touch, touches), conversions=map(win, wins), **tables)


def many(count: int, *path: str) -> tuple[list[str], list[str]]:
    """The same journey of so many people."""
    touches = [f"p{n} {5 + i:02} {channel}" for n in range(count) for i, channel in enumerate(path)]
    return touches, [f"p{n} 20 100" for n in range(count)]


JOURNEYS = (
    ["ann 05 search", "ann 07 email", "bob 03 email", "cat 02 event", "cat 04 search", "cat 06 email", "dan 08 event"],
    ["ann 10 100", "bob 05 50", "cat 09 30", "eva 09 20"],
)


def test_every_model_shares_out_the_outcomes_that_follow_a_touch() -> None:
    found = measured(ANALYSIS, data(*JOURNEYS))
    for model in MODELS:
        credit = [value_of(found.facts, "credit_count", model=model, channel=c) for c in ("search", "email", "event")]
        money = [value_of(found.facts, "credit_amount", model=model, channel=c) for c in ("search", "email", "event")]
        assert sum(credit) == pytest.approx(3)
        assert float(sum(money)) == pytest.approx(180, abs=0.001)


def test_what_is_unknown_is_no_touch_or_an_unknown_channel() -> None:
    """The usual mistake: outcomes without a touch fall out of the total."""
    found = measured(ANALYSIS, data(["ann 05 -", "ann 07 email"], ["ann 10 1", "eva 10 1"]))
    assert value_of(found.facts, "untouched_share") == 0.5
    assert value_of(found.facts, "unknown_share") == 0.75
    assert rows_of(found.evidence, "conversion_id", role="untouched") == ["w-eva 10 1"]


def test_the_evidence_holds_each_touch_with_its_part_and_adds_up_to_the_credit() -> None:
    """The second way: the parts of single touches, worked out row by row, against credit worked out by path."""
    found = measured(ANALYSIS, data(*JOURNEYS))
    for model in RULES:
        for channel in ("search", "email", "event"):
            parts = rows_of(found.evidence, model, role="touch", channel=channel)
            assert sum(parts) == pytest.approx(value_of(found.facts, "credit_count", model=model, channel=channel))


def test_a_touch_after_the_outcome_or_before_the_look_back_takes_no_part() -> None:
    near = replace(DEFAULTS, attribution=Attribution(lookback_days=5))
    found = measured(ANALYSIS, data(["ann 01 event", "ann 08 email", "ann 12 search"], ["ann 10 1"]), near)
    assert rows_of(found.evidence, "channel", role="touch") == ["email"]
    assert value_of(found.facts, "credit_count", model="first", channel="email") == 1


def test_touches_and_outcomes_after_the_day_of_the_report_do_not_count() -> None:
    early = replace(DEFAULTS, as_of=DEFAULTS.as_of.replace(day=10))
    found = measured(ANALYSIS, data(["ann 05 email", "bob 05 event"], ["ann 10 1", "bob 11 1"]), early)
    assert value_of(found.facts, "outcomes_count") == 1


def test_money_of_another_currency_is_turned_at_the_rate_of_the_outcome_s_month() -> None:
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2026-01-01", "rate": 0.5}]
    found = measured(ANALYSIS, data(["ann 05 email"], ["ann 10 100 USD"], fx_rates=rates))
    assert value_of(found.facts, "credit_amount", model="linear", channel="email") == Decimal(50)


def test_without_a_rate_the_amount_is_in_no_total_and_the_rate_is_asked_for() -> None:
    found = outcome(ANALYSIS, data(["ann 05 email", "bob 05 email"], ["ann 10 100 USD", "bob 10 7"]))
    assert value_of(found.section.facts, "credit_amount", model="linear", channel="email") == Decimal(7)
    assert [missing.table for missing in found.section.missing] == ["fx_rates"]


def test_ranks_move_where_models_disagree() -> None:
    touches, wins = many(3, "event", "search", "email")
    found = measured(ANALYSIS, data([*touches, "x 05 search"], [*wins, "x 06 5"]))
    assert value_of(found.facts, "rank_move_count", channel="search") == 1
    assert value_of(found.facts, "rank_move_count", channel="event") == 2


def test_where_most_journeys_hold_one_touch_the_models_cannot_differ() -> None:
    touches, wins = many(40, "email")
    found = outcome(ANALYSIS, data([*touches, "z 05 event"], [*wins, "z 06 1"]))
    assert value_of(found.section.facts, "single_touch_share") == 1
    assert found.severity is Severity.WARN
    assert "cannot differ" in found.section.reason


def test_few_outcomes_are_too_few_to_move_budget_on() -> None:
    found = outcome(ANALYSIS, data(["ann 05 email", "ann 06 event", "ann 07 email"], ["ann 10 1"]))
    assert "too few to move budget on" in found.section.reason
    assert fact_of(found.section.facts, "credit_count", model="linear", channel="email").low is not None


def test_people_who_never_convert_only_are_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="hold no outcomes at all"):
        measured(ANALYSIS, data(["ann 05 email"], []))
    leads = [win("ann 10 1", kind="lead")]
    with pytest.raises(CannotAnswer, match="They do hold leads"):
        measured(ANALYSIS, given(touchpoints=[touch("ann 05 email")], conversions=leads))


def test_outcomes_without_any_touch_are_unknown_one_and_all() -> None:
    found = outcome(ANALYSIS, data(["zoe 05 email"], ["ann 10 100", "bob 10 5"]))
    assert found.severity is Severity.FAIL
    assert value_of(found.section.facts, "unknown_share") == 1
    assert "nothing to share out" in found.section.reason
    assert names_of(found.section.facts, "credit_count") == []


def test_one_channel_is_nothing_to_compare() -> None:
    found = outcome(ANALYSIS, data(*many(40, "email", "email")))
    assert "one channel" in found.section.reason
    assert found.severity is Severity.WARN
    assert value_of(found.section.facts, "credit_count", model="markov_1", channel="email") == pytest.approx(40)
    assert found.section.charts == ()


def test_visits_in_a_row_from_one_channel_are_counted() -> None:
    found = outcome(ANALYSIS, data(["ann 05 email", "ann 06 email", "ann 07 event"], ["ann 10 1"]))
    assert value_of(found.section.facts, "repeated_share") == 0.5
    assert any("stay in the same channel" in text for text in found.section.narrative)


def test_touches_at_one_moment_are_said_and_stand_in_the_order_of_their_names() -> None:
    found = outcome(ANALYSIS, data(["ann 05 search", "ann 05 email"], ["ann 10 1"]))
    assert value_of(found.section.facts, "tied_count") == 1
    assert value_of(found.section.facts, "credit_count", model="first", channel="email") == 1
    assert any("same moment" in text for text in found.section.narrative)


def test_a_channel_written_with_other_capitals_is_said_and_not_merged() -> None:
    found = outcome(ANALYSIS, data(["ann 05 Email", "ann 06 email"], ["ann 10 1"]))
    assert value_of(found.section.facts, "spelling_count") == 1
    assert value_of(found.section.facts, "credit_count", model="first", channel="Email") == 1
    assert any("capitals" in text for text in found.section.narrative)


def test_touches_of_nobody_are_counted_and_an_order_of_nobody_is_an_outcome_without_a_touch() -> None:
    visits = [touch("ann 05 email"), {**touch("x 06 event"), "contact_id": None}]
    won = [win("ann 10 1"), win("y 11 5", contact_id=None), win("z 12 5", converted_at=None)]
    found = outcome(ANALYSIS, given(touchpoints=visits, conversions=won))
    assert value_of(found.section.facts, "nameless_count") == 1
    assert (value_of(found.section.facts, "outcomes_count"), value_of(found.section.facts, "untouched_count")) == (3, 2)
    assert len(rows_of(found.evidence, "conversion_id", role="untouched")) == 2


def test_free_text_in_place_of_channels_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="free text"):
        measured(ANALYSIS, data([f"ann 05 c{n}" for n in range(501)], ["ann 10 1"]))


def test_the_page_shows_the_range_and_the_workbook_each_model() -> None:
    section = outcome(ANALYSIS, data(*JOURNEYS)).section
    assert [chart.kind for chart in section.charts] == ["interval"]
    shown = [table for table in section.tables if not table.in_workbook_only]
    kept = [table for table in section.tables if table.in_workbook_only]
    assert len(shown) == 3
    assert all({"channel", *MODELS} == {column.name for column in table.columns} for table in kept)
    assert len(kept) == 2


def test_journeys_to_read_are_the_same_whatever_the_order() -> None:
    touches, wins = many(30, "email", "event")
    one, other = (outcome(ANALYSIS, data(t, w)).section for t, w in ((touches, wins), (touches[::-1], wins[::-1])))
    assert one.tables == other.tables
    sample = next(table for table in one.tables if any(column.name == "touched_on" for column in table.columns))
    assert len({row["conversion"] for row in sample.rows}) == 12


def test_each_is_an_interval_that_holds_its_figure() -> None:
    facts = measured(ANALYSIS, data(*JOURNEYS)).facts
    credit = [fact for fact in facts if fact.measure in ("credit_count", "credit_amount")]
    drawn = [fact for fact in credit if fact.low is not None]
    assert len(drawn) == len(credit)
    assert all(fact.low <= fact.value <= fact.high for fact in drawn)
