"""The canonical tables' own CSV and Parquet files: the way in for whatever no vendor module reads.

A file whose headers are a table's column names is of that kind. Its rows come from the system that a `source_system`
column names, else from `canonical`.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Field, Source, Tables
from cmokit.sources.channels import of_name
from cmokit.sources.people import is_test
from cmokit.sources.references import order_reference
from cmokit.sources.rows import Rows, by_value
from cmokit.sources.stages import status_of_stage
from cmokit.tables.catalog import TABLES
from cmokit.tables.contract import CanonicalTable
from cmokit.vocabulary import Channel, Combine

# What the kit itself writes about the files it took in is no export.
OWN = ("received_files", "rows_set_aside", "values_set_aside")
# Where a usable row needs more, or less, than its key and its date.
REQUIRED = {
    "opportunities": ("opportunity_id", "stage|status"),
    "stage_entries": ("entity", "entity_id", "stage", "entered_at"),
    "field_changes": ("entity", "entity_id", "field", "new_value", "changed_at"),
    "touchpoints": ("touchpoint_id", "contact_id|anonymous_id", "touched_at"),
    "conversions": ("conversion_id", "contact_id", "converted_at"),
    "campaign_members": ("campaign_id", "contact_id"),
    "ad_spend": ("platform", "campaign|campaign_id", "period_start_on", "spend_amount"),
    "web_sessions": ("session_on", "sessions_count"),
    "orders": ("order_id", "total_amount|subtotal_amount|channel"),
    "order_lines": ("order_id", "sku|name"),
    "payments": ("payment_id", "kind", "amount"),
    "parcels": ("order_id", "cod_collected_amount|net_remitted_amount|status"),
    "activities": ("activity_id", "kind", "occurred_at|occurred_on"),
    "email_sends": ("contact_id", "sent_at"),
    "costs": ("period_start_on", "kind", "amount"),
    "product_costs": ("sku|product_line", "unit_cost_amount|margin_share"),
    "control_totals": ("figure", "month_on", "amount"),
    "fields": ("object", "field"),
    "fx_rates": ("from_currency", "to_currency", "month_on", "rate"),
    "assignments": ("experiment_id", "unit_id", "variant"),
    "entity_links": ("entity", "leading_id", "source_system", "record_id"),
}
KEYS = {
    "stage_entries": ("entity_id",),
    "field_changes": ("entity_id",),
    "ad_spend": ("campaign_id", "campaign"),
    "web_sessions": ("session_on",),
    "order_lines": ("order_id",),
    "campaign_members": ("contact_id",),
    "parcels": ("order_id", "awb"),
    "costs": ("period_start_on",),
    "product_costs": ("sku", "product_line"),
    "email_sends": ("contact_id",),
    "entity_links": ("record_id",),
    "subscriptions": ("subscription_id",),
}


def source_of(table: CanonicalTable) -> Source:
    """The source whose headers are the columns of `table`."""
    own = tuple(name for name in table.key if name != "source_system")
    return Source(
        kind=table.name,
        system="canonical",
        table=table.name,
        combine=table.combine,
        fields=tuple(Field(column.name, (column.name,)) for column in table.all_columns),
        required=REQUIRED.get(table.name, _required(table, own)),
        key=KEYS.get(table.name, own[:1]),
        fill=fill,
    )


def _required(table: CanonicalTable, own: tuple[str, ...]) -> tuple[str, ...]:
    is_dated_log = table.combine is Combine.LOG and table.dated_by is not None and table.dated_by not in own
    return (*own, table.dated_by) if is_dated_log and table.dated_by else own


def fill(rows: Rows) -> Tables:
    """The rows as they are, but for what a row may leave out because it follows from the others."""
    values = {"source_system": pc.coalesce(rows.get("source_system"), rows.constant(rows.source.system))}
    special = SPECIAL.get(rows.source.table)
    return {rows.source.table: rows.canonical(rows.source.table, **values, **(special(rows) if special else {}))}


def _ad_spend(rows: Rows) -> dict[str, pa.Array]:
    """A row without an end covers one day."""
    return {"period_end_on": rows.first("period_end_on", "period_start_on")}


def _parcels(rows: Rows) -> dict[str, pa.Array]:
    """Couriers write order numbers with `#` and leading zeros; the system of a mapped file is the courier."""
    courier = rows.constant(None if rows.source.system == "canonical" else rows.source.system, pa.string())
    return {
        "order_id": by_value(rows.get("order_id"), order_reference),
        "courier": pc.coalesce(rows.get("courier"), courier),
    }


def _payments(rows: Rows) -> dict[str, pa.Array]:
    """A movement without a fee column nets to its amount less the fee that is given."""
    net = pc.subtract(rows.get("amount"), rows.get("fee_amount")).cast(rows.get("amount").type)
    return {"net_amount": pc.coalesce(rows.get("net_amount"), net)}


def _opportunities(rows: Rows) -> dict[str, pa.Array]:
    """A deal whose status is not given is open until its stage says won or lost."""
    status = pc.coalesce(rows.get("status"), by_value(rows.get("stage"), status_of_stage))
    return {"status": status, "channel": _channel(rows)}


def _contacts(rows: Rows) -> dict[str, pa.Array]:
    return {"is_test": pc.coalesce(rows.get("is_test"), is_test(rows)), "channel": _channel(rows)}


def _channel(rows: Rows) -> pa.Array:
    """The channel that the file names; where it names none, the one that a mapping gives the record's source."""
    if "lead_source" not in rows.written:
        return rows.get("channel")
    is_mapped = pc.not_equal(rows.get("lead_source"), rows.raw("lead_source"))
    meant = pc.if_else(is_mapped, by_value(rows.get("lead_source"), of_name), pa.scalar(None, pa.string()))
    stated = pc.if_else(
        pc.equal(rows.get("channel"), Channel.UNKNOWN.value), pa.scalar(None, pa.string()), rows.get("channel")
    )
    return pc.coalesce(stated, meant, rows.get("channel"))


SPECIAL = {
    "ad_spend": _ad_spend,
    "parcels": _parcels,
    "payments": _payments,
    "opportunities": _opportunities,
    "contacts": _contacts,
}


def stands_as_written(table: str) -> bool:
    """True where a canonical file's rows are the table's rows: nothing follows from settings or from other columns.

    Only such a file may take the fast path from CSV to Parquet.
    """
    return table not in SPECIAL and table not in OWN and "currency" not in TABLES[table].arrow_schema.names


CANONICAL = tuple(source_of(table) for table in TABLES.values() if table.name not in OWN)
