"""What a run says of a language that is not whole."""

import pytest

from cmokit.runs.report_words import standing_in
from cmokit.vocabulary import Phase


def test_english_is_always_whole() -> None:
    assert standing_in(Phase.AUDIT, "en") == ""


def test_words_of_the_report_and_its_analyses_are_counted_and_those_of_commands_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking = ("crm.duplicates.title", "report.contents", "requests.contacts.answers")
    monkeypatch.setattr("cmokit.runs.report_words.missing", lambda language: lacking)
    assert standing_in(Phase.AUDIT, "de").startswith("2 words of this report have no de yet")
