"""The key columns, of which records each is asked, when it is filled and when it can be right."""

from dataclasses import dataclass
from datetime import UTC, datetime

import ibis
from ibis import ir

from cmokit.methods.spelling import is_filled, is_known
from cmokit.methods.validity import is_country, is_domain, is_email, is_phone

# Table → its id, and its key columns in the order of a report.
COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "contacts": (
        "contact_id",
        (
            *("email", "first_name", "last_name", "phone", "job_title", "country"),
            *("lifecycle_stage", "lead_source", "owner_id", "created_at"),
        ),
    ),
    "companies": ("company_id", ("name", "domain", "industry", "country", "owner_id")),
    "opportunities": (
        "opportunity_id",
        ("amount", "currency", "stage", "owner_id", "company_id", "created_at", "closed_at", "loss_reason"),
    ),
    "orders": ("order_id", ("email", "channel", "payment_method", "total_amount")),
}
ALWAYS = ibis.literal(True)
_FORMS = {"email": is_email, "phone": is_phone, "country": is_country, "domain": is_domain}


@dataclass(frozen=True)
class Rule:
    """Conditions over the table's rows, never null: asked of this record, filled, can be right (where filled)."""

    column: str
    among: ir.BooleanValue
    filled: ir.BooleanValue
    valid: ir.BooleanValue


def rules(name: str, table: ir.Table, as_of_end: datetime) -> tuple[Rule, ...]:
    return tuple(
        Rule(column, _among(table, column), _filled(table[column], column), _valid(table[column], column, as_of_end))
        for column in COLUMNS[name][1]
    )


def _among(table: ir.Table, column: str) -> ir.BooleanValue:
    if column == "closed_at":
        return table.status.fill_null("").isin(["won", "lost"])
    return table.status.fill_null("") == "lost" if column == "loss_reason" else ALWAYS


def _filled(value: ir.Value, column: str) -> ir.BooleanValue:
    if not value.type().is_string():
        return value.notnull()
    return is_known(value) if column == "channel" else is_filled(value)


def _valid(value: ir.Value, column: str, as_of_end: datetime) -> ir.BooleanValue:
    if column in _FORMS:
        return _FORMS[column](value).fill_null(False)
    if value.type().is_decimal():
        return (value > 0).fill_null(False)
    return (value < as_of_end.astimezone(UTC)).fill_null(False) if value.type().is_timestamp() else ALWAYS
