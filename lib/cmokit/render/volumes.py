"""A report too large for one file in several: each with the same cover, contents and summary, and some chapters."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from cmokit.render.blocks import ContentsLine, Document, Line, Part
from cmokit.words import say

MOST_BYTES = 10_000_000  # of one deliverable: what most mailboxes take
Make = Callable[[Document], bytes]


def files_of(document: Document, make: Make, stem: str, ending: str, limit: int = MOST_BYTES) -> dict[str, bytes]:
    """File name → content: one file, or as many as are needed for none to be larger than `limit`.

    A chapter is never cut: one that is larger by itself stands alone in its file. make: a document as a file.
    """
    whole = make(document)
    if len(whole) <= limit or _chapters(document) < 2:
        return {f"{stem}{ending}": whole}
    first = min(-(-len(whole) // limit), _chapters(document))
    for count in range(first, _chapters(document) + 1):
        made = [make(volume) for volume in volumes(document, count)]
        if all(len(content) <= limit for content in made):
            break
    return {f"{stem}_part{number}{ending}": content for number, content in enumerate(made, 1)}


def volumes(document: Document, count: int) -> Iterator[Document]:
    """The document in `count` volumes of about equal weight, its chapters in their order."""
    chapters = [*document.parts, *document.appendices]
    numbers = _shares([_weight(part) for part in chapters], count)
    where = {part.anchor: number for part, number in zip(chapters, numbers, strict=True)}
    for number in range(1, count + 1):
        yield replace(
            document,
            title=f"{document.title}, {_said(number, count)}",
            cover=replace(document.cover, lines=(*document.cover.lines, _line(number, count))),
            opening=document.opening if number == 1 else (),
            parts=tuple(part for part in document.parts if where[part.anchor] == number),
            appendices=tuple(part for part in document.appendices if where[part.anchor] == number),
            contents=tuple(_entry(part, where[part.anchor], number) for part in chapters),
        )


def _chapters(document: Document) -> int:
    return len(document.parts) + len(document.appendices)


def _weight(part: Part) -> int:
    """What a chapter takes, roughly: what it holds as text, pictures by their bytes."""
    return len(repr(part.blocks))


def _shares(weights: list[int], count: int) -> list[int]:
    """The volume of each chapter, from 1: none empty, filled up to an equal share one after the other."""
    numbers, number, filled, left = [], 1, 0, sum(weights)
    for place, weight in enumerate(weights):
        remaining = len(weights) - place
        share = (left + filled) / (count - number + 1)
        is_full = filled and filled + weight / 2 > share
        if number < count and filled and (is_full or remaining <= count - number):
            number, filled = number + 1, 0
        numbers.append(number)
        filled += weight
        left -= weight
    return numbers


def _entry(part: Part, place: int, here: int) -> ContentsLine:
    where = "" if place == here else say("report.volumes.elsewhere", number=place)
    return ContentsLine(part.number, part.title, part.anchor, where)


def _line(number: int, count: int) -> Line:
    return Line(say("report.volumes.label"), _said(number, count))


def _said(number: int, count: int) -> str:
    return say("report.volumes.part", number=number, parts=count)
