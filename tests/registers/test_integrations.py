"""Integrations: one direction for what reports rest on, and tested since anything changed."""

from cmokit.registers.integrations import INTEGRATIONS
from tests.registers.held import codes, held

WHOLE = {
    "id": "sync",
    "name": "Contacts",
    "moves": ["e-mail"],
    "field_owner": "CRM",
    "cadence": "hourly",
    "conflict_rule": "CRM wins",
    "failure_behaviour": "tries again",
    "alert": "Bo",
    "last_tested_on": "2026-01-14",
    "owner": "Ann",
}


def test_a_whole_integration_has_no_gap():
    assert codes(INTEGRATIONS, held(INTEGRATIONS, WHOLE)) == []


def test_lifecycle_and_routing_fields_move_one_way():
    both = {**WHOLE, "direction": "both_ways"}
    assert codes(INTEGRATIONS, held(INTEGRATIONS, both)) == []
    lifecycle = {**both, "moves": ["e-mail", "Lifecycle stage"]}
    assert codes(INTEGRATIONS, held(INTEGRATIONS, lifecycle)) == [("sync", "direction", "uncontrolled_direction")]


def test_it_is_tested_after_its_platform_changed():
    changed = {**WHOLE, "platform_changed_on": "2026-01-15"}
    assert codes(INTEGRATIONS, held(INTEGRATIONS, changed)) == [("sync", "last_tested_on", "not_tested_since")]
    assert codes(INTEGRATIONS, held(INTEGRATIONS, {**WHOLE, "last_tested_on": None})) == [
        ("sync", "last_tested_on", "never_tested")
    ]
    assert codes(INTEGRATIONS, held(INTEGRATIONS, {**WHOLE, "last_tested_on": None, "state": "planned"})) == []


def test_a_broken_one_is_named():
    assert codes(INTEGRATIONS, held(INTEGRATIONS, {**WHOLE, "state": "broken"})) == [("sync", "state", "broken")]
