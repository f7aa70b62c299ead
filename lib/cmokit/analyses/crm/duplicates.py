"""How many people and companies does the CRM hold more than once?

Asks
    How many records are second and third records of a person that the same system already holds?
Measures
    Records of one system are one person when they share a mailbox, or when their names are alike and company, phone or
    a nearly equal mailbox agrees too. Names are compared with short forms, accents, swapped fields and slips folded;
    what is blank agrees with nothing; a mailbox or phone that a desk shares proves nobody. In a large CRM a name that
    nobody else would bear by chance is enough where no company speaks against it. Duplicate share: records
    beyond the first of each cluster, divided by all records. Merge conflict: the records of a cluster disagree on
    stage, owner or country. Companies: same domain, or same name without legal form in the same country; pairs.
Read it as
    Every duplicate is a person who may be written to twice, sold to by two people, or counted as two leads. A merge
    conflict needs a decision before the records can be joined.
Do next
    Merge the clusters listed, those without conflict in bulk; the record that another system knows survives, else
    the fuller, else the older one. Then look for an existing record at forms and imports.
Limits
    The threshold is fixed beforehand and errs on the side of two people: namesakes in one company are joined only where
    nothing speaks against it. A copy that a sync keeps in another system is no duplicate; nor is a lead beside the
    contact that it became.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis import ir

from cmokit.analyses import figures, shown
from cmokit.analyses.base import Analysis, Limits
from cmokit.analyses.called import called, mid_sentence
from cmokit.analyses.crm.duplicate_merges import columns_of, disagreeing, merges
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.repairs import Repairs
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Table, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.company_duplicates import company_pairs
from cmokit.methods.duplicates import RECORD_SCHEMA, Cluster, person_clusters
from cmokit.tables.masked import BEGINS_WITH_TOKEN
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "crm.duplicates"
SHOWN = ("source_system", "contact_id", "email", "first_name", "last_name")
EVIDENCE = pa.schema(
    [(name, pa.string()) for name in ("cluster_id", *SHOWN, "matched_by", "source_file")] + [("source_row", pa.int64())]
)


@dataclass(frozen=True)
class Duplicates:
    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per record in a cluster: EVIDENCE
    companies: tuple[dict[str, Any], ...]  # source_system, one and other name, matched_by: the pairs of companies
    clusters: tuple[Cluster, ...]
    members: Mapping[tuple[str, str], Mapping[str, Any]]  # (system, contact_id) → record, for the clusters' records
    is_masked: bool = False  # the client has masked names or mailboxes: only equal ones can be told


def measure(contacts: ir.Table, companies: ir.Table, definitions: Definitions) -> Duplicates:
    people = _people(contacts)
    sites = companies.select("source_system", "company_id", company_domain=companies.domain)
    records = people.left_join(sites, ["source_system", "company_id"]).select(*RECORD_SCHEMA.names)
    clusters = person_clusters(records.to_pyarrow())
    members = _members(people, clusters)
    pairs = company_pairs(companies)
    total = int(people.count().to_pyarrow().as_py())
    conflicts = sum(bool(disagreeing(members[c.source_system, i] for i in c.record_ids)) for c in clusters)
    beyond = sum(len(cluster.record_ids) - 1 for cluster in clusters)
    inner = sum(len(cluster.record_ids) * (len(cluster.record_ids) - 1) // 2 for cluster in clusters)
    found = (
        figures.count(f"{ID}.pairs_count", inner, n=total, tables=("contacts",)),
        figures.count(f"{ID}.clusters_count", len(clusters), n=total, tables=("contacts",)),
        *figures.share(f"{ID}.duplicate_share", beyond, total, tables=("contacts",)),
        figures.count(f"{ID}.merge_conflict_count", conflicts, n=len(clusters), tables=("contacts",)),
        *_company_facts(companies, pairs),
    )
    evidence = _evidence(clusters, members)
    return Duplicates(found, evidence, tuple(pairs), tuple(clusters), members, _is_masked(people))


def _people(contacts: ir.Table) -> ir.Table:
    """Contacts without test records and without leads that the same system has turned into a contact of its own."""
    became = ibis.literal(";") + contacts.source_system + ":"
    is_early_form = (ibis.literal(";") + contacts.synced_id).contains(became).fill_null(False)
    return contacts.filter(~contacts.is_test.fill_null(False), ~is_early_form)


def _is_masked(people: ir.Table) -> bool:
    tokens = (people[name].re_search(BEGINS_WITH_TOKEN) for name in ("email", "first_name", "last_name"))
    return bool(people.filter(ibis.or_(*tokens)).count().to_pyarrow().as_py())


def _members(people: ir.Table, clusters: list[Cluster]) -> dict[tuple[str, str], dict[str, Any]]:
    """(system, contact_id) → the record."""
    ids = [(cluster.source_system, record) for cluster in clusters for record in cluster.record_ids]
    schema = pa.schema([("source_system", pa.string()), ("contact_id", pa.string())])
    wanted = pa.table({"source_system": [s for s, _ in ids], "contact_id": [c for _, c in ids]}, schema=schema)
    rows = people.select(*columns_of(people))
    found = rows.semi_join(ibis.memtable(wanted), ["source_system", "contact_id"]).to_pyarrow().to_pylist()
    return {(row["source_system"], row["contact_id"]): row for row in found}


def _company_facts(companies: ir.Table, pairs: list[dict[str, Any]]) -> tuple[Fact, ...]:
    total = int(companies.count().to_pyarrow().as_py())
    return (figures.count(f"{ID}.company_pairs_count", len(pairs), n=total, tables=("companies",)),) if total else ()


def _evidence(clusters: list[Cluster], members: dict[tuple[str, str], dict[str, Any]]) -> pa.Table:
    rows = [
        {**members[cluster.source_system, record], "cluster_id": cluster.id, "matched_by": why}
        for cluster in clusters
        for record, why in zip(cluster.record_ids, cluster.matched_by, strict=True)
    ]
    return pa.Table.from_pylist([{name: row[name] for name in EVIDENCE.names} for row in rows], schema=EVIDENCE)


def judge(found: Duplicates, limits: Limits) -> Verdict:
    share = figures.pick(found.facts, "duplicate_share")
    if share is None:
        return Verdict(Severity.NOT_MEASURED, say(f"{ID}.only_tests"))
    return figures.about(limits.verdict(share), say(f"{ID}.measures.duplicate_share"))


def exhibit(found: Duplicates, verdict: Verdict) -> Section:
    share, clusters, conflicts, pairs = (
        figures.required(found.facts, m)
        for m in ("duplicate_share", "clusters_count", "merge_conflict_count", "pairs_count")
    )
    firms = figures.pick(found.facts, "company_pairs_count")
    count, cited = figures.number(clusters), {"share": cite(share), "clusters": cite(clusters)}
    state = "some" if count else "none"
    by_system = Counter(row["source_system"] for row in found.evidence.to_pylist())
    narrative = []
    if count:
        disagree = figures.number(conflicts)
        narrative.append(say(f"{ID}.conflicts", count=disagree, conflicts=cite(conflicts), **cited))
    if firms:
        narrative.append(say(f"{ID}.firms", count=figures.number(firms), firms=cite(firms)))
    if len(by_system) > 1:
        narrative.append(say(f"{ID}.systems", system=called(by_system.most_common(1)[0][0], "system")))
    return Section(
        analysis=ID,
        headline=say(
            f"{ID}.headline.{state}", count=figures.number(clusters), share=cite(share), clusters=cite(clusters)
        ),
        narrative=tuple(narrative),
        charts=_why_chart(found),
        tables=(*_cluster_table(found), *_company_table(found)),
        next_steps=say_all(f"{ID}.next_steps.{state}"),
        how_sure=" ".join((say(f"{ID}.how_sure"), *((say("masked.duplicates"),) if found.is_masked else ()))),
        key_facts=(share.name, clusters.name, pairs.name, conflicts.name, *((firms.name,) if firms else ())),
        owner_role=Responsibility.REVENUE_OPERATIONS,
        brief=say(f"{ID}.brief", share=cite(share)) if count else "",
        decision=say(f"{ID}.decision") if verdict.severity in (Severity.WARN, Severity.FAIL) else "",
    )


def _why_chart(found: Duplicates) -> tuple[Any, ...]:
    """Records by what tied them to their cluster."""
    why = Counter(found.evidence["matched_by"].to_pylist()).most_common()
    data = [(_by(reason), count) for reason, count in why]
    most = mid_sentence(data[0][0]) if data else ""
    return shown.bars(f"{ID}.charts.why", data, unit="count", x="matched_by", most=most)


def _cluster_table(found: Duplicates) -> tuple[Table, ...]:
    """The largest clusters, record by record."""
    rows = found.evidence.to_pylist()
    size = Counter(row["cluster_id"] for row in rows)
    ranked = sorted(rows, key=lambda row: (-size[row["cluster_id"]], row["source_system"], row["cluster_id"]))
    names = ("source_system", "contact_id", "first_name", "last_name", "email", "matched_by")
    told = ({**row, "matched_by": _by(row["matched_by"])} for row in ranked)
    return shown.table(f"{ID}.tables.clusters", dict.fromkeys(names, "text"), told)


def _company_table(found: Duplicates) -> tuple[Table, ...]:
    names = ("source_system", "one", "other", "matched_by")
    told = ({**row, "matched_by": _by(row["matched_by"])} for row in found.companies)
    return shown.table(f"{ID}.tables.companies", dict.fromkeys(names, "text"), told)


def _by(reason: str) -> str:
    """What tied a record to its double, in words."""
    return say(f"{ID}.matched_by.{reason.replace(' ', '_').replace('-', '')}")


def repairs(found: Duplicates) -> Repairs:
    """A merge a person; of companies none, since a website or a name can be a whole group's."""
    return merges(found.clusters, found.members)


ANALYSIS = Analysis(
    id=ID,
    rows=("CRM-02",),
    phases=("audit", "baseline"),
    sheet="Duplicates",
    needs=("contacts",),
    uses=("companies",),
    measures={
        "pairs_count": "count",
        "clusters_count": "count",
        "duplicate_share": "share",
        "company_pairs_count": "count",
        "merge_conflict_count": "count",
    },
    # One record in fifty is what careful hands leave behind; at one in twenty lead counts are off by as much.
    limits=Limits(warn=0.02, fail=0.05, on="duplicate_share"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
    repairs=repairs,
    evidence_key=("source_system", "cluster_id", "contact_id"),
    tracked=Tracked(key=("source_system", "contact_id"), record="contact_id", table="contacts", together="cluster_id"),
)
