"""What a lead costs and what one that got further costs, side by side: cheap leads that are dear in the end."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmokit.methods.acquisition import ALL, Cost, interval_of
from cmokit.methods.lead_cohorts import Lead
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.uncertainty import wilson

TRAP, POSSIBLE, NONE, TOO_FEW = "trap", "possible", "none", "too_few"
CHANNEL, CAMPAIGN = "channel", "campaign"
FEW = 10  # who got to a step, below which nothing is told apart
CHEAP, DEAR = Decimal("0.9"), Decimal("1.1")  # of what all together cost: a tenth less, a tenth more


@dataclass(frozen=True)
class Price:
    """A channel or campaign over the months of a step: money spent, leads that came, those of them who got there."""

    name: str
    spent: Decimal
    leads: int
    reached: int

    @property
    def per_lead(self) -> Decimal | None:
        return self.spent / self.leads if self.leads else None

    @property
    def each(self) -> Decimal | None:
        return self.spent / self.reached if self.reached else None

    @property
    def least_each(self) -> Decimal:
        """The lower end of the cost each; where nobody got there, what it would be with as many as chance may hide."""
        return interval_of(self.spent, self.reached)[0] if self.reached else self.spent / Decimal(str(MOST_OF_NONE))


MOST_OF_NONE = 3.6888794541139363  # upper bound of Poisson's mean where none were seen: -ln(0.025)


def prices(costs: Iterable[Cost], rows: Sequence[Lead], step: str, months: Collection[date], by: str) -> list[Price]:
    """One price a channel or campaign that spent in these months, dearest first in all; the whole of them first.

    A campaign under whose name no lead came is left out: nobody can tell one that brought nobody from one whose links
    carry another name.
    """
    own = [cost for cost in costs if cost.month in months]
    found = []
    for name in sorted({cost.channel for cost in own}):
        spent = total_of(cost.amount for cost in own if cost.channel == name)
        came = [row for row in rows if row.month in months and getattr(row, by) == name]
        if spent > 0 and (came or by == CHANNEL):
            found.append(Price(name, spent, len(came), sum(step in row.reached for row in came)))
    found.sort(key=lambda price: (-price.spent, price.name))
    return [_whole(found), *found] if found else []


def _whole(parts: Sequence[Price]) -> Price:
    return Price(
        ALL, total_of(p.spent for p in parts), sum(p.leads for p in parts), sum(p.reached for p in parts)
    )  # fmt: skip


def word_of(price: Price, whole: Price) -> str:
    """TRAP: a lead costs a tenth less than in all, and who got further wholly more, interval and all. POSSIBLE: a tenth
    more, and the interval does not exclude the contrary. TOO_FEW: so few got there in all that nothing is shown.
    """
    if whole.each is None or whole.per_lead is None or whole.reached < FEW:
        return TOO_FEW
    if price.per_lead is None or price.per_lead > whole.per_lead * CHEAP:
        return NONE
    if price.least_each > whole.each:
        return TRAP
    return POSSIBLE if price.each is None or price.each >= whole.each * DEAR else NONE


def rank_moves(found: Sequence[Price]) -> dict[str, int]:
    """How many places each loses from the order by cost per lead to that by cost each; below zero: it gains them.

    Those that brought nobody that far come last, the dearest behind.
    """
    by_lead = sorted((p for p in found if p.leads), key=lambda p: (p.per_lead or ZERO, p.name))
    by_each = sorted(by_lead, key=lambda p: (p.each is None, p.spent if p.each is None else p.each, p.name))
    return {price.name: by_each.index(price) - by_lead.index(price) for price in by_lead}


@dataclass(frozen=True)
class Drift:
    """Cost of a lead in the later half of the months over that in the earlier half, with what chance leaves of it."""

    name: str
    value: float
    low: float
    high: float
    leads: int


def drifts(
    costs: Iterable[Cost], rows: Sequence[Lead], months: Sequence[date], names: Iterable[str], by: str
) -> list[Drift]:
    """Of each name with spend and FEW leads in both halves; fewer than four months have no halves.

    Of two Poisson counts whose sum is known the later one is binomial; its interval (Wilson) becomes that of the ratio.
    """
    if len(months) < 4:
        return []
    middle, own = len(months) // 2, list(costs)
    found = []
    for name in names:
        spent, came = [], []
        for half in (months[:middle], months[middle:]):
            spent.append(total_of(c.amount for c in own if c.channel == name and c.month in half))
            came.append(sum(getattr(row, by) == name and row.month in half for row in rows))
        if min(came) >= FEW and min(spent) > 0:
            low, high = wilson(came[1], sum(came))
            price = float(spent[1] / spent[0])
            found.append(
                Drift(name, price * came[0] / came[1], price * (1 - high) / high, price * (1 - low) / low, sum(came))
            )
    return found
