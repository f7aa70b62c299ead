"""How a text file is written: delimiter, quote, escape, line end, found out by reading it in each way."""

import re
from collections import Counter
from dataclasses import replace

from cmokit.sources.reading.raw import Dialect
from cmokit.sources.reading.records import records

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 400
_SEP = re.compile(r"""^["']?sep=(.)["']?\s*$""", re.I)


def delimiter_said(first_line: str) -> str | None:
    """The delimiter of a `sep=;` line, which Excel writes and reads."""
    said = _SEP.match(first_line.strip("\r\n"))
    return said.group(1) if said else None


def detect(lines: list[str], *, delimiter: str | None = None) -> Dialect:
    """The dialect in which most records have one and the same width, more than one cell, and quotes that close."""
    sample = lines[:SAMPLE_LINES]
    newline = _newline(sample)
    plain = [Dialect(delimiter=d, newline=newline) for d in ([delimiter] if delimiter else DELIMITERS)]
    candidates = [way for dialect in plain for way in _quotings(sample, dialect)]
    best = max(candidates, key=lambda dialect: _fit(sample, dialect))
    if len(lines) > len(sample):
        ways = _quotings(lines, replace(best, quote='"', escape='"'))
        best = max(ways, key=lambda dialect: _fit(lines, dialect)) if len(ways) > 1 else best
    return _with_space(sample, best) if best.quote else best


def _newline(lines: list[str]) -> str:
    ends = Counter("\r\n" if line.endswith("\r\n") else line[-1:] for line in lines)
    return max(("\n", "\r\n", "\r"), key=lambda end: ends[end])


def _fit(lines: list[str], dialect: Dialect) -> tuple[float, int]:
    """Share of the records that have the commonest width above one, torn ones counted against; then that width."""
    found = [record for record in records(lines, dialect) if not record.is_blank]
    widths = Counter(len(r.cells) for r in found if r.cells is not None and len(r.cells) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    torn = sum(1 for record in found if record.cells is None)
    return (count - torn) / len(found), width


def _quotings(lines: list[str], dialect: Dialect) -> list[Dialect]:
    """The ways of quoting that the text allows, likeliest first: which one reads best is found out by reading.

    A backslash before a quote may be an escape, or the last character of a cell. Single quotes count where cells stand
    in them and no double quote is used; none at all where quotes are only text (5" pipe, in a file of tabs).
    """
    text = "".join(lines)
    ways = [dialect]
    if '\\"' in text:
        ways.append(replace(dialect, escape="\\"))
    d = re.escape(dialect.delimiter)
    sample = "".join(lines[:SAMPLE_LINES])
    if '"' in text:
        quoted = re.search(rf'(?m)(?:^|{d}) *"(?:[^"]|"")*" *(?:{d}|\r|\n|\Z)', sample)
        return ways if quoted else [*ways, replace(dialect, quote=None, escape=None)]
    singles = re.findall(rf"(?m)(?:^|{d})'[^'\r\n]*'(?={d}|\r|\n|\Z)", sample)
    if len(singles) * 2 > min(len(lines), SAMPLE_LINES):
        return [replace(dialect, quote="'", escape="'")]
    return ways


def _with_space(sample: list[str], dialect: Dialect) -> Dialect:
    text, quote = "".join(sample), dialect.quote or ""
    if f"{dialect.delimiter} {quote}" not in text or f"{dialect.delimiter}{quote}" in text:
        return dialect
    spaced = replace(dialect, skip_space=True)
    return spaced if _fit(sample, spaced) >= _fit(sample, dialect) else dialect
