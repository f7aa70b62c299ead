"""The cells of a returned workbook, wherever people moved, sorted or renamed things: values, formulas, letters.

A formula is refused, because it says what a spreadsheet worked out and not what a person knows.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from cmokit.errors import CmokitError, DataNotReadable, ManyErrors
from cmokit.sources.returned import ENDINGS

SENT_SHEET, LISTS_SHEET = "_sent", "_lists"  # hidden: what was sent out, and what drop-downs offer
SEARCHED = 40  # rows of a sheet in which its heads may stand
Row = tuple[Any, ...]


def check_workbook(path: Path) -> None:
    """Raises DataNotReadable: no_file, wrong_format."""
    if not path.is_file():
        raise DataNotReadable("there is no such file", "no_file", path)
    if path.suffix.lower() not in ENDINGS:
        raise DataNotReadable("this is no workbook", "wrong_format", path, found=path.suffix, wanted=".xlsx")


def sheets(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of cells; formulas as they are written."""
    from openpyxl import load_workbook

    from cmokit.sources.reading.workbook import DAMAGE, guard

    try:
        guard(path)
        with closing(load_workbook(path, read_only=True, data_only=False)) as book:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a file says about its own size is often wrong
                yield sheet.title, [tuple(row) for row in sheet.iter_rows()]
    except (DataNotReadable, ManyErrors):
        raise
    except (*DAMAGE, SyntaxError) as error:
        found = str(error)[:200] or type(error).__name__
        raise DataNotReadable(
            "the workbook is damaged", "unreadable", path, found=found, mend="save it anew"
        ) from error


def plain_rows(rows: list[Row]) -> list[Row]:
    return [tuple(cell.value for cell in row) for row in rows if row and row[0].value is not None]


def value_at(row: Row, place: int) -> Any:
    return row[place].value if place < len(row) else None


def is_filled(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def formulas(row: Row, places: Iterable[int]) -> Iterator[Any]:
    """The cells at these places that hold a formula."""
    for place in places:
        if place < len(row) and getattr(row[place], "data_type", None) == "f":
            yield row[place]


def formula_fault(path: Path, title: str, cell: Any) -> CmokitError:
    return DataNotReadable(
        f"sheet {title}: this cell holds a formula",
        "formula",
        path,
        cell.row,
        letter(cell.column - 1),
        found=str(cell.value)[:80],
        mend="write the value itself, as text or number",
    )


def letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place + 1))
