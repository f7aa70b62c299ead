"""Text files as vendors write them: byte-order marks, UTF-16, tabs, quotes everywhere."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """encoding as Python names it; utf-16 is written little-endian with its mark."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote_all: bool = False
    newline: str = "\n"


PLAIN = Dialect()
WITH_MARK = Dialect(encoding="utf-8-sig", newline="\r\n")
ALL_QUOTED = Dialect(quote_all=True)
UTF16_TAB = Dialect(encoding="utf-16", delimiter="\t", newline="\r\n")


def csv_bytes(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    dialect: Dialect = PLAIN,
    before: Sequence[str] = (),
    after: Sequence[Sequence[object]] = (),
) -> bytes:
    """One file: lines above the header as they are, header, rows, then closing rows (totals, footers)."""
    out = io.StringIO()
    out.writelines(line + dialect.newline for line in before)
    writer = csv.writer(
        out,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
        lineterminator=dialect.newline,
    )
    writer.writerow(headers)
    writer.writerows(rows)
    writer.writerows(after)
    if dialect.encoding == "utf-16":
        return b"\xff\xfe" + out.getvalue().encode("utf-16-le")
    return out.getvalue().encode(dialect.encoding)
