"""One person's questions written out as a workbook of one sheet, with an example and a "do not know" a row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.slugs import suggest_slug
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.registers.base import Register, read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.cells import kind_of, plain, to_cell
from cmokit.registers.words import field_words, title
from cmokit.render.exchange_book import SheetColumn
from cmokit.render.question_workbook import WIDTHS, QuestionForm, QuestionRow, question_workbook
from cmokit.runs.questions import Held, Question, gate_registers, known_person, questions
from cmokit.runs.register_export import choices_of
from cmokit.runs.registers import surroundings
from cmokit.sources.returned_questions import Heads, ReturnedAnswer, ReturnedQuestions, returned_questions
from cmokit.words import LANGUAGES, say


@dataclass(frozen=True)
class Sent:
    """path: None where nothing is open for this person, and nothing was written."""

    person: str
    questions: tuple[Question, ...]
    path: Path | None


def export_questions(
    folder: ClientFolder, name: str, registers: Sequence[Register[Any]], today: date, target: Path | None = None
) -> Sent:
    """The person's questions as a workbook; answers not yet sent back, and columns that people added to a file of that
    name, are carried along. Raises UsageError unknown_person; ManyErrors for a register with faults.
    """
    engagement = load_engagement(folder.engagement_file)
    held: Held = {register.name: read_register(folder, register) for register in CATALOG}
    person = known_person(name, engagement, held, today)
    around = surroundings(folder, today)
    asked = questions(registers, held, person, around, gate_registers(folder, engagement, around))
    if not asked:
        return Sent(person, (), None)
    path = target or folder.root / "request" / file_name(person, engagement)
    before = next(iter(read_questions(path)), None) if path.is_file() else None
    return Sent(person, asked, write_bytes(path, question_workbook(_form(engagement, person, asked, held, before))))


def file_name(person: str, engagement: Engagement) -> str:
    """A name that holds none of the letters of a slug is told by its place among the people."""
    names = [known.name for known in engagement.people]
    place = names.index(person) + 1 if person in names else len(names) + 1
    return f"questions-{suggest_slug(person) or f'person-{place}'}.xlsx"


def read_questions(path: Path) -> tuple[ReturnedQuestions, ...]:
    """A returned workbook's sheets of questions; none where it is another workbook. Raises as `returned_questions`."""
    return returned_questions(path, _heads())


def _heads() -> Heads:
    return {
        column: [say(f"registers.questions.columns.{column}", None, language) for language in LANGUAGES]
        for column in WIDTHS
    }


def _form(
    engagement: Engagement, person: str, asked: Sequence[Question], held: Held, before: ReturnedQuestions | None
) -> QuestionForm:
    filled = {answer.about: answer for answer in before.answers} if before else {}
    rows = tuple(_row(one, engagement, held, filled.get(one.about)) for one in asked)
    sent = tuple(_sent(one, row) for one, row in zip(asked, rows, strict=True))
    own: Mapping[str, Mapping[str, Any]] = before.own if before else {}
    color = engagement.brand.color or ""
    return QuestionForm(engagement.name, color, engagement.language, person, rows, sent, own)


def _row(one: Question, engagement: Engagement, held: Held, filled: ReturnedAnswer | None) -> QuestionRow:
    language, model = engagement.language, one.register.model
    kind, words = kind_of(model, one.field), field_words(one.register.name, one.field, language)
    choices, is_open = choices_of(one.register, one.field, kind, held, engagement)
    return QuestionRow(
        one.about,
        title(one.register.name, language),
        say("registers.questions.question", None, language, name=one.named(language), asks=words.asks),
        to_cell(kind, one.stands, language),
        SheetColumn(one.field, words.label, kind, words.asks, words.example, choices, is_open),
        filled.answer if filled else None,
        filled.ticked if filled else False,
    )


def _sent(one: Question, row: QuestionRow) -> tuple[str, str, str, str, str]:
    value = json.dumps(plain(one.stands), ensure_ascii=False)
    return one.register.name, one.id, one.field, value, row.question
