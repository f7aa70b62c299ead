"""What every document of the handover shares: words, a register's fields as tables and cards, and gaps that say so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.registers.base import Item, Register
from cmokit.registers.fields import Mark, marks, names
from cmokit.registers.owners import OWNERS, Area
from cmokit.registers.words import field_words, value_word
from cmokit.render.formats import day, plain_number
from cmokit.render.word import Block, Grid, Heading, Page, Text, word_document
from cmokit.words import has, say

ID = "documents"
CARD = (0.3, 0.7)  # widths of label and answer
WANTED = frozenset({Mark.OWNER, Mark.WANTED, Mark.DUE, Mark.FIGURE})
# Unmarked fields that whoever works without the consultant looks for all the same.
NEEDED = (
    *("stop_method", "error_response", "exception_handling", "backup", "restore_tested_on", "control_updated"),
    *("deadline_hours", "hours_a_week", "typical_delay_days", "validates", "affected"),
)


class Papers:
    """Everything that documents are made from. held: register → items; as_of: the day that they stand for."""

    def __init__(self, engagement: Engagement, held: Mapping[str, Sequence[Any]], as_of: date, author: str = ""):
        self.engagement, self.held, self.as_of, self.author = engagement, held, as_of, author

    def items(self, register: Register[Any], *, also_closed: bool = False) -> list[Any]:
        return [item for item in self.held.get(register.name, ()) if also_closed or not item.is_closed]

    @cached_property
    def insiders(self) -> frozenset[str]:
        """The company's own people who are still there."""
        people = (p for p in self.engagement.people if p.left_on is None or p.left_on > self.as_of)
        return frozenset(person.name for person in people if "consultant" not in person.role.casefold())

    @cached_property
    def gone(self) -> frozenset[str]:
        """Who has left by the documents' day."""
        return frozenset(p.name for p in self.engagement.people if p.left_on and p.left_on <= self.as_of)

    def keeper(self, area: Area) -> str:
        """Who answers for an area of work, or that somebody is to be named."""
        owners = [item.owner for item in self.items(OWNERS) if item.area is area and item.owner in self.insiders]
        return owners[0] if owners else say("report.summary.owner_unnamed")

    def document(self, place: str, blocks: Iterable[Block], *, is_wide: bool = False, **said: object) -> bytes:
        """The .docx: title and intro out of the words of its place, then its blocks."""
        title = self.say(f"{place}.title", **said)
        head: list[Block] = [Heading(title), Text(self.say(f"{place}.intro", **said)), Text("", size=4)]
        return word_document([*head, *blocks], self._page(title, is_wide))

    def _page(self, title: str, is_wide: bool) -> Page:
        engagement = self.engagement
        header, footer = f"{engagement.name}: {title}", self.say("footer", day=self.shown(self.as_of))
        language = engagement.locale.replace("_", "-")
        if not language.startswith(engagement.language):
            language = engagement.language
        color = engagement.brand.color or ""
        return Page(title, self.author, color, header=header, footer=footer, language=language, is_wide=is_wide)

    def say(self, word: str, /, **values: object) -> str:
        return say(f"{ID}.{word}", None, None, **values)

    def part(self, name: str, **said: object) -> Heading:
        return Heading(self.say(f"parts.{name}", **said), 13, above=12)

    def open(self, what: str) -> str:
        """What stands where nobody has entered anything."""
        return self.say("open", what=what)

    def shown(self, value: Any) -> str:
        """A value as people read it; lists one a line."""
        engagement = self.engagement
        if isinstance(value, bool):
            return value_word("yes" if value else "no")
        if isinstance(value, Enum):
            return value_word(str(value))
        if isinstance(value, date):
            return day(value, engagement.locale, engagement.language)
        if isinstance(value, Decimal | int):
            return plain_number(Decimal(value), engagement.locale, 1)
        return "\n".join(map(self.shown, value)) if isinstance(value, tuple) else str(value).strip()

    def field(self, register: Register[Any], item: Item, field: str) -> str:
        """What stands in a field, ids as the names behind them; or that it is open, by its label."""
        value = getattr(item, field)
        if value in (None, ()):
            return self.open(field_words(register.name, field).label)
        if isinstance(value, str) and value in self.gone:
            return self.say("left", name=value)
        if isinstance(value, str) and has(f"metrics.{value}.name"):
            return say(f"metrics.{value}.name")
        other = names(register.model, field)
        if other:
            value = tuple(self.called(other, str(one)) for one in (value if isinstance(value, tuple) else (value,)))
        return self.shown(value)

    def _cell(self, register: Register[Any], item: Item, field: str) -> str:
        """As `field`; a blank says so where it is wanted, and is a dash where it may stay so."""
        if getattr(item, field) not in (None, ()):
            return self.field(register, item, field)
        is_wanted = field in NEEDED or bool(marks(register.model, field) & WANTED)
        return self.say("blank") if is_wanted else "–"

    def called(self, register: str, id_: str) -> str:
        """An item of a register by the name that people use; an id that is not there as it stands."""
        found = next((item for item in self.held.get(register, ()) if item.id == id_), None)
        return found.known_as if found else id_

    def card(self, register: Register[Any], item: Item, fields: Sequence[str]) -> Grid:
        """Fields of one item under each other."""
        rows = ((field_words(register.name, field).label, self.field(register, item, field)) for field in fields)
        return Grid((), tuple(rows), CARD, size=9, strong=(0,))

    def grid(
        self, register: Register[Any], items: Iterable[Item], fields: Sequence[str], widths: tuple[float, ...]
    ) -> list[Block]:
        """Items below each other, a field a column; where there is none, a line that says so."""
        rows = tuple(tuple(self._cell(register, item, field) for field in fields) for item in items)
        headers = tuple(field_words(register.name, field).label for field in fields)
        return [Grid(headers, rows, widths, strong=(0,)) if rows else Text(self.say("nothing"))]

    def numbered(self, lines: Iterable[str], label: str) -> list[Block]:
        """Lines one after the other with their numbers."""
        rows = tuple((str(number), line) for number, line in enumerate(lines, start=1))
        return [Grid(("", label), rows, (0.06, 0.94), size=9)] if rows else [Text(self.say("nothing"))]
