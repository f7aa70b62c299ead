"""The books' figure beside ours, month by month: what explains the difference to the cent, and what remains of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from cmokit.methods.control_records import EARLIER, LATER, Move, Record
from cmokit.methods.order_ledger import ZERO, total_of

HALF_A_CENT = Decimal("0.005")
NEARLY = Decimal("0.05")  # one part may leave this much of the difference over; what it leaves is shown
TIMING = "timing"
# Read in this order: of two explanations that both fit, the plainer one is named.
PARTS = (
    *("vat", TIMING, "cancelled", "test_orders", "not_yet_settled", "not_delivered", "shipping", "refunds", "fees"),
    *("disputes", "currency", "no_order"),
)


@dataclass(frozen=True)
class Stated:
    """One control total, or several of a month in different currencies, in the reporting currency."""

    figure: str
    month: date
    amount: Decimal
    rows: tuple[tuple[str, int], ...]  # file and row of each


@dataclass(frozen=True)
class Part:
    """A reason for a difference. amount: what it adds to our figure. names: the parts of the records' moves."""

    name: str
    amount: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """One figure of one month: books = ours + the parts + the remainder, exactly."""

    stated: Stated
    ours: Decimal
    parts: tuple[Part, ...]
    records: tuple[Record, ...]  # every row of ours that counts or might count in the month

    @property
    def difference(self) -> Decimal:
        return self.stated.amount - self.ours

    @property
    def remainder(self) -> Decimal:
        return self.difference - total_of(part.amount for part in self.parts)


def compared(stated: Iterable[Stated], records: Iterable[Record]) -> list[Compared]:
    """Each control total with our figure of the same month, in order of figure and month."""
    ours: dict[tuple[str, date], list[Record]] = defaultdict(list)
    for record in records:
        for month in {record.month, *(move.month for move in record.moves)}:
            ours[record.figure, month].append(record)
    found = []
    for one in sorted(stated, key=lambda s: (s.figure, s.month)):
        own = ours.get((one.figure, one.month), [])
        amount = total_of(record.amount for record in own if record.month == one.month)
        parts = explained(one.amount - amount, candidates(own, one.month))
        found.append(Compared(one, amount, parts, tuple(own)))
    return found


def candidates(records: Sequence[Record], month: date) -> list[Part]:
    """What each part would add to the figure of the month; timing by either half and by both."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for move in moves_of(records, month):
        sums[move.part] += move.amount
    named: list[tuple[str, tuple[str, ...]]] = [(name, (name,)) for name in PARTS if name != TIMING]
    named[1:1] = [(TIMING, (LATER,)), (TIMING, (EARLIER,)), (TIMING, (LATER, EARLIER))]
    parts = [Part(name, total_of(sums.get(n, ZERO) for n in names), names) for name, names in named]
    return [part for part in parts if part.amount]


def moves_of(records: Iterable[Record], month: date) -> list[Move]:
    return [move for record in records for move in record.moves if move.month == month]


def explained(difference: Decimal, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The part, or the two parts, that explain the difference to the cent; else one that all but does; else none.

    Whatever fits less well is no explanation: it would be a guess, and the whole difference is the remainder.
    """
    if not difference:
        return ()
    ways: list[tuple[Part, ...]] = [(part,) for part in parts]
    ways += [pair for pair in combinations(parts, 2) if pair[0].name != pair[1].name]
    for way in ways:
        if abs(difference - total_of(part.amount for part in way)) < HALF_A_CENT:
            return way
    near = min(parts, key=lambda part: abs(difference - part.amount), default=None)
    return (near,) if near and abs(difference - near.amount) <= NEARLY * abs(difference) else ()


def gross_share(found: Sequence[Compared]) -> Decimal | None:
    """What remains, whatever its sign, divided by what the books state; None where they state nothing."""
    books = total_of(abs(one.stated.amount) for one in found)
    return total_of(abs(one.remainder) for one in found) / books if books else None


def named(part: Part, one: Compared) -> list[tuple[Record, Decimal]]:
    """The rows behind a part of a month, each with what it adds."""
    month = one.stated.month
    sums = [(r, total_of(m.amount for m in r.moves if m.month == month and m.part in part.names)) for r in one.records]
    return [(record, amount) for record, amount in sums if amount]


def by_figure(found: Iterable[Compared]) -> Mapping[str, list[Compared]]:
    figures: dict[str, list[Compared]] = defaultdict(list)
    for one in found:
        figures[one.stated.figure].append(one)
    return figures
