"""Interview guides as Word documents, one per role: access to verify, questions with boxes, figures beside [ENG-08]."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from cmokit.engagement.model import Engagement
from cmokit.engagement.writing import write_bytes
from cmokit.exhibits.fact import Fact
from cmokit.registers.base import Item, read_register
from cmokit.registers.catalog import CATALOG
from cmokit.registers.cells import kind_of, to_cell
from cmokit.registers.data_access import DataAccess
from cmokit.registers.fields import Mark, marks, values
from cmokit.registers.interviews import Role
from cmokit.registers.words import field_words, title, value_word
from cmokit.render.formats import day, show
from cmokit.render.labels import fact_label
from cmokit.render.word import Block, Box, Grid, Heading, Page, Text, word_document
from cmokit.runs.desk import Desk
from cmokit.runs.history import published_facts
from cmokit.runs.interview_questions import BESIDE, QUESTIONS, Asked
from cmokit.runs.priorities import Verdict, published_verdicts
from cmokit.runs.questions import Held, Question, gate_registers, questions, same_name
from cmokit.runs.registers import surroundings
from cmokit.runs.returned_answers import role_of
from cmokit.runs.roadmap import DRAFTS
from cmokit.vocabulary import Severity
from cmokit.words import joined, say, say_all, speaking

ID = "interview"
MOST = 5  # open questions of one register in a conversation; the rest stands on the person's own sheet
LARGE, SMALL = 18, 9  # room to write in, in mm
TICK = "☐"
_AIR = Text("", size=4)  # between two frames, which would grow together


@dataclass(frozen=True)
class Known:
    """What stands beside the questions: verdicts and figures last published, with the day of which they know."""

    verdicts: Mapping[str, Verdict]
    figures: Mapping[str, tuple[Fact, str]]


def write_guides(desk: Desk, roles: Iterable[str], today: date) -> tuple[Path, ...]:
    """The guides among the client's drafts, in its language. Raises ManyErrors for a register with faults."""
    folder, engagement = desk.folder, desk.engagement
    held: Held = {register.name: read_register(folder, register) for register in CATALOG}
    around = surroundings(folder, today)
    common = gate_registers(folder, engagement, around)
    figures = {name: (fact, told["as_of"]) for name, (fact, told, _) in published_facts(folder).items()}
    known = Known(published_verdicts(folder)[0], figures)
    author = desk.workspace.settings.brand.name or ""
    written = []
    for role in map(Role, roles):
        people = _people(engagement, role, today)
        asked = [one for name in people or ("",) for one in questions(CATALOG, held, name, around, common)]
        access = tuple(item for item in held["data_access"] if _concerns(item, role, people))
        with speaking(engagement.language):
            content = guide(engagement, role, people, access, asked, known, author)
        written.append(write_bytes(folder.reports / DRAFTS / f"interview-{role}.docx", content))
    return tuple(written)


def guide(
    engagement: Engagement,
    role: Role,
    people: Sequence[str],
    access: Sequence[DataAccess],
    asked: Sequence[Question],
    known: Known,
    author: str = "",
) -> bytes:
    """The document's bytes; equal inputs give equal bytes."""
    name = say(f"{ID}.title", role=value_word(role), client=engagement.name)
    color, language = engagement.brand.color or "", engagement.locale.replace("_", "-")
    page = Page(name, author, color, header=author, footer=say(f"{ID}.footer"), language=language)
    blocks: list[Block] = [Heading(name), Text(say(f"{ID}.purpose"))]
    blocks += [
        Text(joined(people) or say(f"{ID}.nobody"), say(f"{ID}.with"), above=4),
        Text(say(f"{ID}.held"), above=8),
    ]
    command = f"cmokit register export {engagement.client} interviews"
    blocks += [Text(say(f"{ID}.back.text", command=command), say(f"{ID}.back.label"), size=8.5, above=8)]
    blocks += _access(access)
    blocks += _fixed(engagement, role, known)
    blocks += _open(engagement, asked, known)
    return word_document(blocks, page)


def _people(engagement: Engagement, role: Role, today: date) -> tuple[str, ...]:
    there = [person for person in engagement.people if person.left_on is None or person.left_on > today]
    return tuple(person.name for person in there if role_of(person) is role)


