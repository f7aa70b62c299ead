"""The money behind words that no list knows: in the reporting currency, by word, heaviest first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.reporting_currency import converter
from cmokit.methods.order_ledger import ZERO


def amounts(
    sums: Sequence[Mapping[str, Any]], fx_rates: Any, definitions: Definitions
) -> dict[tuple[str, ...], Decimal]:
    """Money by table, column, system and text, in the reporting currency."""
    convert = converter(fx_rates, definitions)
    found: dict[tuple[str, ...], Decimal] = {}
    for row in sums:
        month = row["month_on"] or definitions.as_of
        amount = convert(row["amount"], row["currency"] or definitions.currency, month)
        found[_key(row)] = found.get(_key(row), ZERO) + amount
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["table"], row["column"], row["source_system"] or "", row["text"]


def words_of(
    unmapped: Sequence[Mapping[str, Any]], amounts: Mapping[tuple[str, ...], Decimal]
) -> tuple[Mapping[str, Any], ...]:
    """One a system and text: its records, and the money under it."""
    records: dict[tuple[str, ...], int] = {}
    for row in unmapped:
        records[_key(row)] = records.get(_key(row), 0) + row["records_count"]
    found = [
        dict(zip(("table", "column", "system", "text"), key, strict=True))
        | {"records_count": count, "amount": amounts.get(key, ZERO)}
        for key, count in records.items()
    ]
    return tuple(sorted(found, key=lambda w: (-w["amount"], -w["records_count"], w["table"], w["column"], w["text"])))


def behind(opportunities: Any, orders: Any) -> dict[str, str]:
    """By table: where the money stands that its words carry; left out where there is none."""
    is_there = {"opportunities": _has_rows(opportunities), "orders": _has_rows(orders)}
    of_people = "opportunities" if is_there["opportunities"] else "orders"
    where = {"contacts": of_people, "opportunities": "opportunities", "orders": "orders", "parcels": "orders"}
    return {table: money for table, money in where.items() if is_there[money]}


def _has_rows(table: Any) -> bool:
    return bool(table.limit(1).count().execute())
