"""What came in, and what of it was not used and why."""

from cmokit.tables.contract import CanonicalTable, columns
from cmokit.vocabulary import Combine

RECEIVED_FILES = CanonicalTable(
    name="received_files",
    grain="one row per file taken in",
    key=("file_id",),
    combine=Combine.LOG,
    columns=columns(
        """
        file_id delivery_id received_on extract_on period_start_on period_end_on kind sha256
        rows_in_count rows_used_count rows_set_aside_count is_withdrawn reason
        """,
    ),
)

ROWS_SET_ASIDE = CanonicalTable(
    name="rows_set_aside",
    grain="one row per record set aside",
    key=("source_file", "source_row"),
    combine=Combine.LOG,
    columns=columns(
        """
        kind text reason
        """,
    ),
)

VALUES_SET_ASIDE = CanonicalTable(
    name="values_set_aside",
    grain="one row per value that could not be typed",
    key=("source_file", "source_row", "column"),
    combine=Combine.LOG,
    columns=columns(
        """
        kind column text reason
        """,
    ),
)
