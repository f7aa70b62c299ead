"""The slides themselves: title, verdict, decisions, findings, what happens next."""

from collections.abc import Iterable, Iterator
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.util import Emu, Pt

from cmokit.render import blocks as b
from cmokit.render import style
from cmokit.render.deck.base import TITLES, Box, Deck, placeholders, size_that_fits
from cmokit.render.deck.chart_words import limit_words
from cmokit.render.deck.charts import add_chart, left_out, share_of_height
from cmokit.render.deck.story import Story, Told
from cmokit.render.deck.writing import Words, described, fill, grid, text_box, that_fit, title
from cmokit.render.formats import Look
from cmokit.render.text import plain
from cmokit.vocabulary import Severity
from cmokit.words import is_right_to_left, say

MOST_STEPS = 6
MOST_COLUMNS = 5  # of a table that stands in for a chart
LEAST_TITLE = 16  # points


def write_slides(deck: Deck, story: Story, look: Look) -> None:
    """Every slide of a story, in its order."""
    _cover(deck, story, look)
    _verdict(deck, story, look)
    if story.summary.decisions:
        _decisions(deck, story.summary.decisions, look)
    for told in story.findings:
        _finding(deck, told, look)
    if story.findings or story.unanswered:
        _next(deck, story, look)


def _cover(deck: Deck, story: Story, look: Look) -> None:
    slide = deck.slide(is_title=True)
    cover = story.cover
    _titled(deck, slide, cover.title, look)
    lines = [Words(f"{line.label}: {line.text}", 14, after=2) for line in cover.lines]
    told = [Words(cover.subtitle, 20, kind="muted", after=14), *lines, Words(cover.confidentiality, 12, kind="muted")]
    told = [words for words in told if words.text]
    under = next(placeholders(slide, PP_PLACEHOLDER.SUBTITLE), None)
    if under is None:
        text_box(slide, deck.area, told, look.language)
    else:
        fill(under.text_frame, told, look.language)


def _verdict(deck: Deck, story: Story, look: Look) -> None:
    """The verdict's sentence, its key figures side by side, and how many questions came to which verdict."""
    slide, summary = deck.slide(), story.summary
    _titled(deck, slide, plain(summary.sentence), look)
    area = deck.area
    figures = summary.figures
    for place, figure in enumerate(figures):
        width = 1 / max(len(figures), 3)
        box = area.at(place * width, 0.04, width - 0.025, 0.7)
        _figure(slide, figure, _sided(box, area, look), look)
    tally = [f"{summary.tally[s]} {_say(f'report.verdict.{s}', look)}" for s in Severity if summary.tally.get(s)]
    text_box(slide, area.at(0, 0.9, 1, 0.1), [Words(" · ".join(tally), 16, kind="muted")], look.language)


def _figure(slide: Any, figure: b.KeyFigure, box: Box, look: Look) -> None:
    _bar_above(slide, box, style.VERDICTS[figure.severity])
    value = plain(figure.figure)
    size = size_that_fits(value, Box(0, 0, box.width, int(Pt(48))), 36, 18)
    told = [
        Words(value, size, bold=True, kind="brand", after=6),
        Words(figure.label, 16, after=10),
        Words(plain(figure.yardstick), 13, kind="muted"),
    ]
    text_box(slide, box.at(0, 0.05, 1, 0.95), told, look.language)


def _bar_above(slide: Any, box: Box, color: str) -> None:
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Emu, (box.left, box.top, box.width, int(Pt(4)))))
    bar.fill.solid()
    bar.fill.fore_color.rgb = RGBColor.from_string(color.lstrip("#"))
    bar.line.fill.background()
    bar.shadow.inherit = False
    described(bar, "")


def _decisions(deck: Deck, decisions: tuple[b.Decision, ...], look: Look) -> None:
    slide, count = deck.slide(), len(decisions)
    headline = say("deck.decisions", count, look.language, number=count)
    _titled(deck, slide, headline, look)
    none = _say("report.summary.not_quantified", look)
    rows = [(plain(d.text), _who(d.owner, look), plain(d.stake) or none, _see(d.part, look)) for d in decisions]
    heads = [_say(f"deck.{name}", look) for name in ("decision", "owner", "stake", "section")]
    grid(slide, deck.area, heads, rows, (5.2, 2.5, 1.8, 1.3), look.language, 16, alt=headline)


def _finding(deck: Deck, told: Told, look: Look) -> None:
    """The finding as headline, one exhibit, and beside it the verdict and what is behind it."""
    slide, area = deck.slide(), deck.area
    _titled(deck, slide, plain(told.finding.headline), look)
    exhibit, beside = _sided(area.at(0, 0, 0.64, 1), area, look), _sided(area.at(0.68, 0, 0.32, 1), area, look)
    _exhibit(slide, told, exhibit, look)
    _beside(slide, told, beside, look)


