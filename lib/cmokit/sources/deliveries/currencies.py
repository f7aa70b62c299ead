"""Amounts in another currency than the engagement's need a rate: nothing is added up across currencies."""

from collections.abc import Sequence

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import DataNotReadable
from cmokit.sources.deliveries.engine import Engine, quoted

WITH_MONEY = ("opportunities", "conversions", "orders", "payments", "parcels", "ad_spend", "subscriptions", "costs")


def check_currencies(engine: Engine, *, is_strict: bool = True) -> None:
    """Raise DataNotReadable for the first row in a currency for which no rate to the engagement's currency is given.

    Not strict, as of a day before the rates came: noted instead.
    """
    known = {engine.currency}
    if engine.has("fx_rates"):
        pairs = engine.rows("SELECT DISTINCT from_currency, to_currency FROM fx_rates")
        known |= {a for a, b in pairs if b == engine.currency} | {b for a, b in pairs if a == engine.currency}
    for table in WITH_MONEY:
        if engine.has(table):
            _check(engine, table, known, is_strict)


def currencies_in(client: ClientFolder) -> tuple[str, ...]:
    """The currencies of the amounts in a client's current tables, in order; none before anything was taken in."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    named = client.tables / "current"
    if not named.is_file():
        return ()
    folder = client.tables / named.read_text("utf-8").strip()
    files = [folder / f"{table}.parquet" for table in (*WITH_MONEY, "control_totals")]
    columns = [pq.ParquetFile(file).read(columns=["currency"])["currency"] for file in files if file.is_file()]
    return tuple(sorted({code for column in columns for code in pc.unique(column).to_pylist() if code}))


def check_one_currency(engine: Engine, table: str, key: Sequence[str]) -> None:
    """Raise DataNotReadable where rows of one key, which are added up, are in two currencies."""
    raw, by = engine.raw(table), ", ".join(quoted(name) for name in key)
    found = engine.rows(
        f"""SELECT arg_max(source_row, currency), min(currency), max(currency), any_value(_n) FROM {raw}
        GROUP BY {by}, _n HAVING count(DISTINCT currency) > 1 ORDER BY ALL LIMIT 1"""
    )
    if not found:
        return
    row, one, other, number = found[0]
    raise DataNotReadable(
        "rows of one campaign and day are in two currencies, and cannot be added up",
        code="mixed_currencies",
        file=engine.file(number).label,
        row=row,
        column="currency",
        found=f"{one} and {other}",
        wanted="one currency, or a column that tells the accounts apart",
        mend="export it with the account's id, or one file for each account",
    )


def _check(engine: Engine, table: str, known: set[str], is_strict: bool) -> None:
    names = ", ".join(f"'{currency}'" for currency in sorted(known))
    found = engine.rows(
        f"SELECT source_file, source_row, currency FROM {table} WHERE currency NOT IN ({names}) ORDER BY ALL LIMIT 1"
    )
    if not found:
        return
    error = _no_rate(engine.currency, *found[0])
    if is_strict:
        raise error
    engine.note("no_rate", str(error))


def _no_rate(own: str, file: str, row: int, currency: str) -> DataNotReadable:
    return DataNotReadable(
        "there is no exchange rate for this currency",
        code="mixed_currencies",
        file=file,
        row=row,
        column="currency",
        found=currency,
        wanted=f"{own}, or a rate to it",
        mend="add a CSV with the columns from_currency, to_currency, month_on, rate (such as "
        f"{currency},{own},2026-01-01,0.92), or finance.xlsx with its sheet Exchange rates filled in, to the files "
        "taken in",
    )
