"""What reading one file gave, and how `cmokit read` shows it (contracts: cmokit read FILE --rows --json)."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Bound, Note, Source
from cmokit.sources.finance.answer import Answer
from cmokit.sources.periods import Period
from cmokit.sources.reading import RawTable, RowSetAside, ValueSetAside
from cmokit.sources.typed import type_word
from cmokit.tables.catalog import TABLES

# The digits behind the last decimal mark; three may be a group of thousands, so they are shown only where they say so.
DECIMALS = re.compile(r"[.,٫](\d{1,2}|\d{4,8})\s*\D*$")


@dataclass(frozen=True)
class FileReading:
    """One file as it was understood.

    texts, typed: the used rows under the file's own headers, in file order; numbers: their 1-based lines. tables: the
    canonical rows, with provenance and without snapshot dates. rows_set_aside and values_set_aside: what was not used,
    each with its reason. extract_on, period: as text or name of the file say, else None. combine: how deliveries of
    this export make one table. is_enrichment: the rows name the channel of orders that another export carries.
    answers: what the file says about the engagement; an export says nothing.
    """

    source: Source
    recognised_by: str
    raw: RawTable
    bound: tuple[Bound, ...]
    texts: pa.Table
    typed: pa.Table
    numbers: pa.Array
    tables: dict[str, pa.Table]
    rows_set_aside: tuple[RowSetAside, ...] = ()
    values_set_aside: tuple[ValueSetAside, ...] = ()
    warnings: tuple[Note, ...] = ()
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    extract_on: date | None = None
    period: Period = (None, None)
    is_partial: bool | None = None
    is_enrichment: bool = False
    answers: tuple[Answer, ...] = ()

    @property
    def path(self) -> Path:
        return self.raw.path

    @property
    def kind(self) -> str:
        return self.source.kind

    @property
    def combine(self) -> str:
        return self.source.combine

    @property
    def rows_used(self) -> int:
        return self.typed.num_rows

    @property
    def rows_in(self) -> int:
        return self.rows_used + len({aside.row for aside in self.rows_set_aside})

    def as_json(self, rows: bool = False) -> dict[str, Any]:
        """The shape of `cmokit read --json`, with `rows` where asked for."""
        shown = {
            "kind": self.kind,
            "recognised_by": self.recognised_by,
            "encoding": self.raw.encoding,
            "dialect": self._dialect(),
            "sheet": self.raw.sheet,
            "header_row": self.raw.header_row,
            "columns": self._columns(),
            "rows_in": self.rows_in,
            "rows_used": self.rows_used,
            "rows_set_aside": [_aside(row) for row in self.rows_set_aside],
            "values_set_aside": [_aside(value) for value in self.values_set_aside],
            "warnings": [
                {"code": w.code, "row": w.row, "column": w.column, "message": w.message} for w in self.warnings
            ],
        }
        return {**shown, "rows": self._rows()} if rows else shown

    def _dialect(self) -> dict[str, Any]:
        written = self.raw.dialect
        decided = {
            name: next((d[name] for d in self.decisions.values() if d.get(name)), None)
            for name in ("decimal", "thousands", "date_order")
        }
        of_text = {name: getattr(written, name, None) or None for name in ("delimiter", "quote", "escape", "newline")}
        return {**of_text, **decided}

    def _columns(self) -> list[dict[str, Any]]:
        """Each header with the canonical column that it fills (None where it fills none) and the type read."""
        own = {column.name for table in (self.source.table, *self.tables) for column in TABLES[table].all_columns}
        fields = {b.header: b.field for b in reversed(self.bound)}
        column_of = {header: f.fills or f.name for header, f in fields.items() if (f.fills or f.name) in own}
        return [
            {"header": h, "column": column_of.get(h), "type": type_word(fields.get(h), self.typed[h].type)}
            for h in self.typed.column_names
        ]

    def _rows(self) -> list[dict[str, Any]]:
        shown = {header: plain(self.typed[header], self.texts[header]) for header in self.typed.column_names}
        return [dict(zip(shown, cells, strict=True)) for cells in zip(*shown.values(), strict=True)]


def plain(values: pa.ChunkedArray, texts: pa.ChunkedArray) -> list[Any]:
    """Values as JSON holds them: decimals as exact text with the file's digits, days and instants in ISO form."""
    kind = values.type
    if pa.types.is_decimal(kind):
        return [_exact(v, text) for v, text in zip(values.to_pylist(), texts.to_pylist(), strict=True)]
    if pa.types.is_timestamp(kind):
        return [None if v is None else v.isoformat() for v in values.to_pylist()]
    if pa.types.is_date(kind):
        return pc.strftime(values, "%Y-%m-%d").to_pylist()
    return values.to_pylist()


def _exact(value: Decimal | None, text: str) -> str | None:
    """All digits of the value, and no zero behind the decimal mark that the file does not write."""
    if value is None:
        return None
    shown = f"{value.normalize():f}"
    written = DECIMALS.search(text)
    places = len(shown.partition(".")[2])
    wanted = min(len(written.group(1)) + (2 if "%" in text else 0), 8) if written else 0
    return shown if wanted <= places else f"{value:.{wanted}f}"


def _aside(found: RowSetAside | ValueSetAside) -> dict[str, Any]:
    return {"row": found.row, "column": found.column, "value": found.text, "reason": str(found.reason)}
