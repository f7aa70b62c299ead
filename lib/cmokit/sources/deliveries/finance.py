"""Finance workbooks among the deliveries: what a later one restates, and totals that nothing stands beside.

A later workbook restates the months that it names: of those it gives all cost lines and control totals, so that a line
that moved to another kind or currency is not counted twice. Rates and product costs are restated one by one.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cmokit.sources.deliveries.engine import Engine, key_text, literal, quoted
from cmokit.sources.finance.layout import SYSTEM
from cmokit.tables.catalog import TABLES

# What a later workbook states as one.
RESTATED_AS_ONE = {"costs": ("period_start_on",), "control_totals": ("figure", "month_on")}
FIGURE = {
    "fx_rates": ("rate",),
    "costs": ("amount",),
    "control_totals": ("amount",),
    "product_costs": ("unit_cost_amount", "margin_share"),
}
# Where our own figure for a total of the books comes from.
OURS = {
    "revenue": (("orders", "ordered_at"), ("opportunities", "closed_at")),
    "refunds": (("payments", "occurred_at"), ("orders", "ordered_at")),
    "cash_received": (("payments", "occurred_at"), ("parcels", "remitted_on")),
    "ad_invoices": (("ad_spend", "period_start_on"),),
}
MOST = 12  # lines of one kind; a person reads no more


def newest_per_key(engine: Engine, table: str) -> None:
    """Fill `kept` from `stated`: per key the newest file, of a finance workbook per what it restates as one."""
    group = RESTATED_AS_ONE.get(table)
    restated = f"CASE WHEN source_system = {literal(SYSTEM)} THEN {key_text(group)} ELSE _key END" if group else "_key"
    engine.con.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS SELECT *, {restated} AS _group FROM stated")
    engine.con.execute(
        """CREATE OR REPLACE TEMP TABLE kept AS
        SELECT * FROM grouped QUALIFY rank() OVER (PARTITION BY _group ORDER BY _day DESC, _rank DESC) = 1"""
    )
    if table in FIGURE:
        for column in FIGURE[table]:
            _note_changed(engine, table, column)
        _note_dropped(engine, table)


def _note_changed(engine: Engine, table: str, column: str) -> None:
    """What a newer file says differently of what an older one had stated."""
    keys = ", ".join(f"any_value({quoted(name)})" for name in TABLES[table].key)
    query = f"""SELECT {keys}, arg_min({column}, _n), arg_max({column}, _n), max(_n) FROM stated
        GROUP BY _key HAVING count(DISTINCT _n) > 1 AND arg_min({column}, _n) IS DISTINCT FROM arg_max({column}, _n)
        ORDER BY ALL"""
    for *key, before, after, n in _few(
        engine, "restated", engine.rows(query), f"{table}: {{}} more figures were restated"
    ):
        said = f"{column} was {_number(before)}, now {_number(after)} ({engine.file(n).label})"
        engine.note("restated", f"{table} {_label(key)}: {said}")


def _note_dropped(engine: Engine, table: str) -> None:
    """What an older file stated of a month, and the newer one that names the month does not."""
    if table not in RESTATED_AS_ONE:
        return
    keys = ", ".join(map(quoted, TABLES[table].key))
    query = f"""SELECT {keys}, amount, newer FROM (
            SELECT s.*, (SELECT max(k._n) FROM kept k WHERE k._group = s._group) AS newer
            FROM grouped s WHERE s._key NOT IN (SELECT _key FROM kept)
        ) WHERE newer IS NOT NULL QUALIFY row_number() OVER (PARTITION BY _key ORDER BY _n DESC) = 1 ORDER BY ALL"""
    for *key, amount, n in _few(
        engine, "restated", engine.rows(query), f"{table}: {{}} more figures are no longer stated"
    ):
        said = f"amount was {_number(amount)}, no longer stated in {engine.file(n).label}"
        engine.note("restated", f"{table} {_label(key)}: {said}")


def check_control_totals(engine: Engine) -> None:
    """Note totals in a currency without a rate to the engagement's, and those of months of which no export speaks."""
    if not engine.has("control_totals"):
        return
    _note_without_rate(engine)
    for figure, sources in OURS.items():
        _note_outside(engine, figure, sources)


def _note_without_rate(engine: Engine) -> None:
    own = literal(engine.currency)
    has_rates = "fx_rates" in engine.made
    stated = "EXISTS (SELECT 1 FROM fx_rates f WHERE f.month_on = t.month_on AND "
    stated += f"(f.from_currency, f.to_currency) IN ((t.currency, {own}), ({own}, t.currency)))"
    query = f"""SELECT t.currency, t.month_on, count(*), any_value(t.source_file) FROM control_totals t
        WHERE t.currency <> {own} AND NOT {stated if has_rates else "false"} GROUP BY ALL ORDER BY ALL"""
    for currency, month, count, file in _few(
        engine, "no_rate", engine.rows(query), "control_totals: {} more months lack a rate"
    ):
        engine.note(
            "no_rate",
            f"{file}: {count} control totals of {month:%Y-%m} are in {currency}, and no rate to {engine.currency} is "
            f"stated for that month; write it on the sheet Exchange rates, or the totals in {engine.currency}",
        )


def _note_outside(engine: Engine, figure: str, sources: tuple[tuple[str, str], ...]) -> None:
    """Months beyond the exports': their totals have nothing of ours beside them."""
    present = [(table, column) for table, column in sources if engine.has(table)]
    if not present:
        return
    days = " UNION ALL ".join(f"SELECT {column}::DATE AS day FROM {table}" for table, column in present)
    query = f"""WITH days AS (SELECT date_trunc('month', min(day)) AS first, max(day) AS last FROM ({days}))
        SELECT t.month_on, d.first, d.last FROM control_totals t, days d
        WHERE t.figure = {literal(figure)} AND (t.month_on < d.first OR t.month_on > d.last) ORDER BY ALL"""
    found = engine.rows(query)
    more = f"control_totals {figure}: {{}} more months lie outside the exports"
    for month, first, last in _few(engine, "outside_data", found, more):
        engine.note(
            "outside_data",
            f"control_totals {figure} {month:%Y-%m}: the exports reach from {first:%Y-%m} to {last:%Y-%m}; send the "
            f"exports of that month, or leave the total out",
        )


def _few(engine: Engine, code: str, rows: list[Any], more: str) -> Iterator[Any]:
    """The first rows, and a note that counts the others."""
    yield from rows[:MOST]
    if len(rows) > MOST:
        engine.note(code, more.format(len(rows) - MOST))


def _label(key: list[Any]) -> str:
    return " ".join(f"{part:%Y-%m}" if hasattr(part, "strftime") else str(part) for part in key if part is not None)


def _number(value: Any) -> str:
    return "nothing" if value is None else f"{Decimal(str(value)).normalize():f}"
