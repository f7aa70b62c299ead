"""Snapshots: the newest row per id, and when a row was first seen, last seen and gone.

A row is gone on the day of the first whole export of its kind and system that no longer holds it. Whether an export is
whole, a person says; else it is not where it covers a range of days (orders always do), or where it lacks more than a
tenth of the ids before it.
"""

from dataclasses import dataclass
from datetime import date

from cmokit.sources.deliveries.disagree import check_agreement
from cmokit.sources.deliveries.engine import Engine, InUse, key_text, quoted
from cmokit.sources.deliveries.ledger import AUTO, FULL
from cmokit.tables.catalog import TABLES
from cmokit.vocabulary import Combine

# Parts of a whole that are taken over together: an order's lines are those of the export that gives the order.
WHOLE_OF = {"order_lines": ("source_system", "order_id")}
RANGES = ("orders", "order_lines")
MOST_THAT_MAY_BE_MISSING = 10  # one in so many; contracts: more than a tenth is a partial export


@dataclass(frozen=True)
class Doubt:
    """An export that lacks more than a tenth of the ids before it, and nobody has said whether it is whole."""

    file: InUse
    missing: int
    before: int

    @property
    def message(self) -> str:
        return f"lacks {self.missing} of the {self.before} records before it"


def newest_rows(engine: Engine, table: str) -> list[Doubt]:
    """Combine a snapshot table; gives the exports taken as partial only for what they lack."""
    contract = TABLES[table]
    raw = engine.raw(table)
    key, whole = key_text(contract.key), key_text(WHOLE_OF.get(table, contract.key))
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE stated AS
        SELECT *, {key} AS _key, rank() OVER (PARTITION BY {whole} ORDER BY _day DESC, _rank DESC) AS _place
        FROM {raw} QUALIFY row_number() OVER (PARTITION BY {key}, _n ORDER BY source_row) = 1"""
    )
    _note_repeated(engine, table, raw, key)
    check_agreement(engine, table, "stated")
    kinds = ", ".join(f"({f.n}, '{f.load.kind}')" for f in engine.loads_with(table)) or "(0, '')"
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE seen AS
        SELECT k.kind, r.source_system AS system, r._key AS key, r._n AS n, r._day AS day
        FROM stated r JOIN (VALUES {kinds}) k(n, kind) ON k.n = r._n"""
    )
    doubts = _find_wholes(engine, table)
    engine.make(table, _newest(table))
    return doubts


def _note_repeated(engine: Engine, table: str, raw: str, key: str) -> None:
    """An id that stands twice in one export: the first row is used, and that is said."""
    query = f"SELECT _n, count(*) - count(DISTINCT {key}) AS repeated FROM {raw} GROUP BY _n HAVING repeated > 0"
    for n, repeated in engine.rows(f"{query} ORDER BY _n"):
        text = (
            f"{engine.file(n).label}: {repeated} rows of {table} repeat an id of this file; the first of each is used"
        )
        engine.note("repeated_key", text)


def _newest(table: str) -> str:
    """Per key the newest row; of several files of one day each gives what the others leave out (they agree)."""
    contract = TABLES[table]
    dates = ("first_seen_on", "last_seen_on", "gone_on")
    own = [column.name for column in contract.all_columns if column.name not in dates]
    newest = ", ".join(f"arg_max({quoted(name)}, _n) AS {quoted(name)}" for name in own)
    return f"""
        WITH newest AS (SELECT _key, {newest} FROM stated WHERE _place = 1 GROUP BY _key),
        life AS (SELECT kind, system, key, min(day) AS first_on, max(day) AS last_on FROM seen GROUP BY ALL),
        gone AS (
            SELECT l.kind, l.system, l.key, l.first_on, l.last_on, min(w.day) AS gone_on
            FROM life l LEFT JOIN wholes w
            ON w.kind = l.kind AND w.system IS NOT DISTINCT FROM l.system AND w.day > l.last_on GROUP BY ALL
        ),
        lives AS (
            SELECT key, min(first_on) AS first_seen_on, max(last_on) AS last_seen_on,
                CASE WHEN bool_and(gone_on IS NOT NULL) THEN max(gone_on) END AS gone_on
            FROM gone GROUP BY key
        )
        SELECT newest.*, lives.first_seen_on, lives.last_seen_on, lives.gone_on
        FROM newest JOIN lives ON lives.key = newest._key"""


def _find_wholes(engine: Engine, table: str) -> list[Doubt]:
    """Fill `wholes` with the days of whole exports, per kind and system, oldest first."""
    engine.con.execute("CREATE OR REPLACE TEMP TABLE wholes (kind VARCHAR, system VARCHAR, day DATE)")
    doubts: list[Doubt] = []
    for kind, system in engine.rows("SELECT DISTINCT kind, system FROM seen ORDER BY ALL"):
        query = "SELECT DISTINCT n FROM seen WHERE kind = ? AND system IS NOT DISTINCT FROM ? ORDER BY n"
        numbers = engine.con.execute(query, [kind, system]).fetchall()
        doubts += _judge_files(engine, table, kind, system, [engine.file(n) for (n,) in numbers])
    return doubts


def _judge_files(engine: Engine, table: str, kind: str, system: str | None, files: list[InUse]) -> list[Doubt]:
    doubts: list[Doubt] = []
    last_whole: date | None = None
    wholes: list[date] = []
    for file in files:
        last_whole = max((day for day in wholes if day < file.day), default=None)
        is_whole, doubt = _is_whole(engine, table, kind, system, file, last_whole)
        doubts += [doubt] if doubt else []
        if is_whole:
            wholes.append(file.day)
            engine.con.execute("INSERT INTO wholes VALUES (?, ?, ?)", [kind, system, file.day])
    return doubts


def _is_whole(
    engine: Engine, table: str, kind: str, system: str | None, file: InUse, since: date | None
) -> tuple[bool, Doubt | None]:
    stated = stated_whole(file, table)
    if stated is not None:
        return stated, None
    query = """
        SELECT count(DISTINCT key), count(DISTINCT key) FILTER (key NOT IN (SELECT key FROM seen WHERE n = $n))
        FROM seen WHERE kind = $kind AND system IS NOT DISTINCT FROM $system AND day < $day AND day >= $since"""
    values = {"n": file.n, "kind": kind, "system": system, "day": file.day, "since": since or date.min}
    before, missing = engine.con.execute(query, values).fetchall()[0]
    if missing * MOST_THAT_MAY_BE_MISSING <= before:
        return True, None
    return False, Doubt(file, missing, before)


def stated_whole(file: InUse, table: str) -> bool | None:
    """Is the export whole, as far as a person, a mapping or its own nature says it; None where nothing does."""
    if file.entry.coverage != AUTO:
        return file.entry.coverage == FULL
    if file.load.is_partial is not None:
        return not file.load.is_partial
    covers_days = file.load.combine == Combine.SNAPSHOT and file.load.start_on not in (None, file.load.end_on)
    return False if table in RANGES or covers_days else None
