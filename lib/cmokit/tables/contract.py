"""What a canonical table is: grain, columns, types, key, allowed values; and its pandera contract.

A column's type follows from its name (docs/glossary.md): `_at` UTC timestamp, `_on` date, `_amount` decimal(18,4),
`_count` whole number, `_share` 0 to 1, `_days` and `_minutes` durations, `is_` boolean, everything else text.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from cmokit.vocabulary import Combine

AMOUNT = pa.decimal128(18, 4)
TIMESTAMP = pa.timestamp("us", tz="UTC")
_BY_SUFFIX = {
    "_at": TIMESTAMP,
    "_on": pa.date32(),
    "_amount": AMOUNT,
    "_count": pa.int64(),
    "_share": pa.float64(),
    "_days": pa.float64(),
    "_minutes": pa.float64(),
}
# The few names that say their type without a suffix.
_BY_NAME = {
    "amount": AMOUNT,
    "score": pa.float64(),
    "rating": pa.float64(),
    "rate": pa.decimal128(18, 8),
    "value": pa.float64(),
    "minutes": pa.float64(),
    "line_no": pa.int64(),
    "revision_no": pa.int64(),
    "source_row": pa.int64(),
}
WRITTEN = "_written"  # `stage_written` beside `stage`: the client's own word
PROVENANCE = ("source_file", "source_row", "source_system")
SNAPSHOT_DATES = ("first_seen_on", "last_seen_on", "gone_on")


@dataclass(frozen=True)
class Column:
    """One column: its name (which gives type and unit) and, where the vocabulary is closed, the allowed values."""

    name: str
    allowed: tuple[str, ...] = ()

    @cached_property
    def type(self) -> pa.DataType:
        if self.name.startswith("is_"):
            return pa.bool_()
        if self.name in _BY_NAME:
            return _BY_NAME[self.name]
        return next((t for suffix, t in _BY_SUFFIX.items() if self.name.endswith(suffix)), pa.string())


def columns(names: str, **allowed: str) -> tuple[Column, ...]:
    """Columns from a blank-separated list; keyword `name="a | b"` closes a column's vocabulary."""
    closed = {name: tuple(part.strip() for part in values.split("|")) for name, values in allowed.items()}
    return tuple(Column(name, closed.get(name, ())) for name in names.split())


def as_written(*names: str) -> dict[str, str]:
    """What the columns say that hold the client's own words."""
    return {f"{name}{WRITTEN}": f"as the client writes it, where that is not {name} itself" for name in names}


@dataclass(frozen=True)
class CanonicalTable:
    """One canonical table.

    key: the columns that name a row. combine: how repeated deliveries make one table.
    dated_by: the column after which a row belongs to the future of an `as_of`. notes: what a name alone does not say.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    combine: Combine
    columns: tuple[Column, ...]
    dated_by: str | None = None
    notes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Own columns, provenance, and for a snapshot table the dates between which a row was seen."""
        own = {column.name for column in self.columns}
        more = PROVENANCE + (SNAPSHOT_DATES if self.combine is Combine.SNAPSHOT else ())
        return self.columns + tuple(Column(name) for name in more if name not in own)

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.all_columns])

    def empty(self) -> pa.Table:
        return self.arrow_schema.empty_table()

    def column(self, name: str) -> Column:
        return next(column for column in self.all_columns if column.name == name)

    def schema(self) -> Any:
        """The pandera contract over an Ibis table: types, closed vocabularies, shares within 0 to 1, key unique."""
        import ibis
        import pandera.ibis as pandera

        types = ibis.Schema.from_pyarrow(self.arrow_schema)
        return pandera.DataFrameSchema(
            {c.name: pandera.Column(types[c.name], _checks(c, pandera), nullable=True) for c in self.all_columns},
            unique=list(self.key),
            name=self.name,
            strict=False,
        )


def _checks(column: Column, pandera: Any) -> list[Any]:
    checks = []
    if column.allowed:
        checks.append(pandera.Check.isin(list(column.allowed)))
    if column.name.endswith("_share"):
        checks.append(pandera.Check.in_range(0, 1))
    return checks
