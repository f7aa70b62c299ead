"""Which exports the analyses of money need, and the requests for those that are not there."""

from typing import Any

from cmokit.exhibits.section import Missing
from cmokit.words import say


def any_row(table: Any) -> bool:
    return len(table.limit(1).to_pyarrow()) > 0


def asks(*tables: str) -> tuple[Missing, ...]:
    return tuple(Missing(table, (), say(f"asks.{table}")) for table in tables)


def missing_for_cash(orders: Any, payments: Any, parcels: Any) -> set[str]:
    """What cash cannot be told without: payments if an order is not cash on delivery, settlements if one is."""
    if not any_row(orders):
        return {"orders", "payments"}
    on_delivery = orders.is_cash_on_delivery.fill_null(False)
    needed = {"payments": (payments, ~on_delivery), "parcels": (parcels, on_delivery)}
    return {name for name, (table, those) in needed.items() if any_row(orders.filter(those)) and not any_row(table)}
