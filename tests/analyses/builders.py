"""Canonical tables by hand: rows as dicts, absent columns null, typed and checked by the contract's own schema.

data = given(contacts=[{"contact_id": "ann", "email": "ann@firm.example"}])
found = measured(ANALYSIS, data)
assert value_of(found.facts, "duplicate_share") == 0
assert rows_of(found.evidence, "contact_id") == []
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from cmokit.analyses.base import Analysis, Outcome, run_analysis
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.exhibits.fact import Fact
from cmokit.tables.catalog import TABLES

Rows = Iterable[Mapping[str, Any]]
SYSTEM = "hubspot"  # of a row that names no source_system


def arrow(table: str, rows: Rows = ()) -> pa.Table:
    """A canonical table with these rows.

    Amounts may be given as text or numbers, `_on` and `_at` as ISO text (UTC where no offset is given). Provenance that
    a row does not state: file `<table>.csv`, rows counted from line 2, system `hubspot`. An unknown column is an error.
    """
    schema = TABLES[table].arrow_schema
    filled = [_filled(table, number, row, schema) for number, row in enumerate(rows, start=2)]
    return pa.Table.from_pylist(filled, schema=schema)


def build(table: str, *rows: Mapping[str, Any]) -> ibis.Table:
    """The same as an Ibis table, as `measure` takes it: `build("contacts", {"contact_id": "ann"}, …)`."""
    return ibis.memtable(arrow(table, rows))


class FakeData:
    """The tables of a client that exist only here: what `base.Data` asks for."""

    def __init__(self, **tables: Rows):
        self._tables = {name: arrow(name, rows) for name, rows in tables.items()}

    def has(self, table: str) -> bool:
        return table in self._tables

    def table(self, table: str) -> ibis.Table:
        return ibis.memtable(self._tables[table] if self.has(table) else TABLES[table].empty())

    def is_empty(self, table: str) -> bool:
        return len(self._tables[table]) == 0


def given(**tables: Rows) -> FakeData:
    return FakeData(**tables)


def measured(analysis: Analysis, data: FakeData, definitions: Definitions = DEFAULTS) -> Any:
    """Only `measure`, with every table it needs or uses. CannotAnswer comes through."""
    tables = {name: data.table(name) for name in analysis.needs + analysis.uses}
    return analysis.measure(**tables, definitions=definitions)


def outcome(analysis: Analysis, data: FakeData, definitions: Definitions = DEFAULTS) -> Outcome:
    """The whole way: measure, judge, exhibit."""
    return run_analysis(analysis, data, definitions)


def fact_of(facts: Iterable[Fact], measure: str, **dimensions: str) -> Fact:
    """The one fact of a measure with exactly these dimensions (`from_=` for a dimension named like a keyword)."""
    wanted = {key.rstrip("_"): value for key, value in dimensions.items()}
    facts = tuple(facts)
    found = [fact for fact in facts if fact.measure == measure and dict(fact.dimensions) == wanted]
    assert len(found) == 1, f"{len(found)} facts {measure} {wanted}; there are {sorted(f.name for f in facts)}"
    return found[0]


def value_of(facts: Iterable[Fact], measure: str, **dimensions: str) -> Any:
    return fact_of(facts, measure, **dimensions).value


def names_of(facts: Iterable[Fact], measure: str) -> list[str]:
    """Every fact of a measure by name, sorted: what was left out is not here."""
    return sorted(fact.name for fact in facts if fact.measure == measure)


def rows_of(evidence: Any, *columns: str, **where: Any) -> list[Any]:
    """Evidence rows in their own order: tuples of these columns, or bare values for one; narrowed by `where`."""
    table = evidence.to_pyarrow() if hasattr(evidence, "to_pyarrow") else evidence
    rows = [row for row in table.to_pylist() if all(row[key] == value for key, value in where.items())]
    return [row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns) for row in rows]


def entries(**paths: str) -> list[dict[str, Any]]:
    """Contacts' stage entries, one a month from January 2025: `entries(ann="lead mql", bob="mql lead")`."""
    return [
        {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": datetime(2025, 1 + step, 1, tzinfo=UTC)}
        for who, path in paths.items()
        for step, stage in enumerate(path.split())
    ]


def _filled(table: str, number: int, row: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    unknown = set(row) - set(schema.names)
    assert not unknown, f"{table} has no column {sorted(unknown)}"
    provenance = {"source_file": f"{table}.csv", "source_row": number, "source_system": SYSTEM}
    whole: dict[str, Any] = {**provenance, **row}
    return {field.name: _typed(whole.get(field.name), field.type) for field in schema}


def _typed(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(str(value))
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value)
    if pa.types.is_timestamp(kind):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return value
