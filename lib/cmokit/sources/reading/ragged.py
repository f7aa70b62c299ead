"""Tables whose rows are as long as their record needs: pairs of columns that go on behind the header's end."""

from collections.abc import Sequence

from cmokit.sources.reading.records import Record

PAIR = 2


def evened(header: Record, records: Sequence[Record]) -> tuple[Record, list[Record]]:
    """Header and rows of one width: the header's last pair of names is repeated, and short rows end in blank cells."""
    names = _trimmed(header.cells or [])
    longest = max((len(_trimmed(record.cells or [])) for record in records), default=0)
    missing = max(0, longest - len(names))
    names += (names[-PAIR:] * (missing // PAIR + 1))[:missing]
    width = len(names)
    rows = [r if r.cells is None or r.is_blank else r._replace(cells=_filled(r.cells, width)) for r in records]
    return header._replace(cells=names), rows


def _filled(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[: max(width, len(_trimmed(cells)))]


def _trimmed(cells: list[str]) -> list[str]:
    """Without blank cells at the end."""
    return cells[: max((n for n, cell in enumerate(cells, start=1) if cell.strip()), default=0)]
