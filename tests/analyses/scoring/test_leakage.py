"""Fields that know the outcome, and values that tell accepted from rejected leads."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.scoring.leakage import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

AT = Definitions(as_of=date(2026, 1, 31))
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)
N = 200


def taken(k: int) -> bool:
    return k % 4 == 0


def leads(fields: Any = None, **more: Any) -> dict[str, Any]:
    """A lead a day, every fourth taken over ten days later. fields: what a record holds beside, by number."""
    came = [FIRST + timedelta(days=k) for k in range(N)]
    return {
        "contacts": [{"contact_id": f"p{k}", **(fields(k, came[k]) if fields else {})} for k in range(N)],
        "stage_entries": [
            {"entity": "contact", "entity_id": f"p{k}", "stage": stage, "entered_at": came[k] + timedelta(days=wait)}
            for k in range(N)
            for stage, wait in (("lead", 0), ("sales_accepted", 10))
            if stage == "lead" or taken(k)
        ],
        **more,
    }


def facts_of(fields: Any, **more: Any) -> Any:
    return measured(ANALYSIS, given(**leads(fields, **more)), AT).facts


def test_a_field_written_when_the_deal_closes_leaks_however_well_it_foretells():
    found = outcome(ANALYSIS, given(**leads(lambda k, at: {
        "last_activity_at": at + timedelta(days=40) if taken(k) else None, "phone": "1" if k % 2 else None,
    })), AT)  # fmt: skip
    facts = found.section.facts
    assert value_of(facts, "leak_text", field="last_activity_at") == "late"
    assert value_of(facts, "late_share", field="last_activity_at") == 1
    assert value_of(facts, "discrimination_share", field="last_activity_at") == 1  # which is what tempts people
    assert value_of(facts, "leak_text", field="phone") == "clean"
    assert value_of(facts, "leaking_count") == 1
    assert found.severity is not Severity.PASS
    assert set(rows_of(found.evidence, "field", problem="late")) == {"last_activity_at"}


def test_a_date_before_the_outcome_is_no_leak():
    facts = facts_of(lambda k, at: {"last_activity_at": at + timedelta(days=k % 3) if k % 2 == 0 else None})
    assert value_of(facts, "late_share", field="last_activity_at") == 0
    assert value_of(facts, "leak_text", field="last_activity_at") == "clean"


def test_the_history_tells_when_a_field_was_filled():
    changes = [
        {"entity": "contact", "entity_id": f"p{k}", "field": "phone", "old_value": None, "new_value": "1",
         "changed_at": FIRST + timedelta(days=k + (30 if taken(k) else 2))}
        for k in range(N) if k % 2 == 0
    ]  # fmt: skip
    facts = facts_of(lambda k, at: {"phone": "1" if k % 2 == 0 else None}, field_changes=changes)
    assert value_of(facts, "late_share", field="phone") == 1
    assert value_of(facts, "leak_text", field="phone") == "late"


def test_a_change_of_a_filled_field_does_not_tell_when_it_was_filled():
    """The usual mistake: the last change is taken for the filling."""
    changes = [
        {"entity": "contact", "entity_id": f"p{k}", "field": "phone", "old_value": "1", "new_value": "2",
         "changed_at": FIRST + timedelta(days=k + 30)}
        for k in range(N)
    ]  # fmt: skip
    facts = facts_of(lambda k, at: {"phone": "2"}, field_changes=changes)
    assert [fact for fact in facts if fact.measure == "late_share"] == []
    assert value_of(facts, "leak_text", field="phone") == "clean"


def test_being_filled_or_blank_alone_may_decide():
    facts = facts_of(lambda k, at: {"disqualified_reason": "No budget" if k % 4 == 1 else None})
    share = value_of(facts, "reached_share", field="disqualified_reason", side="filled")
    assert share == 0
    # None of fifty says less than a tenth of a quarter only if many more are seen: the bound is too wide here.
    assert value_of(facts, "leak_text", field="disqualified_reason") == "clean"
    sure = facts_of(lambda k, at: {"converted_opportunity_id": "d" if taken(k) else None})
    assert value_of(sure, "leak_text", field="converted_opportunity_id") == "presence"


def test_single_values_may_decide():
    facts = facts_of(lambda k, at: {"lead_status": "Open deal" if taken(k) else ("New", "Warm")[k % 2]})
    assert value_of(facts, "leak_text", field="lead_status") == "value"
    assert value_of(facts, "deciding_share", field="lead_status", value_="Open deal") == 1


def test_power_is_learned_on_the_earlier_half_and_tried_on_the_later():
    """The usual mistake: a field of which every value is rare is perfect on what it was learned from."""
    facts = facts_of(lambda k, at: {"utm_campaign": f"c{k // 2}-{taken(k)}"})
    assert value_of(facts, "discrimination_share", field="utm_campaign") == pytest.approx(0.5)


def test_accepted_leads_are_held_against_rejected_ones_by_value():
    facts = facts_of(lambda k, at: {
        "country": ("Germany", "France")[k % 2 if k % 4 else 0],
        "disqualified_reason": "No need" if k % 4 == 1 else None,
    })  # fmt: skip
    counts = {name: value_of(facts, f"{name}_count") for name in ("accepted", "rejected", "undecided")}
    assert counts == {"accepted": 50, "rejected": 50, "undecided": 100}
    assert value_of(facts, "accepted_share", field="all", value_="all") == 0.5
    assert value_of(facts, "accepted_share", field="country", value_="Germany") == 1
    assert value_of(facts, "accepted_share", field="country", value_="France") == 0


def test_traits_of_the_company_are_fields_too():
    firms = [{"company_id": "a", "employee_count": 7, "industry": "Rail"}, {"company_id": "b", "industry": "rail"}]
    facts = facts_of(lambda k, at: {"company_id": "ab"[k % 2]}, companies=firms)
    assert value_of(facts, "filled_share", field="size", of="taken_over") == 1
    assert value_of(facts, "reached_share", field="size", side="filled") == 0.5
    assert {fact.dimensions["field"] for fact in facts if fact.measure == "leak_text"} == {
        "company_id", "size", "industry", "employees",
    }  # fmt: skip


@pytest.mark.parametrize("left", [40, 0])
def test_too_few_leads_are_an_answer_with_what_to_send(left: int):
    data = leads(lambda k, at: {"phone": "1"})
    data["stage_entries"] = [e for e in data["stage_entries"] if int(e["entity_id"][1:]) < left]
    with pytest.raises(CannotAnswer) as refused:
        measured(ANALYSIS, given(**data), AT)
    assert [missing.table for missing in refused.value.missing] == ["contacts", "stage_entries"]
