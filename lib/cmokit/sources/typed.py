"""Text columns to typed ones, each by its declared field, decided over the whole column."""

from collections.abc import Mapping as TextMapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.engagement.mapping import Mapping
from cmokit.sources.base import Bound, Field, Source
from cmokit.sources.reading import ValueSetAside, Warning_
from cmokit.sources.reading.values import ColumnHints, type_column
from cmokit.sources.rows import by_value
from cmokit.sources.settings import ReadSettings
from cmokit.sources.used import Used
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import AMOUNT

# Shares keep the digits that the file gives them; floats come when a canonical table is filled.
SHARE = pa.decimal128(18, 8)
SCORE = pa.decimal128(18, 8)
# What only a time has: a colon, or the digits of an epoch.
TIME = r":|^\d{9,13}(\.\d+)?$"


@dataclass(frozen=True)
class TypedTable:
    """values: header → typed column. decisions: header → how its texts were read. set_aside: what could not be."""

    values: dict[str, pa.Array] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    set_aside: list[ValueSetAside] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)


def type_table(
    used: Used, source: Source, bound: tuple[Bound, ...], settings: ReadSettings, rule: Mapping | None, file: str
) -> TypedTable:
    """Every column of a file, typed: those of a field as it declares, the others as text.

    Raises DataNotReadable where a column's dates or numbers can be read in two ways.
    """
    by_header = {b.header: b.field for b in reversed(bound)}
    typed = TypedTable()
    for header in used.texts.column_names:
        is_known = header in by_header
        known = by_header.get(header) or Field(header, (header,))
        texts = _translated(used.texts[header], source.values.get(known.name, {}) if is_known else {})
        hints = _hints(known, source, settings, rule)
        wanted = _wanted(known, texts, hints) if is_known else pa.string()
        found = type_column(texts, used.numbers, header, wanted, hints=hints, file=file)
        typed.values[header] = found.values
        typed.decisions[header] = found.decision
        typed.set_aside.extend(found.set_aside)
        typed.warnings.extend(found.warnings)
        if is_known:
            _close_vocabulary(typed, header, known, source, used.numbers)
    return typed


def _wanted(known: Field, texts: pa.ChunkedArray, hints: ColumnHints) -> pa.DataType:
    """The type to read a column as: shares exactly, and days where a column of times has no time at all."""
    if known.name.endswith(("_share", "_percent")):
        return SHARE
    if pa.types.is_timestamp(known.type) and not _has_time(texts, hints):
        return pa.date32()
    return SCORE if pa.types.is_floating(known.type) else known.type


def _has_time(texts: pa.ChunkedArray, hints: ColumnHints) -> bool:
    if hints.format:
        return any(mark in hints.format for mark in ("%H", "%I", "%X", "%c", "epoch", "excel"))
    trimmed = pc.utf8_trim_whitespace(texts)
    is_blank = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(["", *(null.lower() for null in hints.nulls)]))
    filled = trimmed.filter(pc.invert(is_blank))
    return len(filled) == 0 or pc.any(pc.match_substring_regex(filled, TIME)).as_py()


def _translated(texts: pa.ChunkedArray, values: TextMapping[str, str]) -> pa.ChunkedArray:
    """The mapping's value for each text it names, by exact spelling, else without case; others stay."""
    if not values:
        return texts
    folded = {text.strip().casefold(): value for text, value in values.items()}
    return by_value(texts, lambda text: values.get(text.strip(), folded.get(text.strip().casefold(), text)))


def _close_vocabulary(typed: TypedTable, header: str, known: Field, source: Source, numbers: pa.Array) -> None:
    """Where a canonical column allows few values, case and space are forgiven; any other value is set aside."""
    column = next((c for c in TABLES[source.table].columns if c.name == known.name), None)
    if source.kind != source.table or column is None or not column.allowed:
        return
    allowed = {_folded(value): value for value in column.allowed}
    texts = typed.values[header]
    closed = by_value(texts, lambda text: allowed.get(_folded(text)))
    lost = pc.and_(pc.is_valid(texts), pc.is_null(closed))
    reason = f"none of: {', '.join(column.allowed)}"
    for row, text in zip(numbers.filter(lost).to_pylist(), texts.filter(lost).to_pylist(), strict=True):
        typed.set_aside.append(ValueSetAside(row, header, text, reason))
    typed.values[header] = closed


def _folded(text: str) -> str:
    return text.casefold().replace(" ", "_").replace("-", "_")


def _hints(known: Field, source: Source, settings: ReadSettings, rule: Mapping | None) -> ColumnHints:
    return ColumnHints(
        decimal=rule.decimal if rule else None,
        date_order=rule.date_order if rule else None,
        timezone=source.timezone or settings.timezone,
        format=_format_of(known, rule) if rule else None,
        nulls=source.nulls,
        guard=source.guard,
        percent=known.name.endswith("_percent"),
    )


def _format_of(known: Field, rule: Mapping) -> str | None:
    return next((form for column, form in rule.formats.items() if column in (known.name, *known.headers)), None)


def type_word(known: Field | None, type_: pa.DataType) -> str:
    """A column's type in a word: text, amount, share, number, count, date, timestamp, boolean."""
    if known is not None and known.name.endswith(("_share", "_percent")):
        return "share"
    if known is not None and type_ == AMOUNT and not known.name.endswith("_number"):
        return "amount"
    words = {
        pa.types.is_decimal: "number",
        pa.types.is_floating: "number",
        pa.types.is_integer: "count",
        pa.types.is_date: "date",
        pa.types.is_timestamp: "timestamp",
        pa.types.is_boolean: "boolean",
    }
    return next((word for test, word in words.items() if test(type_)), "text")
