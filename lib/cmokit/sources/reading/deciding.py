"""What a whole column says about itself: which mark is the decimal one, which number of a date is the day.

Undecidable and contradictory columns are refused, with the rows that make them so.
"""

from collections.abc import Callable, Sequence

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.dates import Written
from cmokit.sources.reading.numbers import Number, proves

RowOf = Callable[[int], int]
_SETTLE = "in this file's entry under mapping in engagement.yaml"
_SPOKEN = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year/month/day", ".": "a point", ",": "a comma"}


def decimal_mark(numbers: Sequence[Number | None], texts: Sequence[str], row_of: RowOf, *, whole: bool) -> str | None:
    """The decimal mark that the column proves, None where it has no need of one.

    whole: a column of counts, in which an undecidable `1,234` is a thousand. row_of: place in texts → row of the file.
    Raises DataNotReadable: mixed_decimal (both proved), ambiguous_number.
    """
    proofs = {mark: i for i, number in reversed(list(enumerate(numbers))) if number and (mark := proves(number.body))}
    if "." in proofs and "," in proofs:
        point, comma = proofs["."], proofs[","]
        raise DataNotReadable(
            message=f"the decimal mark is a point in row {row_of(point)} and a comma in row {row_of(comma)}",
            code="mixed_decimal",
            row=max(row_of(point), row_of(comma)),
            found=f"{texts[point]} and {texts[comma]}",
            wanted="one decimal mark in the whole column",
            mend=f"export it again in one locale, or say decimal {_SETTLE}",
        )
    known = next((mark for mark in (".", ",") if mark in proofs), None)
    if known or "?" not in proofs:
        return known
    return _of_undecided(numbers, texts, row_of, proofs["?"], whole)


def _of_undecided(
    numbers: Sequence[Number | None], texts: Sequence[str], row_of: RowOf, first: int, whole: bool
) -> str | None:
    bodies = [number.body for number in numbers if number and proves(number.body) == "?"]
    if whole and len({"," in body for body in bodies}) == 1:
        return "." if "," in bodies[0] else ","
    raise DataNotReadable(
        message="thousands or decimals? no value of the column decides it",
        code="ambiguous_number",
        row=row_of(first),
        found=texts[first],
        wanted="a value that shows the decimal mark, such as 1,234.50 or 0,5",
        mend=f"say decimal: '.' or decimal: ',' {_SETTLE}, or export it with two decimals",
    )


def date_order(
    dates: Sequence[Written | str | None], texts: Sequence[str], row_of: RowOf, *, needs_time: bool
) -> str | None:
    """The order of day, month and year that the column proves; None where no date leaves it open.

    A day above 12 proves it; a day equal to its month fits both. needs_time: dates without a time may prove, but need
    no decision (they are set aside whatever they mean).
    Raises DataNotReadable: mixed_date_order (two rows prove opposite orders), ambiguous_date.
    """
    open_ones = [(i, d, d.orders()) for i, d in enumerate(dates) if isinstance(d, Written) and d.order is None]
    open_ones = [one for one in open_ones if one[2]]
    if not open_ones:
        return None
    left = frozenset.intersection(*(orders for _, _, orders in open_ones))
    if not left:
        raise _mixed(open_ones, texts, row_of)
    left = _without_unlikely_years([d for _, d, _ in open_ones], left)
    for i, written, _ in open_ones:
        if len({written.day(order) for order in left}) > 1 and (written.clock or not needs_time):
            raise _ambiguous(texts[i], row_of(i), left)
    return next((order for order in ("dmy", "mdy", "ymd") if order in left), None) if len(left) == 1 else None


def _without_unlikely_years(dates: Sequence[Written], left: frozenset[str]) -> frozenset[str]:
    """Of `24/03/12`, which end is the year? The one that varies less over the column, when there is a difference."""
    if "ymd" not in left or len(left) == 1:
        return left
    first, last = len({d.numbers[0] for d in dates}), len({d.numbers[2] for d in dates})
    if last < first:
        return left - {"ymd"}
    return frozenset({"ymd"}) if first < last else left


def _mixed(open_ones: list[tuple[int, Written, frozenset[str]]], texts: Sequence[str], row_of: RowOf) -> Exception:
    one, other = next(
        ((a, b) for a, _, of_a in open_ones for b, _, of_b in open_ones if not of_a & of_b),
        (open_ones[0][0], open_ones[-1][0]),
    )
    return DataNotReadable(
        message=f"day and month change places between row {row_of(one)} and row {row_of(other)}",
        code="mixed_date_order",
        row=max(row_of(one), row_of(other)),
        found=f"{texts[one]} and {texts[other]}",
        wanted="one order of day and month in the whole column",
        mend="export it again with dates as YYYY-MM-DD",
    )


def _ambiguous(text: str, row: int, left: frozenset[str]) -> DataNotReadable:
    spoken = " or ".join(_SPOKEN[order] for order in ("dmy", "mdy", "ymd") if order in left)
    return DataNotReadable(
        message=f"{spoken}? no date of the column decides it",
        code="ambiguous_date",
        row=row,
        found=text,
        wanted="a date whose day is above 12, or dates as YYYY-MM-DD",
        mend=f"say date_order: dmy or date_order: mdy {_SETTLE}",
    )
