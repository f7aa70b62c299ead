"""A returned sheet of questions: each answer with what it is about, wherever people moved, sorted or renamed things.

A sheet is known by the line that names the person, else by its heads. Each row carries what it is about; a row whose
question belongs to another one was sorted in parts, and is refused.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.sources.returned_sheets import (
    LISTS_SHEET,
    SEARCHED,
    SENT_SHEET,
    Row,
    check_workbook,
    formula_fault,
    formulas,
    is_filled,
    letter,
    plain_rows,
    sheets,
    value_at,
)

MARK = "questions:"  # behind it the person's name, in every language: how a returned sheet is known again
NEEDED = ("answer", "unknown", "about")  # columns without which nothing can be taken
Heads = Mapping[str, Sequence[str]]  # column → the words it may be under
MEND = "let the person's own workbook be filled in; `cmokit register export CLIENT --for NAME` writes one"


@dataclass(frozen=True)
class ReturnedAnswer:
    """One row. about: register/id/field. answer: what the cell holds, None for a blank. ticked: as not known."""

    row: int
    about: str
    question: str
    answer: Any
    ticked: bool


@dataclass(frozen=True)
class Asked:
    """What went out for one row: what stood in the field, as JSON holds it, and the question."""

    stood: Any
    question: str


@dataclass(frozen=True)
class ReturnedQuestions:
    """One person's sheet. columns: column → its letter. sent: about → what went out; empty where the file has lost it.
    own: columns that are somebody's own: head → about → value.
    """

    file: str
    sheet: str
    person: str
    columns: Mapping[str, str]
    answers: tuple[ReturnedAnswer, ...]
    sent: Mapping[str, Asked]
    own: Mapping[str, Mapping[str, Any]]


def returned_questions(path: Path, heads: Heads) -> tuple[ReturnedQuestions, ...]:
    """The sheets of questions in a workbook; none where it is another workbook.

    Raises DataNotReadable: no_file, wrong_format, unreadable, too_large; ManyErrors: every row that cannot be taken.
    """
    check_workbook(path)
    found = list(sheets(path))
    written_for, sent = _sent(next((rows for title, rows in found if title == SENT_SHEET), []))
    faults: list[CmokitError] = []
    told = [
        _sheet(path, title, rows, heads, (written_for, sent), faults)
        for title, rows in found
        if title not in (SENT_SHEET, LISTS_SHEET)
    ]
    if faults:
        raise ManyErrors(faults)
    return tuple(sheet for sheet in told if sheet is not None)


def _sent(rows: list[Row]) -> tuple[str | None, dict[str, Asked]]:
    """For whom the file was written, and what went out."""
    lines = [line for line in plain_rows(rows) if len(line) > 4]
    person = next((str(line[4]) for line in lines if line[0] == MARK), None)
    rest = [line for line in lines if line[0] != MARK]
    return person, {"/".join(map(str, line[:3])): Asked(json.loads(str(line[3])), str(line[4])) for line in rest}


def _sheet(
    path: Path,
    title: str,
    rows: list[Row],
    heads: Heads,
    went_out: tuple[str | None, Mapping[str, Asked]],
    faults: list[CmokitError],
) -> ReturnedQuestions | None:
    written_for, sent = went_out
    marked = _marked(rows)
    at, places = _heads(rows, heads)
    person = marked or written_for
    if person is None or (marked is None and not places):
        return None
    columns = {name: letter(place) for name, place in places.items()}
    if faulty := _sheet_fault(path, title, places, marked, written_for):
        faults.append(faulty)
        return None
    answers: list[ReturnedAnswer] = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        faults += [formula_fault(path, title, cell) for cell in formulas(row, places.values())]
        one = _answer(number, row, places)
        if wrong := _row_fault(one, answers, sent):
            code, what = wrong
            message = f"sheet {title}: {what}"
            mend = "sort whole rows, and leave the last column as it is"
            faults.append(DataNotReadable(message, code, path, number, columns["about"], one.about or None, mend=mend))
        elif one.about:
            answers.append(one)
    return ReturnedQuestions(path.name, title, person, columns, tuple(answers), sent, _own(rows[at:], places))


def _marked(rows: list[Row]) -> str | None:
    """The person that a line above the heads names."""
    texts = (str(cell.value or "") for row in rows[:SEARCHED] for cell in row)
    return next((text.removeprefix(MARK).strip() for text in texts if text.startswith(MARK)), None)


def _heads(rows: list[Row], heads: Heads) -> tuple[int, dict[str, int]]:
    """The row in which most of our columns stand; nothing where fewer than two do."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:SEARCHED]):
        said = [str(cell.value).strip().casefold() if cell.value is not None else "" for cell in row]
        places = {}
        for name, labels in heads.items():
            known = {label.casefold() for label in labels}
            place = next((place for place, text in enumerate(said) if text in known), None)
            if place is not None:
                places[name] = place
        if len(places) > max(1, len(best[1])):
            best = (at, places)
    return best


def _sheet_fault(
    path: Path, title: str, places: Mapping[str, int], marked: str | None, written_for: str | None
) -> CmokitError | None:
    if marked and written_for and marked != written_for:
        message = f"sheet {title}: it was written for {written_for} and is marked as answers of {marked}"
        return DataNotReadable(message, "other_person", path, mend=MEND)
    if missing := [name for name in NEEDED if name not in places]:
        message = f"sheet {title}: columns of the sheet of questions are gone"
        wanted = ", ".join(NEEDED)
        return DataNotReadable(message, "no_column", path, found=f"without {', '.join(missing)}", wanted=wanted)
    return None


def _answer(number: int, row: Row, places: Mapping[str, int]) -> ReturnedAnswer:
    answer, tick = value_at(row, places["answer"]), value_at(row, places["unknown"])
    about, question = value_at(row, places["about"]), value_at(row, places["question"]) if "question" in places else ""
    return ReturnedAnswer(
        number,
        str(about or "").strip(),
        str(question or "").strip(),
        answer if is_filled(answer) else None,
        is_filled(tick) and str(tick).strip().casefold() not in ("no", "false", "0", "-"),
    )


def _row_fault(
    one: ReturnedAnswer, before: Sequence[ReturnedAnswer], sent: Mapping[str, Asked]
) -> tuple[str, str] | None:
    if not one.about:
        is_empty = one.answer is None and not one.ticked
        return None if is_empty else ("no_reference", "nothing says what this answer is about")
    if any(other.about == one.about for other in before):
        return "asked_twice", "this question stands twice"
    asked_about = [about for about, asked in sent.items() if asked.question == one.question]
    if asked_about and one.about not in asked_about:
        return "moved", "question and reference of this row do not belong together"
    if one.answer is not None and one.ticked:
        return "both", "this is answered, and ticked as not known"
    return None


def _own(rows: Sequence[Row], places: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    ours = set(places.values())
    heads = {str(c.value).strip(): p for p, c in enumerate(rows[0]) if p not in ours and is_filled(c.value)}
    return {head: dict(_column(rows[1:], place, places["about"])) for head, place in heads.items()}


def _column(rows: Sequence[Row], place: int, about: int) -> Iterator[tuple[str, Any]]:
    for row in rows:
        if is_filled(value := value_at(row, place)):
            yield str(value_at(row, about) or "").strip(), value
