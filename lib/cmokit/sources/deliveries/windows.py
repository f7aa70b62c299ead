"""Restated windows: the newest file wins per account, campaign and day; what it says differently is reported.

A row may cover one day or a stated period. An older row gives way to a newer file that covers its whole period. Periods
that overlap otherwise cannot be separated, and are refused.
"""

from dataclasses import dataclass

from cmokit.errors import DataNotReadable
from cmokit.sources.deliveries.currencies import check_one_currency
from cmokit.sources.deliveries.disagree import check_agreement
from cmokit.sources.deliveries.engine import Engine, key_text, quoted
from cmokit.sources.deliveries.finance import newest_per_key
from cmokit.tables.catalog import TABLES


@dataclass(frozen=True)
class Window:
    """How one table is restated. group: what is restated as one. start, end: the row's days.

    amount: what is reported when restated. label: the column by which it is reported.
    """

    group: tuple[str, ...]
    start: str
    end: str
    amount: str
    label: str


# The campaign's name stands in where a platform's export has no ids.
_CAMPAIGN = ("source_system", "platform", "ad_account_id", "_campaign")
WINDOWS = {
    "ad_spend": Window(_CAMPAIGN, "period_start_on", "period_end_on", "spend_amount", "platform"),
    "web_sessions": Window(("source_system",), "session_on", "period_end_on", "revenue_amount", "source_system"),
}
# Within one file, rows of one key are parts of one figure (devices, networks, agencies) and are added up.
ADDED = ("ad_spend", "web_sessions", "costs")


def newest_windows(engine: Engine, table: str) -> None:
    """Combine a restated table. Raises DataNotReadable for periods that overlap and cannot be separated."""
    if table == "ad_spend":
        check_one_currency(engine, table, TABLES[table].key)
    _add_up(engine, table)
    check_agreement(engine, table, "stated")
    if table in WINDOWS:
        _restate(engine, table, WINDOWS[table])
    else:
        newest_per_key(engine, table)
    engine.make(table, "SELECT * FROM kept QUALIFY row_number() OVER (PARTITION BY _key ORDER BY _n DESC) = 1")


