"""Every translation says what the English word says: the same names filled in, the same figures left out."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from babel import Locale

from cmokit.words import FIRST, LANGUAGES, catalogue, has, is_plural, missing, say, say_all, speaking, spoken

TRANSLATIONS = LANGUAGES[1:]
in_every_translation = pytest.mark.parametrize("language", TRANSLATIONS)


def texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        yield from map(str, entry.values())
    elif isinstance(entry, list):
        yield from map(str, entry)
    else:
        yield str(entry)


def names(entry: Any) -> set[str]:
    """What a text fills in; a form of a plural may leave the number out, as `one` often does."""
    return {name for text in texts(entry) for _, name, _, _ in Formatter().parse(text) if name}


@in_every_translation
def test_a_translation_has_no_word_that_english_lacks(language: str) -> None:
    assert sorted(set(catalogue(language)) - set(catalogue(FIRST))) == []


@in_every_translation
def test_a_translation_fills_in_the_very_names_of_the_english_word(language: str) -> None:
    english = catalogue(FIRST)
    differing = {
        word: (names(entry), names(english[word]))
        for word, entry in catalogue(language).items()
        if names(entry) != names(english[word])
    }
    assert differing == {}


@in_every_translation
def test_a_translation_states_no_number_of_its_own(language: str) -> None:
    english = catalogue(FIRST)

    def numbers(entry: Any) -> set[str]:
        return {number for text in texts(entry) for number in re.findall(r"\d+", text)}

    assert {word: entry for word, entry in catalogue(language).items() if numbers(entry) - numbers(english[word])} == {}


@in_every_translation
def test_a_translation_has_the_form_of_the_english_word_and_forms_that_its_language_knows(language: str) -> None:
    english, known = catalogue(FIRST), {*Locale.parse(language).plural_form.rules, "other"}
    for word, entry in catalogue(language).items():
        assert isinstance(entry, list) == isinstance(english[word], list), word
        assert isinstance(entry, dict) == isinstance(english[word], dict), word
        if isinstance(entry, dict):
            assert is_plural(entry), word
            assert set(entry) <= known, word


@pytest.mark.parametrize(
    "file", ["report.cover", "report.summary", "report.parts", "report.verdict", "verdict", "limits"]
)
@in_every_translation
def test_what_every_report_says_is_there_in_every_language(language: str, file: str) -> None:
    assert [word for word in missing(language) if word.startswith(f"{file}.")] == []


def test_the_language_that_is_spoken_counts_where_none_is_passed() -> None:
    assert say("report.contents") == "Contents"
    with speaking("de"):
        assert (spoken(), say("report.contents"), say("report.contents", language="en")) == ("de", "Inhalt", "Contents")
        with speaking("ar"):
            assert say("report.contents") == "المحتويات"
        assert say("report.contents") == "Inhalt"
    assert spoken() == FIRST


def test_a_word_that_a_language_lacks_is_said_in_english_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"en": {"hello": "Hello", "steps": ["One step"]}, "de": {"hello": "Guten Tag"}}
    monkeypatch.setattr("cmokit.words._file", lambda language, name: held.get(language, {}))
    monkeypatch.setattr("cmokit.words.catalogue", lambda language: {f"t.{k}": v for k, v in held[language].items()})
    with speaking("de"):
        assert (say("t.hello"), say_all("t.steps")) == ("Guten Tag", ("One step",))
        assert has("t.steps")
        assert not has("t.nothing")
    assert missing("de") == ("t.steps",)


@pytest.mark.parametrize(("count", "said"), [(1, "يوم"), (2, "يومان"), (3, "أيام"), (11, "يوما"), (100, "يوم")])
def test_arabic_counts_by_its_own_rule(count: int, said: str) -> None:
    assert said in say("report.units.days", count, "ar", number=str(count)).split()


def test_a_word_with_forms_and_no_count_takes_the_general_one() -> None:
    assert say("report.units.days", language="ar", number="…") == say("report.units.days", 100, "ar", number="…")
