"""What makes a row of evidence the same finding in the next delivery."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

SEPARATOR = "\x1f"  # between the parts of a key: stands in no client's text
TABLE_OF = {
    "contact": "contacts",
    "company": "companies",
    "opportunity": "opportunities",
    "pipeline": "opportunities",
    "crm": "campaigns",
}
RECORD_IDS = {
    "contacts": "contact_id",
    "companies": "company_id",
    "opportunities": "opportunity_id",
    "campaigns": "campaign_id",
    "orders": "order_id",
    "payments": "payment_id",
    "fields": "field",
}


@dataclass(frozen=True)
class Tracked:
    """key: the evidence columns that name a finding, in every delivery alike. record: the column with the record's id.

    table: the record's canonical table, or `among`: the column that says it (a table, entity or funnel). only: a column
    that is filled in findings alone, where the evidence holds other rows too. amount: the money of a finding.
    together: the column that says which records are one, so that a record that is gone may have been merged.
    """

    key: tuple[str, ...]
    record: str
    table: str = ""
    among: str = ""
    only: str = ""
    amount: str = ""
    together: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The evidence columns that this needs."""
        named = (*self.key, self.record, self.among, self.only, self.amount, self.together, "currency")
        return tuple(dict.fromkeys(filter(None, named)))


@dataclass(frozen=True)
class Finding:
    """One finding of one delivery. amount: in the reporting currency, None where it has none. group: see `together`."""

    key: str
    table: str
    record: str
    amount: Decimal | None = None
    group: str = ""


def finding_keys(rows: Iterable[Mapping[str, Any]], tracked: Tracked) -> list[str]:
    """Each row's finding, in the order of the rows; empty for a row that is none."""
    return [
        ""
        if tracked.only and not row.get(tracked.only)
        else SEPARATOR.join(str(row[name] or "") for name in tracked.key)
        for row in rows
    ]


def findings(rows: Iterable[Mapping[str, Any]], tracked: Tracked, currency: str) -> dict[str, Finding]:
    """The findings by key; several rows of one are one, with their money together."""
    every = list(rows)
    found: dict[str, Finding] = {}
    for key, row in zip(finding_keys(every, tracked), every, strict=True):
        if key:
            own, before = _amount(row, tracked, currency), found.get(key)
            amount = own if before is None or before.amount is None else before.amount + (own or 0)
            record, group = str(row.get(tracked.record) or ""), str(row.get(tracked.together) or "")
            found[key] = Finding(key, _table(row, tracked), record, amount, group)
    return found


def _amount(row: Mapping[str, Any], tracked: Tracked, currency: str) -> Decimal | None:
    """Its size: money missing in one direction does not make up for money in the other."""
    if not tracked.amount or row.get("currency", currency) not in (None, currency):
        return None
    return abs(row[tracked.amount]) if row.get(tracked.amount) is not None else None


def _table(row: Mapping[str, Any], tracked: Tracked) -> str:
    named = str(row[tracked.among] or "") if tracked.among else tracked.table
    return TABLE_OF.get(named, named)
