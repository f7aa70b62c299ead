"""Which record of a person survives a merge, and with which values.

A contact stays rather than a lead, a record that another system is linked to rather than one that it does not know,
the fuller one rather than the emptier, the older rather than the newer; of equals the first by id.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ibis import ir

from cmokit.analyses.repairs import Merge, kept_values
from cmokit.methods.duplicates import Cluster
from cmokit.methods.spelling import folded
from cmokit.words import say

DISAGREE_ON = ("lifecycle_stage", "owner_id", "country")
# What a merge decides: fields that say who somebody is. Stage, owner and country are a person's decision.
KEPT = ("email", "first_name", "last_name", "phone", "job_title", "lead_source")
BESIDE = ("created_at", "synced_id", "source_system", "contact_id", "source_file", "source_row")
LEAD_IDS = "00Q"  # Salesforce's own prefix of a lead's id

Record = Mapping[str, Any]
Members = Mapping[tuple[str, str], Record]


def columns_of(people: ir.Table) -> list[ir.Value]:
    """What a merge is decided by: the record's own values, and `same_<field>` where records may disagree."""
    own = dict.fromkeys((*BESIDE, *KEPT, *DISAGREE_ON))
    return [*(people[name] for name in own), *(folded(people[name]).name(f"same_{name}") for name in DISAGREE_ON)]


def disagreeing(records: Iterable[Record]) -> tuple[str, ...]:
    """The fields on which the records state different things; a blank states nothing."""
    rows = list(records)
    stated = {name: {row[f"same_{name}"] for row in rows} - {None} for name in DISAGREE_ON}
    return tuple(name for name, values in stated.items() if len(values) > 1)


def merges(clusters: Iterable[Cluster], members: Members) -> tuple[Merge, ...]:
    """One merge a person, in the order of the clusters."""
    return tuple(
        _merge(cluster, {i: members[cluster.source_system, i] for i in cluster.record_ids}) for cluster in clusters
    )


def _merge(cluster: Cluster, records: Mapping[str, Record]) -> Merge:
    survivor = min(records, key=lambda record: _rank(records[record]))
    why = dict(zip(cluster.record_ids, cluster.matched_by, strict=True))
    merged = tuple(record for record in cluster.record_ids if record != survivor)
    return Merge(
        system=cluster.source_system,
        table="contacts",
        survivor=survivor,
        merged=merged,
        matched_by=tuple(why[record] for record in merged),
        decide_first=disagreeing(records.values()),
        kept=kept_values(survivor, records, KEPT),
        reason=say(f"repairs.reason.survivor.{_why(records[survivor], [records[m] for m in merged])}"),
        source_files={record: row["source_file"] or "" for record, row in records.items()},
        before={i: {name: row[name] for name in (*KEPT, "country")} for i, row in records.items()},
    )


def _rank(record: Record) -> tuple[Any, ...]:
    """Smallest first survives."""
    return (*_by_rule(record).values(), record["contact_id"])


def _by_rule(record: Record) -> dict[str, Any]:
    born = record["created_at"]
    return {
        "contact": record["source_system"] == "salesforce" and record["contact_id"].startswith(LEAD_IDS),
        "linked": not (record["synced_id"] or "").strip(),
        "fullest": -sum(bool((record[name] or "").strip()) for name in (*KEPT, *DISAGREE_ON)),
        "oldest": (born is None, born.isoformat() if born else ""),
    }


def _why(survivor: Record, others: list[Record]) -> str:
    """The first rule by which the survivor differs from the best of the others."""
    best = _by_rule(min(others, key=_rank))
    own = _by_rule(survivor)
    return next((rule for rule in own if own[rule] != best[rule]), "first")
