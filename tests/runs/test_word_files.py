"""The workbook of the client's words in the client's language, and its answers back."""

from pathlib import Path

import openpyxl
import pytest

from cmokit.engagement.model import Engagement
from cmokit.runs.client_words import UNMAPPED, ClientWord
from cmokit.runs.word_files import answers_in, workbook_of

WORDS = (
    ClientWord("lead_source", "lead_source", "hubspot", ("hubspot.contacts",), "Messe", 3, state=UNMAPPED,
               choices=("event", "offline"), proposal="event", reason="why"),
    ClientWord("lead_source", "lead_source", "hubspot", ("hubspot.contacts",), "=1+1", 2, state=UNMAPPED,
               choices=("event", "offline")),
)  # fmt: skip


def engagement(language: str) -> Engagement:
    said = {"client": "acme", "name": "Acme", "currency": "EUR", "timezone": "UTC", "start_on": "2026-01-05"}
    return Engagement.model_validate({"schema": 1, "language": language, **said})


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_what_is_sent_out_comes_back_in_every_language(language: str, tmp_path: Path) -> None:
    path = tmp_path / "words.xlsx"
    path.write_bytes(workbook_of(WORDS, engagement(language), ""))
    answers = answers_in(path, WORDS, engagement(language))
    assert [(answer.word.text, answer.meaning) for answer in answers] == [("Messe", "event")]


def test_arabic_sheets_run_from_the_right(tmp_path: Path) -> None:
    path = tmp_path / "words.xlsx"
    path.write_bytes(workbook_of(WORDS, engagement("ar"), ""))
    assert all(sheet.sheet_view.rightToLeft for sheet in openpyxl.load_workbook(path))


def test_equal_words_give_equal_bytes_and_no_word_becomes_a_formula(tmp_path: Path) -> None:
    first, second = (workbook_of(WORDS, engagement("en"), "#1F5C7A") for _ in range(2))
    assert first == second
    (tmp_path / "words.xlsx").write_bytes(first)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "words.xlsx")["Words"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
