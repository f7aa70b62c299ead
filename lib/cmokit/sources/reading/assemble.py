"""Records to columns: the last step of reading text and workbooks alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.header import column_names
from cmokit.sources.reading.layout import Body
from cmokit.sources.reading.raw import ROW, Dialect, RawTable, RowSetAside, Warning_
from cmokit.sources.reading.records import Record


def assemble(
    path: Path,
    header: Record,
    body: Body,
    text_of: Callable[[Record], str],
    *,
    encoding: str,
    dialect: Dialect,
    preamble: list[str],
    warnings: list[Warning_],
    sheet: str | None = None,
) -> RawTable:
    """Records to columns. Columns without a name and without a value are no columns. Raises DataNotReadable."""
    import pyarrow as pa

    if not body.rows:
        _refuse_without_rows(path, header, body)
    cells = header.cells or []
    names = column_names(cells)
    padding = [""] * len(names)
    rows = [(record.cells or [])[: len(names)] for record in body.rows]
    columns = list(
        zip(*(row if len(row) == len(names) else (row + padding)[: len(names)] for row in rows), strict=True)
    )
    kept = [i for i in range(len(names)) if cells[i].strip() or any(map(str.strip, columns[i] if columns else ()))]
    arrays = {names[i]: pa.array(columns[i] if columns else [], pa.string()) for i in kept}
    numbers = pa.array([record.row for record in body.rows], pa.int64())
    unnamed = [i for i in kept if not cells[i].strip()]
    warnings = warnings + [
        Warning_("empty_header", header.row, names[i], f"column {i + 1} has no name; called {names[i]}")
        for i in unnamed
    ]
    return RawTable(
        path=path,
        encoding=encoding,
        dialect=dialect,
        sheet=sheet,
        header_row=header.row,
        headers=[names[i] for i in kept],
        preamble=preamble,
        table=pa.table({**arrays, ROW: numbers}),
        set_aside=[RowSetAside(record.row, None, text_of(record), str(reason)) for record, reason in body.aside],
        warnings=warnings + body.warnings,
    )


def _refuse_without_rows(path: Path, header: Record, body: Body) -> None:
    """A header above nothing, or above totals and footers alone, is an empty export; torn rows are shown instead."""
    if any(reason == "torn" for _, reason in body.aside):
        return
    raise DataNotReadable(
        message="the file has headers and no rows",
        code="headers_only",
        file=path.name,
        row=header.row,
        found="a header" + (f" and {len(body.aside)} totals or footer lines" if body.aside else ""),
        wanted="at least one row",
        mend="export it again with a wider filter or date range",
    )