def _concerns(item: DataAccess, role: Role, people: Sequence[str]) -> bool:
    """Operations verify everything; others what they give or own, and what nobody answers for."""
    named = [name for name in (item.owner, item.person) if name]
    return not named or role is Role.OPERATIONS or any(same_name(name, one) for name in named for one in people)


def _part(text: str) -> Heading:
    return Heading(text, 13, above=12)


def _access(items: Sequence[DataAccess]) -> Iterator[Block]:
    yield _part(say(f"{ID}.data_access.heading"))
    if not items:
        yield Text(say(f"{ID}.data_access.none"))
        yield Box(LARGE)
        return
    yield Text(say(f"{ID}.data_access.intro"))
    rows = tuple(_system(item) for item in items)
    yield Grid(say_all(f"{ID}.data_access.columns"), rows, (0.07, 0.2, 0.33, 0.2, 0.2), strong=(1,))


def _system(item: DataAccess) -> tuple[str, ...]:
    needed = "; ".join(filter(None, (item.permissions, joined(item.export_formats), item.gap)))
    return TICK, item.system, needed, item.person or item.owner or "", value_word(item.state)


def _fixed(engagement: Engagement, role: Role, known: Known) -> Iterator[Block]:
    order = list(dict.fromkeys(asked.subject for asked in QUESTIONS[role]))
    for subject, group in groupby(sorted(QUESTIONS[role], key=lambda one: order.index(one.subject)), _subject):
        yield _part(say(f"{ID}.subjects.{subject}"))
        for asked in group:
            question = Text("", say(f"{ID}.asks.{asked.question}"))
            told = [known.verdicts[name] for name in asked.analyses if name in known.verdicts]
            yield Box(LARGE, (question, *_reported(engagement, told)))
            yield _AIR


def _subject(asked: Asked) -> str:
    return asked.subject


def _reported(engagement: Engagement, told: Sequence[Verdict]) -> Iterator[Text]:
    """The nearest report sentence that is measured, if any."""
    for verdict in [one for one in told if one.severity is not Severity.NOT_MEASURED and one.reason][:1]:
        label = say(f"{ID}.report", title=say(f"{verdict.analysis}.title"), as_of=_day(engagement, verdict.as_of))
        yield Text(verdict.reason, label, size=8.5)


def _open(engagement: Engagement, asked: Sequence[Question], known: Known) -> Iterator[Block]:
    by_register: dict[str, dict[str, Question]] = {}
    for one in asked:
        by_register.setdefault(one.register.name, {})[one.about] = one
    for name, group in by_register.items():
        yield _part(say(f"{ID}.open", title=title(name)))
        beside = BESIDE.get(name, "")
        told = tuple(_reported(engagement, [known.verdicts[beside]] if beside in known.verdicts else []))
        for place, one in enumerate(list(group.values())[:MOST]):
            yield Box(SMALL, (*(told if place == 0 else ()), *_question(engagement, one, known)))
            yield _AIR
        if more := len(group) - MOST if len(group) > MOST else 0:
            yield Text(say(f"{ID}.more", more, number=more), above=4)


def _question(engagement: Engagement, one: Question, known: Known) -> Iterator[Text]:
    language = engagement.language
    asks = field_words(one.register.name, one.field).asks
    yield Text(asks, f"{one.named(language)}:")
    stands = to_cell(kind_of(one.register.model, one.field), one.stands, language)
    if stands is not None:
        shown = _day(engagement, stands) if isinstance(stands, date) else str(stands).replace("\n", "; ")
        yield Text(say(f"{ID}.stands", text=shown), size=8.5)
    for name in _figures(one.item):
        if name in known.figures:
            fact, as_of = known.figures[name]
            on = _day(engagement, date.fromisoformat(as_of))
            value = show(fact.value, fact.unit, engagement.locale, language=language)
            told = say(
                f"{ID}.figure", title=say(f"{fact.analysis}.title"), as_of=on, label=fact_label(fact), value=value
            )
            yield Text(told, size=8.5)
    yield Text(say(f"{ID}.reference", about=one.about), size=7)


def _figures(item: Item | None) -> tuple[Any, ...]:
    """The figures that an item names."""
    if item is None:
        return ()
    fields = [field for field in type(item).model_fields if Mark.FIGURE in marks(type(item), field)]
    return tuple(value for field in fields for value in values(item, field))


def _day(engagement: Engagement, on: date | None) -> str:
    return day(on, engagement.locale, engagement.language) if on else ""
