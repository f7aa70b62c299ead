"""The history of single fields in Salesforce: LeadHistory, ContactHistory, AccountHistory, OpportunityFieldHistory.

Headers: Id, IsDeleted, LeadId | ContactId | AccountId | OpportunityId, CreatedById, CreatedDate, Field, DataType,
OldValue, NewValue. Report labels: Lead ID | Contact ID | Account ID, Field / Event, Old Value, New Value, Edit Date,
Edited By. (The report of opportunities is `salesforce.opportunity_history`.)

- Every row is a change of a field, under the canonical column's name where the field is one. Events that are no change
  (created, converted, merged, locked) fill no table, nor do rows that Salesforce marks as deleted.
- Salesforce writes a change of owner twice, by name and by id: the id's row counts.
- A stage or lifecycle field also gives an entry into that stage; a lead's status does where its stage of the lifecycle
  changes by it and the file tracks no lifecycle field. Such entries say `field history` in `derived_from`: where an
  export of stages tells the same entry it counts once (sources/deliveries/told_twice.py).
- Times have whole seconds: several changes within one second are all kept; old value and new value tell their order.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Note, Source, Tables, fields, value_key
from cmokit.sources.rows import Rows, by_value, concat, distinct
from cmokit.sources.salesforce_history import changed_by_kind
from cmokit.sources.salesforce_people import deleted_note, ids, kept
from cmokit.sources.stages import LEAD_STATUS, lifecycle_stage
from cmokit.tables.catalog import TABLES
from cmokit.vocabulary import Combine

LOGGED = "field history"  # what derived_from says of a stage entry that a log of fields tells
ENTITIES = {"lead_id": "contact", "contact_id": "contact", "company_id": "company", "opportunity_id": "opportunity"}
EVENTS = {"created", "leadconverted", "leadmerged", "locked", "unlocked", "ownerassignment", "owneraccepted"}
EVENTS |= {"contactcreatedfromlead", "accountcreatedfromlead", "opportunitycreatedfromlead", "contactmerged"}
EVENTS |= {"accountmerged", "ownerescalated", "textpost", "convertedfromlead"}
# Fields by their API name or label, folded, for columns that are called otherwise in the canonical tables.
OWN_NAMES = {
    "owner": "owner_id",
    "leadowner": "owner_id",
    "contactowner": "owner_id",
    "accountowner": "owner_id",
    "opportunityowner": "owner_id",
    "stagename": "stage",
    "closedate": "expected_close_on",
    "title": "job_title",
    "website": "domain",
    "accountname": "company_id",
    "account": "company_id",
    "probability": "probability_share",
    "probability%": "probability_share",
    "type": "motion",
    "campaign": "campaign_id",
    "score": "score",
    "closedlostreason": "loss_reason",
}
COLUMNS = {
    value_key(column.name): column.name
    for table in ("companies", "opportunities", "contacts")
    for column in TABLES[table].columns
}
NO_TEXT = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas


def field_name(text: str, entity: str) -> str:
    """A field as the canonical tables call it; one that is no column of theirs by its own name, folded."""
    bare = value_key(text.removesuffix("__c").removesuffix("__C"))
    if bare in ("status", "leadstatus"):
        return "lead_status" if entity == "contact" else "status"
    return OWN_NAMES.get(bare) or COLUMNS.get(bare, bare)


def _history(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    changes = [_changes(rows, name) for name in ENTITIES if rows.has(name)]
    every = concat(changes, "field_changes")
    return {"field_changes": every, "stage_entries": stage_entries(every)}


def _changes(all_rows: Rows, column: str) -> pa.Table:
    """Changes of the records that this id column names."""
    entity = ENTITIES[column]
    rows = all_rows.where(pc.and_(pc.is_valid(all_rows.get(column)), _is_change(all_rows)))
    names = by_value(rows.get("field"), lambda text: field_name(text, entity))
    stated = {
        "entity": entity,
        "entity_id": ids(rows, column),
        "field": names,
        "old_value": _value(rows, names, "old_value"),
        "new_value": _value(rows, names, "new_value"),
        "changed_by": ids(rows, "changed_by"),
        "changed_by_kind": by_value(pc.fill_null(rows.get("changed_by"), ""), changed_by_kind),
        "derived_from": LOGGED,
    }
    found = rows.canonical("field_changes", **stated)
    return distinct(_owners_once(found), "entity_id", "field", "changed_at", "new_value")


def _is_change(rows: Rows) -> pa.Array:
    is_event = by_value(pc.fill_null(rows.get("field"), ""), lambda text: value_key(text) in EVENTS, pa.bool_())
    has_value = pc.or_(pc.is_valid(rows.get("old_value")), pc.is_valid(rows.get("new_value")))
    return pc.and_(pc.and_(pc.is_valid(rows.get("field")), pc.invert(is_event)), has_value)


def _value(rows: Rows, names: pa.Array, name: str) -> pa.Array:
    """Values with ids in their long form, and stages of the lifecycle in the kit's words."""
    values = pc.if_else(_is_id(rows.get(name)), ids(rows, name), rows.get(name))
    is_stage = pc.fill_null(pc.equal(names, "lifecycle_stage"), False)
    return pc.if_else(is_stage, by_value(values, lifecycle_stage), values)


