"""The workbook's own formulas, worked out once more: the few forms that the kit writes, and no other.

SUM, SUMIFS, COUNTIFS and ROWS over one column of a sheet, SUMPRODUCT(ABS(…)*(…="…")), IF(x=0,0,y/x), sums of cells.
"""

import re
from decimal import Decimal
from typing import Any

import openpyxl

_RANGE = re.compile(r"'((?:[^']|'')+)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)")
_CELL = r"\$[A-Z]+\$\d+"


class Recalculated:
    """A workbook read twice: its formulas, and the values stored with them."""

    def __init__(self, path: Any):
        self.formulas, self.values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)

    def live(self) -> dict[tuple[str, str], tuple[str, Any]]:
        """(sheet, cell) → its formula and the value stored with it."""
        return {
            (sheet.title, cell.coordinate): (cell.value, self.values[sheet.title][cell.coordinate].value)
            for sheet in self.formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }

    def again(self, sheet: str, formula: str) -> Decimal:
        """What a formula gives."""
        text = formula.removeprefix("=")
        call = re.fullmatch(r"(SUM|SUMIFS|COUNTIFS|ROWS|SUMPRODUCT|IF)\((.*)\)", text)
        if call is None:
            parts = re.findall(rf"([+-]?)({_CELL})", text)
            assert "".join(sign + cell for sign, cell in parts) == text, formula
            return sum((self._at(sheet, cell) * (-1 if sign == "-" else 1) for sign, cell in parts), Decimal(0))
        name, inside = call.groups()
        return self._quotient(sheet, inside) if name == "IF" else self._over_rows(name, inside)

    def _quotient(self, sheet: str, inside: str) -> Decimal:
        parts = re.fullmatch(rf"({_CELL})=0,0,(ABS\()?({_CELL})\)?/({_CELL})", inside)
        assert parts, inside
        bottom, size, top, again = parts.groups()
        assert bottom == again
        value, whole = self._at(sheet, top), self._at(sheet, bottom)
        return (abs(value) if size else value) / whole if whole else Decimal(0)

    def _over_rows(self, name: str, inside: str) -> Decimal:
        columns = [self._column(*found) for found in _RANGE.findall(inside)]
        if name == "ROWS":
            return Decimal(len(columns[0]))
        wanted = [text.removeprefix("=").replace('""', '"') for text in re.findall(r'"((?:[^"]|"")*)"', inside)]
        tests = columns if name == "COUNTIFS" else columns[1:]
        assert len(tests) == len(wanted), inside
        rows = [n for n in range(len(columns[0])) if all(_same(c[n], w) for c, w in zip(tests, wanted, strict=True))]
        if name == "COUNTIFS":
            return Decimal(len(rows))
        held = [Decimal(str(columns[0][n])) for n in rows if isinstance(columns[0][n], (int, float))]
        return sum((abs(value) if name == "SUMPRODUCT" else value for value in held), Decimal(0))

    def _column(self, sheet: str, column: str, first: str, last: str) -> list[Any]:
        page = self.values[sheet.replace("''", "'")]
        return [page[f"{column}{row}"].value for row in range(int(first), int(last) + 1)]

    def _at(self, sheet: str, cell: str) -> Decimal:
        return Decimal(str(self.values[sheet][cell.replace("$", "")].value))


def _same(value: Any, wanted: str) -> bool:
    plain = re.sub(r"~([~*?])", r"\1", wanted)
    return value is not None and str(value).lower() == plain.lower()
