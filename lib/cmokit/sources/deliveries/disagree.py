"""Two exports of one day that say different things about one record: a person must choose."""

from itertools import combinations

from cmokit.errors import DataNotReadable
from cmokit.sources.deliveries.engine import Engine, InUse, quoted
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import PROVENANCE, SNAPSHOT_DATES, WRITTEN


class Disagreement(DataNotReadable):
    """Two exports of the same day that disagree. files: both, in their order."""

    files: tuple[InUse, InUse]


def check_agreement(engine: Engine, table: str, stated: str) -> None:
    """Raise Disagreement for the first record on which two files of one day and precedence disagree.

    stated: a relation with one row per `_key` and file `_n`. Only columns that both files fill at all are compared: a
    narrower export disagrees with nothing. Two spellings of one meaning do not disagree.
    """
    for one, other in combinations(engine.loads_with(table), 2):
        if (one.day, one.entry.precedence_count) == (other.day, other.entry.precedence_count):
            _compare(engine, table, stated, one, other)


def _compare(engine: Engine, table: str, stated: str, one: InUse, other: InUse) -> None:
    filled = _filled(engine, table, stated, other)
    common = [name for name in _filled(engine, table, stated, one) if name in filled]
    if not common:
        return
    differing = [f"CASE WHEN a.{quoted(c)} IS DISTINCT FROM b.{quoted(c)} THEN '{c}' END" for c in common]
    found = engine.rows(
        f"""WITH a AS (SELECT * FROM {stated} WHERE _n = {one.n}), b AS (SELECT * FROM {stated} WHERE _n = {other.n})
        SELECT coalesce({", ".join(differing)}) AS c, b.source_row, a.source_row, to_json(a)->>c, to_json(b)->>c
        FROM a JOIN b ON a._key = b._key WHERE c IS NOT NULL ORDER BY b.source_row LIMIT 1"""
    )
    if found:
        raise _disagreement(one, other, *found[0])


def _filled(engine: Engine, table: str, stated: str, file: InUse) -> list[str]:
    skipped = (*PROVENANCE, *SNAPSHOT_DATES)
    names = [
        column.name
        for column in TABLES[table].all_columns
        if column.name not in skipped and not column.name.endswith(WRITTEN)
    ]
    counts = ", ".join(f"count({quoted(name)})" for name in names)
    row = engine.rows(f"SELECT {counts} FROM {stated} WHERE _n = {file.n}")[0]
    return [name for name, count in zip(names, row, strict=True) if count]


def _disagreement(
    one: InUse, other: InUse, column: str, row: int, other_row: int, first: str | None, second: str | None
) -> Disagreement:
    error = Disagreement(
        f"says something else than {one.label} (row {other_row}) of the same day, {one.day}",
        code="same_day_disagreement",
        file=other.label,
        row=row,
        column=column,
        found=second or "nothing",
        wanted=first or "nothing",
        mend="say with --as-of which one is newer, or take the wrong one out of use: --withdraw FILE --reason TEXT",
    )
    error.files = (one, other)
    return error
