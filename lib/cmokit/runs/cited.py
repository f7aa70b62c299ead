"""How figures read when the words that cite them were first printed: `commentary/<phase>.cited.json`.

A run, or a copy of one, writes it beside the commentary, never into it. A paragraph is known by its section and its
words, wherever it moves in the file; edited words are another paragraph, so they are dated anew.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.errors import ConfigurationError
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.exhibits.section import Section
from cmokit.render.cites import cites_in, paragraphs
from cmokit.render.formats import exact
from cmokit.render.report_meta import CitedFigure, Comment
from cmokit.render.text import FactBook
from cmokit.vocabulary import Phase

SCHEMA = 1


@dataclass(frozen=True, order=True)
class Cited:
    """One figure in one paragraph: its value as text and its unit when the paragraph was first printed."""

    file: str
    section: str
    paragraph: str
    name: str
    value: str
    unit: str


def read_cited(folder: ClientFolder, phase: Phase) -> tuple[Cited, ...]:
    """What was noted before; empty before the first. Raises ConfigurationError on a file that was damaged."""
    path = _path(folder, phase)
    if not path.is_file():
        return ()
    try:
        said = read_json(path)
        return tuple(Cited(**{name: str(value) for name, value in entry.items()}) for entry in said["cited"])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _damaged(path, fault) from fault


def dated(comment: Comment, cited: Iterable[Cited]) -> Comment:
    """The comment with the figures of its paragraphs as they stood when first printed."""
    mine = [entry for entry in cited if (entry.file, entry.section) == (comment.origin, comment.section)]
    then = {
        CitedFigure(line, entry.name, entry.value, entry.unit)
        for line, text in paragraphs(comment)
        for entry in mine
        if entry.paragraph == paragraph_key(text)
    }
    return replace(comment, cited=tuple(sorted(then, key=lambda figure: (figure.line, figure.name))))


def remember(folder: ClientFolder, phase: Phase, comments: Sequence[Comment], sections: Iterable[Section]) -> None:
    """Note the figures of paragraphs that are printed for the first time; forget paragraphs that are gone."""
    book = FactBook.of(sections)
    found = tuple(sorted({entry for comment in comments for entry in _entries(comment, book)}))
    if found != read_cited(folder, phase):
        write_text(_path(folder, phase), dump_json({"schema": SCHEMA, "cited": [vars(entry) for entry in found]}))


def paragraph_key(text: str) -> str:
    """A paragraph by its words; line breaks and blanks between them do not count."""
    return hashlib.sha256(re.sub(r"\s+", " ", text).strip().encode()).hexdigest()[:16]


def _entries(comment: Comment, book: FactBook) -> Iterator[Cited]:
    """A comment's figures: as noted before, else as they stand; one that is not measured now keeps what was noted."""
    keys = {line: paragraph_key(text) for line, text in paragraphs(comment)}
    for then in comment.cited:
        yield Cited(comment.origin, comment.section, keys[then.line], then.name, then.value, then.unit)
    noted = {(then.line, then.name) for then in comment.cited}
    for cite in cites_in(comment, book):
        fact = cite.fact
        if fact and fact.value is not None and (cite.paragraph, fact.name) not in noted:
            yield Cited(comment.origin, comment.section, keys[cite.paragraph], fact.name, _as_text(fact), fact.unit)


def _as_text(fact: Fact) -> str:
    return str(fact.value) if fact.unit == "text" else format(exact(fact.value), "f")


def _path(folder: ClientFolder, phase: Phase) -> Path:
    return folder.commentary / f"{phase}.cited.json"


def _damaged(path: Path, fault: Any) -> ConfigurationError:
    return ConfigurationError(
        "this note of cited figures cannot be read",
        code="cited",
        file=path,
        found=str(fault),
        mend="put the file back from a copy, or delete it: the next report dates every figure anew",
    )
