"""The last look at a copy before it is published: nobody's name, address or number in any of its files.

The words of people are looked at first, since only their place can be named that a person mends; then every file as it
was written: the members of a workbook, HTML, JSON and text. A PDF is set from the same document as the HTML.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import unescape
from typing import Any

from cmokit.errors import RunFailed
from cmokit.render import blocks as b
from cmokit.render.audiences import Secrets
from cmokit.render.notebook import Pages
from cmokit.vocabulary import Audience

_TAG = re.compile(r"<[^>]*>")
_SEEN = re.compile(r"(?:alt|title|descr|aria-label|name)=\"([^\"]*)\"")
_DATA = re.compile(r"data:[a-z0-9/+.-]+;base64,[A-Za-z0-9+/=]+")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


@dataclass(frozen=True)
class Leak:
    """found: as it stands there; file: the deliverable or the person's own file; place: where in it."""

    file: str
    place: str
    found: str
    row: int | None = None

    def refusal(self, audience: Audience, mend: str) -> RunFailed:
        return RunFailed(
            f"this may not stand in the {audience} copy, which is not published",
            code="leak",
            file=self.file,
            row=self.row,
            column=self.place or None,
            found=self.found,
            mend=mend,
        )


def refuse_leaks_in_words(pages: Pages, audience: Audience, secrets: Secrets) -> None:
    """Raises RunFailed for the first person (or, in a public copy, client) whom an analyst's or consultant's own words
    name.
    """
    for leak in _in_words(pages, audience, secrets):
        raise leak.refusal(audience, "say it by role or without the name, there; then export again")


def refuse_leaks(name: str, content: bytes, audience: Audience, secrets: Secrets) -> None:
    """Raises RunFailed for the first one in a finished file. name: its own, which is looked at too."""
    for place, text in (("", name), *texts_of(name, content)):
        found = _first(text, audience, secrets)
        if found:
            raise Leak(name, place, found).refusal(audience, "withhold it where it comes from; then export again")


def texts_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """What can be read in a file, piece by piece with its place: markup gone, entities resolved, pictures left out."""
    if name.endswith((".xlsx", ".docx", ".pptx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                for _, text in texts_of(member, archive.read(member)):
                    yield member, text
    elif name.endswith((".html", ".xml", ".rels")):
        yield "", _read(content.decode("utf-8"))
    elif name.endswith((".json", ".txt", ".csv", ".md")):
        yield "", content.decode("utf-8-sig")


def unsearched_pictures(pages: Pages) -> int:
    """How many pictures an analyst or the consultant put into the pages: no search reads what they show."""
    added = sum(
        isinstance(block, b.Picture) for item in pages.items if isinstance(item, b.Notes) for block in item.blocks
    )
    return added + sum(len(comment.pictures) for comment in pages.meta.commentary)


def document_text(document: b.Document) -> str:
    """Every text of a report as it is set, line by line: what a PDF shows."""
    return "\n".join(_texts(document))


def _read(markup: str) -> str:
    bare = _STYLE.sub("\n", _DATA.sub("", markup))
    return unescape("\n".join((_TAG.sub("\n", bare), *_SEEN.findall(bare))))


def _first(text: str, audience: Audience, secrets: Secrets) -> str:
    found = secrets.people.first_in(text)
    return found or (secrets.client.first_in(text) if audience is Audience.PUBLIC else "")


def _in_words(pages: Pages, audience: Audience, secrets: Secrets) -> Iterator[Leak]:
    for comment in pages.meta.commentary:
        for offset, line in enumerate(comment.text.splitlines()):
            if found := _first(line, audience, secrets):
                yield Leak(comment.origin, "", found, comment.line + offset)
    for item in pages.items:
        if isinstance(item, b.Notes) and (found := _first("\n".join(_texts(item)), audience, secrets)):
            yield Leak(f"{pages.meta.phase}.ipynb", f"cell {item.cell}", found)


def _texts(shown: Any) -> Iterator[str]:
    """The texts of any value of the document, each run of words joined."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, Mapping):
        for value in shown.values():
            yield from _texts(value)
    elif isinstance(shown, (tuple, list)):
        if shown and all(hasattr(run, "text") and hasattr(run, "style") for run in shown):
            yield "".join(run.text for run in shown)
        else:
            for inner in shown:
                yield from _texts(inner)
    elif is_dataclass(shown):
        for f in fields(shown):
            yield from _texts(getattr(shown, f.name))
