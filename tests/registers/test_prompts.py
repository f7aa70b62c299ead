"""Prompts: complete, reviewed when approved, and changed for a reason."""

from cmokit.registers.prompts import PROMPTS
from tests.registers.held import codes, held

WHOLE = {
    "id": "comment",
    "purpose": "Draft of the comment",
    "inputs": ["figures"],
    "approved_sources": ["the report"],
    "output": "three sentences",
    "restrictions": ["no figure of its own"],
    "owner": "Ann",
    "review_level": "low",
    "state": "approved",
    "review_on": "2026-06-01",
}


def test_a_whole_prompt_has_no_gap():
    assert codes(PROMPTS, held(PROMPTS, WHOLE)) == []


def test_an_approved_prompt_that_nobody_reviews_is_named():
    bare = {**WHOLE, "review_level": None, "review_on": None}
    assert codes(PROMPTS, held(PROMPTS, bare)) == [
        ("comment", "review_level", "no_review_level"),
        ("comment", "review_on", "no_review"),
    ]


def test_a_later_version_says_why():
    assert codes(PROMPTS, held(PROMPTS, {**WHOLE, "version": "v2"})) == [("comment", "change_reason", "no_reason")]
    assert codes(PROMPTS, held(PROMPTS, {**WHOLE, "version": "v2", "change_reason": "too long"})) == []


def test_an_archived_prompt_owes_nothing():
    assert codes(PROMPTS, held(PROMPTS, {"id": "old", "purpose": "Old", "state": "archived"})) == []
