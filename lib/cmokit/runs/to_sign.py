"""Parts of documents to sign: tables from registers, gaps marked as to be agreed, lines for signatures."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from cmokit.engagement.model import Engagement
from cmokit.render.formats import day, plain_number
from cmokit.render.word import Block, Grid, Heading, Page, Text
from cmokit.words import say, say_all

ID = "agreement"


class Paper:
    """Words of one document in one client's formats. place: of its words, as `agreement.contract`."""

    def __init__(self, engagement: Engagement, place: str = ID):
        self.engagement, self.place = engagement, place

    def say(self, word: str, /, **values: object) -> str:
        return say(f"{self.place}.{word}", None, None, **values)

    def part(self, name: str) -> Heading:
        return Heading(self.say(f"{name}.heading"), 13, above=12)

    def page(self, title: str, author: str) -> Page:
        language = self.engagement.locale.replace("_", "-")
        footer = say(f"{ID}.footer")
        return Page(title, author, self.engagement.brand.color or "", header=author, footer=footer, language=language)

    def grid(self, name: str, rows: Iterable[Sequence[str]], widths: tuple[float, ...]) -> Grid:
        return Grid(say_all(f"{self.place}.{name}.columns"), tuple(map(tuple, rows)), widths, strong=(0,))

    def said(self, told: object, gap: str) -> str:
        """What a register says, else that it is to be agreed. gap: word of what is missing."""
        if told is None or told in ("", ()):
            return to_be_agreed(self.say(gap))
        if isinstance(told, date):
            return day(told, self.engagement.locale, self.engagement.language)
        return plain_number(Decimal(told), self.engagement.locale, 1) if isinstance(told, Decimal | int) else str(told)

    def open(self, gap: str) -> Text:
        """A paragraph that says what is to be agreed."""
        return Text(to_be_agreed(self.say(gap)))

    def signatures(self, signers: Iterable[tuple[str, str]]) -> Iterable[Block]:
        """A line each. signers: (word of `signed`, name, empty where nobody is named)."""
        yield Heading(say(f"{ID}.signed.heading"), 13, above=14)
        for word, name in signers:
            known = name or to_be_agreed(say(f"{ID}.signed.name"))
            yield Text(say(f"{ID}.signed.line", role=say(f"{ID}.signed.{word}"), name=known), above=16)


def to_be_agreed(what: str) -> str:
    return say(f"{ID}.open", what=what)
