"""The figures of a sheet: numbers as the workbook holds them, texts as their column as a whole is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from cmokit.errors import DataNotReadable
from cmokit.sources.finance.book import Cell
from cmokit.sources.finance.cells import Bad, refused, rounded
from cmokit.sources.reading.numbers import take_apart
from cmokit.sources.reading.values import type_column

LARGEST = Decimal(10) ** 13
_REASONS = {
    "not_a_number": "no number",
    "too_precise": "a number with more digits than an amount has",
    "out_of_range": "a number too large to be an amount",
}


@dataclass
class Figures:
    """The numbers of one column (or of all months across). rounded: how many lost digits beyond `places`."""

    places: int
    values: dict[str, Decimal] = field(default_factory=dict)
    bad: dict[str, Bad] = field(default_factory=dict)
    rounded: int = 0

    def of(self, cell: Cell) -> Decimal | Bad:
        """The number of a cell. One that is a number in the workbook is exact; a text was decided with its column."""
        if wrong := refused(cell):
            return wrong
        if cell.number is None:
            known = self.values.get(cell.text)
            return self.bad.get(cell.text, Bad("no number")) if known is None else known
        if abs(cell.number) >= LARGEST:
            return Bad(_REASONS["out_of_range"])
        kept = rounded(cell.number, self.places)
        self.rounded += kept != cell.number
        return kept

    def currency(self, cell: Cell) -> str | None:
        """The currency that stands beside the digits in the cell itself."""
        found = take_apart(cell.text) if cell.number is None else None
        return found.currency if found else None


def figures(cells: Iterable[tuple[int, Cell]], column: str, file: str, *, places: int) -> Figures:
    """The figures of a column's cells, each with its row.

    Raises DataNotReadable where texts may be read in two ways (`1.234` alone).
    """
    texts = [(row, c.text) for row, c in cells if c.number is None and not refused(c) and c.text]
    found = Figures(places)
    if not texts:
        return found
    rows, written = zip(*texts, strict=True)
    try:
        typed = type_column(pa.array(written), rows, column, pa.decimal128(30, places), file=file)
    except DataNotReadable as error:
        error.mend = "write these cells as numbers, not as text"
        raise
    for text, value in zip(written, typed.values.to_pylist(), strict=True):
        if value is not None:
            found.values[text] = value
    for aside in typed.set_aside:
        found.bad[aside.text] = Bad(_REASONS.get(aside.reason, "no number"))
    return found
