"""The last look before anything is written: is somebody left in what would be sent?"""

from pathlib import Path

from cmokit.errors import DataNotReadable
from cmokit.sources.masking.columns import Columns
from cmokit.sources.masking.lines import Line, Part
from cmokit.sources.masking.people import People
from cmokit.sources.masking.personal import How
from cmokit.vocabulary import SetAside


def refuse_leaks(path: Path, line: Line, after: list[str], columns: Columns, people: People) -> None:
    """Raises DataNotReadable (`personal_left`) where an e-mail, a full name or a number that is masked elsewhere, or
    the masked cell itself, still stands in a line as it would be written."""
    for place, cell in enumerate(after):
        header = columns.headers[place] if line.part is Part.BODY or line.reason == SetAside.TOTAL else None
        is_prose = header is None or header in columns.prose
        left = people.found_in(cell, is_prose=is_prose) if cell else None
        if left:
            raise DataNotReadable(
                f"{left} is left after masking; nothing was written", code="personal_left", file=path.name,
                row=line.row, column=header, wanted="no person in any cell",
                mend=f'name the column: --mask "{header}"' if header else "take the line out of a copy of the file",
            )  # fmt: skip


def refuse_names_left(path: Path, columns: Columns, rows: list[list[str]], names: set[str]) -> None:
    """Raises where a column that is kept on the strength of its values alone holds masked names as whole cells."""
    for place, header in enumerate(columns.headers):
        if columns.how[header] is not How.KEEP or header not in columns.unknown:
            continue
        row = next((at for at, cells in enumerate(rows) if cells[place].strip().lower() in names), None)
        if row is not None:
            raise DataNotReadable(
                "a name that is masked elsewhere is left; nothing was written", code="personal_left", file=path.name,
                column=header, wanted="no person in any cell", mend=f'--mask "{header}"',
            )  # fmt: skip
