"""A section's table as a block: cells formatted by their column's unit, figures with their short codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table, TableColumn
from cmokit.render import formats
from cmokit.render.blocks import Cell, Column, TableBlock
from cmokit.render.formats import Look
from cmokit.render.labels import name_of
from cmokit.render.text import FactBook, Run, resolve, words
from cmokit.words import say, say_all

LEFT = ("text", "date")


def table_block(table: Table, book: FactBook, look: Look, where: str = "") -> TableBlock:
    """The table with its title and note resolved."""
    columns = tuple(column_of(column, look) for column in table.columns)
    rows = tuple(tuple(_cell(row, column, book, look) for column in table.columns) for row in table.rows)
    title, note = resolve(table.title, book, look, where), resolve(table.note, book, look, where)
    return TableBlock(title, columns, rows, note)


def column_of(column: TableColumn, look: Look) -> Column:
    return Column(header(column, look.language), "left" if column.unit in LEFT else "right", column.unit)


def header(column: TableColumn, language: str) -> str:
    """The column's header, with the unit that its cells leave out."""
    if formats.is_money(column.unit):
        return say("report.units.in_currency", language=language, header=column.header, currency=column.unit)
    if column.unit == formats.INDEX:
        return say("report.units.in_index", language=language, header=column.header)
    if column.unit in ("days", "minutes") and not _names_its_unit(column, language):
        return say(f"report.units.in_{column.unit}", language=language, header=column.header)
    return column.header


def _names_its_unit(column: TableColumn, language: str) -> bool:
    return any(stem in column.header.lower() for stem in say_all(f"report.units.stems.{column.unit}", language))


def plain_table(
    title: str, headers: Iterable[tuple[str, str]], rows: Iterable[Iterable[Any]], look: Look, note: str = ""
) -> TableBlock:
    """A table of the report itself. headers: (words id under `report.`, unit); cells are values or ready Cells."""
    said = [(say(f"report.{word}", language=look.language), unit) for word, unit in headers]
    columns = tuple(Column(text, "left" if unit in LEFT else "right", unit) for text, unit in said)
    cells = tuple(tuple(_plain_cell(v, c.unit, look) for v, c in zip(row, columns, strict=True)) for row in rows)
    return TableBlock(words(title), columns, cells, words(note))


def _plain_cell(value: Any, unit: str, look: Look) -> Cell:
    if isinstance(value, Cell):
        return value
    shown = "" if value in (None, "") else formats.show_bare(value, unit, look.locale, language=look.language)
    return Cell(words(shown, "data" if unit == "text" else ""), value, unit)


def _cell(row: Mapping[str, Any], column: TableColumn, book: FactBook, look: Look) -> Cell:
    value = row.get(column.name)
    if isinstance(value, Fact):
        return _fact_cell(value, column, book, look)
    if isinstance(value, str):
        return Cell(words(name_of(value, column.name, look.language), "data"), value, column.unit)
    return Cell(words(_shown(value, column.unit, column.unit, look)), value, column.unit)


def _fact_cell(fact: Fact, column: TableColumn, book: FactBook, look: Look) -> Cell:
    text = _shown(fact.value, fact.unit, column.unit, look)
    return Cell((Run(text, "data" if fact.unit == "text" else "", book.code(fact)),), fact.value, fact.unit)


def _shown(value: Any, unit: str, column_unit: str, look: Look) -> str:
    """Without its unit where the header says it; a column of mixed units says it in each cell."""
    form = formats.show_bare if unit == column_unit else formats.show
    return form(value, "count" if unit == "mixed" else unit, look.locale, language=look.language)
