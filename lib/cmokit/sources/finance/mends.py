"""What was not understood, one line each: sheet, row, column, what stood there, what was wanted, and the mend."""

from cmokit.sources.base import Note
from cmokit.sources.finance import cells
from cmokit.sources.finance.sheet_reading import SheetReading
from cmokit.sources.reading import RowSetAside, ValueSetAside
from cmokit.vocabulary import SetAside

MOST = 20  # lines a sheet; more of them say the same
USUAL = "correct it and send the workbook again"
MENDS = {
    cells.QUARTER.reason: "write a line for each of its three months",
    cells.YEAR.reason: "write a line for each month",
    cells.TWO_MONTHS.reason: "write the month as Jan 2026, or as a date",
    cells.FORMULA.reason: "open the workbook in a spreadsheet, save it, and send it again",
    cells.MERGED.reason: "write a figure into each cell of its own",
}
# What stands below or between figures on purpose needs no mend.
_EXPECTED = (SetAside.TOTAL, SetAside.HEADER, SetAside.FOOTER)


def not_understood(reading: SheetReading) -> list[Note]:
    """One note for each row and value set aside, by row; the first ones where there are many."""
    rows = [aside for aside in reading.aside if aside.reason not in _EXPECTED]
    found: list[RowSetAside | ValueSetAside] = sorted([*rows, *reading.values_aside], key=lambda aside: aside.row)
    notes = list(map(_note, found[:MOST]))
    if len(found) > MOST:
        name = reading.found.page.name
        notes.append(Note("not_understood", f"{name}: {len(found) - MOST} more like these; cmokit read FILE shows all"))
    return notes


def _note(aside: RowSetAside | ValueSetAside) -> Note:
    what = "the row is" if isinstance(aside, RowSetAside) else "the value is"
    mend = MENDS.get(aside.reason, USUAL)
    said = f"{aside.column} | found: {_found(aside)} | {aside.reason}; {what} set aside | do: {mend}"
    return Note("not_understood", said, aside.row, aside.column)


def _found(aside: RowSetAside | ValueSetAside) -> str:
    """The value itself; of a row, what stands in it."""
    return " ".join(aside.text.split()) or "nothing"
