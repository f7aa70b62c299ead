"""What a run writes down about a client's views in the place of files: how many rows count, and a hash over them.

The hash changes with any value of any row that counts, and with nothing else: not with their order, nor with rows that
came after the day. It is worked out by the client's engine; two numbers a view come back.
"""

import hashlib
from typing import TYPE_CHECKING, Any

from cmokit.tables.catalog import TABLES
from cmokit.tables.client_warehouse import OWN, ClientWarehouse, TableRead

if TYPE_CHECKING:
    import ibis

BETWEEN, NOTHING = "\x1f", "\x1e"  # columns; a value that is not there
MODULI = (2_147_483_647, 2_147_483_629)  # primes: a sum over billions of rows stays within 64 bits


def read_tables(warehouse: ClientWarehouse) -> tuple[TableRead, ...]:
    """Every view that is there, in the order of the documentation. Raises what `ClientWarehouse.table` raises."""
    return tuple(_read(warehouse, table) for table in warehouse.present if table not in OWN)


def _read(warehouse: ClientWarehouse, table: str) -> TableRead:
    rows = warehouse.table(table)
    told: dict[str, Any] = rows.select(row_hash=_hash(rows, table)).aggregate(**_sums()).to_pyarrow().to_pylist()[0]
    words = "|".join([table, *(f"{name}={int(value or 0)}" for name, value in sorted(told.items()))])
    return TableRead(table, warehouse.name(table), hashlib.sha256(words.encode()).hexdigest(), int(told["n"]))


def _hash(rows: "ibis.Table", table: str) -> "ibis.IntegerValue":
    import ibis

    values = [rows[column.name].cast("string").fill_null(NOTHING) for column in TABLES[table].all_columns]
    whole = values[0]
    for value in values[1:]:
        whole = whole + ibis.literal(BETWEEN) + value
    return whole.hash()


def _sums() -> dict[str, Any]:
    from ibis import _

    return {"n": _.count()} | {f"sum_{n}": (_.row_hash % n).sum() for n in MODULI}
