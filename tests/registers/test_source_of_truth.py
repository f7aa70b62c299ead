"""The source of truth: one system for each kind of data, as engagement.yaml says."""

from cmokit.registers.source_of_truth import SOURCE_OF_TRUTH
from tests.registers.held import broken, codes, held, stops

WHOLE = {
    "id": "contact",
    "data": "contact",
    "system": "salesforce",
    "copies": ["hubspot"],
    "update_rule": "one way",
    "owner": "Ann",
}


def test_one_system_with_its_copies_has_no_gap():
    assert codes(SOURCE_OF_TRUTH, held(SOURCE_OF_TRUTH, WHOLE)) == []
    assert broken(SOURCE_OF_TRUTH, WHOLE, {**WHOLE, "id": "stage", "field": "lifecycle_stage"}) == []


def test_no_two_sources_are_equal():
    both = broken(SOURCE_OF_TRUTH, WHOLE, {**WHOLE, "id": "again", "data": "Contact ", "system": "hubspot"})
    assert both == [("again", "data", "two_sources"), ("contact", "data", "two_sources")]


def test_it_may_not_contradict_the_engagement():
    other = held(SOURCE_OF_TRUTH, {**WHOLE, "system": "hubspot", "copies": []})
    leading = {"contact": "salesforce"}
    assert stops(SOURCE_OF_TRUTH, other, leading=leading) == [("contact", "system", "contradicts_engagement")]
    assert stops(SOURCE_OF_TRUTH, held(SOURCE_OF_TRUTH, WHOLE), leading=leading) == []


def test_a_system_is_no_copy_of_itself():
    same = held(SOURCE_OF_TRUTH, {**WHOLE, "copies": ["salesforce"]})
    assert codes(SOURCE_OF_TRUTH, same) == [("contact", "copies", "copy_of_itself")]
