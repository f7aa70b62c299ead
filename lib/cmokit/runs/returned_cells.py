"""Returned sheets of registers as cells, and changed cells as items: each fault with the sheet's row and column."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.registers.base import Item
from cmokit.registers.catalog import BY_NAME
from cmokit.registers.cells import BadCell, Kind, from_cell, kind_of
from cmokit.registers.merging import Cell, Change
from cmokit.registers.words import field_words
from cmokit.sources.returned_registers import ReturnedBook, ReturnedItem, ReturnedRegister

Items = Mapping[str, Sequence[Item]]


def returned_cells(books: Iterable[ReturnedBook], held: Items) -> list[Cell]:
    """Every cell of the returned sheets. Raises ManyErrors of DataNotReadable, all in one pass."""
    faults: list[CmokitError] = []
    cells: list[Cell] = []
    for book in books:
        for sheet in book.registers:
            cells += _of_sheet(book, sheet, held[sheet.register], faults)
    if faults:
        raise ManyErrors(faults)
    return cells


def _of_sheet(
    book: ReturnedBook, sheet: ReturnedRegister, items: Sequence[Item], faults: list[CmokitError]
) -> Iterator[Cell]:
    model, seen = BY_NAME[sheet.register].model, set()
    given = {str(item.values["id"]).strip() for item in sheet.items if item.values.get("id")}
    taken = {item.id for item in items} | given
    known = {item.known_as.casefold(): item.id for item in items if item.id not in given}
    now = {item.id: item for item in items}
    for item in sheet.items:
        id_ = _id(item, model, taken, known)
        if id_ in seen:
            faults.append(_fault(book, sheet, item.row, "id", "this id stands twice", "duplicate_id", id_, None))
            continue
        seen.add(id_)
        for field, raw in {**item.values, "id": id_}.items():
            kind = kind_of(model, field)
            try:
                value = from_cell(kind, raw)
            except BadCell as bad:
                faults.append(_fault(book, sheet, item.row, field, str(bad), "bad_value", str(raw)[:80], bad.wanted))
                continue
            sent = _sent(book, sheet.register, id_, field, now.get(id_))
            blank: Any = [] if kind.kind is Kind.TEXTS else None
            column = sheet.columns.get(field, "")
            yield Cell(
                sheet.register,
                id_,
                field,
                value,
                blank if sent is None else sent,
                book.file,
                sheet.sheet,
                item.row,
                column,
            )


def _sent(book: ReturnedBook, register: str, id_: str, field: str, item: Item | None) -> Any:
    """What stood in the cell when the file went out; where the file has lost that, what stands in the register."""
    if book.sent:
        return book.sent.get((register, id_, field))
    value = getattr(item, field, None)
    return list(value) if isinstance(value, tuple) else value


def _id(item: ReturnedItem, model: type[Item], taken: set[str], known: Mapping[str, str]) -> str:
    """The row's own id; else that of the item of its name, so that a file taken back twice adds nothing; else a new
    one made of the name.
    """
    if item.values.get("id"):
        return str(item.values["id"]).strip()
    called = str(item.values.get(model.called) or "").strip()
    if found := known.get(called.casefold()):
        return found
    words = re.sub(r"[^a-z0-9]+", "-", called.lower()).strip("-")[:40].strip("-")
    stem, number = words or "item", 2
    new = stem
    while new in taken:
        new, number = f"{stem}-{number}", number + 1
    taken.add(new)
    return new


def new_items(changes: Iterable[Change], held: Items) -> dict[str, list[Item]]:
    """The items that differ, by register, valid by themselves. Raises ManyErrors, each with its cell."""
    grouped: dict[tuple[str, str], list[Cell]] = {}
    for change in changes:
        grouped.setdefault((change.cell.register, change.cell.id), []).append(change.cell)
    new: dict[str, list[Item]] = {}
    faults: list[CmokitError] = []
    for (register, id_), cells in grouped.items():
        before = next((item for item in held[register] if item.id == id_), None)
        values = before.model_dump(exclude_none=True) if before else {"id": id_}
        values |= {cell.field: cell.value for cell in cells}
        try:
            new.setdefault(register, []).append(BY_NAME[register].model.model_validate(values))
        except ValidationError as error:
            faults += _invalid(error, register, cells)
    if faults:
        raise ManyErrors(faults)
    return new


def _invalid(error: ValidationError, register: str, cells: Sequence[Cell]) -> Iterator[CmokitError]:
    for found in error.errors(include_url=False):
        field = str(found["loc"][0])
        cell = next((cell for cell in cells if cell.field == field), cells[0])
        asks = field_words(register, field).asks if field in BY_NAME[register].model.model_fields else None
        what = "this is not filled in" if found["type"] == "missing" else found["msg"]
        label = field_words(register, field).label
        yield DataNotReadable(
            f"sheet {cell.sheet}, {cell.id}: {label}: {what}",
            "bad_value",
            cell.file,
            cell.row,
            cell.column,
            wanted=asks,
        )


def _fault(
    book: ReturnedBook,
    sheet: ReturnedRegister,
    row: int,
    field: str,
    what: str,
    code: str,
    found: str,
    wanted: str | None,
) -> CmokitError:
    message = f"sheet {sheet.sheet}: {what}"
    return DataNotReadable(message, code, book.file, row, sheet.columns.get(field), found=found, wanted=wanted)
