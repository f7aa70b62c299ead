"""What goods cost by the piece or by margin, from the day it holds; what nobody stated is not guessed."""

from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.goods_cost import CostBook, Goods, goods_of
from cmokit.methods.order_exchange import Rates

D = Decimal
DAY = date(2025, 12, 1)
RATES = Rates({("USD", "EUR", DAY): D("0.9")}, "EUR")


def book(*rows: dict[str, Any]) -> CostBook:
    blank = dict.fromkeys(("sku", "product_line", "valid_from_on", "unit_cost_amount", "margin_share", "currency"))
    return CostBook([{**blank, **row} for row in rows], RATES)


def line(sku: str, pieces: int = 2, price: str = "50", **changes: Any) -> dict[str, Any]:
    said = {"sku": sku, "name": None, "quantity_count": pieces, "price_amount": D(price), "discount_amount": None}
    return said | changes


def test_a_sku_goes_before_its_line_and_case_and_blanks_do_not_matter() -> None:
    known = book(
        {"sku": " tea ", "product_line": "Hot", "unit_cost_amount": D(15)}, {"product_line": "hot", "margin_share": 0.5}
    )
    assert known.cost("TEA", None, D(2), D(100), DAY) == 30
    assert known.cost("CUP", "HOT", D(2), D(100), DAY) == 50
    assert known.cost("CUP", None, D(2), D(100), DAY) is None


def test_the_newest_cost_that_has_begun_holds() -> None:
    rows = [{"sku": "TEA", "unit_cost_amount": D(n), "valid_from_on": date(2025, m, 1)} for n, m in ((20, 12), (15, 1))]
    assert book(*rows).cost("TEA", None, D(1), D(50), DAY) == 20
    assert book(*rows).cost("TEA", None, D(1), D(50), date(2025, 11, 30)) == 15
    assert book(*rows).cost("TEA", None, D(1), D(50), date(2024, 12, 31)) is None


def test_a_cost_in_another_currency_needs_the_month_s_rate() -> None:
    known = book({"sku": "TEA", "unit_cost_amount": D(10), "currency": "USD"})
    assert known.cost("TEA", None, D(2), D(100), DAY) == 18
    assert known.cost("TEA", None, D(2), D(100), date(2026, 1, 5)) is None


def test_a_line_that_was_lost_on_the_way_is_unknown_and_never_free() -> None:
    known = book({"sku": "TEA", "unit_cost_amount": D(15)})
    found = goods_of([line("TEA")], known, before_discount=D(130), kept=D(1), day=DAY)
    assert found == Goods(cost=D(30), unknown=D(30), value=D(130), lines=2, unknown_lines=1)
    assert goods_of([line("TEA")], known, before_discount=D(90), kept=D(1), day=DAY).unknown == 0


def test_a_margin_is_taken_on_what_the_client_gets() -> None:
    known = book({"sku": "TEA", "margin_share": 0.6})
    found = goods_of([line("TEA", discount_amount=D(10))], known, before_discount=D(90), kept=D("0.8"), day=DAY)
    assert found.cost == D("28.80"), "of 90 after the line's discount 72 is kept, and two fifths of it are its cost"
