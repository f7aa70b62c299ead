"""What changed between two snapshots of one object, where the vendor keeps no history of it.

The change happened between two extracts; it is dated to noon of the newer one and says so in `derived_from`.
"""

from cmokit.sources.deliveries.engine import Engine, literal

# entity: table, id, the column that is its stage, and the fields whose changes are followed.
FOLLOWED = {
    "contact": ("contacts", "contact_id", "lifecycle_stage", ("lifecycle_stage", "lead_status", "owner_id")),
    "opportunity": ("opportunities", "opportunity_id", "stage", ("stage", "owner_id", "amount")),
}


def fill(engine: Engine) -> None:
    """Add to stage_entries and field_changes what no export of history tells of leading records that count."""
    entries, changes = [], []
    for entity, (table, id_, stage, fields) in FOLLOWED.items():
        if len({f.day for f in engine.loads_with(table)}) < 2:
            continue
        for field in fields:
            changes.append(_changes(engine, entity, table, id_, field))
        entries.append(_entries(engine, entity, table, id_, stage))
    _add(engine, "field_changes", [query for query in changes if query])
    _add(engine, "stage_entries", entries)


def _add(engine: Engine, table: str, derived: list[str]) -> None:
    if not derived:
        return
    _exists(engine, table)
    query = " UNION ALL BY NAME ".join([f"SELECT * FROM {table}", *derived])
    engine.make(table, query)


def _exists(engine: Engine, table: str) -> None:
    if table not in engine.made:
        engine.make(table, f"SELECT * FROM {engine.raw(table)}")


def _entries(engine: Engine, entity: str, table: str, id_: str, stage: str) -> str:
    """A stage that a record has now and had not before, unless an export says when it was entered in between."""
    _exists(engine, "stage_entries")
    view = _moves(engine, entity, table, id_, stage)
    begin, end = _local(engine, "m.old_on"), _local(engine, "m.new_on + INTERVAL 1 DAY")
    return f"""
        SELECT '{entity}' AS entity, m.id AS entity_id, m.new AS stage, {_noon(engine)} AS entered_at,
            m.old AS previous_stage, 'unknown' AS changed_by_kind, {_FROM} AS derived_from,
            m.source_file, m.source_row, m.source_system
        FROM {view} m WHERE m.new IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM stage_entries e WHERE e.entity = '{entity}' AND e.entity_id = m.id AND e.stage = m.new
            AND e.entered_at >= {begin} AND e.entered_at < {end})"""


def _changes(engine: Engine, entity: str, table: str, id_: str, field: str) -> str | None:
    """A field's changes, where no export of changes follows this field at all."""
    _exists(engine, "field_changes")
    if engine.rows(f"SELECT 1 FROM field_changes WHERE entity = '{entity}' AND field = '{field}' LIMIT 1"):
        return None
    return f"""
        SELECT '{entity}' AS entity, m.id AS entity_id, '{field}' AS field, m.old AS old_value, m.new AS new_value,
            {_noon(engine)} AS changed_at, 'unknown' AS changed_by_kind, {_FROM} AS derived_from,
            m.source_file, m.source_row, m.source_system
        FROM {_moves(engine, entity, table, id_, field)} m"""


_FROM = "'between snapshots ' || m.old_on || ' and ' || m.new_on"


def _moves(engine: Engine, entity: str, table: str, id_: str, field: str) -> str:
    """A table of every change of `field` between two consecutive exports that both hold the record and the column."""
    name = f"moved_{table}_{field}"
    raw = engine.raw(table)
    engine.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name} AS
        WITH carried AS (SELECT _n FROM {raw} GROUP BY _n HAVING count({field}) > 0),
        daily AS (
            SELECT source_system, {id_} AS id, {field}::VARCHAR AS new, _day AS new_on, source_file, source_row
            FROM {raw} WHERE _n IN (SELECT _n FROM carried)
            QUALIFY row_number() OVER (PARTITION BY source_system, {id_}, _day ORDER BY _n DESC, source_row) = 1
        ),
        pairs AS (
            SELECT *, lag(new) OVER before AS old, lag(new_on) OVER before AS old_on FROM daily
            WINDOW before AS (PARTITION BY source_system, id ORDER BY new_on)
        )
        SELECT pairs.* FROM pairs SEMI JOIN (
            SELECT source_system, record_id FROM entity_links WHERE entity = '{entity}'
            AND leading_id IN (record_id, concat_ws(':', source_system, record_id))
        ) leaders ON leaders.source_system = pairs.source_system AND leaders.record_id = pairs.id
        WHERE old_on IS NOT NULL AND old IS DISTINCT FROM new"""
    )
    return name


def _noon(engine: Engine) -> str:
    return _local(engine, "m.new_on + INTERVAL 12 HOUR")


def _local(engine: Engine, moment: str) -> str:
    return f"timezone({literal(engine.timezone)}, ({moment})::TIMESTAMP)"