def _add_up(engine: Engine, table: str) -> None:
    """`stated`: what each file says per key."""
    contract, raw = TABLES[table], engine.raw(table)
    window = WINDOWS.get(table)
    start, end = (window.start, f"coalesce({window.end}, {window.start})") if window else ("NULL::DATE", "NULL::DATE")
    columns = ", ".join(_one_value(table, c.name) for c in contract.all_columns if c.name not in contract.key)
    keys = ", ".join(quoted(name) for name in contract.key)
    campaign = "coalesce(campaign_id, campaign)" if table == "ad_spend" else "NULL"
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE stated AS
        SELECT {keys}, {columns}, _n, any_value(_day) AS _day, any_value(_rank) AS _rank,
            {start} AS _start, {end} AS _end, {campaign} AS _campaign, {key_text(contract.key)} AS _key,
            row_number() OVER () AS _id
        FROM {raw} GROUP BY {keys}, _n"""
    )


def _one_value(table: str, name: str) -> str:
    column = TABLES[table].column(name)
    if (table in ADDED and name.endswith(("_amount", "_count"))) or (table == "costs" and name == "amount"):
        whole = "BIGINT" if name.endswith("_count") else str(column.type).replace("decimal128", "DECIMAL")
        return f"sum({quoted(name)})::{whole} AS {quoted(name)}"
    return f"arg_min({quoted(name)}, source_row) AS {quoted(name)}"


def _restate(engine: Engine, table: str, window: Window) -> None:
    group = key_text(window.group)
    engine.con.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS SELECT *, {group} AS _group FROM stated")
    engine.con.execute(
        """CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM grouped
        QUALIFY rank() OVER (PARTITION BY _group, _start, _end ORDER BY _day DESC, _rank DESC) = 1"""
    )
    if table == "web_sessions":
        _one_cut(engine)
    _report(engine, table, window)
    if engine.rows("SELECT 1 FROM kept WHERE _end > _start LIMIT 1"):
        _separate(engine, window)


def _one_cut(engine: Engine) -> None:
    """Of two reports of one day's delivery about the same visits, one by channel alone and one by source, the second.

    Added up they would count each visit twice.
    """
    engine.con.execute(
        """CREATE OR REPLACE TEMP TABLE cuts AS
        WITH files AS (
            SELECT _group, _start, _end, _n, count(coalesce(utm_source, utm_medium, utm_campaign)) > 0 AS is_fine
            FROM kept WHERE source_system = 'ga4' GROUP BY ALL
        )
        SELECT * FROM files
        QUALIFY bool_or(is_fine) OVER (PARTITION BY _group, _start, _end) AND NOT is_fine"""
    )
    for n, days in engine.rows("SELECT _n, count(*) FROM cuts GROUP BY _n ORDER BY _n"):
        text = f"{engine.file(n).label}: another report tells the same visits by source; {days} periods are not added"
        engine.note("other_cut", text)
    engine.con.execute(
        "DELETE FROM kept WHERE (_group, _start, _end, _n) IN (SELECT (_group, _start, _end, _n) FROM cuts)"
    )


def _separate(engine: Engine, window: Window) -> None:
    """Drop older rows whose whole period a newer file covers; refuse what overlaps otherwise."""
    engine.con.execute(
        """CREATE OR REPLACE TEMP TABLE crossing AS
        WITH files AS (SELECT _n, min(_start) AS first_on, max(_end) AS last_on FROM grouped GROUP BY _n)
        SELECT o._id, n._id AS by_id, (n._day, n._rank) > (o._day, o._rank)
            AND o._start >= f.first_on AND o._end <= f.last_on AS is_replaced
        FROM kept o JOIN kept n ON n._group = o._group AND n._n <> o._n AND n._start <= o._end AND o._start <= n._end
            AND (n._start, n._end) <> (o._start, o._end) AND (n._day, n._rank) >= (o._day, o._rank)
        JOIN files f ON f._n = n._n
        WHERE o._end > o._start OR n._end > n._start"""
    )
    stuck = engine.rows(
        """SELECT n.source_file, n.source_row, o.source_file, o._start, o._end, n._start, n._end
        FROM crossing v JOIN kept o ON o._id = v._id JOIN kept n ON n._id = v.by_id
        WHERE v._id NOT IN (SELECT _id FROM crossing WHERE is_replaced)
            AND v.by_id NOT IN (SELECT _id FROM crossing WHERE is_replaced) ORDER BY ALL LIMIT 1"""
    )
    if stuck:
        raise _overlap(window, *stuck[0])
    engine.con.execute("DELETE FROM kept WHERE _id IN (SELECT _id FROM crossing WHERE is_replaced)")


def _overlap(window: Window, file: str, row: int, other: str, *days: object) -> DataNotReadable:
    return DataNotReadable(
        f"its period overlaps one of {other}, and the two cannot be separated",
        code="overlapping_periods",
        file=file,
        row=row,
        column=window.start,
        found=f"{days[2]} to {days[3]}, beside {days[0]} to {days[1]}",
        wanted="equal or separate periods, or one row a day",
        mend="export it again by day, or take one out of use: cmokit ingest CLIENT --withdraw FILE --reason TEXT",
    )


def _report(engine: Engine, table: str, window: Window) -> None:
    """Note per month how much a newer file says differently about days that an older one had stated."""
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE told AS
        SELECT _group, _start, _end, {window.label} AS label, currency_of AS currency, _n,
            sum({window.amount}) AS amount
        FROM (SELECT *, {_currency(table)} AS currency_of FROM grouped) GROUP BY ALL"""
    )
    restated = engine.rows(
        """SELECT label, strftime(_start, '%Y-%m') AS month, any_value(currency), sum(before), sum(after) FROM (
            SELECT _group, _start, _end, label, currency, arg_min(amount, _n) AS before, arg_max(amount, _n) AS after
            FROM told GROUP BY ALL HAVING count(DISTINCT _n) > 1
        ) WHERE before <> after GROUP BY ALL ORDER BY ALL"""
    )
    for label, month, currency, before, after in restated:
        money = f" {currency}" if currency else ""
        engine.note("restated", f"{label} {month}: {window.amount} was {before:.2f}, now {after:.2f}{money}")


def _currency(table: str) -> str:
    return "currency" if any(c.name == "currency" for c in TABLES[table].columns) else "NULL::VARCHAR"
