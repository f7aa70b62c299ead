"""A consultant's comments as blocks: in the chapter that they belong to, or where nothing is lost."""

import base64
import binascii
from collections.abc import Iterable, Sequence

from cmokit.render.blocks import Block, Heading, Paragraph, Part
from cmokit.render.cites import Cite, cites_in, find_fact, moved, nearest
from cmokit.render.commentary import OPENING, Words, loose_numerals, lost_comments, moved_figures, shown_comments
from cmokit.render.formats import Look
from cmokit.render.labels import fact_label
from cmokit.render.markdown import Reader
from cmokit.render.marks import FACT, Piece, flag, mapped, put_together, taken_apart, unresolved
from cmokit.render.report_meta import Comment, ReportMeta
from cmokit.render.tables import plain_table
from cmokit.render.text import FactBook, Run, Runs, fact_run, words
from cmokit.words import say

LOST = "lost-comments"
FLAGS = ("no_source", "no_figure", "moved")


def comments_on(section: str, meta: ReportMeta, book: FactBook, look: Look, title: str = "") -> tuple[Block, ...]:
    """The comments on a section, each under its heading; empty where there is none.

    title: the section's, where the chapter around does not bear it.
    """
    told: list[Block] = []
    for comment in shown_comments(meta):
        if comment.section == section:
            told += [Heading(1, words(_heading(comment, title, look))), *comment_blocks(comment, book, look)]
    return tuple(told)


def opening_part(meta: ReportMeta, book: FactBook, look: Look) -> tuple[Part, ...]:
    """The words before the first chapter; without a number, so that the chapters keep theirs."""
    told = [block for c in shown_comments(meta) if c.section == OPENING for block in comment_blocks(c, book, look)]
    title = _say("opening", look)
    return (Part("", title, OPENING, tuple(told), by_analyst=True),) if told else ()


def lost_part(sections: Iterable[str], meta: ReportMeta, book: FactBook, look: Look) -> tuple[Part, ...]:
    """Comments on what the report does not hold, behind its chapters: shown, never dropped."""
    lost = lost_comments(sections, meta)
    blocks: list[Block] = [Paragraph(words(_say("lost_intro", look)), "note")]
    for comment in lost:
        blocks += [Heading(1, words(_lost_title(comment, look))), *comment_blocks(comment, book, look)]
    return (Part("", _say("lost", look), LOST, tuple(blocks), by_analyst=True),) if lost else ()


def comment_blocks(comment: Comment, book: FactBook, look: Look) -> tuple[Block, ...]:
    """A comment's Markdown with its figures filled in and what is doubtful marked, in words."""
    taken = taken_apart(comment.text)
    cites = {cite.piece.start: cite for cite in cites_in(comment, book)}
    pictures = {address: _content(data) for address, data in comment.pictures}

    def of(piece: Piece) -> Runs:
        return _figure(cites[piece.start], book, look) if piece.kind == FACT else unresolved(piece, look.language)

    read = Reader(pictures.get, look.language).blocks(taken.markdown)
    blocks = put_together(read, taken, of, look.language)
    return (*blocks, *_legend([of(piece) for piece in taken.pieces], look))


def with_figures(blocks: Iterable[Block], book: FactBook, look: Look) -> tuple[Block, ...]:
    """The blocks of an analyst's cell, with the figures that they refer to filled in."""

    def filled(run: Run) -> Runs:
        if run.style != "cite":
            return (run,)
        fact = find_fact(run.text, book)
        return (fact_run(fact, book, look),) if fact else _unknown(run.text, book, look)

    def runs(told: Runs) -> Runs:
        return tuple(new for run in told for new in filled(run))

    return tuple(mapped(block, runs) for block in blocks)


def doubts_of(items: Sequence[object], meta: ReportMeta, look: Look) -> tuple[Block, ...]:
    """The appendix of numbers without a source, and of figures that moved; empty where there is neither."""
    told = Words(tuple(items), meta)
    blocks: list[Block] = []
    loose = [(found.place, found.text) for found in loose_numerals(told)]
    if loose:
        heads = [(f"commentary.{name}", "text") for name in ("place", "number")]
        blocks += [Paragraph(words(_say("numbers_intro", look))), plain_table("", heads, loose, look)]
    changed = [(move.place, fact_label(move.fact, look.language), move.then, move.now) for move in moved_figures(told)]
    if changed:
        blocks = blocks or [Paragraph(words(_say("all_have_sources", look)))]
        heads = [(f"commentary.{name}", "text") for name in ("place", "figure", "then", "now")]
        blocks.append(plain_table(_say("moved_table", look), heads, changed, look))
    return tuple(blocks)


def _figure(cite: Cite, book: FactBook, look: Look) -> Runs:
    """A cited figure with its code, and how it read when the words around it were written."""
    if cite.fact is None:
        return _unknown(cite.piece.text, book, look)
    change = moved(cite, look)
    shown = fact_run(cite.fact, book, look)
    return (shown, flag("moved", look.language, then=change[0], now=change[1])) if change else (shown,)


def _unknown(name: str, book: FactBook, look: Look) -> Runs:
    near = nearest(name, book)
    word = flag("no_figure_near", look.language, nearest=near) if near else flag("no_figure", look.language)
    return Run(f"{{{{fact:{name}}}}}", "missing"), word


def _legend(told: Sequence[Runs], look: Look) -> tuple[Block, ...]:
    """What the marks of a comment mean, where it holds any."""
    styles = {run.style for runs in told for run in runs}
    is_moved = any(run.style == "flag" for runs in told for run in runs if runs[0].fact)
    held = {"no_source": "loose" in styles, "no_figure": "missing" in styles, "moved": is_moved}
    said = [_say(f"legend_{name}", look) for name in FLAGS if held[name]]
    return (Paragraph(words(" ".join(said)), "note"),) if said else ()


def _heading(comment: Comment, title: str, look: Look) -> str:
    word = "private" if comment.is_private else "heading"
    return _say(f"{word}_of", look, section=title) if title else _say(word, look)


def _lost_title(comment: Comment, look: Look) -> str:
    if not comment.section:
        return _say("lost_untitled", look, file=comment.origin, line=comment.line)
    return _say("lost_place", look, section=comment.section, file=comment.origin, line=comment.line)


def _content(address: str) -> bytes:
    try:
        return base64.b64decode(address.partition(",")[2])
    except (binascii.Error, ValueError):
        return b""


def _say(word: str, look: Look, **values: object) -> str:
    return say(f"report.commentary.{word}", None, look.language, **values)
