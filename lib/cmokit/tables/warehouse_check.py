"""Whether a client's views can carry the analyses: everything that is wrong with every view, in one pass.

Columns and types are read from the engine's catalogue; keys, closed vocabularies and shares are counted by the engine.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cmokit.tables.catalog import TABLES
from cmokit.tables.client_types import canonical, canonical_type, required, unfit
from cmokit.tables.client_warehouse import OWN, ClientWarehouse
from cmokit.tables.contract import CanonicalTable
from cmokit.vocabulary import Combine, Engine

if TYPE_CHECKING:
    import ibis

ROW = ("source_file", "source_row")
FINE, WRONG, ABSENT = "fine", "wrong", "absent"


@dataclass(frozen=True)
class Fault:
    """One thing to mend. column: empty where it is about the view as a whole."""

    code: str
    column: str
    message: str
    mend: str = ""


@dataclass(frozen=True)
class ViewCheck:
    """One canonical table. state: `fine`, `wrong`, or `absent` where none was asked for. rows: that count, if known."""

    table: str
    name: str
    state: str
    rows: int | None
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "faults": [asdict(fault) for fault in self.faults]}


def check(warehouse: ClientWarehouse, demanded: tuple[str, ...]) -> tuple[ViewCheck, ...]:
    """Every canonical table, in the order of the documentation. demanded: those that must be there."""
    return tuple(_view(warehouse, TABLES[name], name in demanded) for name in TABLES if name not in OWN)


def engine_faults(warehouse: ClientWarehouse) -> tuple[Fault, ...]:
    """What the engine itself must be able to do. Postgres: letters beyond ASCII, and tables for a session."""
    if warehouse.engine is not Engine.POSTGRES:
        return ()
    query = "SELECT lower('Ä') = 'ä', has_database_privilege(current_database(), 'TEMP')"
    knows_letters, may_keep = warehouse.backend.raw_sql(query).fetchone()
    faults = []
    if not knows_letters:
        words = "the database knows no letters beyond ASCII (LC_CTYPE C), so that Ä and ä stay different"
        faults.append(Fault("letters", "", words, "use a database whose LC_CTYPE is a UTF-8 locale such as C.UTF-8"))
    if not may_keep:
        words = "the user may not make temporary tables, in which steps of a query are kept for the session"
        faults.append(Fault("no_temporary", "", words, "GRANT TEMPORARY ON DATABASE … TO …"))
    return tuple(faults)


def _view(warehouse: ClientWarehouse, table: CanonicalTable, is_demanded: bool) -> ViewCheck:
    name = warehouse.name(table.name)
    if table.name not in warehouse.present:
        fault = Fault("missing_view", "", "there is no such view", f"CREATE VIEW {name} AS SELECT …")
        return ViewCheck(table.name, name, WRONG if is_demanded else ABSENT, None, (fault,) if is_demanded else ())
    raw = warehouse.raw(table.name)
    faults = [*_lacking(raw, table), *_unfit(raw, table)]
    rows = None
    if not faults:
        rows = int(warehouse.table(table.name).count().to_pyarrow().as_py())
        faults = [*_rows_at_fault(raw, table)]
    return ViewCheck(table.name, name, WRONG if faults else FINE, rows, tuple(faults))


def _lacking(raw: "ibis.Table", table: CanonicalTable) -> Iterator[Fault]:
    for column in required(table):
        if column.name not in raw.columns:
            typed = raw.get_backend().compiler.type_mapper.to_string(canonical_type(column))
            yield Fault(
                "missing_column",
                column.name,
                "the view has no such column",
                f"add it; where nobody knows it, CAST(NULL AS {typed}) AS {column.name}",
            )


def _unfit(raw: "ibis.Table", table: CanonicalTable) -> Iterator[Fault]:
    for column in table.all_columns:
        if column.name in raw.columns and (why := unfit(column, raw[column.name].type())):
            yield Fault("column_type", column.name, why, "cast it in the view, knowing what it means")


def _rows_at_fault(raw: "ibis.Table", table: CanonicalTable) -> Iterator[Fault]:
    """Of all rows, those that count or not: a key that stands twice, an id that is missing, values outside a list."""
    rows = canonical(raw, table, "")
    counted = {f"{kind}:{name}": flags.sum() for kind, name, flags in _flags(rows, table)}
    found: dict[str, Any] = rows.aggregate(**counted).to_pyarrow().to_pylist()[0] if counted else {}
    allowed = {column.name: ", ".join(column.allowed) for column in table.columns}
    for key, count in found.items():
        kind, _, name = key.partition(":")
        if count:
            yield Fault(kind, name, _SAID[kind].format(n=int(count), allowed=allowed.get(name, "")), _MEND[kind])
    for columns, mend in ((table.key, "let the view give each once"), (ROW, "number the rows: 1, 2, 3 …")):
        twice = rows.group_by(*columns).aggregate(n=rows.count()).filter(lambda t: t.n > 1)
        if count := int(twice.count().to_pyarrow().as_py()):
            wanted = table.grain if columns == table.key else "one row each"
            names = ", ".join(columns)
            yield Fault("key_twice", names, f"{count} keys ({names}) stand on several rows: wanted {wanted}", mend)
        if table.key == ROW:
            return


_SAID = {
    "no_key": "{n} rows have none",
    "not_allowed": "{n} rows hold another word: wanted {allowed}",
    "no_share": "{n} rows hold no share: wanted 0 to 1",
}
_MEND = {
    "no_key": "fill it, or leave these rows out of the view",
    "not_allowed": "translate the client's words in the view (CASE …)",
    "no_share": "divide percents by 100 in the view",
}


def _flags(rows: "ibis.Table", table: CanonicalTable) -> Iterator[tuple[str, str, Any]]:
    for column in table.all_columns:
        values = rows[column.name]
        is_id = column.name in table.key and (column.name.endswith("_id") or column.name == "source_system")
        if column.name == ROW[1] or (is_id and table.combine is not Combine.RESTATED_WINDOW):
            yield "no_key", column.name, values.isnull()
        if column.allowed:
            yield "not_allowed", column.name, values.notnull() & ~values.isin(column.allowed)
        if column.name.endswith("_share"):
            yield "no_share", column.name, (values < 0) | (values > 1)
