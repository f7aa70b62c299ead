"""Text columns to typed ones, each by its declared field, decided over the whole column."""

import re
from collections.abc import Mapping as TextMapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.engagement.mapping import Mapping
from cmokit.errors import DataNotReadable
from cmokit.sources.base import NUMBER, Bound, Field, Source
from cmokit.sources.reading import ValueSetAside, Warning_
from cmokit.sources.reading.values import ColumnHints, type_column
from cmokit.sources.rows import by_value
from cmokit.sources.settings import ReadSettings
from cmokit.sources.used import Used
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import AMOUNT

UNDECIDED = ("ambiguous_date", "ambiguous_number")
# `created_utc`, `Created (UTC)`, `Start Date (in UTC)`: the header settles the zone.
SAYS_UTC = re.compile(r"(?:^|[^a-z])utc(?:[^a-z]|$)", re.IGNORECASE)
# What only a time has: a colon, or the digits of an epoch.
TIME = r":|^\d{9,13}(\.\d+)?$"


@dataclass(frozen=True)
class TypedTable:
    """values: header → typed column. written: header → what stood there before a mapping or a closed list changed it.
    decisions: header → how its texts were read. set_aside: what could not be.
    """

    values: dict[str, pa.Array] = field(default_factory=dict)
    written: dict[str, pa.Array] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    set_aside: list[ValueSetAside] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)


def type_table(
    used: Used, source: Source, bound: tuple[Bound, ...], settings: ReadSettings, rule: Mapping | None, file: str
) -> TypedTable:
    """Every column of a file, typed: those of a field as it declares, the others as text.

    Raises DataNotReadable where a column's dates or numbers can be read in two ways.
    """
    fields = {b.header: b.field for b in reversed(bound)}
    typed = TypedTable()
    undecided: list[str] = []
    for header in used.texts.column_names:
        try:
            _type_one(typed, header, fields.get(header), _Given(used, source, settings, rule, file))
        except DataNotReadable as error:
            if error.code not in UNDECIDED:
                raise
            undecided.append(header)
    for header in undecided:
        agreed = _agreed(typed, source)
        _type_one(typed, header, fields[header], _Given(used, source, settings, rule, file, **agreed))
    return replace(typed, values={header: typed.values[header] for header in used.texts.column_names})


@dataclass(frozen=True)
class _Given:
    """What typing a column needs beside the column; decimal and date_order: what the rest of the file decided."""

    used: Used
    source: Source
    settings: ReadSettings
    rule: Mapping | None
    file: str
    decimal: str | None = None
    date_order: str | None = None


def _agreed(typed: TypedTable, source: Source) -> dict[str, str | None]:
    """A file is written in one locale: what its other columns prove, if they agree, settles one that proves nothing."""
    found = {name: {d[name] for d in typed.decisions.values() if d.get(name)} for name in ("decimal", "date_order")}
    agreed = {name: min(values) if len(values) == 1 else None for name, values in found.items()}
    return {**agreed, "date_order": agreed["date_order"] or (None if found["date_order"] else source.date_order)}


def _type_one(typed: TypedTable, header: str, known: Field | None, given: _Given) -> None:
    texts = given.used.texts[header]
    hints = _hints(header, known, given)
    if known is None:
        typed.values[header] = type_column(texts, given.used.numbers, header, pa.string(), hints=hints).values
        return
    written = texts
    texts = _translated(texts, given.source.values.get(known.name, {}))
    wanted = _wanted(known, texts, hints)
    found = type_column(texts, given.used.numbers, header, wanted, hints=hints, file=given.file)
    typed.values[header] = found.values
    typed.decisions[header] = found.decision
    typed.set_aside.extend(found.set_aside)
    typed.warnings.extend(found.warnings)
    _close_vocabulary(typed, header, known, given.source, given.used.numbers)
    if pa.types.is_string(wanted) and not typed.values[header].equals(found.values):
        typed.written[header] = found.values
    if texts is not written and pa.types.is_string(wanted):
        typed.written[header] = type_column(written, given.used.numbers, header, wanted, hints=hints).values


def _wanted(known: Field, texts: pa.ChunkedArray, hints: ColumnHints) -> pa.DataType:
    """The type to read a column as: numbers exactly (floats come with the canonical table), and days where a column of
    times has no time at all.
    """
    if known.name.endswith(("_share", "_percent")):
        return NUMBER
    if pa.types.is_timestamp(known.type) and not _has_time(texts, hints):
        return pa.date32()
    return NUMBER if pa.types.is_floating(known.type) else known.type


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
    reason = "not_allowed"
    for row, text in zip(numbers.filter(lost).to_pylist(), texts.filter(lost).to_pylist(), strict=True):
        typed.set_aside.append(ValueSetAside(row, header, text, reason))
    typed.values[header] = closed


def _folded(text: str) -> str:
    return text.casefold().replace(" ", "_").replace("-", "_")


def _hints(header: str, known: Field | None, given: _Given) -> ColumnHints:
    rule = given.rule
    return ColumnHints(
        decimal=(rule and rule.decimal) or given.decimal,
        date_order=(rule and rule.date_order) or given.date_order,
        timezone="UTC" if SAYS_UTC.search(header) else given.source.timezone or given.settings.timezone,
        format=_format_of(known, rule) if rule and known else None,
        nulls=given.source.nulls,
        guard=given.source.guard,
        percent=known is not None and known.name.endswith("_percent"),
    )


def _format_of(known: Field, rule: Mapping) -> str | None:
    return next((form for column, form in rule.formats.items() if column in (known.name, *known.headers)), None)


def type_word(known: Field | None, type_: pa.DataType) -> str:
    """A column's type in a word: text, amount, share, number, count, date, timestamp, boolean."""
    if known is not None and known.name.endswith(("_share", "_percent", "_share_decimal")):
        return "share"
    if known is not None and (type_ == AMOUNT or (known.fills or "").endswith("_amount")):
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
