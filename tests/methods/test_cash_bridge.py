"""The ledger of one report is made once, and anew for other tables, days or rates."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cmokit.methods.cash_bridge import ledger
from cmokit.methods.order_exchange import Rates, Settled
from tests.analyses.builders import build

END = datetime(2026, 2, 1, tzinfo=UTC)
PLAIN = Rates({}, "EUR")
ORDER = {"order_id": "1", "currency": "USD", "total_amount": 100, "subtotal_amount": 100, "ordered_at": "2025-12-01"}
PAID = {
    "payment_id": "c",
    "order_id": "1",
    "kind": "charge",
    "amount": 100,
    "currency": "USD",
    "available_on": "2026-01-02",
}


def made(tables: tuple[Any, ...], rates: Rates = PLAIN, as_of: date = date(2026, 1, 31)) -> list[Settled]:
    return ledger(*tables, rates, as_of_end=END, as_of=as_of)


def tables(**order: Any) -> tuple[Any, ...]:
    return build("orders", ORDER | order), build("payments", PAID), build("parcels")


def test_a_second_question_stands_on_the_same_ledger() -> None:
    own = tables()
    first = made(own)
    assert all(one is other for one, other in zip(first, made(own), strict=True))
    first.clear()
    assert len(made(own)) == 1, "what one analysis does with its list is its own"


def test_other_tables_days_and_rates_have_a_ledger_of_their_own() -> None:
    own = tables()
    assert made(own)[0].entry.cash == 100
    assert made(tables(subtotal_amount=90))[0].entry.ordered == 90
    assert made(own, as_of=date(2026, 1, 1))[0].entry.cash == 0
    rates = Rates(
        {("USD", "EUR", date(2025, 12, 1)): Decimal("0.5"), ("USD", "EUR", date(2026, 1, 1)): Decimal(1)}, "EUR"
    )
    assert made(own, rates)[0].entry.currency == "EUR"
    assert made(own)[0].entry.currency == "USD"
