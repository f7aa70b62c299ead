"""What the goods of an order cost the client, as far as it states unit costs or margins; the rest is not guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO

CENT = Decimal("0.01")
ONE = Decimal(1)
PRODUCT_COLUMNS = ("sku", "product_line", "valid_from_on", "unit_cost_amount", "margin_share", "currency")
LINE_COLUMNS = ("order_id", "sku", "name", "quantity_count", "price_amount", "discount_amount")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cost:
    """What a product costs from a day on: an amount a piece, or the margin on what it is sold for."""

    since: date
    unit: Decimal | None
    margin: Decimal | None
    currency: str


@dataclass(frozen=True)
class Goods:
    """Of one order: what its goods cost, and the value of the lines whose cost nobody stated.

    value: of all lines before the order's discount, at least the order's own. lines, unknown_lines: how many.
    """

    cost: Decimal
    unknown: Decimal
    value: Decimal
    lines: int
    unknown_lines: int


class CostBook:
    """Unit costs and margins by SKU, or by product line where a row names no SKU."""

    def __init__(self, rows: Iterable[Row], rates: Rates):
        self.rates = rates
        self._by_sku: dict[str, list[Cost]] = defaultdict(list)
        self._by_line: dict[str, list[Cost]] = defaultdict(list)
        self._line_of: dict[str, str] = {}
        for row in rows:
            self._take(row)
        for known in (*self._by_sku.values(), *self._by_line.values()):
            known.sort(key=lambda cost: cost.since)

    def _take(self, row: Row) -> None:
        sku, line = _key(row["sku"]), _key(row["product_line"])
        margin = None if row["margin_share"] is None else Decimal(str(row["margin_share"]))
        cost = Cost(row["valid_from_on"] or date.min, row["unit_cost_amount"], margin, row["currency"] or "")
        if sku and line:
            self._line_of[sku] = line
        if cost.unit is not None or margin is not None:
            (self._by_sku[sku] if sku else self._by_line[line]).append(cost)

    @property
    def states_any(self) -> bool:
        """Whether the cost of anything is known."""
        return bool(self._by_sku or self._by_line)

    def of(self, sku: str | None, line: str | None, day: date) -> Cost | None:
        """In force on the day: of the SKU, else of its product line, else of the product line named so."""
        for known in (
            self._by_sku.get(_key(sku)),
            self._by_line.get(self._line_of.get(_key(sku), "")),
            self._by_line.get(_key(line)),
        ):
            found = [cost for cost in known or () if cost.since <= day]
            if found:
                return found[-1]
        return None

    def cost(self, sku: str | None, line: str | None, pieces: Decimal, value: Decimal, day: date) -> Decimal | None:
        """Of some pieces sold for `value` before tax, in the reporting currency; None where it is not stated."""
        known = self.of(sku, line, day)
        if known is None or (known.unit is None and not value):
            return None
        if known.unit is None:
            return value * (ONE - (known.margin or ZERO))
        return self.rates.reported(known.unit * pieces, known.currency or self.rates.reporting, day)


def goods_of(lines: Sequence[Row], book: CostBook, *, before_discount: Decimal, kept: Decimal, day: date) -> Goods:
    """The goods of one order.

    before_discount: the order's goods before its discount; what its lines fall short of that is unknown too (a line
    was lost on the way). kept: how much of a line's price the client gets after discount and tax, as a share.
    """
    cost = unknown = listed = ZERO
    missing = 0
    for line in lines:
        pieces = Decimal(line["quantity_count"] or 0)
        price = (line["price_amount"] or ZERO) * pieces - abs(line["discount_amount"] or ZERO)
        known = book.cost(line["sku"], line["name"], pieces, price * kept, day)
        listed, cost = listed + price, cost + (known or ZERO)
        if known is None:
            unknown, missing = unknown + price, missing + 1
    lost = max(before_discount - listed, ZERO)
    return Goods(cents(cost), unknown + lost, listed + lost, len(lines) + (lost > 0), missing + (lost > 0))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def _key(text: str | None) -> str:
    return (text or "").strip().casefold()
