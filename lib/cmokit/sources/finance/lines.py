"""Which rows of a sheet are lines of the form: neither blank, nor an example, nor a total."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cmokit.sources.base import value_key
from cmokit.sources.finance.book import BLANK, Cell
from cmokit.sources.finance.found import FoundSheet
from cmokit.sources.reading import RowSetAside
from cmokit.sources.reading.layout import is_total
from cmokit.vocabulary import SetAside

EXAMPLES = ("e.g.", "z. b.", "z.b.", "zb.", "bsp.", "example:", "beispiel:")
# What the form prints before anybody writes: a line with nothing else is a blank one.
PRINTED = {
    "settings": ("setting", "key", "says"),
    "fx_rates": ("from_currency", "to_currency", "month_on"),
    "costs": ("kind", "currency", "period_start_on"),
    "product_costs": ("currency",),
    "control_totals": ("figure", "month_on", "currency", "includes_vat"),
}


@dataclass(frozen=True)
class Line:
    """One row that says something. cells: column → cell; amounts: place → cell, of months across."""

    found: FoundSheet
    row: int
    cells: dict[str, Cell]
    across: dict[int, Cell]

    def cell(self, column: str) -> Cell:
        return self.cells.get(column, BLANK)

    def text(self, column: str) -> str:
        return self.cell(column).text

    @property
    def seen(self) -> str:
        """The row as it stands, for whoever looks at what was set aside."""
        cells = self.found.page.rows[self.row - 1]
        return "\t".join(cell.text for cell in cells).rstrip("\t")

    def named(self, column: str) -> str:
        """Where the column stands, as messages name it; its own heading where the sheet has none."""
        place = self.found.places.get(column)
        header = self.found.sheet.column(column).header
        return self.found.named(place) if place is not None else f"{self.found.page.name}!{header}"

    def aside(self, column: str | None, reason: str) -> RowSetAside:
        where = self.named(column) if column else f"{self.found.page.name}!"
        return RowSetAside(self.row, where, self.seen, reason, self.found.page.name)


def lines_of(found: FoundSheet) -> tuple[list[Line], list[RowSetAside]]:
    """The rows below the header that say something, and those that are no figures, each with its reason."""
    lines: list[Line] = []
    aside = [line.aside(None, "a figure above the headings") for line in _above(found)]
    for line in _filled(found):
        reason = _why_not(line)
        if reason:
            aside.append(line.aside(None, reason))
        elif not _is_printed(line) and not _is_example(line):
            lines.append(line)
    return lines, aside


def _above(found: FoundSheet) -> Iterator[Line]:
    """Whoever sorts a sheet with its headings leaves figures above them; titles and help hold none in those columns."""
    figures = [place for name, place in found.places.items() if not found.sheet.column(name).is_key]
    for row in range(1, found.header_row):
        if any(found.page.cell(row, place).number is not None for place in (*figures, *found.months)):
            yield Line(found, row, {}, {})


def _filled(found: FoundSheet) -> Iterator[Line]:
    page = found.page
    for row in range(found.header_row + 1, len(page.rows) + 1):
        cells = {name: page.cell(row, place) for name, place in found.places.items()}
        across = {place: cell for place in found.months if (cell := page.cell(row, place)).text}
        cells = {name: _without_repeat(cell, found, name) for name, cell in cells.items()}
        line = Line(found, row, {name: cell for name, cell in cells.items() if cell.text}, across)
        if line.cells or line.across:
            yield line


def _without_repeat(cell: Cell, found: FoundSheet, name: str) -> Cell:
    """A merged cell of a key says the same of every row that it spans; merged figures are told apart later."""
    return replace(cell, merged=None) if found.sheet.column(name).is_key else cell


def _why_not(line: Line) -> str | None:
    texts = line.found.page.texts(line.row)
    if line.found.sheet.table != "settings" and is_total(texts):
        return SetAside.TOTAL.value
    headers = line.found.headers
    filled = {place: text for place, text in enumerate(texts) if text}
    if len(filled) > 1 and all(value_key(text) == value_key(headers.get(place, "")) for place, text in filled.items()):
        return SetAside.HEADER.value
    cells = [*line.cells.values(), *line.across.values()]
    examples = sum(_says_example(cell.text) for cell in cells)
    if examples and examples < len(cells):
        return "an example, filled in by half"
    return None


def _is_printed(line: Line) -> bool:
    return not line.across and set(line.cells) <= set(PRINTED[line.found.sheet.table])


def _is_example(line: Line) -> bool:
    return all(_says_example(cell.text) for cell in (*line.cells.values(), *line.across.values()))


def _says_example(text: str) -> bool:
    return text.casefold().startswith(EXAMPLES)
