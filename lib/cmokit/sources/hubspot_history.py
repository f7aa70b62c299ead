"""HubSpot's property history: the native export, wide and ragged, and the long form of its API and of connectors.

Native headers: Record ID | Contact ID | Deal ID | Company ID | Object ID | id, Name | Property, then value and
timestamp, again and again: a row is as long as the record has changes, and the header may stop after the first pair.
`Name` is the property's where it holds properties' names; else it is the record's, and the property stands over the
values (Lifecycle Stage, Timestamp, …) or in the file's name. Times are the portal's.

Long headers: contact_id | deal_id | company_id | objectId, name | property, value, timestamp, and where given source |
sourceType, source_id | sourceId, sourceLabel, updatedByUserId; a connector's table of deal stages has deal_id, value,
date_entered and no name. Times without offset are UTC.

- A value that repeats the one before it, set again by another hand, is no change. The value before is the old one.
- Lifecycle and deal stages also give entries into the stage, with `field history` in `derived_from`; who made them
  follows from the source (a person in the CRM, a workflow, an integration, an import), else it is unknown.
"""

from collections.abc import Callable
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Source, Tables, fields, value_key
from cmokit.sources.hubspot_properties import OF_DEALS, PROPERTIES, is_property, kind_of_source, property_name
from cmokit.sources.rows import Many, Rows, by_value, concat, distinct
from cmokit.sources.salesforce_fields import LOGGED, entries_of
from cmokit.sources.stages import DEAL_STAGES, LIFECYCLE, deal_stage, lifecycle_stage
from cmokit.vocabulary import Combine

CLEAN: dict[str, Callable[[str], str]] = {"lifecycle_stage": lifecycle_stage, "stage": deal_stage}
ENTITIES = (("contact_id", "contact"), ("opportunity_id", "opportunity"), ("company_id", "company"))
NO_TEXT = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas


def _long(rows: Rows) -> Tables:
    moment = _moments(rows, rows.get("changed_at") if rows.has("changed_at") else rows.get("entered_at"))
    by_row = pc.coalesce(rows.get("field"), pc.if_else(pc.is_valid(rows.get("entered_at")), "dealstage", NO_TEXT))
    told = {"field": by_row, "value": rows.get("new_value"), "at": moment}
    return _tables(rows, told)


def _wide(rows: Rows) -> Tables:
    """Pairs of value and time, each a change; the n-th column of times belongs to the n-th column of values."""
    values = _in_place(rows, "new_value", "labelled_value", "owner_value")
    times = _in_place(rows, "changed_at")
    told: dict[str, list[pa.Array]] = {"field": [], "value": [], "at": [], "place": []}
    for value, time in zip(values, times, strict=False):
        filled = pc.indices_nonzero(pc.and_(pc.is_valid(value.values), pc.is_valid(time.values)))
        told["field"].append(_fields(rows, value.header).take(filled))
        told["value"].append(value.values.take(filled))
        told["at"].append(_moments(rows, time.values).take(filled))
        told["place"].append(filled)
    joined = {name: pa.concat_arrays(parts) for name, parts in told.items()}
    return _tables(rows.at(joined.pop("place")), joined)


def _in_place(rows: Rows, *names: str) -> list[Many]:
    """The columns of these fields as they stand in the file."""
    found = [many for name in names for many in rows.many.get(name, ())]
    return sorted(found, key=lambda many: int(many.says.get("n") or 1))


def _moments(rows: Rows, values: pa.Array) -> pa.Array:
    """Times; a column of days alone is dated as days are where a time is needed."""
    return rows.as_moments(values)


def _fields(rows: Rows, header: str) -> pa.Array:
    """Each row's property: its own cell, else what stands over the values, else the one that the file is named by."""
    holds_properties = _is_internal(rows)  # asked once: it looks at every name
    own = by_value(rows.get("named"), lambda text: text if holds_properties else None)
    label = header.rstrip("_0123456789").strip()
    general = label if is_property(label) else _of_file(rows) or _of_values(rows) or "property"
    return pc.coalesce(own, rows.constant(general, pa.string()))


def _is_internal(rows: Rows) -> bool:
    """Does the column of names hold properties? Names of records are hardly ever told twice."""
    names = rows.get("named").drop_null()
    return any(is_property(text) for text in pc.unique(names).to_pylist())


def _of_file(rows: Rows) -> str | None:
    stem = value_key(PurePath(rows.file).stem)
    return next((name for name in sorted(PROPERTIES, key=len, reverse=True) if len(name) > 5 and name in stem), None)


def _of_values(rows: Rows) -> str | None:
    """A column of nothing but stages is the history of the stage."""
    seen = {value_key(str(v)) for m in rows.many.get("new_value", ()) for v in m.values.drop_null().to_pylist()}
    if seen and seen <= set(LIFECYCLE):
        return "lifecyclestage"
    return "dealstage" if seen and seen <= set(DEAL_STAGES) else None


def _tables(rows: Rows, told: dict[str, pa.Array]) -> Tables:
    """Changes in the order of time per record and property, each with the value before it."""
    names = by_value(told["field"], property_name)
    entity, ids = _records(rows, names)
    table = pa.table({"entity": entity, "id": ids, "field": names, "value": _clean(names, told["value"]),
                      "at": told["at"], "place": pa.array(range(len(rows)), pa.int64())})  # fmt: skip
    table = table.filter(pc.and_(pc.and_(pc.is_valid(ids), pc.is_valid(names)), pc.is_valid(told["at"])))
    by_time = [(name, "ascending") for name in ("entity", "id", "field", "at", "place")]
    table = table.take(pc.sort_indices(table, sort_keys=by_time))
    old = _before(table)
    changed = pc.and_(pc.is_valid(table["value"]), pc.not_equal(pc.fill_null(old, ""), table["value"]))
    return _as_tables(rows, table.filter(changed), old.filter(changed))


