"""What spend brought back, with what chance leaves of it, and the word that follows: keep, cut, move.

The value of sales is a sum over a number of them that chance decides. Its interval is that of a Poisson number scaled
by what one sale weighs: as many sales of equal value as would scatter alike (Bohm and Zech 2014).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmokit.methods.lead_prices import MOST_OF_NONE
from cmokit.methods.order_ledger import total_of
from cmokit.methods.uncertainty import CONFIDENCE

KEEP, CUT, MOVE, TOO_FEW = "keep", "cut", "move", "too_few_to_say"
BREAK_EVEN = 1.0  # sales before the cost of what was sold that equal the spend: below it, every sale is paid for twice
FEW = 5  # sales, below which no spend is called worth keeping


@dataclass(frozen=True)
class Returned:
    """A channel or campaign: what it cost, what was sold, and value over cost with its interval (None: none known)."""

    name: str
    cost: Decimal
    sales: int
    value: Decimal
    low: float | None
    high: float | None

    @property
    def share(self) -> float:
        return float(self.value / self.cost)


def returned(name: str, cost: Decimal, amounts: Sequence[Decimal], mean_of_all: Decimal | None) -> Returned:
    """cost is above zero. Without any sale the upper end is what as many as chance may hide would have brought."""
    low, high = _ends(amounts, mean_of_all)
    value = total_of(amounts)
    ends = [None if end is None else end / float(cost) for end in (low, high)]
    return Returned(name, cost, len(amounts), value, *ends)


def _ends(amounts: Sequence[Decimal], mean_of_all: Decimal | None) -> tuple[float | None, float | None]:
    from scipy.special import gammainccinv, gammaincinv  # slow to import: only where a figure is measured

    total, squares = float(total_of(amounts)), float(sum(amount * amount for amount in amounts))
    if total <= 0 or squares <= 0:
        return (0.0, MOST_OF_NONE * float(mean_of_all)) if mean_of_all and not amounts else (None, None)
    tail, number, weight = (1 - CONFIDENCE) / 2, total * total / squares, squares / total
    return weight * float(gammaincinv(number, tail)), weight * float(gammainccinv(number + 1, tail))


def word_of(part: Returned, others: Iterable[Returned]) -> str:
    """CUT: the whole interval lies below what was spent. KEEP: wholly above, on enough sales. MOVE: so too, and wholly
    below another one's, where the same money brings more. TOO_FEW: the interval holds both.
    """
    if part.low is None or part.high is None:
        return TOO_FEW
    if part.high < BREAK_EVEN:
        return CUT
    if part.low <= BREAK_EVEN or part.sales < FEW:
        return TOO_FEW
    better = (other for other in others if other.sales >= FEW and other.low is not None and other.low > part.high)
    return MOVE if any(better) else KEEP


def best_of(parts: Iterable[Returned]) -> Returned | None:
    """Where the same money brings most, with enough sales to say so."""
    known = [part for part in parts if part.sales >= FEW and part.low is not None]
    return max(known, key=lambda part: (part.low or 0.0, part.name), default=None)
