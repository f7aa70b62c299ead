"""One change that two exports tell: a log of fields beside an export of stages, or of deals, says the same again.

The rule: two rows tell one change where one comes from a log of fields (`derived_from` is `field history`) and the
other does not, and system, record, stage (or field and new value) are equal, less than a minute apart; or on one day of
the client's, where one of them knows the day alone (noon stands for it). The row that says who made the change stays;
where both do, or neither does, the export of stages stays. Rows of one and the same kind of export are all kept.
"""

from cmokit.sources.deliveries.engine import Engine, literal

NEAR = 60  # seconds
LOGGED = "field history"
# table: its moment, and what must be equal beside system, entity and record.
TABLES = {
    "stage_entries": ("entered_at", "o.stage = s.stage"),
    "field_changes": (
        "changed_at",
        "o.field = s.field AND (o.new_value IS NOT DISTINCT FROM s.new_value "
        "OR try_cast(o.new_value AS DECIMAL(30, 8)) = try_cast(s.new_value AS DECIMAL(30, 8)))",
    ),
}


def count_once(engine: Engine) -> None:
    """Take the second telling out of stage_entries and field_changes, and note how many there were."""
    for table in TABLES:
        if table in engine.made and _both_kinds(engine, table):
            before = _count(engine, table)
            engine.make(table, f"SELECT * FROM {table} s WHERE NOT EXISTS ({_better(engine, table)})")
            dropped = before - _count(engine, table)
            if dropped:
                text = f"{table}: {dropped} changes are told by two exports; each counts once"
                engine.note("told_twice", text)


def _better(engine: Engine, table: str) -> str:
    """The other telling of a row `s`, where it is the one that stays."""
    moment, same = TABLES[table]
    zone = literal(engine.timezone)
    here, there = (f"timezone({zone}, {row}.{moment})" for row in ("s", "o"))
    noon = f"({here}::TIME = TIME '12:00:00' OR {there}::TIME = TIME '12:00:00') AND {here}::DATE = {there}::DATE"
    return f"""
        SELECT 1 FROM {table} o
        WHERE o.source_system = s.source_system AND o.entity = s.entity AND o.entity_id = s.entity_id AND {same}
            AND {_is_logged("o")} <> {_is_logged("s")} AND {_rank("o")} > {_rank("s")}
            AND (abs(epoch(o.{moment}) - epoch(s.{moment})) < {NEAR} OR ({noon}))"""


def _is_logged(row: str) -> str:
    return f"(coalesce({row}.derived_from, '') = '{LOGGED}')"


def _rank(row: str) -> str:
    """Who says who made the change comes first, then the export of stages."""
    says = f"(coalesce({row}.changed_by_kind, 'unknown') <> 'unknown')::INT * 2"
    return f"({says} + (NOT {_is_logged(row)})::INT)"


def _both_kinds(engine: Engine, table: str) -> bool:
    return len(engine.rows(f"SELECT DISTINCT {_is_logged(table)} FROM {table}")) > 1


def _count(engine: Engine, table: str) -> int:
    return int(engine.rows(f"SELECT count(*) FROM {table}")[0][0])
