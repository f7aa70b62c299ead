"""The words of a report in Word, for people who edit: summary, decisions, findings, first tables, next steps.

Made of the same document as PDF and HTML. Pictures stay in those; short codes too, as an edited sentence is its
editor's and no longer traced.
"""

from collections.abc import Iterable, Iterator, Sequence

from cmokit.render import blocks as b
from cmokit.render import word
from cmokit.render.direction import isolated
from cmokit.render.document import look_of
from cmokit.render.formats import Look
from cmokit.render.html_blocks import rows_note
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import Runs, plain
from cmokit.vocabulary import Severity
from cmokit.words import say, speaking, spoken

CHAPTER, PART = 14.0, 11.5  # points of headings
SMALL_FROM = 7  # columns from which a table is set smaller
WIDEST, WIDEST_WORD, AIR = 34, 18, 3  # letters that count for a column's width
ROOM = 950.0  # letters times points that stand beside each other on a page


def word_of(document: b.Document, meta: ReportMeta) -> bytes:
    """The .docx of a report. Equal documents give equal bytes."""
    with speaking(meta.language):
        look = look_of(meta)
        page = word.Page(
            title=document.title,
            author=meta.consultant_brand.name,
            color=look.color,
            header=document.title,
            footer=document.cover.confidentiality,
            language=meta.locale.replace("_", "-") if meta.locale.startswith(meta.language) else meta.language,
        )
        return word.word_document(_blocks(document, look), page)


def _blocks(document: b.Document, look: Look) -> Iterator[word.Block]:
    yield word.Heading(document.cover.title, 20)
    yield word.Text(document.cover.subtitle, size=12)
    for line in document.cover.lines:
        yield word.Text(isolated(line.text, look.language), f"{line.label}:")
    yield word.Text(say("deck.words_intro"), size=8.5, above=6)
    for part in document.opening:
        yield from _part(part)
    yield from _summary(document.summary, look)
    for part in document.parts:
        yield from _part(part)


def _summary(summary: b.Summary, look: Look) -> Iterator[word.Block]:
    yield word.Heading(say("report.summary.title"), CHAPTER, 14, level=1)
    yield word.Text(plain(summary.sentence), f"{say(f'report.verdict.{summary.verdict}')}:", 11)
    tally = (f"{summary.tally[s]} {say(f'report.verdict.{s}')}" for s in Severity if summary.tally.get(s))
    yield word.Text(" · ".join(tally))
    if summary.figures:
        yield word.Heading(say("report.summary.figures"), PART, 8, level=2)
        heads = tuple(
            say(word_id) for word_id in ("report.summary.figure", "report.facts.value", "report.summary.yardstick")
        )
        rows = tuple((one.label, plain(one.figure), plain(one.yardstick)) for one in summary.figures)
        yield word.Grid(heads, rows, (4, 1.8, 4), 9, strong=(1,))
    yield word.Heading(say("report.summary.decisions"), PART, 8, level=2)
    if not summary.decisions:
        yield word.Text(say("report.summary.no_decisions"))
    for decision in summary.decisions:
        yield from _decision(decision)
    yield from _told(summary.comment)


def _decision(decision: b.Decision) -> Iterator[word.Block]:
    stake = f"{say('report.summary.stake')}: {plain(decision.stake)}" if decision.stake else ""
    see = say("report.summary.see", number=decision.part) if decision.part else ""
    said = (decision.owner, stake or say("report.summary.not_quantified"), see)
    yield word.Text(plain(decision.text), size=10.5, above=3, bullet=True)
    yield word.Text(" · ".join(filter(None, said)), size=8.5)


def _part(part: b.Part) -> Iterator[word.Block]:
    yield word.Heading(f"{part.number} {part.title}".strip(), CHAPTER, 14, level=1)
    yield from _told(part.blocks)


def _told(blocks: Iterable[b.Block]) -> Iterator[word.Block]:
    """Blocks in their order, with the first of their tables."""
    has_table = False
    for block in blocks:
        if isinstance(block, b.TableBlock):
            if not has_table:
                yield from _table(block)
            has_table = True
        else:
            yield from _block(block)


def _block(block: b.Block) -> Iterator[word.Block]:
    if isinstance(block, b.Heading):
        yield word.Heading(plain(block.runs), PART, 8, level=min(block.level, 8) + 1)
    elif isinstance(block, b.Paragraph):
        yield word.Text(plain(block.runs), size=8.5 if block.role in ("note", "small") else 9.5)
    elif isinstance(block, b.Finding):
        yield from _finding(block)
    elif isinstance(block, b.Steps):
        yield from (word.Text(plain(item), bullet=True) for item in block.items)
        yield word.Text(" · ".join(filter(None, (block.owner, plain(block.stake)))), size=8.5)
    elif isinstance(block, b.ListBlock):
        yield from (word.Text(text, bullet=True) for item in block.items if (text := _text_of(item)))
    elif isinstance(block, b.Quote):
        yield from _told(block.blocks)
    elif isinstance(block, b.Code):
        yield word.Text(block.text)


def _finding(block: b.Finding) -> Iterator[word.Block]:
    yield word.Text(block.question, size=9)
    yield word.Text("", plain(block.headline), 11, above=2)
    yield word.Text(plain(block.reason), f"{say(f'report.verdict.{block.severity}')}:", above=2)


def _text_of(item: Iterable[b.Block]) -> str:
    """A list's item as one text."""
    said = (block.text for inner in item for block in _block(inner) if isinstance(block, word.Text))
    return " ".join(filter(None, said))


def _table(block: b.TableBlock) -> Iterator[word.Block]:
    if not block.rows:
        return
    if block.title:
        yield word.Text("", plain(block.title), above=6)
    rows = tuple(tuple(plain(cell.runs) for cell in row) for row in block.rows)
    heads = tuple(column.header for column in block.columns)
    size = 7.0 if len(heads) >= SMALL_FROM else 8.0
    right = tuple(place for place, column in enumerate(block.columns) if column.align == "right")
    yield word.Grid(heads, rows, _widths(list(zip(heads, *rows, strict=True)), ROOM / size), size, right=right)
    yield from _note(block.note, block)


def _note(note: Runs, block: b.TableBlock) -> Iterator[word.Block]:
    said = " ".join(filter(None, (plain(note), rows_note(block, len(block.rows), Look(language=spoken())))))
    if said:
        yield word.Text(said, size=8.5)


def _widths(columns: Sequence[Sequence[str]], room: float) -> tuple[float, ...]:
    """Shares of the page: no column narrower than its longest word, the rest by what each would take.

    room: how many letters stand beside each other on a page.
    """
    least = [min(_longest(word for text in texts for word in text.split()), WIDEST_WORD) + AIR for texts in columns]
    wanted = [
        max(min(_longest(line for text in texts for line in text.split("\n")), WIDEST) + AIR, low)
        for texts, low in zip(columns, least, strict=True)
    ]
    left, asked = max(room - sum(least), 0.0), sum(wanted) - sum(least)
    share = min(left / asked, 1.0) if asked else 0.0
    return tuple(low + (want - low) * share for low, want in zip(least, wanted, strict=True))


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)
