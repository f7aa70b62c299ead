"""What reading one sheet of the form gave."""

from dataclasses import dataclass, field
from typing import Any

from cmokit.sources.base import Note
from cmokit.sources.finance.found import FoundSheet
from cmokit.sources.reading import RowSetAside, ValueSetAside


@dataclass
class SheetReading:
    """One sheet, understood. rows: canonical rows, each with its sheet row under `source_row`. used: sheet rows in use.

    shown: the used rows by header. answers, of the sheet Settings: key → (text, sheet row, cell).
    """

    found: FoundSheet
    rows: list[dict[str, Any]] = field(default_factory=list)
    used: list[int] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    aside: list[RowSetAside] = field(default_factory=list)
    values_aside: list[ValueSetAside] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
