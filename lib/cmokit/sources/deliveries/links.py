"""Which records of several systems are one person, company or deal: the table entity_links.

One row per record that counts (neither gone nor a test). `leading_id` is the id of the record that stands for the
whole: the leading system's, or the record itself where nothing links it; `system:id` where two systems happen to use
that id for different things. Systems are gone through from the
leading one on; a record links to one of an earlier system by an id that the sync wrote on either side, else by the same
e-mail or domain. Two records of one system stay two (a duplicate is a finding of its own), but for a Salesforce lead
and the contact that it was converted into.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from cmokit.sources.deliveries.engine import Engine
from cmokit.tables.catalog import TABLES

BY_ID, BY_EMAIL, BY_DOMAIN, ALONE = "synced id", "e-mail", "domain", "none"
# entity: table, id, the column that names the same thing in another system, and the method's name.
ENTITIES = {
    "contact": ("contacts", "contact_id", "email", BY_EMAIL),
    "company": ("companies", "company_id", "domain", BY_DOMAIN),
    "opportunity": ("opportunities", "opportunity_id", None, BY_ID),
}


@dataclass(frozen=True)
class Record:
    """One record of a system. names: `system:id` as others know it. synced: the same of its copies. same: what a copy
    shares (e-mail, domain), folded; blank where there is none."""

    system: str
    id: str
    synced: tuple[str, ...]
    same: str
    file: str
    row: int

    @property
    def name(self) -> str:
        return f"{self.system}:{self.id}"


@dataclass
class Linked:
    """What is linked so far: record name → (leading record's name, method); by what copies share, who leads them."""

    of: dict[str, tuple[str, str]] = field(default_factory=dict)
    by_same: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def make(engine: Engine, leading: dict[str, str], systems: tuple[str, ...]) -> None:
    """Make entity_links; rows of an export that gives links win over what is found here."""
    rows = []
    for entity, (table, id_, same, method) in ENTITIES.items():
        if engine.has(table):
            records = list(_records(engine, table, id_, same))
            order = _in_order(records, leading.get(entity), systems)
            rows += list(_rows(entity, records, link(records, order, method)))
    if not rows and not engine.loads_with("entity_links"):
        return
    schema = TABLES["entity_links"].arrow_schema
    found = pa.Table.from_pylist(rows, schema=schema)
    engine.con.register("found_links", found)
    given = engine.raw("entity_links")
    engine.make(
        "entity_links",
        f"""SELECT * FROM (SELECT *, 1 AS _given FROM {given} UNION ALL BY NAME SELECT *, 0 AS _given FROM found_links)
        QUALIFY row_number() OVER (
            PARTITION BY entity, source_system, record_id ORDER BY _given DESC, _n DESC NULLS LAST, source_row) = 1""",
    )


def link(records: Iterable[Record], order: list[str], method: str) -> dict[str, tuple[str, str]]:
    """Record name → (leading record's name, method). order: systems, the leading one first. Rows in any order."""
    every = sorted(records, key=lambda r: (order.index(r.system), r.system, r.id))
    known = {record.name for record in every}
    edges: dict[str, set[str]] = defaultdict(set)
    for record in every:
        for other in known.intersection(record.synced):
            edges[record.name].add(other)
            edges[other].add(record.name)
    linked = Linked()
    for record in _converted_last(every):
        _link_one(record, edges[record.name], linked, method)
    return linked.of


def _converted_last(records: list[Record]) -> Iterator[Record]:
    """Within a system, a lead comes after the contact that it became, so that the contact leads."""
    names: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        names[record.system].append(record)
    for system, own in names.items():
        yield from sorted(own, key=lambda r: any(name.startswith(f"{system}:") for name in r.synced))


def _link_one(record: Record, copies: set[str], linked: Linked, method: str) -> None:
    by_id = sorted(name for name in copies if name in linked.of)
    by_same = [lead for system, lead in linked.by_same.get(record.same, []) if system != record.system]
    if by_id:
        lead, how = linked.of[by_id[0]][0], BY_ID
    elif record.same and by_same:
        lead, how = by_same[0], method
    else:
        lead, how = record.name, ALONE
    linked.of[record.name] = (lead, how)
    if record.same:
        linked.by_same[record.same].append((record.system, lead))


def _records(engine: Engine, table: str, id_: str, same: str | None) -> Iterator[Record]:
    names = {column.name for column in TABLES[table].all_columns}
    is_real = "AND is_test IS NOT TRUE" if "is_test" in names else ""
    folded = f"coalesce({_folded(same)}, '')" if same else "''"
    query = f"""
        SELECT source_system, {id_}, coalesce(synced_id, ''), {folded}, source_file, source_row
        FROM {table} WHERE gone_on IS NULL AND {id_} IS NOT NULL {is_real}"""
    for system, own, synced, text, file, row in engine.rows(query):
        copies = tuple(part.strip() for part in synced.split(";") if part.strip())
        yield Record(system or "", own, copies, text, file, row)


def _folded(column: str) -> str:
    bare = f"lower(trim({column}))"
    return bare if column == "email" else f"regexp_replace({bare}, '^(https?://)?(www\\.)?|/.*$', '', 'g')"


def _in_order(records: list[Record], leading: str | None, systems: tuple[str, ...]) -> list[str]:
    """The systems of these records: the leading one, then as the engagement names them, then by name."""
    present = {record.system for record in records}
    stated = [name for name in (leading, *systems) if name in present]
    return list(dict.fromkeys([*[name for name in stated if name], *sorted(present)]))


def _rows(entity: str, records: list[Record], found: dict[str, tuple[str, str]]) -> Iterator[dict[str, object]]:
    systems_of: dict[str, set[str]] = defaultdict(set)
    for record in records:
        systems_of[record.id].add(record.system)
    for record in records:
        lead, method = found[record.name]
        bare = lead.split(":", 1)[1]
        yield {
            "entity": entity,
            "leading_id": bare if len(systems_of[bare]) == 1 else lead,
            "source_system": record.system,
            "record_id": record.id,
            "method": method,
            "source_file": record.file,
            "source_row": record.row,
        }
