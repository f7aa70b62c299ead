"""Which person records of one system are the same person: DuckDB rules, a score, and clusters that do not run away.

Candidates come from blocks (same mailbox, same company and the start of a name, same phone …), each pair gets points
for what agrees and loses points for what contradicts, and pairs from THRESHOLD on are linked. Blank never equals blank:
a missing value gives no points and takes none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from cmokit.methods.duplicate_rules import CANDIDATES, RECORDS, SCORES
from cmokit.methods.person_names import FOLDING, short_forms

# The same name at the same company gives 6.5 points, 5.5 where two different mailboxes there speak against it; two
# slips in the name leave 4.9, a first name's letter 4.8. A name alone (4.5), a namesake at another company (3.0) stay
# below: it needs a phone or a mailbox that agrees, or a name that nobody else would bear by chance (5.5). Fitted on a
# million invented contacts, held on three others (benchmarks/duplicates.py) and by tests/methods/test_duplicates.py.
THRESHOLD = 4.6
LOWEST = -1000.0  # no pair has fewer points
CONTRADICTION = 0.0  # pairs below are different people, whoever else resembles both
LONGEST_CHAIN = 200  # records; a longer one is glued by something shared, and only its strong links are kept
MEMORY_LIMIT = "2GB"  # beyond it DuckDB spills to disk
STRONG = 8.0  # the same mailbox and no contradicting name

RECORD_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("source_system", "contact_id", "email", "first_name", "last_name", "phone")]
    + [("company_id", pa.string()), ("company_domain", pa.string())]
)


@dataclass(frozen=True)
class Cluster:
    """Records of one system that are one person. record_ids sorted; matched_by as many: what tied each one in."""

    source_system: str
    record_ids: tuple[str, ...]
    matched_by: tuple[str, ...]

    @property
    def id(self) -> str:
        return "|".join(self.record_ids)


@dataclass(frozen=True)
class _Link:
    left: int
    right: int
    score: float
    matched_by: str


def person_clusters(records: pa.Table) -> list[Cluster]:
    """Clusters of two and more, sorted by system and id. records: one row a record, columns as RECORD_SCHEMA.

    (source_system, contact_id) must be unique. The answer does not depend on the order of the rows.
    """
    with TemporaryDirectory() as spill, duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET temp_directory = '{spill}'")
        db.execute("SET preserve_insertion_order = false; SET autoload_known_extensions = false")
        numbered = _numbered(records)
        _prepare(db, numbered)
        links = _links(db, "candidates", THRESHOLD)
        groups = _joined(links, _contradictions(db, links))
    names = _names(numbered, groups)
    best = _strongest(links)
    return sorted((_cluster(group, names, best) for group in groups), key=lambda c: (c.source_system, c.record_ids))


def _numbered(records: pa.Table) -> pa.Table:
    """The records sorted by key, with their place in the column `id`: whatever the order of the rows was."""
    ordered = records.select(RECORD_SCHEMA.names).cast(RECORD_SCHEMA)
    ordered = ordered.sort_by([("source_system", "ascending"), ("contact_id", "ascending")])
    return ordered.append_column("id", pa.array(range(len(ordered)), pa.int64()))


def _names(numbered: pa.Table, groups: list[list[int]]) -> dict[int, tuple[str, str]]:
    """id → (source_system, contact_id), of the records in groups."""
    wanted = sorted(record for group in groups for record in group)
    rows = numbered.select(["source_system", "contact_id"]).take(pa.array(wanted, pa.int64()))
    pairs = zip(rows["source_system"].to_pylist(), rows["contact_id"].to_pylist(), strict=True)
    return dict(zip(wanted, pairs, strict=True))


def _prepare(db: duckdb.DuckDBPyConnection, records: pa.Table) -> None:
    shorts = short_forms()
    db.execute(FOLDING)
    db.register("given", records)
    db.register("nicknames", pa.table({"short": [s for s, _ in shorts], "long": [n for _, n in shorts]}))
    db.execute(RECORDS)
    db.execute(CANDIDATES)
    db.execute(SCORES)


def _links(db: duckdb.DuckDBPyConnection, pairs: str, least: float) -> list[_Link]:
    """Pairs with at least so many points."""
    query = f"SELECT l, r, score, matched_by FROM scored('{pairs}', {least}) WHERE score >= {least} ORDER BY ALL"
    return [_Link(*row) for row in db.execute(query).fetchall()]


def _contradictions(db: duckdb.DuckDBPyConnection, links: list[_Link]) -> dict[int, set[int]]:
    """Who is certainly somebody else, among the records of each chain of three or more."""
    chains = [chain for chain in _chains(links) if 2 < len(chain) <= LONGEST_CHAIN]
    members = [(number, record) for number, chain in enumerate(chains) for record in chain]
    columns = {"chain": [n for n, _ in members], "id": [r for _, r in members]}
    db.register("members", pa.table(columns, schema=pa.schema([("chain", pa.int64()), ("id", pa.int64())])))
    db.execute("CREATE TABLE inner_pairs AS SELECT a.id AS l, b.id AS r FROM members a JOIN members b USING (chain) "
               "WHERE a.id < b.id")  # fmt: skip
    apart: dict[int, set[int]] = defaultdict(set)
    against = f"SELECT l, r FROM scored('inner_pairs', {LOWEST}) WHERE score < {CONTRADICTION} ORDER BY ALL"
    for left, right in db.execute(against).fetchall():
        apart[left].add(right)
        apart[right].add(left)
    return apart


def _chains(links: Iterable[_Link]) -> list[list[int]]:
    """Connected components, as plain transitive closure would have them."""
    return _joined(links, {}, longest=None)


def _joined(links: Iterable[_Link], apart: dict[int, set[int]], longest: int | None = LONGEST_CHAIN) -> list[list[int]]:
    """Groups of linked records, strongest links first; two groups that hold different people are not joined."""
    home: dict[int, int] = {}
    groups: dict[int, set[int]] = {}
    for link in sorted(links, key=lambda k: (-k.score, k.left, k.right)):
        for record in (link.left, link.right):
            groups.setdefault(home.setdefault(record, record), {record})
        small, large = sorted((home[link.left], home[link.right]), key=lambda h: (len(groups[h]), h))
        if small == large or any(apart.get(record, set()) & groups[large] for record in groups[small]):
            continue
        if longest and link.score < STRONG and len(groups[small]) + len(groups[large]) > longest:
            continue
        groups[large] |= groups[small]
        home.update(dict.fromkeys(groups.pop(small), large))
    return [sorted(group) for group in groups.values() if len(group) > 1]


def _strongest(links: Iterable[_Link]) -> dict[int, _Link]:
    best: dict[int, _Link] = {}
    for link in links:
        for record in (link.left, link.right):
            if record not in best or link.score > best[record].score:
                best[record] = link
    return best


def _cluster(group: list[int], names: dict[int, tuple[str, str]], best: dict[int, _Link]) -> Cluster:
    ordered = sorted(group, key=lambda record: names[record][1])
    return Cluster(
        source_system=names[group[0]][0],
        record_ids=tuple(names[record][1] for record in ordered),
        matched_by=tuple(best[record].matched_by for record in ordered),
    )