def _as_tables(rows: Rows, table: pa.Table, old: pa.Array) -> Tables:
    some = rows.at(table["place"].combine_chunks())
    source = some.first("source", "source_label")
    stated = {
        "entity": table["entity"],
        "entity_id": table["id"],
        "field": table["field"],
        "old_value": old,
        "new_value": table["value"],
        "changed_at": table["at"],
        "changed_by": some.first("changed_by", "source_id", "source_label"),
        "changed_by_kind": by_value(pc.fill_null(source, ""), kind_of_source),
        "derived_from": LOGGED,
    }
    changes = distinct(
        some.canonical("field_changes", **stated), "entity", "entity_id", "field", "changed_at", "new_value"
    )
    deals = changes.filter(pc.and_(pc.equal(changes["entity"], "opportunity"), pc.equal(changes["field"], "stage")))
    people = pc.and_(pc.equal(changes["entity"], "contact"), pc.equal(changes["field"], "lifecycle_stage"))
    entries = [entries_of(deals, str), entries_of(changes.filter(people), str)]
    return {"field_changes": changes, "stage_entries": concat(entries, "stage_entries")}


def _records(rows: Rows, names: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Which object, and which record of it: by the id's header, else by the property, else by the file's name."""
    for column, entity in ENTITIES:
        if rows.has(column) and rows.get(column).null_count < len(rows):
            return rows.constant(entity, pa.string()), rows.get(column)
    stem = rows.file.casefold()
    general = "opportunity" if "deal" in stem else "company" if "compan" in stem else "contact"
    entity = by_value(pc.fill_null(names, ""), lambda name: "opportunity" if name in OF_DEALS else general)
    return entity, rows.get("object_id")


def _clean(names: pa.Array, values: pa.Array) -> pa.Array:
    """Stages in the kit's words, all else as it stands."""
    pairs = zip(names.to_pylist(), values.to_pylist(), strict=True)
    return pa.array([CLEAN[n](v) if v is not None and n in CLEAN else v for n, v in pairs], pa.string())


def _before(table: pa.Table) -> pa.Array:
    """Each change's predecessor of the same record and property; null for the first."""
    rows = list(zip(*(table[name].to_pylist() for name in ("entity", "id", "field", "value")), strict=True))
    before = [rows[n - 1][3] if n and rows[n - 1][:3] == row[:3] else None for n, row in enumerate(rows)]
    return pa.array(before, pa.string())


LABELS = "lifecycle stage|lead status|deal stage|pipeline|amount|close date|original (?:traffic )?source"
WIDE = Source(
    kind="hubspot.property_history",
    system="hubspot",
    table="field_changes",
    combine=Combine.LOG,
    required=("object_id|contact_id|opportunity_id|company_id", "named", "new_value|labelled_value|owner_value",
              "changed_at"),
    key=("object_id", "contact_id", "opportunity_id", "company_id"),
    is_ragged=True,
    fill=_wide,
    fields=fields(
        f"""
        object_id > entity_id: id | Record ID | Object ID
        contact_id > entity_id: Contact ID | Record ID - Contact
        opportunity_id > entity_id: Deal ID | Record ID - Deal
        company_id > entity_id: Company ID | Record ID - Company
        named > field: Name | Property | Property name | Record name | Contact name | Deal name | Company name | Email
        new_value*: Value | ~value_(?P<n>\\d+)
        labelled_value* > new_value: ~(?:{LABELS})(?:_(?P<n>\\d+))?
        owner_value* > new_value: ~(?:contact |deal |company )?owner(?:_(?P<n>\\d+))?
        changed_at*: Timestamp | ~timestamp_(?P<n>\\d+) | ~.+ timestamp(?:_(?P<n>\\d+))? """
        """| ~(?:zeitstempel|changed at|date changed)(?:_(?P<n>\\d+))?
        """
    ),
)  # fmt: skip
LONG = Source(
    kind="hubspot.property_history",
    system="hubspot",
    table="field_changes",
    combine=Combine.LOG,
    required=("contact_id|opportunity_id|company_id|object_id", "new_value", "changed_at|entered_at",
              "field|entered_at"),
    key=("contact_id", "opportunity_id", "company_id", "object_id"),
    timezone="UTC",
    fill=_long,
    fields=fields(
        """
        contact_id > entity_id: contact_id | vid | contactId
        opportunity_id > entity_id: deal_id | dealId
        company_id > entity_id: company_id | companyId
        object_id > entity_id: object_id | objectId
        field: name | property | property_name | propertyName
        new_value: value
        changed_at: timestamp | updated_at | changed_at
        entered_at > changed_at: date_entered
        source > changed_by_kind: source | source_type | sourceType
        source_id > changed_by: source_id | sourceId
        source_label > changed_by: source_label | sourceLabel
        changed_by: updatedByUserId | updated_by_user_id
        synced_at: _fivetran_synced
        begins_at: _fivetran_start
        ends_at: _fivetran_end
        is_current: _fivetran_active
        """
    ),
)  # fmt: skip
