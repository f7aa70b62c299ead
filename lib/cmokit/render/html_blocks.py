"""Blocks as HTML. Everything that is text is escaped; there is no script and no address but `data:` and `#`."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from cmokit.exhibits.section import MOST_ROWS
from cmokit.render import blocks as b
from cmokit.render.charts import picture
from cmokit.render.direction import directed
from cmokit.render.formats import Look
from cmokit.render.text import Run, Runs, plain
from cmokit.vocabulary import Severity
from cmokit.words import say

TAGS = {"strong": "strong", "emphasis": "em", "code": "code", "strike": "s", "data": "bdi"}

WORDS = {"loose", "missing", "flag", "source"}  # styles of people's words, each a class of the style sheet


@dataclass(frozen=True)
class Page:
    """Where blocks are put. links: whether the page holds the list of figures that codes link to."""

    look: Look
    links: bool = True


def runs_html(runs: Runs, page: Page) -> str:
    return "".join(_run(run, page) for run in directed(runs, page.look.language))


def blocks_html(blocks: tuple[b.Block, ...], page: Page) -> str:
    return "".join(block_html(block, page) for block in blocks)


def block_html(block: b.Block, page: Page) -> str:
    return _WRITERS[type(block)](block, page)


def badge(severity: Severity, look: Look) -> str:
    return f'<span class="badge {severity}">{_say(f"verdict.{severity}", look)}</span>'


def image(content: bytes, kind: str, alt: str) -> str:
    address = f"data:image/{'svg+xml' if kind == 'svg' else kind};base64,{base64.b64encode(content).decode()}"
    return f'<img src="{address}" alt="{escape(alt)}">'


def _run(run: Run, page: Page) -> str:
    text = escape(run.text).replace("\n", "<br>")
    tag = TAGS.get(run.style)
    text = f"<{tag}>{text}</{tag}>" if tag else text
    if run.style in WORDS:
        text = f'<span class="{run.style}">{text}</span>'
    if not run.fact:
        return text
    code = f'<a href="#fig-{run.fact}">{run.fact}</a>' if page.links else run.fact
    return f'<span class="figure">{text}<sup class="code">{code}</sup></span>'


def _heading(block: b.Heading, page: Page) -> str:
    level = min(block.level + 1, 6)
    anchor = f' id="{escape(block.anchor)}"' if block.anchor else ""
    return f"<h{level}{anchor}>{runs_html(block.runs, page)}</h{level}>"


def _paragraph(block: b.Paragraph, page: Page) -> str:
    role = f' class="{block.role}"' if block.role else ""
    return f"<p{role}>{runs_html(block.runs, page)}</p>"


def _list(block: b.ListBlock, page: Page) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join(f"<li>{_item(item, page)}</li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"


def _item(item: tuple[b.Block, ...], page: Page) -> str:
    """A list's item; a lone paragraph stands without its own margins."""
    if len(item) == 1 and isinstance(item[0], b.Paragraph):
        return runs_html(item[0].runs, page)
    return blocks_html(item, page)


def _table(block: b.TableBlock, page: Page) -> str:
    heads = "".join(f'<th scope="col" class="{c.align}">{escape(c.header)}</th>' for c in block.columns)
    rows = "".join(_row(row, block.columns, page) for row in block.rows)
    caption = f"<caption>{runs_html(block.title, page)}</caption>" if block.title else ""
    name = escape(plain(block.title)) or _say("parts.finding", page.look)
    table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    below = [runs_html(block.note, page), escape(rows_note(block, len(block.rows), page.look))]
    note = "".join(f'<p class="note">{text}</p>' for text in below if text)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{table}</div>{note}'


def rows_note(block: b.TableBlock, shown: int, look: Look) -> str:
    """How many of its rows a table shows; empty where it shows all."""
    total = block.total_rows or len(block.rows)
    word = "rows_shown" if block.in_workbook else "rows_shown_of"
    if block.in_workbook and total >= MOST_ROWS:  # as many as a section may hold: there may be more
        word = "rows_first"
    return say(f"report.parts.{word}", language=look.language, shown=shown, total=total) if shown < total else ""


def _row(row: tuple[b.Cell, ...], columns: tuple[b.Column, ...], page: Page) -> str:
    anchor = next((cell.anchor for cell in row if cell.anchor), "")
    cells = "".join(
        f'<td class="{c.align}">{runs_html(cell.runs, page)}</td>' for cell, c in zip(row, columns, strict=True)
    )
    return f'<tr id="{escape(anchor)}">{cells}</tr>' if anchor else f"<tr>{cells}</tr>"


def _quote(block: b.Quote, page: Page) -> str:
    return f"<blockquote>{blocks_html(block.blocks, page)}</blockquote>"


def _code(block: b.Code, page: Page) -> str:
    return f"<pre><code>{escape(block.text)}</code></pre>"


def _picture(block: b.Picture, page: Page) -> str:
    caption = f"<figcaption>{runs_html(block.caption, page)}</figcaption>" if block.caption else ""
    return f"<figure>{image(block.content, block.kind, block.alt)}{caption}</figure>"


def _chart(block: b.ChartBlock, page: Page) -> str:
    caption = f"<figcaption>{runs_html(block.title, page)}</figcaption>" if block.title else ""
    return f"<figure>{caption}{image(picture(block, page.look), 'svg', block.alt)}</figure>"


def _finding(block: b.Finding, page: Page) -> str:
    return (
        f'<p class="question">{escape(block.question)}</p>'
        f'<p class="headline">{runs_html(block.headline, page)}</p>'
        f'<p class="verdict">{badge(block.severity, page.look)} <span>{runs_html(block.reason, page)}</span></p>'
    )


def _steps(block: b.Steps, page: Page) -> str:
    items = "".join(f"<li>{runs_html(item, page)}</li>" for item in block.items)
    stake = f" · {runs_html(block.stake, page)}" if block.stake else ""
    return f'<ol class="steps">{items}</ol><p class="owner">{escape(block.owner)}{stake}</p>'


def _form(block: b.Form, page: Page) -> str:
    return f'<dl class="form">{"".join(f"<dt>{escape(line)}</dt><dd></dd>" for line in block.lines)}</dl>'


def _say(word: str, look: Look) -> str:
    return escape(say(f"report.{word}", language=look.language))


_WRITERS: dict[type, Callable[[Any, Page], str]] = {
    b.Heading: _heading,
    b.Paragraph: _paragraph,
    b.ListBlock: _list,
    b.TableBlock: _table,
    b.Quote: _quote,
    b.Code: _code,
    b.Picture: _picture,
    b.ChartBlock: _chart,
    b.Finding: _finding,
    b.Steps: _steps,
    b.Form: _form,
}
