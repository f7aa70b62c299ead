"""Evidence behind which no single row of a file stands: figures set side by side, items of registers, weeks."""

import pyarrow as pa


def placeless(rows: pa.Table) -> pa.Table:
    """The rows with the columns that every evidence has, left blank."""
    named = rows.append_column("source_file", pa.nulls(rows.num_rows, pa.string()))
    return named.append_column("source_row", pa.nulls(rows.num_rows, pa.int64()))
