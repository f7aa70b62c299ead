"""Parquet files, as the same table of text that every other file becomes."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmokit.errors import DataNotReadable
from cmokit.sources.reading.header import column_names
from cmokit.sources.reading.raw import NO_DIALECT, ROW, RawTable


def read_parquet(path: Path) -> RawTable:
    """The file's columns as exact text; the row number of the first row is 1 (there is no header line).

    Raises DataNotReadable: unreadable, headers_only, wrong_format (a column of lists, maps or bytes).
    """
    table = _open(path)
    if table.num_rows == 0:
        raise DataNotReadable(
            message="the file has columns and no rows",
            code="headers_only",
            file=path.name,
            found="no rows",
            wanted="at least one row",
            mend="export it again with a wider filter or date range",
        )
    headers = column_names(table.column_names)
    texts = [_as_text(column, name, path) for column, name in zip(table.columns, headers, strict=True)]
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    numeric = [n for n, c in zip(headers, table.columns, strict=True) if _is_number(c.type)]
    return RawTable(
        path=path,
        encoding="parquet",
        dialect=NO_DIALECT,
        sheet=None,
        header_row=0,
        headers=headers,
        preamble=[],
        table=pa.table([*texts, rows], names=[*headers, ROW]),
        decimals=dict.fromkeys(numeric, "."),
    )


def _open(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise DataNotReadable(
            message="the Parquet file cannot be read",
            code="unreadable",
            file=path.name,
            found=str(error).splitlines()[0],
            wanted="a whole Parquet file",
            mend="write or download it again",
        ) from error


def _is_number(type: pa.DataType) -> bool:
    return pa.types.is_decimal(type) or pa.types.is_floating(type)


def _as_text(column: pa.ChunkedArray, name: str, path: Path) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        raise DataNotReadable(
            message="a column does not hold single values",
            code="wrong_format",
            file=path.name,
            column=name,
            found=str(column.type),
            wanted="text, numbers, dates, times or booleans",
            mend="write the file again with one value per cell",
        )
    return pc.fill_null(column.cast(pa.string()), "")