def _is_id(values: pa.Array) -> pa.Array:
    return pc.fill_null(
        pc.match_substring_regex(values, r"^(?:005|00G|001|003|006|701)[A-Za-z0-9]{12}(?:.{3})?$"), False
    )


def _owners_once(changes: pa.Table) -> pa.Table:
    """Without the change of owner by name beside the same one by id."""
    columns = [changes[name].to_pylist() for name in ("entity_id", "field", "changed_at")]
    rows = list(zip(*columns, strict=True))
    value = pc.coalesce(changes["new_value"], changes["old_value"], NO_TEXT)
    is_id = pc.fill_null(_is_id(value), False).to_pylist()
    told = {row for row, by_id in zip(rows, is_id, strict=True) if by_id and row[1].endswith("_id")}
    twice = [row in told and not by_id for row, by_id in zip(rows, is_id, strict=True)]
    return changes.filter(pc.invert(pa.array(twice, pa.bool_())))


def stage_entries(changes: pa.Table) -> pa.Table:
    """Entries into stages out of changes of stage, lifecycle and, where there is no lifecycle field, lead status."""
    of_contacts = pc.equal(changes["entity"], "contact")
    deals = changes.filter(pc.and_(pc.equal(changes["entity"], "opportunity"), pc.equal(changes["field"], "stage")))
    lifecycle = changes.filter(pc.and_(of_contacts, pc.equal(changes["field"], "lifecycle_stage")))
    status = changes.filter(pc.and_(of_contacts, pc.equal(changes["field"], "lead_status")))
    people = entries_of(lifecycle, str) if lifecycle.num_rows else entries_of(status, _stage_of_status)
    return concat([entries_of(deals, str), people], "stage_entries")


def _stage_of_status(text: str) -> str | None:
    """Only a status that is known says a stage."""
    found = LEAD_STATUS.get(value_key(text))
    return None if found is None else str(found)


def entries_of(changes: pa.Table, name_of: Callable[[str], str | None]) -> pa.Table:
    """One entry per change that leads into another stage."""
    new, old = (by_value(changes[name], name_of, pa.string()) for name in ("new_value", "old_value"))
    moved = pc.and_(pc.is_valid(new), pc.not_equal(pc.fill_null(old, ""), pc.fill_null(new, "")))
    said = {"stage": new, "previous_stage": old, "entered_at": changes["changed_at"]}
    own = {f.name: said.get(f.name, changes[f.name] if f.name in changes.column_names else None)
           for f in TABLES["stage_entries"].arrow_schema}  # fmt: skip
    table = pa.table(own, schema=TABLES["stage_entries"].arrow_schema).filter(moved)
    return distinct(table, "entity_id", "stage", "entered_at")


def _notes(rows: Rows) -> list[Note]:
    living = kept(rows)
    count = len(living) - (pc.sum(_is_change(living).cast(pa.int64())).as_py() or 0)
    message = f"{count} rows tell of an event or carry no value; they are no change of a field and fill no table"
    found = [Note("no_change", message, column=rows.headers.get("field"))] if count else []
    return [*deleted_note(rows), *found]


COMMON = """
    lead_id > entity_id: LeadId | Lead ID
    contact_id > entity_id: ContactId | Contact ID
    company_id > entity_id: AccountId | Account ID
    changed_by: CreatedById | Edited By | Created By
    old_value: OldValue | Old Value
    new_value: NewValue | New Value
    data_type: DataType | Data Type
    history_id: Id
    is_deleted: IsDeleted | Deleted
"""
FIELD_HISTORY = Source(
    kind="salesforce.field_history",
    system="salesforce",
    table="field_changes",
    combine=Combine.LOG,
    required=("lead_id|contact_id|company_id|opportunity_id", "field", "new_value", "changed_at"),
    key=("lead_id", "contact_id", "company_id", "opportunity_id"),
    fill=_history,
    check=_notes,
    fields=fields("field: Field\nchanged_at: CreatedDate\nopportunity_id > entity_id: OpportunityId\n" + COMMON),
)
FIELD_REPORT = Source(
    kind="salesforce.field_history",
    system="salesforce",
    table="field_changes",
    combine=Combine.LOG,
    required=("lead_id|contact_id|company_id", "field", "new_value", "changed_at"),
    key=("lead_id", "contact_id", "company_id"),
    fill=_history,
    check=_notes,
    fields=fields(
        """
        field: Field / Event | Field
        changed_at: Edit Date
        first_name: First Name
        last_name: Last Name
        company_name: Company / Account | Account Name
        owner_label: Lead Owner | Contact Owner | Account Owner
        """
        + COMMON
    ),
)
