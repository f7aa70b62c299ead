"""Knowledge: owned, looked at again, and only what is approved goes to a model."""

from cmokit.registers.knowledge import KNOWLEDGE
from tests.registers.held import codes, held, stops

WHOLE = {
    "id": "brand",
    "name": "Brand rules",
    "kind": "brand_rules",
    "place": "drive",
    "owner": "Ann",
    "for_models": True,
    "state": "approved",
    "review_on": "2026-06-01",
}


def test_an_approved_item_has_no_gap_and_may_go_to_a_model():
    assert codes(KNOWLEDGE, held(KNOWLEDGE, WHOLE)) == []
    assert stops(KNOWLEDGE, held(KNOWLEDGE, WHOLE)) == []


def test_a_draft_may_not_go_to_a_model():
    for state in ("draft", "outdated", "archived"):
        assert stops(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "state": state})) == [
            ("brand", "for_models", "not_approved_for_models")
        ]
    assert stops(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "state": "draft", "for_models": False})) == []


def test_ownerless_overdue_and_outdated_items_are_listed():
    assert codes(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "owner": None})) == [("brand", "owner", "no_owner")]
    assert codes(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "review_on": "2026-02-01"})) == [
        ("brand", "review_on", "review_overdue")
    ]
    assert codes(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "review_on": None})) == [("brand", "review_on", "no_review")]
    assert codes(KNOWLEDGE, held(KNOWLEDGE, {**WHOLE, "state": "outdated"})) == [("brand", "state", "outdated")]
