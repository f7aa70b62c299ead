"""Values that a canonical table does not allow: null in the row, set aside with the reason."""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.reading import ValueSetAside
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import Column


def close_vocabularies(tables: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], tuple[ValueSetAside, ...]]:
    """The tables with only allowed values, and what was taken out: a word outside a closed list, a wrong share."""
    closed, aside = {}, []
    for name, table in tables.items():
        for column in TABLES[name].columns:
            table, found = _close(table, column)
            aside += found
        closed[name] = table
    return closed, tuple(aside)


def _close(table: pa.Table, column: Column) -> tuple[pa.Table, list[ValueSetAside]]:
    refused, reason = _refused(table, column)
    if refused is None or not pc.any(refused).as_py():
        return table, []
    values = table[column.name]
    gone = pc.if_else(refused, pa.scalar(None, values.type), values)
    rows, texts = table["source_row"].filter(refused).to_pylist(), values.filter(refused).to_pylist()
    aside = [ValueSetAside(row, column.name, str(text), reason) for row, text in zip(rows, texts, strict=True)]
    return table.set_column(table.column_names.index(column.name), column.name, gone), aside


def _refused(table: pa.Table, column: Column) -> tuple[pa.ChunkedArray | None, str]:
    """Per row: is the value one that the contract does not allow? None where the column allows anything."""
    if column.name not in table.column_names:
        return None, ""
    values = table[column.name]
    if column.allowed:
        known = pc.is_in(values, value_set=pa.array(column.allowed, values.type))
        return pc.and_(pc.is_valid(values), pc.invert(known)), f"none of: {', '.join(column.allowed)}"
    if column.name.endswith("_share"):
        beyond = pc.or_(pc.less(values, 0), pc.greater(values, 1))
        return pc.fill_null(beyond, False), "no share between 0 and 1"
    return None, ""
