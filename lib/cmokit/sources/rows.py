"""The typed rows of one file under the source's field names, and how they become canonical tables.

Columns are pyarrow arrays of equal length. Whatever is looked up per text is looked up once per distinct text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Field, Source
from cmokit.sources.settings import ReadSettings
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import TIMESTAMP, WRITTEN

Period = tuple[date | None, date | None]
# Columns that hold the client's own text, whatever it is taken to mean.
RAW = ("lead_source", "lead_status")


@dataclass(frozen=True)
class Many:
    """One of several columns of one field: what its header says (stage, pipeline), and its typed values."""

    header: str
    says: dict[str, str]
    values: pa.Array


@dataclass(frozen=True)
class Rows:
    """The used rows of one file.

    numbers: 1-based line of each row. columns: field → typed values. written: field → its texts as the client writes
    them, where a mapping or a closed list changed some. many: field → its columns. says: field → what
    its header says (`currency`). period: the days that the file says it covers.
    """

    source: Source
    file: str
    numbers: pa.Array
    columns: Mapping[str, pa.Array]
    written: Mapping[str, pa.Array] = field(default_factory=dict)
    many: Mapping[str, Sequence[Many]] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    period: Period = (None, None)
    preamble: tuple[str, ...] = ()
    settings: ReadSettings = field(default_factory=ReadSettings)

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, name: str) -> bool:
        return name in self.columns

    def get(self, name: str) -> pa.Array:
        """A field's values; nulls where the file has no such column."""
        if name in self.columns:
            return self.columns[name]
        known = self.source.by_name.get(name)
        return pa.nulls(len(self), (known or Field(name, ())).type)

    def raw(self, name: str) -> pa.Array:
        """A field's texts as the client writes them, before any mapping."""
        return self.written.get(name, self.get(name))

    def first(self, *names: str) -> pa.Array:
        """The first of several fields that is not null, row by row."""
        return pc.coalesce(*[self.get(name) for name in names])

    def constant(self, value: Any, type_: pa.DataType | None = None) -> pa.Array:
        return pa.repeat(pa.scalar(value, type_), len(self))

    def where(self, mask: pa.Array) -> "Rows":
        """The same file with the rows alone where the mask is true."""
        return self.at(pc.indices_nonzero(mask))

    def at(self, places: pa.Array) -> "Rows":
        """The same file with the rows at these places, in this order."""
        return replace(
            self,
            numbers=self.numbers.take(places),
            columns={name: values.take(places) for name, values in self.columns.items()},
            written={name: values.take(places) for name, values in self.written.items()},
            many={n: [replace(m, values=m.values.take(places)) for m in found] for n, found in self.many.items()},
        )

    def canonical(self, table: str, **values: Any) -> pa.Table:
        """A canonical table of these rows: fields of equal name are copied, `values` (arrays or constants) win.

        A raw column keeps the client's text; another that has a `_written` beside it names there what was changed.
        """
        raw = {name: self.written[name] for name in RAW if name in self.written}
        own = {"source_file": self.file, "source_row": self.numbers, "source_system": self.source.system}
        given = {**own, **raw, **values}
        schema = TABLES[table].arrow_schema
        made = {c.name: self._as(given.get(c.name, self.get(c.name)), c.type) for c in schema}
        for name in (c.name for c in schema if c.name.endswith(WRITTEN) and not self.has(c.name)):
            made[name] = self._as_written(name.removesuffix(WRITTEN), made)
        return pa.table(made, schema=schema)

    def _as_written(self, name: str, made: Mapping[str, pa.Array]) -> pa.Array:
        """The client's text where the canonical value is another; null where it stands in the column itself."""
        written = self._as(self.raw(name), pa.string())
        is_same = pc.fill_null(pc.equal(written, made[name]), False)
        return pc.if_else(is_same, pa.scalar(None, pa.string()), written)

    def as_moments(self, values: pa.Array) -> pa.Array:
        """Times as instants; a day alone, where a time is needed, is its noon."""
        return self._as(values, TIMESTAMP)

    def _as(self, values: Any, type_: pa.DataType) -> pa.Array:
        array = values if isinstance(values, pa.Array | pa.ChunkedArray) else self.constant(values, type_)
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        if array.type == type_:
            return array
        if pa.types.is_date(array.type) and pa.types.is_timestamp(type_):
            return noon(array, self.settings.timezone)
        if pa.types.is_timestamp(array.type) and pa.types.is_date(type_):
            return local_day(array, self.settings.timezone)
        return array.cast(type_)


def noon(days: pa.Array, timezone: str) -> pa.Array:
    """Days as timestamps at noon of that place.

    A date without a time must stay that day in every time zone: midnight would slip into the day before, noon does not.
    """
    ZoneInfo(timezone)
    local = pc.add(days.cast(pa.timestamp("us")), pa.scalar(12 * 3600 * 10**6, pa.duration("us")))
    return pc.assume_timezone(local, timezone, ambiguous="earliest", nonexistent="latest").cast(TIMESTAMP)


def local_day(instants: pa.Array, timezone: str) -> pa.Array:
    """The day on which each instant falls at that place."""
    return pc.local_timestamp(instants.cast(pa.timestamp("us", tz=timezone))).cast(pa.date32(), safe=False)


def by_value(values: pa.Array, function: Callable[[Any], Any], type_: pa.DataType | None = None) -> pa.Array:
    """`function` of each value, computed once per distinct value; null stays null."""
    encoded = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = encoded.dictionary_encode()
    if not len(encoded.dictionary):
        return pa.nulls(len(values), type_ or values.type)
    mapped = pa.array([function(value) for value in encoded.dictionary.to_pylist()], type_ or values.type)
    return mapped.take(encoded.indices)


def first_of_list(values: pa.Array) -> pa.Array:
    """The first id of a `;`-joined list, as exports write associated records."""
    return by_value(values, lambda text: text.split(";")[0].strip() or None)


def joined(glue: str, *columns: pa.Array) -> pa.Array:
    """The filled cells of each row with `glue` between; null where all are blank."""
    cells = zip(*(column.to_pylist() for column in columns), strict=True)
    return pa.array([glue.join(text for text in row if text) or None for row in cells], pa.string())


def concat(tables: Sequence[pa.Table], table: str) -> pa.Table:
    """Rows of one canonical table, one after the other; the empty table where there are none."""
    return pa.concat_tables(tables) if tables else TABLES[table].empty()


def distinct(table: pa.Table, *key: str) -> pa.Table:
    """The first row of each key: two columns of one export may state the same event."""
    numbered = table.append_column("__place__", pa.array(range(table.num_rows), pa.int64()))
    first = numbered.group_by(list(key)).aggregate([("__place__", "min")]).column("__place___min")
    return table.take(first.sort())
