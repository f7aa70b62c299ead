"""What is on record about some words: every register, every published section, every comment [DEC-05].

All words must stand in one entry, as parts of words; case, accents and the Arabic letters that people mix do not count.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.yaml_text import read_yaml
from cmokit.errors import CmokitError
from cmokit.exhibits.bundle import from_bundle
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import SECTION_MIME, Section
from cmokit.methods.spoken_words import plain
from cmokit.registers.base import Item, Register, checked
from cmokit.registers.catalog import CATALOG
from cmokit.registers.fields import values
from cmokit.render.formats import Look
from cmokit.render.text import FactBook, resolve
from cmokit.render.text import plain as as_text
from cmokit.runs.commentary import commentary_of
from cmokit.runs.learning_loop import Link, links_of
from cmokit.vocabulary import Phase

# Fields that tell when something was, the most telling first; an item without any has no day.
DAYS = (
    "decided_on", "happened_on", "approved_on", "made_on", "done_on", "end_on", "said_on", "agreed_on", "checked_on",
    "changed_on", "issued_on", "live_on", "start_on", "last_done_on", "starts_on", "due_on", "review_on",
)  # fmt: skip
AROUND = 60  # letters of an entry shown on each side of the first word


@dataclass(frozen=True)
class Hit:
    """register: of an item; `report` for a published section; `commentary`. id: of the item or the analysis. file: by
    its name inside the client's folder or reports. field: where the first word stands. text: what stands around it.
    """

    register: str
    id: str
    called: str
    field: str
    text: str
    file: str
    line: int | None
    day: date | None
    links: tuple[Link, ...] = ()

    def as_json(self) -> dict[str, Any]:
        said = {name: value for name, value in vars(self).items() if name not in ("day", "links")}
        return {**said, "date": self.day, "links": [vars(link) for link in self.links]}


@dataclass(frozen=True)
class Found:
    """unread: files with faults, whose entries could not be searched."""

    hits: tuple[Hit, ...]
    unread: tuple[str, ...] = ()


Entry = tuple[str, str]  # what a piece of text is called, and the text


def find(folder: ClientFolder, engagement: Engagement, words: Sequence[str]) -> Found:
    """Everything that holds all words: registers in their order, then sections, then comments; newest first within."""
    wanted = tuple(plain(word) for word in words)
    held, unread = _registers(folder)
    hits = [hit for register, items in held.items() for hit in _in_register(folder, register, items, wanted, held)]
    hits += _in_reports(folder, engagement, wanted, held)
    hits += _in_comments(folder, wanted)
    order = {name: place for place, name in enumerate(dict.fromkeys(hit.register for hit in hits))}
    hits.sort(key=lambda hit: (order[hit.register], -(hit.day or date.min).toordinal(), hit.line or 0, hit.id))
    return Found(tuple(hits), tuple(unread))


Held = Mapping[str, Sequence[tuple[int, Item]]]  # register → its items, each with the line on which it stands


def _registers(folder: ClientFolder) -> tuple[dict[str, list[tuple[int, Item]]], list[str]]:
    held: dict[str, list[tuple[int, Item]]] = {}
    unread: list[str] = []
    for register in CATALOG:
        try:
            held[register.name] = list(_items(folder, register))
        except CmokitError:
            unread.append(f"registers/{register.file(folder).name}")
    return held, unread


def _items(folder: ClientFolder, register: Register[Any]) -> Iterator[tuple[int, Item]]:
    path = register.file(folder)
    if path.is_file():
        read = read_yaml(path)
        for place, item in enumerate(checked(read, register)):
            yield read.line((register.name, place)), item


def _in_register(
    folder: ClientFolder, register: str, items: Iterable[tuple[int, Item]], wanted: tuple[str, ...], held: Held
) -> Iterator[Hit]:
    for line, item in items:
        if place := matched(_entries(item), wanted):
            links = links_of(register, item, held)
            file = f"registers/{register}.yaml"
            yield Hit(register, item.id, item.known_as, *place, file, line, day_of(item), links)


def _entries(item: Item) -> Iterator[Entry]:
    """Every field with text, lists entry by entry; blocks inside a list by their own words."""
    for field in sorted(type(item).model_fields, key=lambda name: name == "id"):  # a short name tells least
        for value in values(item, field):
            inner = vars(value).values() if hasattr(value, "model_fields_set") else (value,)
            yield field, " ".join(str(part) for part in inner if part is not None)


def matched(entries: Iterable[Entry], wanted: tuple[str, ...]) -> Entry | None:
    """The first entry that holds the first word, and what stands around it; None unless every word stands somewhere."""
    told = [(name, text, plain(text)) for name, text in entries]
    whole = "\n".join(folded for *_, folded in told)
    if not wanted or not all(word in whole for word in wanted):
        return None
    name, text, folded = next(one for one in told if wanted[0] in one[2])
    return name, _around(text, folded.index(wanted[0]))


def _around(text: str, place: int) -> str:
    """One line of the text about a place. Folding may move places by a letter or two, which the width allows for."""
    start, end = max(0, place - AROUND), place + 2 * AROUND
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def day_of(item: Item) -> date | None:
    days = (getattr(item, field, None) for field in DAYS)
    return next((day for day in days if isinstance(day, date)), None)


def _in_reports(folder: ClientFolder, engagement: Engagement, wanted: tuple[str, ...], held: Held) -> Iterator[Hit]:
    look = Look(engagement.locale, engagement.language)
    for path in _notebooks(folder):
        day = _as_of(path.parent)
        for section in _sections(path):
            if place := matched(_told(section, look), wanted):
                links = links_of(section.analysis, None, held)
                file = path.relative_to(folder.reports).as_posix()
                called = section.card.title if section.card else section.analysis
                yield Hit("report", section.analysis, called, *place, file, None, day, links)


def _notebooks(folder: ClientFolder) -> list[Path]:
    """Of the published phases and updates, each by its own folder."""
    phases = (folder.reports / phase / f"{phase}.ipynb" for phase in Phase)
    updates = sorted((folder.reports / Phase.UPDATE).glob("*/*.ipynb"))
    return [path for path in (*phases, *updates) if path.is_file()]


def _as_of(folder: Path) -> date | None:
    path = folder / "facts.json"
    return date.fromisoformat(json.loads(path.read_text("utf-8"))["as_of"]) if path.is_file() else None


def _sections(path: Path) -> Iterator[Section]:
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if bundle := output.get("data", {}).get(SECTION_MIME):
                yield from_bundle(bundle)


def _told(section: Section, look: Look) -> Iterator[Entry]:
    """What a section says, its figures as they read, and what its tables name."""
    book = FactBook.of([section])
    named = {"headline": (section.headline,), "narrative": section.narrative, "reason": (section.reason,)}
    named |= {"decision": (section.decision,), "next_steps": section.next_steps}
    for name, sentences in named.items():
        for sentence in sentences:
            yield name, as_text(resolve(sentence, book, look, section.analysis))
    for table in section.tables:
        for row in table.rows:
            yield (
                "table",
                "; ".join(str(cell) for cell in row.values() if cell is not None and not isinstance(cell, Fact)),
            )


def _in_comments(folder: ClientFolder, wanted: tuple[str, ...]) -> Iterator[Hit]:
    """Of the commentary that reports print; private notes are nobody's memory but their author's."""
    for phase in Phase:
        for comment in commentary_of(folder, phase):
            if place := matched([(comment.section, comment.text)], wanted):
                day = _as_of(folder.reports / phase)
                yield Hit("commentary", comment.section, str(phase), *place, comment.origin, comment.line, day)
