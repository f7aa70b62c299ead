"""The agenda of the meeting that an update is made for: what changed, why, what is done, by whom, looked at when."""

from collections.abc import Iterator
from datetime import date, timedelta

from cmokit.exhibits.section import Section
from cmokit.render import formats
from cmokit.render.chapters import owner_of
from cmokit.render.document import look_of
from cmokit.render.formats import Look
from cmokit.render.labels import title_of
from cmokit.render.notebook import Pages
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import FactBook, plain, resolve
from cmokit.render.word import Block, Box, Grid, Heading, Page, Text, word_document
from cmokit.vocabulary import Meeting, Severity
from cmokit.words import say, say_all, speaking

AGENDA = "agenda.docx"
# Days until what was agreed is looked at again: until the next meeting of its kind.
AGAIN = {Meeting.WEEKLY: 7, Meeting.SALES_MARKETING: 14, Meeting.BOARD: 30}
TO_SPEAK_OF = (Severity.FAIL, Severity.WARN)
WIDTHS = (2.2, 2.2, 2.2, 1.1, 0.9)


def agenda_of(pages: Pages) -> bytes:
    """The agenda as Word, in the client's language; room to write where only the meeting knows."""
    meta = pages.meta
    with speaking(meta.language):
        look, meeting = look_of(meta), Meeting(meta.meeting or Meeting.WEEKLY)
        sections = [one for one in pages.items if isinstance(one, Section)]
        book = FactBook.of(sections)
        title = say(f"update.agenda.title.{meeting}", client=meta.client_name)
        blocks = list(_blocks(sections, book, meta, look, meeting))
        page = Page(
            title=title,
            author=meta.consultant_brand.name,
            color=look.color,
            header=meta.client_name,
            footer=say("update.agenda.footer"),
            language=meta.locale.replace("_", "-"),
            is_wide=True,
        )
        return word_document([Heading(title), *blocks], page)


def _blocks(sections: list[Section], book: FactBook, meta: ReportMeta, look: Look, meeting: Meeting) -> Iterator[Block]:
    day = formats.day(meta.as_of, meta.locale, meta.language) if meta.as_of else ""
    yield Text(say("update.agenda.as_of", day=day))
    yield Text(say("update.agenda.read"), label=say("update.agenda.before"))
    again = _again(meta.as_of, meeting)
    review = formats.day(again, meta.locale, meta.language) if again else ""
    heads = tuple(say_all("update.agenda.columns"))
    rows = tuple(_row(s, book, meta, look, review) for s in sections if s.severity in TO_SPEAK_OF)
    yield Heading(say("update.agenda.changed"), size=13, above=8)
    yield Grid(heads, rows, WIDTHS, strong=(0,)) if rows else Text(say("update.agenda.nothing"))
    decisions = [s for s in sections if s.decision]
    if decisions:
        yield Heading(say("update.agenda.decisions"), size=13, above=8)
        for section in decisions:
            yield Text(
                plain(resolve(section.decision, book, look, section.analysis)), label=owner_of(section, meta) + ":"
            )
    yield Heading(say("update.agenda.agreed"), size=13, above=8)
    yield Box(height=42)


def _again(as_of: date | None, meeting: Meeting) -> date | None:
    return as_of + timedelta(days=AGAIN[meeting]) if as_of else None


def _row(section: Section, book: FactBook, meta: ReportMeta, look: Look, review: str) -> tuple[str, ...]:
    where = section.analysis
    said = [plain(resolve(text, book, look, where)) for text in (section.headline, section.reason)]
    step = plain(resolve(section.next_steps[0], book, look, where)) if section.next_steps else ""
    return f"{title_of(section)}: {said[0]}", said[1], step, owner_of(section, meta), review
