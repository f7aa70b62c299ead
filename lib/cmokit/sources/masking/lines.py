"""A file as lines of cells that can be written back with some cells changed; what both text and workbooks give."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cmokit.sources.reading import ROW, RawTable


class Part(StrEnum):
    ABOVE = "above the header"
    HEADER = "header"
    BODY = "row"
    ASIDE = "set aside"


@dataclass(frozen=True)
class Line:
    """row: 1-based physical line or sheet row. cells: None where quotes do not close. reason: of a line set aside."""

    row: int
    part: Part
    cells: tuple[str, ...] | None
    reason: str = ""


def part_of(row: int, raw: RawTable, body: frozenset[int]) -> Part:
    if row == raw.header_row:
        return Part.HEADER
    if row < raw.header_row:
        return Part.ABOVE
    return Part.BODY if row in body else Part.ASIDE


def body_rows(raw: RawTable) -> frozenset[int]:
    return frozenset(raw.table[ROW].to_pylist())


def reasons(raw: RawTable) -> dict[int, str]:
    return {aside.row: aside.reason for aside in raw.set_aside}


def is_filled(cells: Sequence[str] | None) -> bool:
    return cells is None or any(cell.strip() for cell in cells)
