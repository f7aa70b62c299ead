"""How a notebook cell shows a section or a report: HTML for the eye, text for a terminal, JSON for the exporters."""

from html import escape
from typing import Any

from cmokit.exhibits.bundle import to_bundle
from cmokit.exhibits.section import SECTION_MIME, Section
from cmokit.render import blocks as b
from cmokit.render import style
from cmokit.render.appendices import files_table
from cmokit.render.chapters import section_part
from cmokit.render.document import look_of
from cmokit.render.html_blocks import Page, block_html, blocks_html
from cmokit.render.report_meta import REPORT_MIME, ReportMeta
from cmokit.render.text import FactBook, plain
from cmokit.words import say, speaking

# A notebook brings its own fonts and colours; these few rules only set the finding off.
RULES = """
.cmokit{max-width:860px;line-height:1.5}
.cmokit h3{font-size:1.35em;margin:.2em 0 .3em}.cmokit h4{margin:1.1em 0 .3em}
.cmokit .question{opacity:.75;margin:0}.cmokit .headline{font-size:1.12em;font-weight:700;margin:.2em 0 .6em}
.cmokit .badge{color:#fff;border-radius:3px;padding:1px 8px;font-weight:700}
.cmokit .code{font-size:.65em;opacity:.6;margin-left:2px}.cmokit .note,.cmokit .owner{opacity:.75}
.cmokit img{max-width:100%;background:#fff}.cmokit figure{margin:1em 0}
.cmokit figcaption,.cmokit caption{font-weight:700;text-align:left}
.cmokit .scroll{overflow-x:auto}.cmokit .scroll th,.cmokit .scroll td{text-align:left;vertical-align:top}
.cmokit .scroll th.right,.cmokit .scroll td.right{text-align:right}
"""


def section_bundle(section: Section, meta: ReportMeta) -> dict[str, Any]:
    """The mime bundle of one section, as a notebook's output holds it."""
    with speaking(meta.language):
        return {
            "text/html": section_html(section, meta),
            "text/plain": section_plain(section, meta),
            SECTION_MIME: to_bundle(section),
        }


def report_bundle(meta: ReportMeta) -> dict[str, Any]:
    """The mime bundle of an opened report: whose it is and which files it stands on."""
    table = files_table(meta, look_of(meta))
    head = f"{meta.client_name}, {meta.phase}, {say('report.cover.as_of', language=meta.language)} {meta.as_of or '–'}"
    html = f"<p><strong>{escape(head)}</strong></p>{block_html(table, _page(meta))}"
    return {"text/html": _framed(html), "text/plain": f"{head}\n{_table_text(table)}", REPORT_MIME: meta.to_dict()}


def section_html(section: Section, meta: ReportMeta) -> str:
    """A section for a notebook: charts as `<img>` data with alt text, as an untrusted notebook shows no inline SVG."""
    part = section_part(section, FactBook.of([section]), meta, look_of(meta))
    return _framed(f"<h3>{escape(part.title)}</h3>{blocks_html(part.blocks, _page(meta))}")


def section_plain(section: Section, meta: ReportMeta) -> str:
    """A section for a terminal: title, question, finding, tables, steps."""
    part = section_part(section, FactBook.of([section]), meta, look_of(meta))
    lines = [part.title, "=" * len(part.title)]
    return "\n".join([*lines, *(text for block in part.blocks if (text := _block_text(block, meta)))]) + "\n"


def _page(meta: ReportMeta) -> Page:
    return Page(look_of(meta), links=False)


def _framed(html: str) -> str:
    colors = "".join(f".cmokit .badge.{severity}{{background:{color}}}" for severity, color in style.VERDICTS.items())
    return f'<style>{RULES}{colors}</style><div class="cmokit">{html}</div>'


def _block_text(block: b.Block, meta: ReportMeta) -> str:
    if isinstance(block, b.Finding):
        verdict = say(f"report.verdict.{block.severity}", language=meta.language)
        return f"{block.question}\n{plain(block.headline, codes=True)}\n[{verdict}] {plain(block.reason, codes=True)}"
    if isinstance(block, b.ChartBlock):
        return f"({plain(block.title)}: {block.alt})"
    if isinstance(block, b.TableBlock):
        return _table_text(block)
    if isinstance(block, b.Steps):
        return "\n".join(
            [*(f"- {plain(item, codes=True)}" for item in block.items), block.owner, plain(block.stake)]
        ).strip()
    if isinstance(block, b.ListBlock):
        return "\n".join(f"- {_block_text(inner, meta)}" for item in block.items for inner in item)
    return plain(block.runs, codes=True) if isinstance(block, (b.Heading, b.Paragraph)) else ""


def _table_text(table: b.TableBlock) -> str:
    heads = [column.header for column in table.columns]
    rows = [[plain(cell.runs) for cell in row] for row in table.rows]
    wide = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [heads, ["-" * width for width in wide], *rows]
    shown = [
        "  ".join(
            text.rjust(width) if column.align == "right" else text.ljust(width)
            for text, width, column in zip(line, wide, table.columns, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([plain(table.title), *shown] if table.title else shown)
