"""What stands below the header: rows, and the totals, footers, repeated headers and torn rows among them."""

import re
from dataclasses import dataclass, field

from cmokit.sources.reading.header import clean, looks_like_header
from cmokit.sources.reading.raw import Warning_
from cmokit.sources.reading.records import Record
from cmokit.vocabulary import SetAside

TOTAL_WORDS = (
    r"(?:grand |sub|report |column )?totals?|summe|gesamt|gesamtsumme|gesamtergebnis|insgesamt|zwischensumme|somme"
    r"|total général|total geral|total general|totale|totaal|totales|totais|suma|toplam"
    r"|итого|всего|合計|総計|المجموع|סה״כ"
)
# "Total", "Total: Account", "Grand Totals (123 records)", "Summe (EUR)"; never "Total Energies" or "Totally".
_TOTAL = re.compile(
    rf"(?:{TOTAL_WORDS})(?:\s*[:：(\[].*|\s[–—-]\s.*|\s\d[\d.,\s]*(?:records?|rows?)?|\s(?:records?|rows?|account))?",
    re.I | re.S,
)
FOOTER_WORDS = (
    r"copyright\b|\(c\)|©|confidential\b|generated (?:by|on|at)\b|report (?:generated|run|ended?)\b|as of\b"
    r"|exported (?:by|on|at)\b|end of (?:report|file)|erstellt (?:von|am)\b|filtered by\b|data (?:as of|updated)\b"
)
_FOOTER = re.compile(rf"(?:{FOOTER_WORDS}).*", re.I | re.S)
# How the first filled cell begins in rows that need a second look; the name of the first column comes after it.
SUSPICIOUS = rf"^\s*(?:{TOTAL_WORDS}|{FOOTER_WORDS})|^\s*"
_COMMENT = re.compile(r"#(?:\s|-|$)")


@dataclass
class Body:
    """rows: those to use. aside: the others with the reason."""

    rows: list[Record] = field(default_factory=list)
    aside: list[tuple[Record, SetAside]] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)


def below_header(header: Record, records: list[Record], *, padded: bool = False) -> Body:
    """Sort the records below the header. padded: a workbook, whose rows are all equally wide."""
    names = clean(header.cells or [])
    width = max(i for i, name in enumerate(names, start=1) if name)
    filled = [record for record in records if not record.is_blank]
    end = len(filled) if padded else _second_table(filled, names)
    body = Body()
    tail = _footer_starts(filled[:end], width)
    for index, record in enumerate(filled[:end]):
        reason = SetAside.FOOTER if index >= tail else why_not_used(record, names, width)
        if reason is None:
            body.rows.append(record)
        else:
            body.aside.append((record, reason))
    if end < len(filled):
        body.aside += [(record, SetAside.FOOTER) for record in filled[end:]]
        message = f"a second table starts here; its {len(filled) - end} lines were not read: hand it in as its own file"
        body.warnings.append(Warning_("several_tables", filled[end].row, None, message))
    return body


def is_total(cells: list[str]) -> bool:
    """The first filled cell says so."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return bool(_TOTAL.fullmatch(first))


def why_not_used(record: Record, names: list[str], width: int) -> SetAside | None:
    """The reason that a record shows by itself; None where it is a row like others. width: cells it must have."""
    cells = record.cells
    if cells is None:
        return SetAside.TORN
    alone = _only_first(cells)
    if alone is not None and width > 1 and _FOOTER.fullmatch(alone):
        return SetAside.FOOTER
    if is_total(cells) and (width > 1 or _TOTAL.fullmatch(names[0]) is None):
        return SetAside.TOTAL
    if clean(cells[:1]) == names[:1] and clean(cells[: len(names)]) == names:
        return SetAside.HEADER
    if len(cells) < width or any(cell.strip() for cell in cells[len(names) :]):
        return SetAside.TORN
    return None


def _only_first(cells: list[str]) -> str | None:
    """The text of a row that has its first cell alone, else None."""
    return cells[0].strip() if cells and not any(cell.strip() for cell in cells[1:]) else None


def _footer_starts(filled: list[Record], width: int) -> int:
    """Index from which the last rows are a footer: lone first cells after a blank line, or a footer's words.

    A lone first cell right below the data, with no such words, is a torn row (a download that was cut off).
    """
    start = len(filled)
    if width < 2:
        return start
    for index in range(len(filled) - 1, -1, -1):
        cells = filled[index].cells
        if cells is None or _only_first(cells) is None:
            break
        after_gap = index > 0 and filled[index].row > filled[index - 1].last + 1
        if _FOOTER.fullmatch(_only_first(cells) or "") or after_gap:
            start = index
    return start


def _second_table(filled: list[Record], names: list[str]) -> int:
    """Index of the first line of another table below this one: behind a blank line, its own header of another width."""
    for index in range(1, len(filled)):
        cells = filled[index].cells
        if cells is None or filled[index].row == filled[index - 1].last + 1:
            continue
        if len(cells) == 1 and _COMMENT.match(cells[0]) and len(names) > 1:
            return index
        if _is_other_header(filled, _after_titles(filled, index), names):
            return index
    return len(filled)


def _after_titles(filled: list[Record], index: int) -> int:
    while index < len(filled) - 1 and len(filled[index].cells or []) == 1:
        index += 1
    return index


def _is_other_header(filled: list[Record], index: int, names: list[str]) -> bool:
    cells = filled[index].cells or []
    if index + 1 >= len(filled) or len(cells) < 2 or len(cells) == len(names) or not looks_like_header(cells):
        return False
    return len(filled[index + 1].cells or []) == len(cells)
