"""Which kinds of leads bring more money each than all do, and what follows for a lead that shows several of them.

The value of a lead is what was won of it; most bring nothing and a few bring much, so a mean says little without its
interval, and a group with hardly a won deal is judged by how often it can win at most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, sqrt
from statistics import NormalDist
from typing import Any

import ibis

from cmokit.methods.company_traits import TRAITS
from cmokit.methods.deal_spans import by_split
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.uncertainty import CONFIDENCE, wilson

ENOUGH = 30  # leads of a group, before anything is said of it
FEWEST_WON = 5  # won leads, below which the mean of the amounts carries no interval
ABOVE, BELOW, UNCLEAR, FEW = "above", "below", "unclear", "few"
FITS, BETWEEN, OUTSIDE = "fits", "between", "outside"
TIERS = (FITS, BETWEEN, OUTSIDE)


@dataclass(frozen=True)
class Worth:
    """Leads of one group (`segment=small`, or `all`). squares: the sum of the squared amounts."""

    split: str
    leads: int
    won: int
    amount: Decimal
    squares: float

    @property
    def each(self) -> Decimal:
        return self.amount / self.leads

    def interval(self, of_all: "Worth", confidence: float = CONFIDENCE) -> tuple[float, float]:
        """The mean's, by the normal law of its logarithm: a few large deals reach far up, and never below nothing.

        With hardly a won deal it ends at the most leads that the group can win, at the usual amount.
        """
        if self.won < FEWEST_WON or not self.amount:
            usual = max((float(one.amount) / one.won for one in (self, of_all) if one.won), default=0.0)
            most = wilson(self.won, self.leads, confidence)[1] * usual
            return 0.0, max(most, float(self.each))
        mean = float(self.each)
        relative = sqrt(max(self.squares / self.leads / (mean * mean) - 1, 0.0) / self.leads)
        times = exp(NormalDist().inv_cdf((1 + confidence) / 2) * relative)
        return mean / times, mean * times


def worths(leads: Any, columns: tuple[str, ...] = TRAITS) -> list[Worth]:
    """The whole and every group of the rows (person_id, won_amount, null where nothing was won, and the columns)."""
    rows = by_split(leads, columns)
    value = rows.won_amount.cast("float64")
    counted = rows.group_by("split").aggregate(
        leads=rows.count(), won=rows.won_amount.count(), amount=rows.won_amount.sum(), squares=(value * value).sum()
    )
    found = counted.order_by("split").to_pyarrow().to_pylist()
    return [
        Worth(r["split"], int(r["leads"]), int(r["won"]), r["amount"] or ZERO, float(r["squares"] or 0)) for r in found
    ]


def standings(found: Sequence[Worth]) -> dict[str, str]:
    """Each group against all leads. So many groups are looked at that each has to be surer for it."""
    whole = next((one for one in found if one.split == "all"), None)
    groups = [one for one in found if one.split != "all"]
    if whole is None or not groups:
        return {}
    sure = 1 - (1 - CONFIDENCE) / len(groups)
    return {one.split: _standing(one, whole, sure) for one in groups}


def _standing(one: Worth, whole: Worth, sure: float) -> str:
    if one.leads < ENOUGH:
        return FEW
    low, high = one.interval(whole, sure)
    mean = float(whole.each)
    return ABOVE if low > mean else BELOW if high < mean else UNCLEAR


def tier(leads: Any, standing: Mapping[str, str], columns: Iterable[str] = TRAITS) -> Any:
    """fits: something stands above and nothing below; outside: the other way round; between: neither, or both."""
    above, below = ibis.literal(False), ibis.literal(False)
    for split, how in sorted(standing.items()):
        column, value = split.split("=", 1)
        is_one = (leads[column] == value).fill_null(False) if column in columns else ibis.literal(False)
        above = above | is_one if how == ABOVE else above
        below = below | is_one if how == BELOW else below
    return ibis.cases((above & ~below, FITS), (below & ~above, OUTSIDE), else_=BETWEEN)
