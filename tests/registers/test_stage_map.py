"""The commercial stage map: eight fields a stage, in one order."""

from cmokit.registers.stage_map import STAGE_MAP
from tests.registers.held import codes, held

WHOLE = {
    "id": "lead",
    "stage": "Lead",
    "position": 1,
    "owner": "Ann",
    "systems": ["crm"],
    "inputs": ["form"],
    "outputs": ["lead"],
    "typical_delay_days": 4,
    "frequent_errors": ["no telephone"],
    "available_data": ["contacts"],
    "decision_supported": "budget",
}
IDS = {"tools": {"crm"}, "data_sources": {"contacts"}}


def test_a_whole_stage_has_no_gap():
    assert codes(STAGE_MAP, held(STAGE_MAP, WHOLE), ids=IDS) == []


def test_each_field_that_is_missing_is_named():
    bare = held(STAGE_MAP, {"id": "lead", "stage": "Lead"})
    assert {field for _, field, _ in codes(STAGE_MAP, bare)} == {
        "position", "owner", "inputs", "outputs", "frequent_errors", "decision_supported", "available_data",
        "typical_delay_days",
    }  # fmt: skip


def test_two_stages_at_one_place_are_both_named():
    both = held(STAGE_MAP, WHOLE, {**WHOLE, "id": "order", "stage": "Order"})
    assert codes(STAGE_MAP, both, ids=IDS) == [
        ("lead", "position", "same_position"),
        ("order", "position", "same_position"),
    ]


def test_a_system_or_source_that_is_not_entered_is_named():
    assert codes(STAGE_MAP, held(STAGE_MAP, WHOLE), ids={"tools": {"crm"}}) == [
        ("lead", "available_data", "no_such_item")
    ]
