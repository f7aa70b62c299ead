"""What each customer brought, in which groups: won deals by company, orders by buyer.

Plain values past the engine: deals that were won in a window, or orders that were kept, with their money in the
reporting currency.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, sqrt
from statistics import NormalDist

from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.uncertainty import CONFIDENCE

ALL = "all"


@dataclass(frozen=True)
class Sale:
    """One won deal or kept order. groups: column → value, blanks left out. margin: None where no cost is stated.

    covered: the part of the revenue whose cost is stated.
    """

    customer: str
    groups: Mapping[str, str]
    revenue: Decimal
    margin: Decimal | None = None
    covered: Decimal = ZERO


@dataclass(frozen=True)
class Value:
    """The sales of one group (`segment=small`, or `all`)."""

    split: str
    sales: int
    by_customer: tuple[Decimal, ...]
    margin: Decimal | None
    covered: Decimal

    @property
    def revenue(self) -> Decimal:
        return total_of(self.by_customer)

    @property
    def customers(self) -> int:
        return len(self.by_customer)

    @property
    def average(self) -> Decimal:
        return self.revenue / self.customers

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float] | None:
        """Of what a customer brings on average, by the normal law of its logarithm; None with one customer alone."""
        n, mean = self.customers, float(self.average)
        if n < 2 or mean <= 0:
            return None
        spread = sum((float(amount) - mean) ** 2 for amount in self.by_customer) / (n - 1)
        times = exp(NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(spread / n) / mean)
        return mean / times, mean * times

    def largest_share(self, how_many: int) -> float | None:
        """Of the revenue, what the largest customers bring; None without revenue."""
        largest = sorted((float(amount) for amount in self.by_customer), reverse=True)[:how_many]
        return sum(largest) / float(self.revenue) if self.revenue > 0 else None


def values(sales: Iterable[Sale]) -> dict[str, Value]:
    """The whole and every group, in order of their names."""
    found: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales:
        found[ALL].append(sale)
        for column, value in sale.groups.items():
            found[f"{column}={value}"].append(sale)
    return {split: _value(split, found[split]) for split in sorted(found)}


def _value(split: str, own: Sequence[Sale]) -> Value:
    by: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for sale in own:
        by[sale.customer] += sale.revenue
    known = [sale.margin for sale in own if sale.margin is not None]
    margin = total_of(known) if known else None
    return Value(split, len(own), tuple(by[who] for who in sorted(by)), margin, total_of(s.covered for s in own))
