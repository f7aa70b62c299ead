"""The history of Salesforce opportunities: OpportunityHistory by API, and the history report with its labels.

OpportunityHistory writes a row when stage, amount, probability, close date or forecast changes: a row is an entry into
a stage only where the stage differs from the row before.
"""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Source, Tables, fields, value_key
from cmokit.sources.rows import Rows, by_value, concat, distinct
from cmokit.sources.salesforce_people import ids, kept
from cmokit.vocabulary import ChangedByKind, Combine

NO_TEXT = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas
# Who changes records without being a person, as names say it.
MACHINES = {
    "integration": ChangedByKind.INTEGRATION,
    "hubspot": ChangedByKind.INTEGRATION,
    "api": ChangedByKind.INTEGRATION,
    "automated process": ChangedByKind.WORKFLOW,
    "data loader": ChangedByKind.IMPORT,
    "import": ChangedByKind.IMPORT,
}
# Fields of a history report that are columns of the canonical table.
FIELD_NAMES = {"closedate": "expected_close_on", "opportunityowner": "owner_id", "owner": "owner_id"}


def changed_by_kind(name: str) -> str:
    """Person, unless the name says integration, workflow or import."""
    folded = name.casefold()
    return next((kind for word, kind in MACHINES.items() if word in folded.split() or word in folded), "person")


def _history(all_rows: Rows) -> Tables:
    """Rows in time order per deal; each compared with the one before it."""
    rows = kept(all_rows)
    order = pc.sort_indices(
        pa.table({"id": ids(rows, "opportunity_id"), "at": _times(rows), "line": rows.get("history_id")}),
        sort_keys=[("id", "ascending"), ("at", "ascending"), ("line", "ascending")],
    )
    ordered = rows.at(order)
    follows = _same_as_before(ids(ordered, "opportunity_id"))
    changes = [
        _changes(ordered, follows, "amount", ordered.get("previous_amount")),
        _changes(ordered, follows, "expected_close_on", ordered.get("previous_close_on")),
    ]
    return {"stage_entries": _entries(ordered, follows), "field_changes": concat(changes, "field_changes")}


def _entries(rows: Rows, follows: pa.Array) -> pa.Table:
    stage = rows.get("stage")
    before = pc.if_else(follows, _before(stage), NO_TEXT)
    moved = pc.and_(pc.is_valid(stage), pc.not_equal(pc.fill_null(before, ""), pc.fill_null(stage, "")))
    previous = pc.coalesce(before, rows.get("previous_stage"))
    some = rows.where(moved)
    stated = {
        "stage": some.get("stage"),
        "entered_at": some.get("changed_at"),
        "previous_stage": previous.filter(moved),
    }
    table = some.canonical("stage_entries", **_who(some), **stated)
    return distinct(table, "entity_id", "stage", "entered_at")


def _changes(rows: Rows, follows: pa.Array, name: str, stated_before: pa.Array) -> pa.Table:
    """Changes of one field: the row before, or the earlier value that the row itself states, against the row."""
    new = _plain(rows.get(name))
    old = pc.coalesce(pc.if_else(follows, _before(new), NO_TEXT), _plain(stated_before))
    is_change = pc.and_(pc.is_valid(old), pc.not_equal(old, pc.fill_null(new, "")))
    some = rows.where(is_change)
    stated = {"field": name, "old_value": old.filter(is_change), "new_value": new.filter(is_change)}
    return some.canonical("field_changes", **_who(some), **stated, changed_at=some.get("changed_at"))


def _history_report(rows: Rows) -> Tables:
    """The report `Field / Event, Old Value, New Value`: stages become entries, other fields changes."""
    is_stage = pc.is_in(by_value(rows.get("field"), value_key), value_set=pa.array(["stage", "stagename"]))
    is_stage = pc.fill_null(is_stage, False)
    entered = rows.where(pc.and_(is_stage, pc.is_valid(rows.get("new_value"))))
    changed = rows.where(pc.and_(pc.invert(is_stage), pc.is_valid(rows.get("field"))))
    stage = {"stage": entered.get("new_value"), "previous_stage": entered.get("old_value")}
    entries = entered.canonical("stage_entries", **_who(entered), **stage, entered_at=entered.get("changed_at"))
    named = by_value(changed.get("field"), lambda text: FIELD_NAMES.get(value_key(text), value_key(text)))
    return {
        "stage_entries": distinct(entries, "entity_id", "stage", "entered_at"),
        "field_changes": changed.canonical("field_changes", **_who(changed), field=named),
    }


def _who(rows: Rows) -> dict[str, object]:
    return {
        "entity": "opportunity",
        "entity_id": ids(rows, "opportunity_id"),
        "changed_by": ids(rows, "changed_by"),
        "changed_by_kind": by_value(pc.fill_null(rows.get("changed_by"), ""), changed_by_kind),
    }


def _times(rows: Rows) -> pa.Array:
    return rows.get("changed_at").cast(pa.timestamp("us"))


def _before(values: pa.Array) -> pa.Array:
    """Each row's predecessor; null for the first."""
    return pa.concat_arrays([pa.nulls(min(1, len(values)), values.type), values[: max(len(values) - 1, 0)]])


def _same_as_before(values: pa.Array) -> pa.Array:
    return pc.fill_null(pc.equal(values, _before(values)), False)


def _plain(values: pa.Array) -> pa.Array:
    """Values as text: an amount without idle zeros, a day in ISO form."""
    return by_value(values, lambda v: f"{v.normalize():f}" if isinstance(v, Decimal) else v.isoformat(), pa.string())


HISTORY_FIELDS = """
    opportunity_id > entity_id: OpportunityId | Opportunity ID
    name: Opportunity Name
    company_name: Account Name
    changed_by: CreatedById | Last Modified By | Edited By | Created By
"""
HISTORY = Source(
    kind="salesforce.opportunity_history",
    system="salesforce",
    table="stage_entries",
    combine=Combine.LOG,
    required=("opportunity_id|name", "stage", "changed_at", "changed_by|previous_stage|valid_until_at|history_id"),
    key=("opportunity_id",),
    key_else=("name", "company_name"),
    fill=_history,
    fields=fields(
        """
        history_id: Id | Opportunity History ID
        stage: StageName | To Stage | Stage
        previous_stage: From Stage
        amount: Amount
        expected_amount: ExpectedRevenue | Expected Revenue
        expected_close_on: CloseDate | Close Date
        probability_percent: Probability | Probability (%)
        forecast: ForecastCategory | Forecast Category
        changed_at > entered_at: CreatedDate | Last Modified | Last Modified Date | Edit Date | Created Date
        valid_until_at: SystemModstamp
        previous_amount: PrevAmount | Previous Amount
        previous_close_on: PrevCloseDate | Previous Close Date
        currency: CurrencyIsoCode | Amount Currency
        is_deleted: IsDeleted
        """
        + HISTORY_FIELDS
    ),
)
HISTORY_REPORT = Source(
    kind="salesforce.opportunity_history",
    system="salesforce",
    table="stage_entries",
    combine=Combine.LOG,
    required=("opportunity_id|name", "field", "new_value", "changed_at"),
    key=("opportunity_id",),
    key_else=("name", "company_name"),
    fill=_history_report,
    fields=fields(
        """
        field: Field / Event | Field
        old_value: Old Value
        new_value: New Value
        changed_at > entered_at: Edit Date
        """
        + HISTORY_FIELDS
    ),
)
