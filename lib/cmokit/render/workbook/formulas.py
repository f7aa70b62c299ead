"""Figures as live formulas: over the evidence sheet, or over other figures of the same sheet.

A formula is written only where it gives the figure that is stored with it: whoever clicks on a cell must never see
another number than the one printed. Where the evidence stands on no sheet, the figure is a plain number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient, Recipe, Sum, Total
from cmokit.render.formats import exact

if TYPE_CHECKING:
    import pyarrow as pa

NEAR = 1e-9  # of a quotient, which a fact rounds to 12 digits


@dataclass(frozen=True)
class Area:
    """Evidence rows on a sheet. first: the row of the first record, counted from 1."""

    sheet: str
    first: int
    table: "pa.Table"

    def column(self, name: str) -> str:
        """`'Duplicates rows'!$C$3:$C$90`"""
        letter = xl_col_to_name(self.table.column_names.index(name))
        quoted = self.sheet.replace("'", "''")
        return f"'{quoted}'!${letter}${self.first}:${letter}${self.first + self.table.num_rows - 1}"

    def rows(self, where: Mapping[str, str]) -> "pa.Table":
        """The rows that a formula finds by these values; like a workbook it does not tell capitals from small."""
        import pyarrow.compute as pc

        found = self.table
        for name, value in where.items():
            alike = pc.equal(pc.utf8_lower(found[name].cast("string")), value.lower())
            found = found.filter(pc.fill_null(alike, False))
        return found


class Formulas:
    """Formulas of one section's figures. cells: fact name → its cell on the section's sheet (`$C$8`)."""

    def __init__(self, facts: Mapping[str, Fact], cells: Mapping[str, str], area: Area | None):
        self._facts, self._cells, self._area = facts, cells, area

    def of(self, fact: Fact) -> str | None:
        """The formula of a figure, `=…`; None where it has no recipe, or the recipe does not give the figure here."""
        if fact.recipe is None or not self._is_at_hand(fact.recipe):
            return None
        return f"={self._written(fact.recipe)}" if _is_equal(self._value(fact.recipe), fact.value) else None

    def _is_at_hand(self, recipe: Recipe) -> bool:
        """Whether the sheets hold what the recipe takes."""
        if isinstance(recipe, Quotient):
            return recipe.top in self._cells and recipe.bottom in self._cells
        if isinstance(recipe, Sum):
            return {*recipe.of, *recipe.less} <= set(self._cells)
        if self._area is None:
            return False
        columns = {*recipe.where, *((recipe.column,) if isinstance(recipe, Total) else ())}
        return columns <= set(self._area.table.column_names)

    def _value(self, recipe: Recipe) -> Any:
        """What the formula gives, worked out from the same cells."""
        if isinstance(recipe, Quotient):
            top, bottom = self._number(recipe.top), self._number(recipe.bottom)
            return (abs(top) if recipe.size else top) / bottom if bottom else Decimal(0)
        if isinstance(recipe, Sum):
            return sum(map(self._number, recipe.of)) - sum(map(self._number, recipe.less))
        assert self._area is not None
        rows = self._area.rows(recipe.where)
        if isinstance(recipe, Count):
            return rows.num_rows
        held = (exact(value) for value in rows[recipe.column].to_pylist() if value is not None)
        return sum((abs(v) if recipe.sizes else v for v in held), Decimal(0))

    def _number(self, name: str) -> Decimal:
        return Decimal(str(self._facts[name].value))

    def _written(self, recipe: Recipe) -> str:
        if isinstance(recipe, Quotient):
            top, bottom = self._cells[recipe.top], self._cells[recipe.bottom]
            return f"IF({bottom}=0,0,{f'ABS({top})' if recipe.size else top}/{bottom})"
        if isinstance(recipe, Sum):
            less = "".join(f"-{self._cells[name]}" for name in recipe.less)
            return "+".join(self._cells[name] for name in recipe.of) + less
        assert self._area is not None
        return _total(self._area, recipe) if isinstance(recipe, Total) else _count(self._area, recipe)


def _is_equal(one: Any, other: Any) -> bool:
    if isinstance(other, float):
        return abs(float(one) - other) <= NEAR * max(abs(other), 1)
    return bool(one == other)


def _total(area: Area, recipe: Total) -> str:
    column = area.column(recipe.column)
    if recipe.sizes:
        picked = "".join(f"*({area.column(name)}={_text(value)})" for name, value in recipe.where.items())
        return f"SUMPRODUCT(ABS({column}){picked})"
    return f"SUMIFS({column},{_criteria(area, recipe.where)})" if recipe.where else f"SUM({column})"


def _count(area: Area, recipe: Count) -> str:
    if not recipe.where:
        return f"ROWS({area.column(area.table.column_names[0])})"
    return f"COUNTIFS({_criteria(area, recipe.where)})"


def _criteria(area: Area, where: Mapping[str, str]) -> str:
    return ",".join(f"{area.column(name)},{_criterion(value)}" for name, value in where.items())


def _criterion(value: str) -> str:
    """Equal to this text: without the sign a value such as `>5` would be a comparison, and `*` anything."""
    plain = value.replace("~", "~~").replace("*", "~*").replace("?", "~?")
    return _text(f"={plain}")


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
