"""AI systems: approved only for what is written down."""

from cmokit.registers.ai_systems import AI_SYSTEMS
from tests.registers.held import codes, held, stops

WHOLE = {
    "id": "office",
    "name": "Office assistant",
    "provider": "own server",
    "tasks": ["comment"],
    "data_allowed": ["aggregate"],
    "highest_tier": "low",
    "output_review": "the author",
    "terms_reviewed_on": "2026-01-20",
    "owner": "Ann",
    "state": "approved",
}


def test_a_whole_system_may_be_used():
    assert stops(AI_SYSTEMS, held(AI_SYSTEMS, WHOLE)) == []
    assert codes(AI_SYSTEMS, held(AI_SYSTEMS, WHOLE)) == []


def test_an_approval_without_task_data_tier_or_terms_is_stopped():
    for field in ("tasks", "data_allowed", "highest_tier", "terms_reviewed_on"):
        lacking = {**WHOLE, field: [] if isinstance(WHOLE[field], list) else None}
        assert stops(AI_SYSTEMS, held(AI_SYSTEMS, lacking)) == [("office", field, "approved_without_limits")]


def test_personal_data_needs_somebody_who_read_the_terms():
    personal = held(AI_SYSTEMS, {**WHOLE, "data_allowed": ["personal"]})
    assert stops(AI_SYSTEMS, personal) == [("office", "terms_reviewed_by", "terms_not_reviewed")]
    assert stops(AI_SYSTEMS, held(AI_SYSTEMS, {**WHOLE, "data_allowed": ["personal"], "terms_reviewed_by": "Bo"})) == []


def test_a_system_that_was_only_asked_for_is_not_stopped():
    assert stops(AI_SYSTEMS, held(AI_SYSTEMS, {"id": "new", "name": "New"})) == []
