"""Numbers that a person wrote down without saying where they come from.

Free are dates, ordinals, quarters, quotations and headings, and names that hold a digit (GA4, B2B): they say when,
which one or who, not how much. Everything else written in digits counts. Number words are free: "one" is an article in
most languages, and a list full of articles would be read by nobody; a figure that matters is written in digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cmokit.render.free_numerals import MONEY, free_patterns

_NUMBER = re.compile(
    r"(?:[€$£¥]\s?)?(?:\d+(?:[.,'’\u00a0\u202f]\d+|\u0020\d{3}(?!\d))*|[¼-¾⅐-⅞])"
    rf"(?:\s?[%‰€$£¥]|\s?(?:{MONEY})\b|[^\W\d_]+)?"
)
# Digits as Arabic and Persian write them.
_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_QUOTED = re.compile(r" {0,3}>")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|\s*\|\s*:?-+:?\s*\|\s*$")
_LIST = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])(?=\s)")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:\s")
# Marks, pictures, addresses, HTML tags and comments, character codes: none of it is a number that a reader sees.
_UNSEEN = re.compile(
    "|".join(
        (
            r"\{\{\s*(?:fact|said)\s*:.{0,500}?\}\}",
            r"!\[[^\]]*\]\([^)]*\)",
            r"(?<=\])\([^)\s]*(?:\s+\"[^\"]*\")?\)",
            r"(?<=\])\[[^\]]*\]",
            r"<!--.{0,5000}?-->",
            r"<[^<>\s][^<>]{0,500}>",
            r"&#?\w+;",
            r"\bhttps?://\S+|\bwww\.\S+",
            r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+",
        )
    ),
    re.DOTALL,
)
_PARAGRAPH = r"(?:(?!\n[ \t]*\n)[^{0}])*?"
_QUOTATION = re.compile(
    "|".join(
        (
            r"(?<!\w)\"(?=\S)" + _PARAGRAPH.replace("{0}", '"') + r"(?<=\S)\"(?!\w)",
            "“" + _PARAGRAPH.replace("{0}", "“”") + "”",
            "„" + _PARAGRAPH.replace("{0}", "„“”") + "[“”]",
            "«" + _PARAGRAPH.replace("{0}", "«»") + "»",
            "»" + _PARAGRAPH.replace("{0}", "«»") + "«",
            "‘" + _PARAGRAPH.replace("{0}", "‘") + r"’(?!\w)",
        )
    )
)


@dataclass(frozen=True)
class Numeral:
    """A number in a text: its place (characters from 0) and how it is written, with a unit that touches it."""

    start: int
    end: int
    text: str


def loose_in(markdown: str) -> tuple[Numeral, ...]:
    """Every number of a Markdown text that is neither a mark nor free, in order."""
    left = _without(markdown.translate(_DIGITS), _free_lines(markdown))
    for pattern in (_UNSEEN, _QUOTATION, *free_patterns()):
        left = _without(left, [match.span() for match in pattern.finditer(left)])
    return tuple(
        Numeral(match.start(), match.end(), markdown[match.start() : match.end()]) for match in _NUMBER.finditer(left)
    )


def line_of(text: str, at: int) -> int:
    """The line, from 1, on which a character of a text stands."""
    return text.count("\n", 0, at) + 1


def _without(text: str, places: list[tuple[int, int]]) -> str:
    """The text with blanks in these places, of the same length and lines."""
    for start, end in places:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _free_lines(markdown: str) -> list[tuple[int, int]]:
    """What Markdown itself says is a heading, the head of a table, a quotation, or the number of a list's item."""
    return [place for line in _lines(markdown) for place in line.free()]


@dataclass(frozen=True)
class _Line:
    """One line and its neighbours. start: its first character."""

    start: int
    text: str
    before: str
    after: str

    def free(self) -> Iterator[tuple[int, int]]:
        if any(kind.match(self.text) for kind in (_HEADING, _QUOTED, _REFERENCE)) or self._heads_what_follows():
            yield self.start, self.start + len(self.text)
        item = _LIST.match(self.text)
        if item and item.group(1) and self._begins_an_item(item.group(1)):
            yield self.start + item.start(1), self.start + item.end(1)

    def _heads_what_follows(self) -> bool:
        if not self.text.strip() or _LIST.match(self.text):
            return False
        return bool(_DELIMITERS.match(self.after) or (_UNDERLINE.match(self.after) and "|" not in self.text))

    def _begins_an_item(self, number: str) -> bool:
        """Within a paragraph only a list that begins with 1 is one."""
        before = self.before
        return int(number) == 1 or not before.strip() or before[:1].isspace() or bool(_LIST.match(before))


def _lines(markdown: str) -> Iterator[_Line]:
    """The lines outside fenced code."""
    texts = markdown.split("\n")
    start, fence = 0, ""
    for number, text in enumerate(texts):
        found = _FENCE.match(text)
        if found and not fence:
            fence = found.group(1)
        elif found and fence and found.group(1).startswith(fence):
            fence = ""
        elif not fence:
            after = texts[number + 1] if number + 1 < len(texts) else ""
            yield _Line(start, text, texts[number - 1] if number else "", after)
        start += len(text) + 1
