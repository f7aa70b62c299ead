"""First answers: working time, unanswered leads waiting on, and nothing taken for an answer that is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.speed.first_response import ANALYSIS
from cmokit.exhibits.text import untraced_numerals
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

# Monday to Friday, nine to five, an hour promised; Tuesday 6 January is a holiday.
HOURS = Answering(60, frozenset(range(5)), 9 * 60, 17 * 60, frozenset([date(2026, 1, 6)]))
AT = Definitions(as_of=date(2026, 1, 31), answering=HOURS)
CLOCK = "2026-01-05T10:00:00"  # a Monday


def lead(name: str, created: str = CLOCK, **more: Any) -> dict[str, Any]:
    return {"contact_id": name, "lifecycle_stage": "lead", "created_at": created, **more}


def call(name: str, at: str | None, **more: Any) -> dict[str, Any]:
    """at: a moment, or a day alone."""
    day = at[:10] if at else None
    time = at if at and len(at) > 10 else None
    row = {"contact_id": name, "occurred_at": time, "occurred_on": day, "kind": "call", "direction": "outbound"}
    return {"activity_id": f"{name}{at}{sorted(more.items())}", "is_automated": False, **row, **more}


END = call("nobody", "2026-01-30T09:00:00")  # the log reaches to the end of this Friday
START = call("nobody", "2026-01-02T09:00:00")


def found(leads: list[dict[str, Any]], calls: list[dict[str, Any]], definitions: Definitions = AT, **more: Any) -> Any:
    return measured(ANALYSIS, given(contacts=leads, activities=[START, *calls, END], **more), definitions)


def waits(result: Any, **where: Any) -> dict[str, Any]:
    return dict(rows_of(result.evidence, "contact_id", "minutes", **where))


def test_time_counts_while_somebody_is_at_work() -> None:
    result = found([lead("a", "2026-01-05T16:30:00")], [call("a", "2026-01-07T09:10:00")])
    assert waits(result) == {"a": 30 + 10}, "neither the night nor the holiday counts"
    assert value_of(result.facts, "shortcut_minutes", shortcut="every_hour_counted") == 40 * 60 + 40
    assert value_of(result.facts, "minutes", quantile="0.5") == 40, "calendar minutes are the usual mistake"


def test_each_owner_is_told_by_their_own_clock() -> None:
    users = [{"system": "crm", "user_id": "u1", "name": "Ann Lee", "timezone": "America/New_York"}]
    leads = [lead("here", owner_id="Bob"), lead("there", owner_id="ann lee"), lead("by_id", owner_id="U1")]
    calls = [call(name, "2026-01-05T15:00:00") for name in ("here", "there", "by_id")]
    result = found(leads, calls, users=users)
    assert waits(result) == {"here": 300, "there": 60, "by_id": 60}, "in New York the day begins at two o'clock"


def test_a_lead_without_an_answer_waits_on() -> None:
    leads = [lead(f"l{n}") for n in range(4)]
    calls = [call("l0", "2026-01-05T10:10:00"), call("l1", "2026-01-05T10:20:00")]
    facts = found(leads, calls).facts
    assert value_of(facts, "unanswered_count") == 2
    assert value_of(facts, "minutes", quantile="0.5") == 20
    assert value_of(facts, "shortcut_minutes", shortcut="mean_of_answered") == 15, "the usual mistake looks faster"
    assert names_of(facts, "minutes") == ["speed.first_response.minutes[quantile=0.5]"], "three quarters: not reached"
    assert value_of(facts, "within_sla_share") == 0.5
    of_answered_only = 2 / 2
    assert value_of(facts, "within_sla_share") != of_answered_only


def test_a_young_lead_is_no_breach_before_its_time() -> None:
    leads = [lead("old"), lead("young", "2026-01-30T16:30:00")]
    facts = found(leads, [call("old", "2026-01-05T10:10:00")]).facts
    assert value_of(facts, "within_sla_share") == 0.5
    result = found([*leads, lead("late")], [call("old", "2026-01-05T10:10:00"), call("late", "2026-01-05T10:40:00")])
    # Of three, one is tried at 10 minutes; the young one leaves at 30, so the last one at 40 takes all that is left.
    assert value_of(result.facts, "within_sla_share") == 1


def test_the_message_of_a_machine_is_no_answer() -> None:
    machine = call("a", "2026-01-05T10:02:00", kind="email", is_automated=True)
    result = found(
        [lead("a"), lead("b")], [machine, call("a", "2026-01-05T11:30:00"), call("b", "2026-01-05T11:30:00")]
    )
    assert waits(result) == {"a": 90, "b": 90}
    assert value_of(result.facts, "automated_count") == 1
    assert value_of(result.facts, "shortcut_minutes", shortcut="machines_counted") == (2 + 90) / 2


def test_what_comes_in_is_no_attempt() -> None:
    result = found([lead("a")], [call("a", "2026-01-05T10:05:00", direction="inbound")])
    assert value_of(result.facts, "unanswered_count") == 1


def test_who_was_tried_before_the_record_was_made_is_set_apart_and_never_answered_at_once() -> None:
    met = call("met", "2026-01-02T10:00:00", kind="meeting")
    result = found(
        [lead("met"), lead("a")], [met, call("met", "2026-01-05T10:30:00"), call("a", "2026-01-05T10:20:00")]
    )
    assert value_of(result.facts, "before_lead_count") == 1
    assert (value_of(result.facts, "leads_count"), value_of(result.facts, "answered_count")) == (1, 1)
    assert waits(result, problem="before_lead") == {"met": None}
    assert value_of(result.facts, "minutes", quantile="0.5") == 20, "clipped to nought, the median would be nought"


def test_a_machine_that_wrote_before_sets_nobody_apart() -> None:
    before = call("a", "2026-01-02T10:00:00", is_automated=True)
    assert value_of(found([lead("a")], [before]).facts, "before_lead_count") == 0


@pytest.mark.parametrize(
    ("day", "least", "most"),
    [("2026-01-05", 0, 7 * 60), ("2026-01-07", 7 * 60, 15 * 60), ("2026-01-06", 7 * 60, 7 * 60)],
)
def test_of_a_day_without_its_time_the_end_is_taken_and_never_midnight(day: str, least: float, most: float) -> None:
    result = found([lead("a")], [call("a", day)])
    assert value_of(result.facts, "minutes", quantile="0.5") == most
    assert value_of(result.facts, "earliest_minutes", quantile="0.5") == least
    assert value_of(result.facts, "date_only_count") == 1
    assert value_of(result.facts, "before_lead_count") == 0, "midnight of the same day lies before the lead"
    [row] = rows_of(result.evidence, "first_attempt_at", "first_attempt_on")
    assert row == (None, date.fromisoformat(day))


def test_a_day_before_the_lead_s_own_is_before_it() -> None:
    assert value_of(found([lead("a"), lead("b")], [call("a", "2026-01-04")]).facts, "before_lead_count") == 1


def test_a_time_within_the_day_is_later_than_its_begin_and_sooner_than_its_end() -> None:
    result = found([lead("a")], [call("a", "2026-01-07"), call("a", "2026-01-07T10:00:00")])
    assert waits(result) == {"a": 7 * 60 + 60}
    assert value_of(result.facts, "earliest_minutes", quantile="0.5") == 7 * 60


def test_a_day_is_the_client_s() -> None:
    berlin = replace(AT, timezone="Europe/Berlin")
    result = found([lead("a", "2026-01-05T22:30:00")], [call("a", "2026-01-05")], berlin)
    assert waits(result) == {"a": 0}, "half past eleven in the evening in Berlin: the same day"


@pytest.mark.parametrize("stands_for_a_day", ["T00:00:00", "T12:00:00"])
def test_records_of_a_file_without_times_of_creation_are_set_apart(stands_for_a_day: str) -> None:
    report = [lead(n, f"2026-01-0{d}{stands_for_a_day}", source_file="r.csv") for n, d in (("a", 5), ("c", 7))]
    result = found([*report, lead("b"), lead("noon", "2026-01-05T12:00:00")], [call("a", "2026-01-05T15:00:00")])
    assert value_of(result.facts, "no_time_count") == 2
    assert waits(result, problem="no_time") == {"a": None, "c": None}


def test_only_leads_count_each_person_once_and_by_whatever_record_the_work_hangs_on() -> None:
    copy = lead("sf", source_system="salesforce")
    reader, was_lead = lead("reader", lifecycle_stage="subscriber"), lead("was", lifecycle_stage="subscriber")
    entered = {"entity": "contact", "entity_id": "was", "stage": "mql", "entered_at": "2026-01-08T10:00:00"}
    links = [{"entity": "contact", "leading_id": "a", "source_system": "salesforce", "record_id": "sf"}]
    calls = [call("sf", "2026-01-05T10:15:00", source_system="salesforce")]
    result = found([lead("a"), copy, reader, was_lead], calls, entity_links=links, stage_entries=[entered])
    assert rows_of(result.evidence, "contact_id") == ["a", "was"]
    assert waits(result, is_answered=True) == {"a": 15}


def test_days_of_which_no_work_was_logged_say_nothing() -> None:
    leads = [lead("before", "2025-12-30T10:00:00"), lead("a"), lead("after", "2026-01-31T10:00:00")]
    result = found(leads, [])
    assert rows_of(result.evidence, "contact_id") == ["a"]
    assert waits(result) == {"a": 7 * 60 + 17 * 8 * 60 + 8 * 60}, "until the log ends, and not until the report's day"


def test_a_plan_dated_after_the_report_is_no_answer() -> None:
    assert value_of(found([lead("a")], [call("a", "2026-02-20")]).facts, "unanswered_count") == 1


def test_a_meeting_in_the_calendar_is_a_plan_and_no_sign_that_the_log_goes_on() -> None:
    planned = call("a", "2026-01-31T10:00:00", kind="meeting")
    result = found([lead("a"), lead("young", "2026-01-31T09:00:00")], [planned])
    assert rows_of(result.evidence, "contact_id", "problem") == [("a", "unanswered")]


def test_groups_are_stated_where_they_are_large_enough() -> None:
    leads = [lead(f"s{n}", segment="small", channel="email", owner_id="Bob") for n in range(20)]
    calls = [call(f"s{n}", f"2026-01-05T10:{n:02d}:00") for n in range(20)]
    facts = found([*leads, lead("x", segment="large", channel="unknown")], calls).facts
    assert value_of(facts, "minutes", segment="small", quantile="0.5") == 9
    assert value_of(facts, "within_sla_share", owner_id="Bob") == 1
    assert value_of(facts, "small_groups_count") == 1
    assert not [fact for fact in facts if "unknown" in fact.dimensions.values()]


def test_owners_are_named_in_a_column_of_their_own_and_nowhere_else() -> None:
    users = [{"system": "crm", "user_id": f"u{n}", "name": f"Ann Lee{n}"} for n in (0, 1)]
    leads = [lead(f"l{n:02d}", owner_id=f"Ann Lee{n % 2}") for n in range(40)]
    calls = [call(f"l{n:02d}", f"2026-01-05T1{1 + n % 2}:{n:02d}:00") for n in range(40)]
    section = outcome(ANALYSIS, given(contacts=leads, activities=[START, *calls, END], users=users), AT).section
    [owners] = [table for table in section.tables if "owner_name" in {column.name for column in table.columns}]
    assert {row["owner_id"]: row["owner_name"] for row in owners.rows} == {"u0": "Ann Lee0", "u1": "Ann Lee1"}
    assert any("Owners lie far apart" in text for text in section.narrative)
    assert "Ann" not in str([*section.narrative, section.charts, section.headline])
    assert not [fact for fact in section.facts if "Ann" in fact.name]


def test_waits_are_those_of_an_independent_product_limit() -> None:
    draw = Random("waits")
    leads = [
        lead(f"l{n:03d}", (datetime(2026, 1, 5, 10, tzinfo=UTC) + timedelta(minutes=n)).isoformat()) for n in range(60)
    ]
    always = replace(AT, answering=Answering(600))
    delays = {n: draw.randrange(1, 3000) for n in range(60) if draw.random() < 0.8}
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    calls = [call(f"l{n:03d}", (start + timedelta(minutes=n + d)).isoformat()) for n, d in delays.items()]
    share = 1.0
    for delay in sorted(set(delays.values())):  # all that are unanswered wait longer than anybody was made to
        if delay <= 600:
            at_risk = 60 - sum(other < delay for other in delays.values())
            share *= 1 - sum(other == delay for other in delays.values()) / at_risk
    fact = fact_of(found(leads, calls, always).facts, "within_sla_share")
    assert fact.value == pytest.approx(1 - share)
    assert fact.low < fact.value < fact.high


def test_all_or_none_in_time_is_no_certainty() -> None:
    leads = [lead(f"l{n}") for n in range(3)]
    late = fact_of(found(leads, [call("l0", "2026-01-05T12:00:00")]).facts, "within_sla_share")
    assert (late.value, late.low, late.high) == pytest.approx((0, *wilson(0, 3)))
    kept = fact_of(found(leads, [call(f"l{n}", "2026-01-05T10:10:00") for n in range(3)]).facts, "within_sla_share")
    assert (kept.value, kept.low, kept.high) == pytest.approx((1, *wilson(3, 3)))


def test_going_on_is_counted_by_band_among_leads_old_enough() -> None:
    leads = [lead("fast"), lead("slow"), lead("none"), lead("young", "2026-01-29T10:00:00")]
    calls = [call("fast", "2026-01-05T10:30:00"), call("slow", "2026-01-08T10:00:00")]
    calls.append(call("young", "2026-01-29T10:10:00"))
    entered = {"entity": "contact", "entity_id": "fast", "stage": "opportunity", "entered_at": "2026-01-15T10:00:00"}
    facts = found(leads, calls, stage_entries=[entered]).facts
    assert value_of(facts, "converted_share", band="hour") == 1
    assert value_of(facts, "converted_share", band="later") == 0
    assert value_of(facts, "converted_share", band="none") == 0
    assert fact_of(facts, "converted_share", band="hour").n == 1, "the young one has had no chance yet"


def test_without_a_promise_times_are_stated_and_compliance_is_left_out_and_said() -> None:
    silent = replace(AT, answering=replace(HOURS, promise_minutes=None))
    data = given(contacts=[lead("a")], activities=[START, call("a", "2026-01-05T10:10:00"), END])
    section = outcome(ANALYSIS, data, silent).section
    assert names_of(section.facts, "within_sla_share") == []
    assert names_of(section.facts, "minutes") != []
    assert section.severity is Severity.WARN
    assert "No time for the first answer is agreed" in section.reason


def test_holidays_that_nobody_knows_are_said() -> None:
    unknown = replace(AT, answering=replace(HOURS, knows_holidays=False))
    data = given(contacts=[lead("a")], activities=[START, call("a", "2026-01-05T10:10:00"), END])
    assert "public holidays" in outcome(ANALYSIS, data, unknown).section.reason
    assert "public holidays" not in outcome(ANALYSIS, data, AT).section.reason


@pytest.mark.parametrize("answered", [0, 3, 25])
def test_every_sentence_holds_whatever_was_answered(answered: int) -> None:
    leads = [lead(f"l{n}", segment="small" if n % 2 else "large", owner_id="Bob") for n in range(50)]
    calls = [call(f"l{n}", f"2026-01-05T1{n % 4}:{n:02d}:00") for n in range(answered)]
    section = outcome(ANALYSIS, given(contacts=leads, activities=[START, *calls, END]), AT).section
    said = [section.headline, section.brief, section.reason, section.decision, *section.narrative]
    assert [text for text in said if untraced_numerals(text)] == []
    assert str(answered) or section.headline


def test_without_attempts_of_people_there_is_no_answer() -> None:
    machines = [call("a", "2026-01-05T10:10:00", is_automated=True)]
    with pytest.raises(CannotAnswer, match="nobody can say"):
        measured(ANALYSIS, given(contacts=[lead("a")], activities=machines), AT)


def test_without_new_leads_there_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="No lead was made"):
        found([lead("a", "2024-01-05T10:00:00")], [])
