"""The board's copy: totals, roles instead of people, no single record, nothing that anybody wrote freely."""

from dataclasses import replace

from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Section, Table
from cmokit.exhibits.text import quote
from cmokit.render import blocks as b
from cmokit.render.labels import readable
from cmokit.render.notebook import Pages
from cmokit.render.people import People
from cmokit.render.personal import without_names
from cmokit.render.report_meta import Contact, ReportMeta
from cmokit.render.rewriting import Rewriting
from cmokit.render.text import plain, words
from cmokit.tables.personal import About, about
from cmokit.words import say

SINGLE = frozenset((About.PERSONAL, About.PERSON, About.RECORD))
NOT_OF_FIGURES = frozenset(("order", "payment", "one", "other"))  # as a dimension they say something else
WHOLE = "all"  # the value of a dimension that is not one of its parts


def board_pages(pages: Pages, people: People) -> Pages:
    """The pages without people, single records and free text. people: whose names are withheld in the client's text."""
    language = pages.meta.language
    meta = _meta(pages.meta, people)
    rewriting = _rewriting(people, language)
    items = tuple(
        _section(item, rewriting, meta) if isinstance(item, Section) else _notes(item, language) for item in pages.items
    )
    return replace(pages, items=items, meta=meta)


def _rewriting(people: People, language: str) -> Rewriting:
    somebody = say("audiences.somebody", language=language)

    def text(said: str) -> str:
        return people.withheld(said, somebody)

    def fact(told: Fact) -> Fact | None:
        if is_of_one(told):
            return None
        value = text(told.value) if isinstance(told.value, str) else told.value
        return told.but(value=value, dimensions={key: text(part) for key, part in told.dimensions.items()})

    left_out = say("audiences.sentence_left_out", language=language)
    return Rewriting(text, fact, lambda value, unit: value, lambda unit: unit, left_out)


def is_of_one(fact: Fact) -> bool:
    """Whether a figure is that of one person or record; a role would not hide who holds it, nor a small group who is
    in it.
    """
    told = (_column(key, value) for key, value in fact.dimensions.items() if value != WHOLE)
    return any(_is_single(key) and key not in NOT_OF_FIGURES for key in told)


def _column(key: str, value: str) -> str:
    """The column that a dimension is about: of a split that is named by its column, `owner_id=7`, that one."""
    return value.split("=", 1)[0] if key == "split" and "=" in value else key


def _is_single(column: str) -> bool:
    return about(column) in SINGLE or about(column) is About.TEXT


def _section(section: Section, rewriting: Rewriting, meta: ReportMeta) -> Section:
    told = rewriting.section(section)
    lists = [table for table in told.tables if _lists_single_records(table)]
    kept = without_names(replace(told, tables=tuple(t for t in told.tables if t not in lists)), meta.language).tables
    charts = tuple(chart for chart in told.charts if not _shows_single_ones(chart))
    named = [table.title for table in lists if table.title and table.rows]
    said = [say("audiences.table_left_out", language=meta.language, title=title) for title in named]
    if len(told.facts) < len(section.facts) or len(charts) < len(told.charts):
        said.append(say("audiences.people_left_out", language=meta.language))
    return replace(
        told,
        owner=meta.owner(section.owner_role) if section.owner else "",
        tables=tuple(map(_without_text, kept)),
        charts=charts,
        narrative=(*told.narrative, *said),
    )


def _lists_single_records(table: Table) -> bool:
    return any(column.unit == "text" and about(column.name) in SINGLE for column in table.columns)


def _shows_single_ones(chart: Chart) -> bool:
    return _is_single(chart.x) or bool(chart.series and _is_single(chart.series))


def _without_text(table: Table) -> Table:
    """What people wrote freely is left out, whoever they are."""
    return replace(
        table, columns=tuple(c for c in table.columns if c.unit != "text" or about(c.name) is not About.TEXT)
    )


def _notes(notes: b.Notes, language: str) -> b.Notes:
    """The analyst's own words stay; a list of single records among them does not."""
    return replace(notes, blocks=tuple(_note(block, language) for block in notes.blocks))


def _note(block: b.Block, language: str) -> b.Block:
    if not isinstance(block, b.TableBlock) or not any(about(c.header) in SINGLE for c in block.columns):
        return block
    title = quote(plain(block.title)) if block.title else "–"
    return b.Paragraph(words(say("audiences.table_left_out", language=language, title=title)), "note")


def _meta(meta: ReportMeta, people: People) -> ReportMeta:
    """Roles instead of names; files and definitions without people in them."""
    somebody = say("audiences.somebody", language=meta.language)

    def text(said: str) -> str:
        return people.withheld(said, somebody)

    return replace(
        meta,
        people=tuple(Contact(person.role, readable(person.role)) for person in meta.people),
        received=tuple(replace(f, file=text(f.file), reason=text(f.reason)) for f in meta.received),
        set_aside=tuple(replace(s, file=text(s.file), column=text(s.column)) for s in meta.set_aside),
        definitions=tuple(replace(term, text=text(term.text), origin=text(term.origin)) for term in meta.definitions),
        metrics=tuple(
            replace(m, text=text(m.text), reason=text(m.reason), approver=text(m.approver)) for m in meta.metrics
        ),
        targets={name: replace(mark, origin=text(mark.origin)) for name, mark in meta.targets.items()},
        baseline={name: replace(mark, origin=text(mark.origin)) for name, mark in meta.baseline.items()},
        client_brand=replace(meta.client_brand, contact=""),
        shows_people=False,
    )
