"""What a line says in one column, or the refusal of the line: a Refused names the column and the reason."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.sources.finance import cells
from cmokit.sources.finance.book import Cell
from cmokit.sources.finance.cells import Bad
from cmokit.sources.finance.lines import Line
from cmokit.sources.finance.numbers import Figures
from cmokit.sources.reading import ValueSetAside


class Refused(Exception):
    """A line that is no row: the column that says so, and why."""

    def __init__(self, column: str, bad: Bad):
        super().__init__(bad.reason)
        self.column, self.bad = column, bad


def by_month(
    line: Line,
    month: str,
    figure: str,
    numbers: Mapping[str, Figures],
    aside: list[ValueSetAside],
    *,
    positive: bool = False,
) -> Iterator[tuple[date, Cell, Decimal]]:
    """Month and figure of a line: one, or one for each month across. Of several, one that is bad is set aside alone."""
    if not line.across and not line.text(figure):
        raise Refused(figure, Bad("no figure"))
    if line.text(figure):
        first = needed_cell(line, month, cells.month)
        yield first, line.cell(figure), _good(line, figure, _figure(line, figure, numbers, positive))
    good = 0
    for place, cell in line.across.items():
        value = _checked(numbers[figure].of(cell), positive)
        if isinstance(value, Bad):
            aside.append(
                ValueSetAside(line.row, line.found.named(place), cell.text, value.reason, line.found.page.name)
            )
            continue
        good += 1
        yield line.found.months[place], cell, value
    if line.across and not good and not line.text(figure):
        raise Refused(figure, Bad("no figure in any month that can be read"))


def _figure(line: Line, name: str, numbers: Mapping[str, Figures], positive: bool) -> Decimal | Bad:
    cell = line.cell(name)
    return _checked(numbers[name].of(cell), positive)


def _checked(value: Decimal | Bad, positive: bool) -> Decimal | Bad:
    return Bad("no rate above zero") if positive and isinstance(value, Decimal) and value <= 0 else value


def _good(line: Line, column: str, value: Any) -> Any:
    if isinstance(value, Bad):
        raise Refused(column, value)
    return value


def number_of(line: Line, name: str, numbers: Mapping[str, Figures]) -> Decimal | None:
    return _good(line, name, numbers[name].of(line.cell(name))) if line.text(name) else None


def needed(line: Line, name: str, read: Callable[[str], Any]) -> Any:
    return _good(line, name, read(line.text(name)) if line.text(name) else Bad("nothing"))


def needed_cell(line: Line, name: str, read: Callable[[Cell], Any]) -> Any:
    return _good(line, name, read(line.cell(name)) if line.text(name) else Bad("no month"))


def choice_of(line: Line, name: str) -> str:
    column = line.found.sheet.column(name)
    return str(needed(line, name, lambda text: cells.choice(text, column)))


def currency_of(line: Line, assumed: str | None) -> str:
    if line.text("currency") or assumed is None:
        return str(needed(line, "currency", cells.currency))
    return assumed


def same_currency(line: Line, cell: Cell, name: str, numbers: Mapping[str, Figures], currency: str) -> None:
    said = numbers[name].currency(cell)
    if said and said != currency:
        raise Refused(name, Bad("another currency beside the digits than in its column"))


def optional(line: Line, name: str, read: Callable[[Cell], Any], aside: list[ValueSetAside]) -> Any:
    """A value that a row can do without: one that is none is set aside alone."""
    cell = line.cell(name)
    value = read(cell) if cell.text else None
    if not isinstance(value, Bad):
        return value
    place = line.named(name)
    aside.append(ValueSetAside(line.row, place, cell.text, value.reason, line.found.page.name))
    return None
