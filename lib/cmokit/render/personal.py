"""Names and addresses of people kept out of a copy: columns that show them, and single cells that do."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cmokit.exhibits.section import Section, Table
from cmokit.exhibits.text import quote
from cmokit.tables.personal import VALUES, About, about, is_personal
from cmokit.words import say

if TYPE_CHECKING:
    import pyarrow as pa


def without_names(section: Section, language: str = "en") -> Section:
    """The section's tables without columns that name people; each table says which ones are missing."""
    return replace(section, tables=tuple(_unnamed(table, language) for table in section.tables))


def _unnamed(table: Table, language: str) -> Table:
    # A column of figures may be called as its channel is: email.
    left_out = [column for column in table.columns if column.unit == "text" and about(column.name) is About.PERSONAL]
    withheld = say("audiences.withheld", language=language)
    kept = tuple(column for column in table.columns if column not in left_out)
    rows = tuple(
        {
            c.name: withheld if c.unit == "text" and is_personal(row, c.name) else row[c.name]
            for c in kept
            if c.name in row
        }
        for row in table.rows
    )
    if not left_out:
        return replace(table, rows=rows)
    names = quote(", ".join(column.header for column in left_out))
    said = say("audiences.columns_left_out", language=language, columns=names)
    return replace(table, columns=kept, rows=rows, note=" ".join(filter(None, (table.note, said))))


def ids_only(evidence: "pa.Table", language: str = "en") -> "tuple[pa.Table, tuple[str, ...]]":
    """Evidence rows without what names people, and the columns left out whole.

    A cell is withheld alone where its row says that it shows a person: the value of a field such as `email`.
    """
    left_out = tuple(name for name in evidence.column_names if about(name) is About.PERSONAL)
    kept = evidence.drop_columns(list(left_out)) if left_out else evidence
    return _cells_withheld(kept, say("audiences.withheld", language=language)), left_out


def _cells_withheld(table: "pa.Table", word: str) -> "pa.Table":
    import pyarrow as pa

    told = [name for name in table.column_names if _may_name(name) and pa.types.is_string(table[name].type)]
    if not told:
        return table
    rows = table.to_pylist()
    for name in told:
        cells = [word if is_personal(row, name) else row[name] for row in rows]
        table = table.set_column(table.column_names.index(name), name, pa.array(cells, pa.string()))
    return table


def _may_name(column: str) -> bool:
    return column in VALUES or about(column) is About.PERSON
