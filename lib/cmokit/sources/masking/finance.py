"""Finance's workbook goes along as values alone: it names nobody, and it is looked through for whom the others name.

Masking one sheet of it would lose the rest, and its words are months, kinds and products, which tokens would destroy.
"""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from cmokit.errors import DataNotReadable
from cmokit.sources.finance.found import looks_like_finance
from cmokit.sources.finance.layout import KIND
from cmokit.sources.masking.people import People
from cmokit.sources.masking.report import MaskedFile
from cmokit.sources.masking.workbook import MADE, is_workbook, same_bytes
from cmokit.sources.reading.workbook import guard


def is_finance(path: Path, kind: str | None) -> bool:
    """Is this file finance's, as a person says or by its sheets?"""
    return kind == KIND or (kind is None and is_workbook(path) and looks_like_finance(path))


def passed_on(path: Path, people: People) -> tuple[bytes, MaskedFile]:
    """The workbook's visible sheets as values, without formulas, comments, author or hidden sheets.

    Raises DataNotReadable (`personal_left`) where a person whom the other files name stands in a cell.
    """
    guard(path)
    given, made = load_workbook(path, data_only=True), Workbook()
    made.remove(made.active)
    headers: list[str] = []
    for sheet in (page for page in given.worksheets if page.sheet_state == "visible"):
        copy = made.create_sheet(sheet.title)
        headers.append(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if isinstance(cell.value, str) and (left := people.found_in(cell.value)):
                raise _left(path, left, sheet.title, cell.row)
            new = copy.cell(cell.row, cell.column)
            new.value, new.number_format = cell.value, cell.number_format
            if new.data_type == "f":  # a text that begins with = is a text
                new.data_type = "s"
        for merged in sheet.merged_cells.ranges:
            copy.merge_cells(str(merged))
    made.properties.creator, made.properties.created = "cmokit", MADE
    rows = sum(sheet.max_row for sheet in made.worksheets)
    return same_bytes(made), MaskedFile(path.name, KIND, rows, 0, {}, tuple(headers), (), (), "xlsx")


def _left(path: Path, left: str, sheet: str, row: int) -> DataNotReadable:
    return DataNotReadable(
        f"{left} stands in finance's workbook; nothing was written",
        code="personal_left",
        file=path.name,
        row=row,
        column=sheet,
        wanted="no person in any cell",
        mend="take the person out of a copy of the workbook: a salary is one line a team",
    )
