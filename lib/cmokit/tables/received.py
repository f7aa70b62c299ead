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
        rows_in_count rows_used_count rows_set_aside_count is_withdrawn reason withdrawn_on
        name path names dated_from coverage precedence_count warnings_count values_set_aside_count
        """,
        coverage="auto | full | partial",
        dated_from="file | as_of | asked | rows | received",
    ),
    notes={
        "source_file": "what the other tables call the file: its name, with its day in front where two share it",
        "name": "the file's name as it came",
        "names": "all names under which the same content came, joined by |",
        "path": "where it lies, relative to inbox/",
        "dated_from": "what its day was taken from: the file itself, --as-of, an answer, its rows, the day it came",
        "coverage": "what a person said about it: full or partial; auto where nobody did",
        "precedence_count": "above 0 where a person chose it over another export of the same day",
        "reason": "why it was withdrawn",
    },
)

ROWS_SET_ASIDE = CanonicalTable(
    name="rows_set_aside",
    grain="one row per record set aside",
    key=("source_file", "source_row", "sheet"),
    combine=Combine.LOG,
    columns=columns(
        """
        kind text reason sheet
        """,
    ),
    notes={"sheet": "of a workbook that is read sheet by sheet"},
)

VALUES_SET_ASIDE = CanonicalTable(
    name="values_set_aside",
    grain="one row per value that could not be typed",
    key=("source_file", "source_row", "column"),
    combine=Combine.LOG,
    columns=columns(
        """
        kind column text reason sheet
        """,
    ),
    notes={"column": "in a workbook that is read sheet by sheet, `Sheet!Header`"},
)
