"""A difference is explained to the cent or nearly, by one part or by two; everything else is a remainder."""

from datetime import date
from decimal import Decimal

import pytest

from cmokit.methods.control_records import EARLIER, LATER, Move, Record
from cmokit.methods.control_totals import Part, Stated, candidates, compared, explained, gross_share

D = Decimal
OCT = date(2025, 10, 1)
VAT, CANCELLED, SHIPPING = (Part(n, D(a), (n,)) for n, a in (("vat", 190), ("cancelled", 40), ("shipping", -25)))
PARTS = [VAT, CANCELLED, SHIPPING]


@pytest.mark.parametrize(
    ("difference", "parts"),
    [
        ("190", [VAT]),
        ("230", [VAT, CANCELLED]),
        ("165", [VAT, SHIPPING]),
        ("199.50", [VAT]),  # leaves exactly a twentieth of the whole
        ("200.01", []),
        ("205", []),  # three parts would fit: that is no explanation any more
        ("0", []),
    ],
)
def test_what_explains_a_difference(difference: str, parts: list[Part]) -> None:
    assert list(explained(D(difference), PARTS)) == parts


def test_of_two_explanations_that_fit_the_plainer_one_is_named() -> None:
    same = [Part("vat", D(40), ("vat",)), Part("cancelled", D(40), ("cancelled",))]
    assert explained(D(40), same) == (same[0],)


def test_timing_is_either_half_or_both_and_never_both_twice() -> None:
    moves = (Move(LATER, OCT, D(-100)), Move(EARLIER, OCT, D(30)))
    record = Record("revenue", OCT, D(500), "1", "o.csv", 2, moves)
    assert [(part.name, part.amount) for part in candidates([record], OCT)] == [
        ("timing", D(-100)), ("timing", D(30)), ("timing", D(-70)),
    ]  # fmt: skip
    [one] = compared([Stated("revenue", OCT, D(430), (("b.xlsx", 5),))], [record])
    assert (one.ours, one.difference, one.remainder) == (D(500), D(-70), D(0))


def test_a_move_of_another_month_touches_only_that_month() -> None:
    record = Record("revenue", date(2025, 9, 1), D(80), "1", "o.csv", 2, (Move(EARLIER, OCT, D(80)),))
    [one] = compared([Stated("revenue", OCT, D(80), ())], [record])
    assert (one.ours, one.parts[0].amount, one.remainder) == (D(0), D(80), D(0))


def test_the_share_counts_each_month_without_its_sign() -> None:
    both = [Stated("revenue", OCT, D(110), ()), Stated("revenue", date(2025, 11, 1), D(90), ())]
    records = [Record("revenue", s.month, D(100), "1", "o.csv", 2) for s in both]
    assert gross_share(compared(both, records)) == D("0.1")
    assert gross_share([]) is None
