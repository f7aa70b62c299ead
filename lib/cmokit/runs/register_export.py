"""Registers written out as one workbook, with what drop-downs offer and what stood in each cell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.registers.base import Item, Register, read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.cells import FieldKind, Kind, fields_in_a_sheet, kind_of, plain, to_cell
from cmokit.registers.fields import Mark, marks, names
from cmokit.registers.words import about, field_words, title, value_word
from cmokit.render.exchange_book import SheetColumn
from cmokit.render.register_workbook import RegisterForm, RegisterSheet, register_workbook
from cmokit.sources.returned_registers import Heads, ReturnedBook, returned_book
from cmokit.words import LANGUAGES, say

FILE_NAME = "registers.xlsx"
PEOPLE = frozenset({Mark.OWNER, Mark.PERSON})


def export_registers(folder: ClientFolder, registers: Sequence[Register[Any]], target: Path | None = None) -> Path:
    """The workbook's path; columns that people added to a file of that name are carried along."""
    path = target or folder.root / "request" / FILE_NAME
    engagement = load_engagement(folder.engagement_file)
    before = read_back(path) if path.is_file() else None
    held = {register.name: read_register(folder, register) for register in CATALOG}
    sheets = tuple(_sheet(register, held, engagement, before) for register in registers)
    sent = tuple(line for register in registers for line in _sent(register, held[register.name]))
    form = RegisterForm(engagement.name, engagement.brand.color or "", engagement.language, sheets, sent)
    return write_bytes(path, register_workbook(form))


def read_back(path: Path) -> ReturnedBook:
    """A returned workbook of registers. Raises as `returned_book`."""
    return returned_book(path, _heads(), _examples())


def _heads() -> Heads:
    return {
        register.name: {
            field: [field_words(register.name, field, language).label for language in LANGUAGES]
            for field in fields_in_a_sheet(register.model)
        }
        for register in CATALOG
    }


def _examples() -> frozenset[str]:
    """Every text of the line below the heads, in every language: never an answer."""
    return frozenset(
        say("registers.workbook.example", None, language, text=text)
        for register in CATALOG
        for field in fields_in_a_sheet(register.model)
        for language in LANGUAGES
        for text in _example_texts(register, field, language)
    )


def _example_texts(register: Register[Any], field: str, language: str) -> Iterator[str]:
    yield field_words(register.name, field, language).example
    yield from (value_word(choice, language) for choice in kind_of(register.model, field).choices[:1])
    yield value_word("yes", language)


def _sheet(
    register: Register[Any], held: Mapping[str, Sequence[Item]], engagement: Engagement, before: ReturnedBook | None
) -> RegisterSheet:
    language, fields = engagement.language, fields_in_a_sheet(register.model)
    columns = tuple(_column(register, field, held, engagement) for field in fields)
    rows = tuple(
        {field: to_cell(kind_of(register.model, field), getattr(item, field), language) for field in fields}
        for item in held[register.name]
    )
    own = next((b.own for b in (before.registers if before else ()) if b.register == register.name), {})
    return RegisterSheet(
        register.name, title(register.name, language), about(register.name, language), columns, rows, own
    )


def _column(
    register: Register[Any], field: str, held: Mapping[str, Sequence[Item]], engagement: Engagement
) -> SheetColumn:
    kind, words = kind_of(register.model, field), field_words(register.name, field, engagement.language)
    choices, is_open = choices_of(register, field, kind, held, engagement)
    return SheetColumn(field, words.label, kind, words.asks, words.example, choices, is_open)


def choices_of(
    register: Register[Any], field: str, kind: FieldKind, held: Mapping[str, Sequence[Item]], engagement: Engagement
) -> tuple[tuple[str, ...], bool]:
    """What the drop-down offers, and whether another answer is one too: somebody new, an item not yet entered."""
    if kind.kind is Kind.YES_NO:
        return tuple(value_word(word, engagement.language) for word in ("yes", "no")), False
    if kind.choices:
        return tuple(value_word(choice, engagement.language) for choice in kind.choices), False
    if marks(register.model, field) & PEOPLE:
        return tuple(dict.fromkeys(p.name for p in engagement.people if p.left_on is None)), True
    named = names(register.model, field)
    return (tuple(item.id for item in held[named]) if named else ()), True


def _sent(register: Register[Any], items: Sequence[Item]) -> Iterator[tuple[str, str, str, str]]:
    for item in items:
        for field in fields_in_a_sheet(register.model):
            value = json.dumps(plain(getattr(item, field)), ensure_ascii=False)
            yield register.name, item.id, field, value
