"""Blocks as plain JSON for the typst template: text only ever as data, never as markup."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cmokit.render import blocks as b
from cmokit.render import widths
from cmokit.render.charts import picture
from cmokit.render.direction import directed
from cmokit.render.formats import Look
from cmokit.render.html_blocks import rows_note
from cmokit.render.pictures import png_size, svg_size
from cmokit.render.text import Run, Runs, plain
from cmokit.words import say

HALF_PAGE = 330.0  # points
LOW, LOW_TURNED = 560.0, 330.0  # points of a table that is kept on one page
FEWEST_ROWS = 5  # of a table that is cut anyway, where its chapter would spill over
WORTH_CUTTING = 3  # rows: for fewer, the line that tells of them takes the room they leave
FEW_ROWS = 3  # a chapter with no more to show than this follows on the page of the one before
Json = dict[str, Any]


@dataclass
class Files:
    """The pictures beside the template, by file name; and the codes that links may point at."""

    look: Look
    codes: frozenset[str] = frozenset()
    content: dict[str, bytes] = field(default_factory=dict)

    def add(self, content: bytes, kind: str) -> str:
        name = f"picture-{len(self.content) + 1}.{kind}"
        self.content[name] = content
        return name


def part_json(part: b.Part, files: Files, *, appendix: bool = False) -> Json:
    """A chapter; its turned tables stand behind everything else, so that they interrupt nothing."""
    blocks = [block_json(block, files) for block in part.blocks]
    flat = [one for several in blocks for one in several]
    pictures = [block for block in flat if block["kind"] == "picture"]
    turned = [block for block in flat if block.get("turned")]
    kept = [_pointer(block, files) if block.get("turned") else block for block in flat]
    fresh = not appendix and (bool(pictures) or any(len(block.get("rows", ())) > FEW_ROWS for block in flat))
    return {
        "number": part.number,
        "title": part.title,
        "anchor": part.anchor,
        "fresh": fresh,
        "short": bool(part.analysis) and not fresh,
        "blocks": [block for block in kept if block],
        "turned": turned,
    }


def block_json(block: b.Block, files: Files) -> list[Json]:
    if isinstance(block, b.TableBlock):
        return _table(block, files)
    return [_WRITERS[type(block)](block, files)]


def runs_json(runs: Runs, files: Files, *, broken: bool = False) -> list[list[Any]]:
    """Runs as [text, style, code, whether the code may link]."""
    return [_run(run, files, broken) for run in directed(runs, files.look.language)]


def _run(run: Run, files: Files, broken: bool) -> list[Any]:
    text = run.text
    return [widths.breakable(text) if broken else text, run.style, run.fact, run.fact in files.codes]


def _pointer(block: Json, files: Files) -> Json | None:
    """In place of a turned table: that it follows. Its further parts need no word."""
    if block["part"]:
        return None
    title = "".join(run[0] for run in block["title"])
    words = say("report.parts.table_turned", language=files.look.language, title=title)
    return {"kind": "paragraph", "role": "note", "runs": [[words, "", "", False]]}


def _table(block: b.TableBlock, files: Files) -> list[Json]:
    more = rows_note(block, len(block.rows), files.look)
    fewer = rows_note(block, FEWEST_ROWS, files.look) if block.in_workbook else ""
    parts = widths.layouts(block)
    return [
        _table_part(block, layout, number, files, more if number == len(parts) - 1 else "", fewer)
        for number, layout in enumerate(parts)
    ]


def _table_part(
    block: b.TableBlock, layout: widths.Layout, number: int, files: Files, more: str, fewer: str = ""
) -> Json:
    """fewer: what is said where the page shows FEWEST_ROWS only, so that its chapter fits; empty keeps every row."""
    columns = [block.columns[i] for i in layout.columns]
    codes = [any(run.fact for row in block.rows for run in row[i].runs) for i in layout.columns]
    title = runs_json(block.title, files)
    if number and title:
        title = [[say("report.parts.continued", language=files.look.language, title=plain(block.title)), "", "", False]]
    return {
        "kind": "table",
        "part": number,
        "title": title,
        "widths": [round(width, 2) for width in layout.widths],
        "size": layout.size,
        "turned": layout.turned,
        "heads": [column.header for column in columns],
        "aligns": [column.align for column in columns],
        "codes": codes,
        "rows": [[runs_json(row[i].runs, files, broken=True) for i in layout.columns] for row in block.rows],
        "kinds": [widths.row_kind(row, layout) for row in block.rows],
        "anchors": [next((cell.anchor for cell in row if cell.anchor), "") for row in block.rows],
        "note": runs_json(block.note, files),
        "more": more,
        "fewer": fewer if len(block.rows) >= FEWEST_ROWS + WORTH_CUTTING else "",
        "together": widths.height(block, layout) < (LOW_TURNED if layout.turned else LOW),
    }


def _heading(block: b.Heading, files: Files) -> Json:
    return {"kind": "heading", "level": block.level, "runs": runs_json(block.runs, files)}


def _paragraph(block: b.Paragraph, files: Files) -> Json:
    return {"kind": "paragraph", "role": block.role, "runs": runs_json(block.runs, files)}


def _list(block: b.ListBlock, files: Files) -> Json:
    items = [[one for inner in item for one in block_json(inner, files)] for item in block.items]
    return {"kind": "list", "ordered": block.ordered, "items": items}


def _quote(block: b.Quote, files: Files) -> Json:
    return {"kind": "quote", "blocks": [one for inner in block.blocks for one in block_json(inner, files)]}


def _code(block: b.Code, files: Files) -> Json:
    return {"kind": "code", "text": block.text}


def _picture(block: b.Picture, files: Files) -> Json:
    """An analyst's picture at its own size, but no wider than the column and no higher than half a page."""
    name = files.add(block.content, block.kind)
    wide, high = png_size(block.content)
    scale = min(1.0, widths.UPRIGHT / wide, HALF_PAGE / high)
    return _image(name, block.alt, (wide * scale, high * scale), (), block.caption, files)


