"""One field of an item as one cell of a sheet, and back: what stands in it, and what may."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from cmokit.registers.words import value_word
from cmokit.words import LANGUAGES

LINE = "\n"  # between the entries of a list in one cell


class Kind(StrEnum):
    """DEEP: a list of blocks, which no cell can hold; it stays in the file as it is."""

    TEXT = "text"
    TEXTS = "texts"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DEEP = "deep"


@dataclass(frozen=True)
class FieldKind:
    """choices: the values that a field, or each entry of its list, may take; empty where any may."""

    kind: Kind
    choices: tuple[str, ...] = ()


class BadCell(ValueError):
    """A cell that cannot be read as its field. wanted: what would do."""

    def __init__(self, message: str, wanted: str):
        super().__init__(message)
        self.wanted = wanted


def kind_of(model: type[BaseModel], field: str) -> FieldKind:
    plain = _plain(model.model_fields[field].annotation)
    if get_origin(plain) is tuple:
        inner = _one(_plain(get_args(plain)[0]))
        is_text = inner.kind in (Kind.TEXT, Kind.CHOICE)
        return FieldKind(Kind.TEXTS, inner.choices) if is_text else FieldKind(Kind.DEEP)
    return _one(plain)


def fields_in_a_sheet(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if kind_of(model, name).kind is not Kind.DEEP)


def to_cell(kind: FieldKind, value: Any, language: str) -> Any:
    """What is written into a sheet: text, date, Decimal, or None for a blank."""
    if value is None or value == ():
        return None
    if kind.kind is Kind.TEXTS:
        return LINE.join(_word(kind, str(entry), language) for entry in value)
    if kind.kind is Kind.YES_NO:
        return value_word("yes" if value else "no", language)
    if kind.kind in (Kind.CHOICE, Kind.TEXT):
        return _word(kind, str(value), language)
    return Decimal(str(value)) if kind.kind is Kind.NUMBER else value


def from_cell(kind: FieldKind, cell: Any) -> Any:
    """What a cell means, as the file would hold it; None for a blank, a list always as a list. Raises BadCell."""
    blank = cell is None or (isinstance(cell, str) and not cell.strip())
    if blank:
        return [] if kind.kind is Kind.TEXTS else None
    return _READ[kind.kind](kind, cell.strip() if isinstance(cell, str) else cell)


def plain(value: Any) -> Any:
    """A value as JSON can hold it, so that two can be compared: equal values are equal, however they were typed."""
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"{Decimal(value).normalize():f}"
    if isinstance(value, str):
        return str(value).replace("\r\n", LINE).strip()  # a spreadsheet keeps no blank at the end
    return value.isoformat() if isinstance(value, date) else value


def _one(annotation: Any) -> FieldKind:
    if get_origin(annotation) is Literal:
        return FieldKind(Kind.CHOICE, tuple(map(str, get_args(annotation))))
    if not isinstance(annotation, type):
        return FieldKind(Kind.DEEP)
    if issubclass(annotation, StrEnum):
        return FieldKind(Kind.CHOICE, tuple(map(str, annotation)))
    known: Mapping[type, Kind] = {bool: Kind.YES_NO, date: Kind.DAY, str: Kind.TEXT}
    numbers = dict.fromkeys((Decimal, int, float), Kind.NUMBER)
    return FieldKind({**known, **numbers}.get(annotation, Kind.DEEP))


def _plain(annotation: Any) -> Any:
    """Without checks and without `| None`; a union of more stays one."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        others = [option for option in get_args(annotation) if option is not type(None)]
        return _plain(others[0]) if len(others) == 1 else annotation
    return annotation


def _word(kind: FieldKind, value: str, language: str) -> str:
    return value_word(value, language) if kind.choices else value


def _text(kind: FieldKind, cell: Any) -> str:
    if isinstance(cell, str):
        return cell.replace("\r\n", LINE)
    if isinstance(cell, bool | datetime | date):
        raise BadCell("this is no text", "a text; write it with an apostrophe before it")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _texts(kind: FieldKind, cell: Any) -> list[str]:
    entries = [entry.strip() for entry in _text(kind, cell).split(LINE)]
    return [_choice(kind, entry) if kind.choices else entry for entry in entries if entry]


def _day(kind: FieldKind, cell: Any) -> date:
    if isinstance(cell, datetime) and cell.time() != datetime.min.time():
        raise BadCell("this has a time of day", "a day, as 2026-02-02")
    if isinstance(cell, datetime):
        return cell.date()
    try:
        return cell if isinstance(cell, date) else date.fromisoformat(cell)
    except (TypeError, ValueError) as error:
        raise BadCell("this is no day", "a day, as 2026-02-02") from error


def _number(kind: FieldKind, cell: Any) -> Decimal:
    try:
        number = Decimal(str(cell)) if not isinstance(cell, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadCell("this is no number", "a number in digits, with a point before decimals")
    return number


def _choice(kind: FieldKind, cell: Any) -> str:
    """A value by its own name, or by its word in any language."""
    said = str(cell).strip().casefold()
    for value in kind.choices:
        if said in {value.casefold(), *(value_word(value, language).casefold() for language in LANGUAGES)}:
            return value
    raise BadCell("this is none of the allowed values", ", ".join(kind.choices))


def _yes_no(kind: FieldKind, cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    return _choice(FieldKind(Kind.CHOICE, ("yes", "no")), cell) == "yes"


_READ: dict[Kind, Any] = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}
