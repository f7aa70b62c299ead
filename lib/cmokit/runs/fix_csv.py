"""CSV files that a system imports and a spreadsheet opens: exact values in, no formula out.

A value to be imported must arrive as it is, so no apostrophe may guard it. What a spreadsheet would take for a formula
is therefore not offered for import at all; in files that only people read it is guarded.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

# A sign before nothing but digits and what telephone numbers are written with is a number, no formula.
_FORMULA = re.compile(r"\s*([=@\t\r]|[+-](?![\d\s()./-]*$))")


def is_formula(text: str | None) -> bool:
    """Whether a spreadsheet would compute this text instead of showing it."""
    return bool(text) and bool(_FORMULA.match(str(text)))


def import_csv(headers: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """UTF-8 without a mark at its front (Data Loader would read it into the first header), lines ended by CRLF."""
    return _text(headers, rows).encode("utf-8")


def reading_csv(headers: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """For people: UTF-8 with the mark that spreadsheets know it by, formulas guarded by an apostrophe."""
    guarded = ({name: _guarded(value) for name, value in row.items()} for row in rows)
    return _text(headers, guarded).encode("utf-8-sig")


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def _text(headers: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(headers)
    out.writerows([row.get(name, "") for name in headers] for row in rows)
    return written.getvalue()