def _chart(block: b.ChartBlock, files: Files) -> Json:
    drawn = picture(block, files.look)
    wide, high = svg_size(drawn)
    size = widths.UPRIGHT, widths.UPRIGHT * high / wide
    return _image(files.add(drawn, "svg"), block.alt, size, block.title, (), files)


def _image(file: str, alt: str, size: tuple[float, float], title: Runs, caption: Runs, files: Files) -> Json:
    """size: width and height in points. share: how much of it the page gives, all unless its chapter must shrink."""
    told = {"title": runs_json(title, files), "caption": runs_json(caption, files)}
    wide, high = (round(length, 2) for length in size)
    return {"kind": "picture", "file": file, "alt": alt, "wide": wide, "high": high, "share": 1, **told}


def _finding(block: b.Finding, files: Files) -> Json:
    return {
        "kind": "finding",
        "question": block.question,
        "headline": runs_json(block.headline, files),
        "severity": str(block.severity),
        "reason": runs_json(block.reason, files),
    }


def _steps(block: b.Steps, files: Files) -> Json:
    items = [runs_json(item, files) for item in block.items]
    return {"kind": "steps", "items": items, "owner": block.owner, "stake": runs_json(block.stake, files)}


def _form(block: b.Form, files: Files) -> Json:
    return {"kind": "form", "lines": list(block.lines)}


_WRITERS: dict[type, Callable[[Any, Files], Json]] = {
    b.Heading: _heading,
    b.Paragraph: _paragraph,
    b.ListBlock: _list,
    b.Quote: _quote,
    b.Code: _code,
    b.Picture: _picture,
    b.ChartBlock: _chart,
    b.Finding: _finding,
    b.Steps: _steps,
    b.Form: _form,
}
