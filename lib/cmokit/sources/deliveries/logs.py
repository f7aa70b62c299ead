"""Logs and movements: what happened stays, and each thing stands once.

A log is the union by key; of two versions of one entry the newest file wins. Movements have no key: a line that an
overlapping file repeats is the same line, while two equal lines within one file are two movements.
"""

from cmokit.sources.deliveries.engine import Engine, key_text, quoted
from cmokit.tables.catalog import TABLES

# Logs to which rows are added that follow from other tables.
ADDED_TO = ("stage_entries", "field_changes", "conversions", "work_items")
# What belongs together as one statement of a payment: a balance report nets in its own currency.
MONEY = ("amount", "fee_amount", "net_amount", "currency")


def union_by_key(engine: Engine, table: str) -> None:
    """Combine a log. A key that stands once, as nearly all do, costs no sorting."""
    raw, key = engine.raw(table), ", ".join(map(quoted, TABLES[table].key))
    keep = engine.make if table in ADDED_TO else engine.define
    if not engine.rows(f"SELECT 1 FROM {raw} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"):
        return keep(table, f"SELECT * FROM {raw}")
    newest = "ORDER BY _day DESC, _rank DESC, _n DESC, source_row"
    return keep(table, f"SELECT * FROM {raw} QUALIFY row_number() OVER (PARTITION BY {key} {newest}) = 1")


def merge_payments(engine: Engine) -> None:
    """Combine payments: a processor's several reports tell different things of one movement, and all of them count.

    The newest value of each column that is not blank wins; amount, fee, net and currency are taken together, from the
    report that settles.
    """
    contract, raw = TABLES["payments"], engine.raw("payments")
    keys = ", ".join(map(quoted, contract.key))
    others = [column.name for column in contract.all_columns if column.name not in (*contract.key, *MONEY)]
    newest = ", ".join(f"arg_max({quoted(name)}, _order) AS {quoted(name)}" for name in others)
    money = ", ".join(f"arg_max_null({quoted(name)}, _netting) AS {quoted(name)}" for name in MONEY)
    most = 10**12  # more than there are rows: settled reports rank before netting ones, and those before the rest
    engine.make(
        "payments",
        f"""WITH ordered AS (SELECT *, row_number() OVER (ORDER BY _n, source_row DESC) AS _order FROM {raw})
        SELECT {keys}, {newest}, {money} FROM (
            SELECT *, (available_on IS NOT NULL)::INT * 2 * {most} + (net_amount IS NOT NULL)::INT * {most} + _order
                AS _netting
            FROM ordered
        ) GROUP BY {keys}""",
    )


def each_line_once(engine: Engine, table: str) -> None:
    """Combine movements: the n-th line of one content is the n-th line of that content in every file."""
    contract, raw = TABLES[table], engine.raw(table)
    content = key_text(name.name for name in contract.columns) + ", " + key_text(("source_system",))
    engine.make(
        table,
        f"""WITH counted AS (
            SELECT *, row_number() OVER (PARTITION BY {content}, _n ORDER BY source_row) AS _nth FROM {raw}
        )
        SELECT * FROM counted
        QUALIFY row_number() OVER (PARTITION BY {content}, _nth ORDER BY _n, source_row) = 1""",
    )
