"""Text to typed columns.

A value that cannot be typed is null and kept with its text, row and reason; none is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.moments import type_dates
from cmokit.sources.reading.quantities import type_numbers
from cmokit.sources.reading.raw import ValueSetAside, Warning_

TRUE = frozenset(("true", "yes", "y", "t", "1", "on", "ja", "wahr", "oui", "vrai", "sí", "si", "sim", "はい"))
FALSE = frozenset(("false", "no", "n", "f", "0", "off", "nein", "falsch", "non", "faux", "não", "nao", "いいえ"))
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"


@dataclass(frozen=True)
class ColumnHints:
    """What is known of a column from elsewhere; a thing said here is settled, whatever the column looks like.

    decimal: "." or ",". date_order: dmy, mdy, ymd. timezone: of times without offset (None is UTC). format: a strptime
    pattern, or excel, excel_1904, epoch_s, epoch_ms. nulls: texts that mean blank, compared trimmed and without case.
    guard: a leading apostrophe only guards the text from a spreadsheet. percent: numbers are percents without a sign.
    """

    decimal: str | None = None
    date_order: str | None = None
    timezone: str | None = None
    format: str | None = None
    nulls: tuple[str, ...] = ()
    guard: bool = False
    percent: bool = False


@dataclass(frozen=True)
class TypedColumn:
    """values: one per text, null where blank or not typed. decision: what the column was found to be (decimal,
    thousands, date_order, currencies, whichever applies). set_aside: what could not be typed."""

    values: pa.Array
    decision: dict[str, Any] = field(default_factory=dict)
    set_aside: list[ValueSetAside] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)


def type_column(
    texts: pa.Array | pa.ChunkedArray,
    rows: Sequence[int] | pa.Array | pa.ChunkedArray,
    column: str,
    type: pa.DataType,
    *,
    hints: ColumnHints | None = None,
    file: str | None = None,
) -> TypedColumn:
    """The texts of one column as `type`: string, int64, float64, decimal, bool, date32 or a timestamp in UTC.

    rows: the file's row of each text. Each distinct text is read once.
    Raises DataNotReadable: ambiguous_date, mixed_date_order, ambiguous_number, mixed_decimal.
    """
    hints = hints or ColumnHints()
    trimmed = _trimmed(texts, hints)
    if pa.types.is_string(type):
        return TypedColumn(trimmed)
    encoded = pc.dictionary_encode(trimmed)
    distinct: list[str] = [text.strip(_INVISIBLE) for text in encoded.dictionary.to_pylist()]
    numbers = rows if isinstance(rows, pa.Array | pa.ChunkedArray) else pa.array(rows, pa.int64())

    def row_of(place: int) -> int:
        return int(numbers[pc.index(encoded.indices, place).as_py()].as_py())

    try:
        found, decision, folded = _type_distinct(distinct, type, hints, row_of)
    except DataNotReadable as error:
        error.column, error.file = column, file
        raise
    reasons = {place: value for place, value in enumerate(found) if isinstance(value, str)}
    typed = pa.array([None if isinstance(value, str) else value for value in found], type)
    warnings = [_fold_warning(row_of(folded[0]), column, len(folded))] if folded else []
    return TypedColumn(typed.take(encoded.indices), decision, _set_aside(encoded, numbers, column, reasons), warnings)


def _type_distinct(
    distinct: list[str], type: pa.DataType, hints: ColumnHints, row_of: Any
) -> tuple[list[Any], dict[str, Any], list[int]]:
    """Per distinct text the value, or the reason (a str) why there is none; the decision; places of doubtful hours."""
    if pa.types.is_boolean(type):
        return [_boolean(text) for text in distinct], {}, []
    if pa.types.is_date(type) or pa.types.is_timestamp(type):
        return type_dates(distinct, type, row_of, order=hints.date_order, form=hints.format, timezone=hints.timezone)
    found, decision = type_numbers(distinct, type, row_of, decimal=hints.decimal, percent=hints.percent)
    return found, decision, []


def _trimmed(texts: pa.Array | pa.ChunkedArray, hints: ColumnHints) -> pa.Array:
    """Outer blanks off; blank and placeholder texts are null."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = pc.utf8_trim_whitespace(texts.cast(pa.string()))
    if hints.guard:
        texts = pc.replace_substring_regex(texts, r"^'", "")
    blank = pc.equal(texts, "")
    if hints.nulls:
        nulls = pa.array(sorted({null.strip().lower() for null in hints.nulls}), pa.string())
        blank = pc.or_(blank, pc.is_in(pc.utf8_lower(texts), value_set=nulls))
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts)


def _boolean(text: str) -> bool | str:
    folded = text.casefold()
    return True if folded in TRUE else False if folded in FALSE else "not_a_boolean"


def _set_aside(encoded: pa.DictionaryArray, rows: Any, column: str, reasons: dict[int, str]) -> list[ValueSetAside]:
    if not reasons:
        return []
    hit = pc.is_in(encoded.indices, value_set=pa.array(list(reasons), encoded.indices.type))
    places = encoded.indices.filter(hit).to_pylist()
    lines = rows.filter(hit).to_pylist()
    texts = encoded.dictionary.to_pylist()
    return [ValueSetAside(row, column, texts[place], reasons[place]) for row, place in zip(lines, places, strict=True)]


def _fold_warning(row: int, column: str, count: int) -> Warning_:
    message = f"{count} local times fall into the hour that the clock runs twice; the first of the two was taken"
    return Warning_("clock_change_fold", row, column, message)
