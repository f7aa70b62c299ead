"""Content briefs: from approved sources, and read by somebody before they go out."""

from cmokit.registers.content_briefs import CONTENT_BRIEFS
from tests.registers.held import codes, held

WHOLE = {
    "id": "closing",
    "working_title": "Closing the month",
    "reader": "finance",
    "question": "where do two weeks go",
    "stage": "compares",
    "purpose": "asks for the template",
    "sources": ["case"],
    "format": "article",
    "channel": "email",
    "reviewer": "Bo",
    "owner": "Ann",
    "distribution": "newsletter",
    "state": "approved",
}
IDS = {"knowledge": {"case"}}


def test_a_whole_brief_has_no_gap():
    assert codes(CONTENT_BRIEFS, held(CONTENT_BRIEFS, WHOLE), ids=IDS) == []


def test_one_without_a_source_or_with_an_unknown_one_is_named():
    assert codes(CONTENT_BRIEFS, held(CONTENT_BRIEFS, {**WHOLE, "sources": []})) == [
        ("closing", "sources", "no_source")
    ]
    assert codes(CONTENT_BRIEFS, held(CONTENT_BRIEFS, WHOLE)) == [("closing", "sources", "no_such_item")]


def test_nothing_is_published_that_nobody_reviewed():
    published = held(CONTENT_BRIEFS, {**WHOLE, "state": "published", "reviewer": None})
    assert codes(CONTENT_BRIEFS, published, ids=IDS) == [("closing", "reviewer", "not_reviewed")]
