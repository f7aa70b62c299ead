"""The PDF deliverable: tagged (PDF/UA-1), by the typst wheel, from the same document as the HTML.

Equal bytes for equal input: the creation date is the report's `as_of`.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cmokit.errors import RunFailed
from cmokit.render import blocks as b
from cmokit.render import fonts, style
from cmokit.render.formats import Look
from cmokit.render.pdf_blocks import FEWEST_ROWS, Files, Json, block_json, part_json, runs_json
from cmokit.render.summary import figure_groups
from cmokit.vocabulary import Severity
from cmokit.words import is_right_to_left, say

TEMPLATES = ("report.typ", "blocks.typ", "front.typ", "brief.typ")
LOGOS = {"data:image/png;base64": "png", "data:image/jpeg;base64": "jpg", "data:image/svg+xml;base64": "svg"}


def report_pdf(document: b.Document, look: Look, as_of: date | None) -> bytes:
    """The report as PDF/UA-1. Raises RunFailed with typst's own words where it cannot be set."""
    files = Files(look, frozenset(_listed(document)))
    return _compiled(_payload(document, files, as_of), files, as_of)


def summary_pdf(document: b.Document, look: Look, as_of: date | None) -> bytes:
    """The executive summary alone, on one page that needs no other; it links to nothing."""
    alone = replace(document, opening=(), parts=(), appendices=())
    files = Files(look)
    return _compiled({**_payload(alone, files, as_of), "alone": True}, files, as_of)


def brief_pdf(document: b.Document, look: Look, as_of: date | None) -> bytes:
    """An update: its verdict, decisions and parts one below the other, without cover, on two pages."""
    files = Files(look)
    return _compiled({**_payload(document, files, as_of), "brief": True}, files, as_of)


def _compiled(told: Json, files: Files, as_of: date | None) -> bytes:
    import typst

    with TemporaryDirectory(prefix="cmokit-pdf-") as name:
        root = _written(Path(name), told, files)
        try:
            made = typst.compile(
                root / TEMPLATES[0],
                root=root,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=_moment(as_of),
            )
        except typst.TypstError as fault:
            raise RunFailed(f"the PDF could not be set: {fault.message}", code="pdf", found=str(fault.hints)) from fault
    return bytes(made)


@cache
def _fonts() -> Any:
    """Our fonts and no others, neither the machine's nor typst's own."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.font_folders())


def _written(root: Path, told: Json, files: Files) -> Path:
    for name in TEMPLATES:
        source = resources.files(__package__).joinpath("assets", name)
        (root / name).write_bytes(source.read_bytes())
    (root / "data.json").write_text(json.dumps(_printable(told), ensure_ascii=False), "utf-8")
    for file, content in files.content.items():
        (root / file).write_bytes(content)
    return root


def _printable(told: Any) -> Any:
    """Every text of the payload in characters that our fonts have: PDF/UA refuses any other."""
    if isinstance(told, str):
        return fonts.printable(told)
    if isinstance(told, dict):
        return {name: _printable(value) for name, value in told.items()}
    return [_printable(value) for value in told] if isinstance(told, list) else told


def _moment(day: date | None) -> datetime:
    return datetime.combine(day or date(2000, 1, 1), time(), UTC)


def _listed(document: b.Document) -> list[str]:
    """Codes that have a row in the appendix of figures."""
    tables = (block for part in document.appendices for block in part.blocks if isinstance(block, b.TableBlock))
    anchors = (cell.anchor for table in tables for row in table.rows for cell in row)
    return [anchor.removeprefix("fig-") for anchor in anchors if anchor.startswith("fig-")]


def _payload(document: b.Document, files: Files, as_of: date | None) -> Json:
    look = files.look
    brand = style.brand(look.color)
    return {
        "title": document.title,
        "author": next((line.text for line in document.cover.lines[1:2]), ""),
        "date": [as_of.year, as_of.month, as_of.day] if as_of else None,
        "language": look.language,
        "right-to-left": is_right_to_left(look.language),
        "alone": False,
        "brief": False,
        "fewest-rows": FEWEST_ROWS,
        "cap-height": fonts.cap_height(),
        "colors": {
            "brand": brand,
            "wash": style.tint(brand, 0.93),
            "ink": style.INK,
            "muted": style.MUTED,
            "hair": style.HAIR,
            "paper": style.PAPER,
            **{str(s): c for s, c in style.VERDICTS.items()},
        },
        "words": _words(look),
        "cover": _cover(document.cover, files),
        "summary": _summary(document.summary, document.parts, files),
        "contents": [[line.number, line.title, line.anchor, line.where] for line in document.contents],
        "opening": [part_json(part, files) for part in document.opening],
        "parts": [part_json(part, files) for part in document.parts],
        "appendices": [part_json(part, files, appendix=True) for part in document.appendices],
    }


def _words(look: Look) -> dict[str, str]:
    names = ("contents", "appendix", "summary.title", "summary.decisions", "summary.no_decisions")
    told = {name.rsplit(".", 1)[-1]: say(f"report.{name}", language=look.language) for name in names}
    told |= {
        name: say(f"report.summary.{name}", language=look.language) for name in ("owner", "stake", "not_quantified")
    }
    told |= {str(s): say(f"report.verdict.{s}", language=look.language) for s in Severity}
    page = say("report.page", language=look.language, page="\x00", pages="\x00").split("\x00")
    return told | dict(zip(("page_before", "page_between", "page_after"), page, strict=True))


def _cover(cover: b.Cover, files: Files) -> Json:
    return {
        "title": cover.title,
        "subtitle": cover.subtitle,
        "lines": [[line.label, line.text] for line in cover.lines],
        "client": cover.lines[0].text if cover.lines else "",
        "version": next(
            (
                line.text
                for line in cover.lines
                if line.label == say("report.cover.version", language=files.look.language)
            ),
            "",
        ),
        "confidentiality": cover.confidentiality,
        "logos": [name for logo in (cover.client_logo, cover.consultant_logo) if (name := _logo(logo, files))],
    }


def _logo(address: str, files: Files) -> str:
    head, _, content = address.partition(",")
    return files.add(b64decode(content), LOGOS[head]) if head in LOGOS else ""


def _summary(summary: b.Summary, parts: tuple[b.Part, ...], files: Files) -> Json:
    look = files.look
    anchors = {part.number: part.anchor for part in parts}
    return {
        "verdict": str(summary.verdict),
        "sentence": runs_json(summary.sentence, files),
        "tally": [[str(s), str(summary.tally[s])] for s in Severity if summary.tally.get(s)],
        "figures": [
            {
                "title": say(f"report.{head}", language=look.language),
                "rows": [_figure(figure, anchors, files) for figure in summary.figures if figure.kind == kind],
            }
            for kind, head in figure_groups(figure.kind for figure in summary.figures)
        ],
        "decisions": [
            {
                "text": runs_json(decision.text, files),
                "owner": decision.owner,
                "stake": runs_json(decision.stake, files),
                "formula": runs_json(decision.formula, files),
                "see": say("report.summary.see", language=look.language, number=decision.part),
                "anchor": anchors.get(decision.part, ""),
            }
            for decision in summary.decisions
        ],
        "comment": [one for block in summary.comment for one in block_json(block, files)],
    }


def _figure(figure: b.KeyFigure, anchors: Mapping[str, str], files: Files) -> Json:
    return {
        "label": figure.label,
        "figure": runs_json(figure.figure, files),
        "yardstick": runs_json(figure.yardstick, files),
        "severity": str(figure.severity),
        "anchor": anchors.get(figure.part, ""),
    }
