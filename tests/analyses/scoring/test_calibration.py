"""A lead score held against what became of the leads."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.scoring.calibration import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AT = Definitions(as_of=date(2026, 1, 31))
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)
DAYS_TAKEN = 10


def leads(n: int = 240, score: Any = None, taken: Any = None, every: float = 1.0, **more: Any) -> dict[str, Any]:
    """One lead a day. score, taken: by number; by default high scores get there, mostly."""
    score = score or (lambda k: float(k * 37 % 100))
    taken = taken or (lambda k: score(k) + k * 53 % 60 > 90)
    came = [FIRST + timedelta(days=k * every) for k in range(n)]
    return {
        "contacts": [{"contact_id": f"p{k}", "score": score(k), "created_at": came[k]} for k in range(n)],
        "stage_entries": [
            {"entity": "contact", "entity_id": f"p{k}", "stage": stage, "entered_at": came[k] + timedelta(days=wait)}
            for k in range(n)
            for stage, wait in (("lead", 0), ("sales_accepted", DAYS_TAKEN))
            if stage == "lead" or taken(k)
        ],
        **more,
    }


def test_each_band_has_its_share_and_all_leads_stand_in_one():
    found = measured(ANALYSIS, given(**leads()), AT)
    bands = [fact for fact in found.facts if fact.measure == "band_share"]
    assert sum(fact.n or 0 for fact in bands) == 240
    assert [fact.value for fact in bands] == sorted(fact.value for fact in bands)  # type: ignore[type-var]
    lowest, highest = (float(end) for end in bands[-1].dimensions["band"].split("-"))
    own = [k for k in range(240) if lowest <= k * 37 % 100 <= highest]
    taken = [k for k in own if k * 37 % 100 + k * 53 % 60 > 90]
    assert bands[-1].value == pytest.approx(len(taken) / len(own))


def test_lift_is_the_bands_share_over_that_of_all():
    facts = measured(ANALYSIS, given(**leads()), AT).facts
    base = value_of(facts, "base_share")
    for lift in (fact for fact in facts if fact.measure == "lift_share"):
        assert lift.value == pytest.approx(value_of(facts, "band_share", **lift.dimensions) / base)


def test_leads_that_came_too_lately_are_no_failures():
    """The usual mistake: whoever has not got there yet counts as lost."""
    late = leads(n=400)
    came = [FIRST + timedelta(days=k) for k in range(400)]
    facts = measured(ANALYSIS, given(**late), AT).facts
    end = AT.as_of_end
    old = [k for k in range(400) if end - came[k] >= timedelta(days=DAYS_TAKEN)]
    known = [k for k in old if came[k] < end]
    assert value_of(facts, "mature_count") == len(known)
    assert value_of(facts, "immature_count") == 400 - len(known) - sum(at >= end for at in came)


def test_what_comes_after_the_day_does_not_count():
    before = measured(ANALYSIS, given(**leads()), Definitions(as_of=date(2025, 7, 1))).facts
    assert value_of(before, "mature_count") + value_of(before, "immature_count") == 182


def test_the_forecast_is_learned_on_the_earlier_half_alone():
    """A score that turns round in the middle is perfect on all leads that it learned from, and worse than nothing."""
    turned = leads(taken=lambda k: (k * 37 % 100 + k * 53 % 60 > 90) == (k < 120))
    facts = measured(ANALYSIS, given(**turned), AT).facts
    assert value_of(facts, "skill_share") < 0
    assert value_of(facts, "slope_share") < 0


def test_a_good_score_has_skill_and_its_brier_parts_add_up():
    facts = measured(ANALYSIS, given(**leads()), AT).facts
    part = {name: value_of(facts, "brier_share", part=name) for name in ("score", "reliability", "resolution")}
    rest = value_of(facts, "brier_share", part="uncertainty") + value_of(facts, "brier_share", part="spread")
    assert value_of(facts, "skill_share") > 0.2
    assert part["score"] == pytest.approx(part["reliability"] - part["resolution"] + rest)


def test_scores_that_moved_are_told_beside_what_chance_gives():
    moved = leads(score=lambda k: float(k * 37 % 100 + (40 if k >= 120 else 0)))
    found = outcome(ANALYSIS, given(**moved), AT)
    facts = found.section.facts
    assert value_of(facts, "drift_share") > 3 * value_of(facts, "drift_by_chance_share")
    assert value_of(facts, "drift_p_share") < 0.01
    assert "drift_share" in found.section.reason


def test_a_constant_score_is_a_clear_finding():
    found = outcome(ANALYSIS, given(**leads(score=lambda k: 50.0, taken=lambda k: k % 3 == 0)), AT)
    assert found.severity is Severity.FAIL
    assert names_of(found.section.facts, "skill_share") == []
    assert names_of(found.section.facts, "drift_share") == []
    assert [fact.dimensions["band"] for fact in found.section.facts if fact.measure == "band_share"] == ["50-50"]


def test_the_score_as_of_entry_is_taken_from_the_history():
    changes = [
        {"entity": "contact", "entity_id": "p0", "field": "HubSpot Score", "old_value": old, "new_value": new,
         "changed_at": f"2025-01-0{day}"}
        for day, old, new in ((3, "7", "55"), (5, "55", "99"))
    ]  # fmt: skip
    changes += [
        {"entity": "contact", "entity_id": "p1", "field": "score", "old_value": None, "new_value": "12",
         "changed_at": "2025-01-03"},
        {"entity": "contact", "entity_id": "p2", "field": "score", "old_value": "high", "new_value": "12",
         "changed_at": "2025-01-04"},
    ]  # fmt: skip
    found = measured(ANALYSIS, given(**leads(field_changes=changes)), AT)
    scores = dict(rows_of(found.evidence, "person_id", "score"))
    assert (scores["p0"], scores["p1"]) == (7, 12)
    assert scores["p2"] == 2 * 37 % 100  # a score in words is none
    assert value_of(found.facts, "entry_score_share") == pytest.approx(2 / 240)


def test_without_history_it_says_that_the_score_is_todays():
    found = outcome(ANALYSIS, given(**leads()), AT)
    assert value_of(found.section.facts, "entry_score_share") == 0
    assert found.severity is Severity.WARN


def test_a_copy_lends_its_score_to_the_person_once():
    links = [
        {"entity": "contact", "leading_id": "p0", "record_id": who, "source_system": system, "method": "e-mail"}
        for who, system in (("p0", "hubspot"), ("s0", "salesforce"))
    ]
    data = leads(entity_links=links)
    data["contacts"][0]["score"] = None
    data["contacts"].append({"contact_id": "s0", "score": 64.0, "source_system": "salesforce"})
    found = measured(ANALYSIS, given(**data), AT)
    assert dict(rows_of(found.evidence, "person_id", "score"))["p0"] == 64
    assert value_of(found.facts, "scored_share") == 1


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (leads(score=lambda k: None, taken=lambda k: k % 3 == 0), "contacts"),
        (leads(n=40), "contacts"),
        (leads(taken=lambda k: False), "contacts"),
        ({"contacts": leads()["contacts"]}, "stage_entries"),
    ],
)
def test_too_little_to_judge_is_an_answer_with_what_to_send(data: Any, asked: str):
    with pytest.raises(CannotAnswer) as refused:
        measured(ANALYSIS, given(**data), AT)
    assert refused.value.missing[0].table == asked
    assert refused.value.reason


def test_the_later_half_alone_is_held_against_what_was_promised():
    found = measured(ANALYSIS, given(**leads()), AT)
    halves = rows_of(found.evidence, "half", "expected_share")
    assert {half for half, chance in halves if chance is not None} == {"later"}
    assert fact_of(found.facts, "expected_share", bin="all").n == [half for half, _ in halves].count("later")