def _exhibit(slide: Any, told: Told, box: Box, look: Look) -> None:
    if told.chart is not None:
        more = left_out(told.chart.chart)
        words = [plain(told.chart.title), limit_words(told.chart, look) if told.chart.chart.kind != "line" else ""]
        words.append(say("deck.more", more, look.language, number=more) if more else "")
        text_box(slide, box.at(0, 0, 1, 0.1), [Words(" · ".join(filter(None, words)), 13, bold=True)], look.language)
        room = box.at(0, 0.11, 1, 0.89)
        add_chart(slide, told.chart, room.at(0, 0, 1, share_of_height(told.chart.chart, room)), look)
    elif told.table is not None:
        _table(slide, told.table, box, look)


def _table(slide: Any, table: b.TableBlock, box: Box, look: Look) -> None:
    """The first columns and rows of a table, where a finding has no chart."""
    columns = table.columns[:MOST_COLUMNS]
    rows = [[plain(cell.runs) for cell in row[:MOST_COLUMNS]] for row in table.rows]
    right = [place for place, column in enumerate(columns) if column.align == "right"]
    widths = [1.0 if place in right else 2.0 for place in range(len(columns))]
    title_of_it = plain(table.title)
    text_box(slide, box.at(0, 0, 1, 0.1), [Words(title_of_it, 13, bold=True)], look.language)
    heads = [column.header for column in columns]
    grid(
        slide,
        box.at(0, 0.11, 1, 0.89),
        heads,
        rows,
        widths,
        look.language,
        12 if len(columns) > 3 else 13,
        right,
        title_of_it,
    )


def _beside(slide: Any, told: Told, box: Box, look: Look) -> None:
    severity = told.finding.severity
    _bar_above(slide, box, style.VERDICTS[severity])
    first = Words(_say(f"report.verdict.{severity}", look), 14, bold=True, after=2)
    said = [first, Words(plain(told.finding.reason), 14, after=10)]
    said += [Words(plain(block.runs), 13, after=6) for block in told.words]
    room = box.at(0, 0.03, 1, 0.88)
    text_box(slide, room, that_fit(said, room) or said[:2], look.language)
    where = _see(told.part.number, look)
    text_box(slide, box.at(0, 0.93, 1, 0.07), [Words(where, 12, kind="muted")], look.language)


def _next(deck: Deck, story: Story, look: Look) -> None:
    """The first steps behind the findings, with who takes them, and how many questions wait for data."""
    slide, area = deck.slide(), deck.area
    rows = list(_steps(story.findings, look))[:MOST_STEPS]
    _titled(deck, slide, _say("deck.next", look), look)
    heads = [_say(f"deck.{name}", look) for name in ("step", "owner", "section")]
    if rows:
        grid(slide, area.at(0, 0, 1, 0.86), heads, rows, (6.5, 3, 1.3), look.language, 15, alt=_say("deck.next", look))
    if story.unanswered:
        text = say("deck.unanswered", story.unanswered, look.language, number=story.unanswered)
        text_box(slide, area.at(0, 0.9, 1, 0.1), [Words(text, 14, kind="muted")], look.language)


def _steps(findings: Iterable[Told], look: Look) -> Iterator[tuple[str, str, str]]:
    """The first step of every finding, then the second ones."""
    told = [one for one in findings if one.steps is not None]
    for place in range(MOST_STEPS):
        for one in told:
            if one.steps and place < min(len(one.steps.items), 2):
                yield plain(one.steps.items[place]), _who(one.steps.owner, look), _see(one.part.number, look)


def _titled(deck: Deck, slide: Any, text: str, look: Look) -> None:
    shape = next(placeholders(slide, *TITLES))
    room = Box(shape.left, shape.top, shape.width, shape.height)
    title(shape, text, size_that_fits(text, room, deck.title_size, LEAST_TITLE), look.language)


def _sided(box: Box, area: Box, look: Look) -> Box:
    return box.mirrored(area) if is_right_to_left(look.language) else box


def _who(owner: str, look: Look) -> str:
    """An owner without the word before the name, where the column's head says it."""
    before, _, after = say("report.parts.owner", language=look.language, owner="\0").partition("\0")
    return owner.removeprefix(before).removesuffix(after)


def _see(number: str, look: Look) -> str:
    return say("report.summary.see", language=look.language, number=number) if number else ""


def _say(word: str, look: Look) -> str:
    return say(word, language=look.language)
