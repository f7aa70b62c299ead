"""Names of campaigns as patterns: what stands between their parts, and which pattern may be the rule."""

from pathlib import Path

import pytest

from cmokit.engagement.model import Engagement
from cmokit.engagement.yaml_text import parse_yaml
from cmokit.runs.campaign_patterns import WHAT, parts_of, pattern_of
from cmokit.runs.client_words import UNMAPPED, ClientWord
from cmokit.runs.word_answers import Answer, with_answer

HERE = Path("engagement.yaml")


@pytest.fixture
def engagement() -> Engagement:
    said = {
        "schema": 1,
        "client": "acme",
        "name": "Acme",
        "currency": "EUR",
        "timezone": "UTC",
        "start_on": "2026-01-05",
    }
    return Engagement.model_validate(said)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("search_brand_demo", "channel_initiative_offer"),
        ("Search_Brand_Demo_DE", "channel_initiative_offer"),
        ("brandname_x_y", "word_word_word"),
        ("DE - Search - Brand", "word - word - word"),
        ("DE|Search", "word|word"),
        ("Produktfilm neu", "word word"),
        ("Herbst", "word"),
        ("حملة العيد القديمة", "word word word"),
    ],
)
def test_a_name_shows_its_pattern(name: str, pattern: str, engagement: Engagement) -> None:
    assert pattern_of(name, engagement) == pattern


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("word_word_word", ("_", 3)),
        ("word - word", (" - ", 2)),
        ("word|word|word|word", ("|", 4)),
        ("word", None),
        ("", None),
    ],
)
def test_a_pattern_says_separator_and_parts(pattern: str, parts: tuple[str, int] | None) -> None:
    assert parts_of(pattern) == parts


def test_an_agreed_pattern_is_the_rule_of_names(engagement: Engagement) -> None:
    word = ClientWord(WHAT, WHAT, "google_ads", ("google_ads",), "word-word-word-word", 9, state=UNMAPPED, keeps=True)
    text = with_answer("a: 1\n", HERE, Answer(word, word.text), engagement)
    assert parse_yaml(HERE, text).values["definitions"]["campaign_names"] == {
        "separator": "-",
        "parts": ["channel", "initiative", "offer", "part_4"],
    }
