"""The file by which a CRM takes in the arms of a pilot: record id and arm, one file an object.

The column is called as the CRM's own field is to be called, so that the next export brings it back by itself.
"""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from cmokit.errors import UsageError
from cmokit.registers.plans import FrozenPlan, UnitKind
from cmokit.sources.arms import MOST, label_of, name_of

HUBSPOT, SALESFORCE = "hubspot", "salesforce"
SYSTEMS = (HUBSPOT, SALESFORCE)
# How an id of Salesforce begins, by the object that it is of.
OBJECTS = {"00Q": "lead", "003": "contact", "001": "account"}
OTHERS = {UnitKind.CONTACT: "contact", UnitKind.COMPANY: "company"}


def import_files(
    plan: FrozenPlan, arms: Mapping[str, str], entity_links: Any, system: str
) -> tuple[dict[str, str], int]:
    """File name → text, and how many units have no record there. arms: unit → what is to stand in the CRM.

    Raises UsageError for owners, who are no records that an import fills, and for a name too long for a field.
    """
    if plan.unit_kind is UnitKind.OWNER:
        return {}, 0
    head = _head(plan.experiment, system)
    records = _records(arms, entity_links, str(plan.unit_kind), system)
    by_object: dict[str, list[tuple[str, str]]] = {}
    for unit, ids in records.items():
        for id_ in ids:
            by_object.setdefault(_object(id_, plan, system), []).append((id_, arms[unit]))
    named = {f"{plan.experiment}-{system}-{name}.csv": _text(head, rows) for name, rows in sorted(by_object.items())}
    return named, sum(not ids for ids in records.values())


def _head(experiment: str, system: str) -> tuple[str, str]:
    if system == HUBSPOT:
        return "Record ID", label_of(experiment)
    name = name_of(experiment)
    if len(name) > MOST:
        mend = "give the experiment a shorter id"
        raise UsageError("this id makes a field's name too long for Salesforce", "too_long", found=name,
                         wanted=f"{MOST} letters", mend=mend)  # fmt: skip
    return "Id", f"{name}__c"


def _records(arms: Mapping[str, str], entity_links: Any, kind: str, system: str) -> dict[str, list[str]]:
    """Unit → its records in that system."""
    links = entity_links.filter(entity_links.entity == kind, entity_links.source_system == system)
    rows = links.order_by("record_id").select("leading_id", "record_id").to_pyarrow().to_pylist()
    found: dict[str, list[str]] = {unit: [] for unit in arms}
    for row in rows:
        if row["leading_id"] in found:
            found[row["leading_id"]].append(row["record_id"])
    return found


def _object(record: str, plan: FrozenPlan, system: str) -> str:
    usual = OTHERS[plan.unit_kind]
    return OBJECTS.get(record[:3], usual) if system == SALESFORCE else usual


def _text(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(sorted(rows))
    return text.getvalue()
