"""Independence is what is on record, never what somebody believes."""

from typing import Any

import pytest

from cmokit.analyses.handover.criteria import CRITERIA
from cmokit.analyses.handover.independence import ANALYSIS
from cmokit.exhibits.fact import Fact
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, outcome, value_of
from tests.analyses.handover.known import WHOLE_WORKFLOW, knowing

ACCOUNT = {"id": "a", "account": "ada", "person": "Ada", "tool": "crm"}
MEETING = {"id": "m", "name": "Weekly", "owner": "Ada", "last_done_on": "2026-03-05", "done_by": "Ada"}


def shown(criterion: str, **registers: list[dict[str, Any]]) -> float:
    return float(value_of(measured(ANALYSIS, given(), knowing(**registers)).facts, "proven_share", criterion=criterion))


def test_owner_and_substitute_are_two_people_of_the_company() -> None:
    assert shown("owners", workflows=[WHOLE_WORKFLOW]) == 1
    assert shown("owners", workflows=[{**WHOLE_WORKFLOW, "backup": "Dora"}]) == 0.5
    assert shown("owners", workflows=[{**WHOLE_WORKFLOW, "backup": "Ada"}]) == 0.5
    assert shown("owners", workflows=[{**WHOLE_WORKFLOW, "owner": "Cleo", "backup": None}]) == 0


def test_a_workflow_that_is_not_live_is_no_part_of_it() -> None:
    paused = {**WHOLE_WORKFLOW, "id": "other", "owner": None, "backup": None, "state": "paused"}
    assert shown("owners", workflows=[WHOLE_WORKFLOW, paused]) == 1


def test_access_from_outside_has_an_end_that_is_not_over() -> None:
    account = {**ACCOUNT, "person": "Dora"}
    assert shown("outside_access", access=[{**account, "ends_on": "2026-04-05"}]) == 1
    assert shown("outside_access", access=[account]) == 0
    assert shown("outside_access", access=[{**account, "ends_on": "2026-02-28"}]) == 0
    agency = {**ACCOUNT, "is_agency": True}
    assert shown("outside_access", access=[{**agency, "ends_on": "2026-02-28", "state": "removed"}, agency]) == 0


def test_a_shared_account_is_nobodys() -> None:
    assert shown("accounts", access=[ACCOUNT]) == 1
    assert shown("accounts", access=[{**ACCOUNT, "person": None, "is_shared": True}]) == 0


def test_a_meeting_that_the_consultant_held_or_joins_shows_little() -> None:
    assert shown("meetings", cadence=[MEETING]) == 1
    assert shown("meetings", cadence=[{**MEETING, "done_by": "Dora"}]) == 0
    assert shown("meetings", cadence=[{**MEETING, "participants": ["Dora"]}]) == 0.5
    assert shown("meetings", cadence=[{**MEETING, "last_done_on": None}]) == 0.5


def test_a_fallback_counts_when_it_was_tried() -> None:
    told = {**WHOLE_WORKFLOW, "by_hand": "Share out the queue"}
    assert shown("fallbacks", workflows=[told]) == 0.5
    assert shown("fallbacks", workflows=[{**told, "fallback_tested_on": "2026-02-20"}]) == 1
    assert shown("fallbacks", workflows=[{**told, "fallback_tested_on": "2026-03-20"}]) == 0.5


def test_training_counts_when_owner_or_substitute_has_proven_it() -> None:
    done = {"id": "t", "subject": "Rules", "person": "Ben", "workflow": "routing", "done_on": "2026-02-12"}
    done |= {"state": "done", "proof": "Changed one rule alone"}
    assert shown("training", workflows=[WHOLE_WORKFLOW], training=[done]) == 1
    assert shown("training", workflows=[WHOLE_WORKFLOW], training=[{**done, "proof": None}]) == 0
    assert shown("training", workflows=[WHOLE_WORKFLOW], training=[{**done, "person": "Dora"}]) == 0


def test_the_score_is_the_mean_of_all_criteria_and_what_is_not_on_record_counts_as_not_shown() -> None:
    """The usual mistake: the mean of the criteria that one happens to know of."""
    found = measured(ANALYSIS, given(), knowing(workflows=[WHOLE_WORKFLOW], access=[ACCOUNT]))
    score = fact_of(found.facts, "score_share")
    assert score.n == len(CRITERIA) == 9
    assert score.value == pytest.approx((1 + 1) / 9)
    assert not [fact for fact in found.facts if is_about(fact, "meetings") and fact.measure == "proven_share"]


def test_the_section_says_that_nothing_is_known_of_a_criterion() -> None:
    section = outcome(ANALYSIS, given(), knowing(workflows=[WHOLE_WORKFLOW])).section
    assert section.severity is Severity.FAIL
    assert any("Meetings held without the consultant" in sentence for sentence in section.narrative)


def is_about(fact: Fact, criterion: str) -> bool:
    return fact.dimensions.get("criterion") == criterion
