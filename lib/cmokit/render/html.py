"""The HTML deliverable: one self-contained file without a script or an outside address, for disk, mail and print."""

import base64
import string
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from string import Template

from cmokit.render import blocks as b
from cmokit.render import fonts, style
from cmokit.render.formats import Look
from cmokit.render.html_blocks import Page, badge, blocks_html, runs_html
from cmokit.render.summary import figure_groups
from cmokit.render.text import plain
from cmokit.vocabulary import Severity
from cmokit.words import is_right_to_left, say

POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
DATA = "data:"
FIGURES = "facts"  # anchor of the appendix that codes lead to


def report_html(document: b.Document, look: Look) -> str:
    """The whole report as one HTML file."""
    page = Page(look, links=any(part.anchor == FIGURES for part in document.appendices))
    body = "".join(
        (
            _cover(document.cover, look),
            _contents(document, look),
            '<main id="report">',
            "".join(_part(part, page) for part in document.opening),
            _summary(document.summary, document.parts, page),
            "".join(_part(part, page) for part in document.parts),
            "".join(_part(part, page, kind="appendix") for part in document.appendices),
            f"</main><footer>{escape(document.cover.confidentiality)}</footer>",
        )
    )
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{_faces(body, look)}{css(look)}</style>"
    )
    opening = f'<html lang="{escape(look.language)}"{_turned(look)}>'
    return f"<!DOCTYPE html>\n{opening}<head>{head}</head><body>{body}</body></html>\n"


def css(look: Look) -> str:
    """The style sheet in the report's colours."""
    source = resources.files(__package__).joinpath("assets", "report.css").read_text("utf-8")
    brand = style.brand(look.color)
    colors = {f"verdict_{severity}": color for severity, color in style.VERDICTS.items()}
    return Template(source).substitute(
        brand=brand,
        wash=style.tint(brand, 0.93),
        ink=style.INK,
        muted=style.MUTED,
        hair=style.HAIR,
        paper=style.PAPER,
        **colors,
    )


def _turned(look: Look) -> str:
    return ' dir="rtl"' if is_right_to_left(look.language) else ""


def _faces(body: str, look: Look) -> str:
    """Our fonts with only the glyphs that the page shows; Arabic and Hebrew ones only where it holds any."""
    characters = set(body) | set(string.printable)
    faces = [
        _face("Lato", fonts.font_files()[0], 400, characters),
        _face("Lato", fonts.font_files(bold=True)[0], 700, characters),
    ]
    lato = fonts.code_points(fonts.font_files()[0])
    rest = {c for c in characters if ord(c) not in lato}
    weights = (400, 700) if is_right_to_left(look.language) else (400,)  # of a name here and there one is enough
    for weight in weights:
        paths = fonts.font_files(bold=weight > 400)[1:]
        faces += [_face(family, path, weight, rest) for family, path in zip(fonts.FAMILIES[1:], paths, strict=True)]
    return "".join(faces)


def _face(family: str, path: "fonts.Path", weight: int, characters: set[str]) -> str:
    held = "".join(sorted(c for c in characters if ord(c) in fonts.code_points(path)))
    if not held:
        return ""
    content = base64.b64encode(fonts.web_font(path, held)).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:normal;'
        f'src:url({DATA}font/woff;base64,{content}) format("woff")}}'
    )


def _cover(cover: b.Cover, look: Look) -> str:
    logos = "".join(
        f'<img class="logo" src="{logo}" alt="">'
        for logo in (cover.client_logo, cover.consultant_logo)
        if logo.startswith(DATA)
    )
    lines = "".join(
        f"<div><dt>{escape(line.label)}</dt><dd><bdi>{escape(line.text)}</bdi></dd></div>" for line in cover.lines
    )
    return (
        f'<header class="cover">{logos}<h1>{escape(cover.title)}</h1><p class="subtitle">{escape(cover.subtitle)}</p>'
        f'<dl>{lines}</dl><p class="secret">{escape(cover.confidentiality)}</p></header>'
    )


def _contents(document: b.Document, look: Look) -> str:
    summary = f'<li><a href="#summary">{_say("summary.title", look)}</a></li>'
    before = "".join(map(_entry, document.opening))
    chapters: tuple[b.Part | b.ContentsLine, ...] = document.contents or (*document.parts, *document.appendices)
    behind = "".join(map(_entry, chapters))
    title = _say("contents", look)
    return f'<nav aria-label="{title}"><p class="label">{title}</p><ul>{before}{summary}{behind}</ul></nav>'


def _entry(part: b.Part | b.ContentsLine) -> str:
    named = f"{_number(part)}{escape(part.title)}"
    if isinstance(part, b.ContentsLine) and part.where:
        return f"<li>{named} ({escape(part.where)})</li>"
    return f"<li>{_to(part.anchor, named)}</li>"


def _to(anchor: str, shown: str) -> str:
    """A link to a chapter; plain where this file does not hold it."""
    return f'<a href="#{escape(anchor)}">{shown}</a>' if anchor else shown


def _number(part: b.Part | b.ContentsLine) -> str:
    return f'<span class="number">{part.number}</span>' if part.number else ""


def _part(part: b.Part, page: Page, kind: str = "chapter") -> str:
    title = f'<h2 id="{escape(part.anchor)}">{_number(part)}{escape(part.title)}</h2>'
    return f'<section class="{kind}">{title}{blocks_html(part.blocks, page)}</section>'


def _summary(summary: b.Summary, parts: tuple[b.Part, ...], page: Page) -> str:
    look = page.look
    anchors = {part.number: part.anchor for part in parts}
    tally = "".join(
        f'<li><span class="dot {s}"></span><strong>{summary.tally[s]}</strong> {_say(f"verdict.{s}", look)}</li>'
        for s in Severity
        if summary.tally.get(s)
    )
    figures = "".join(_figures(summary.figures, anchors, page)) or f"<h3>{_say('summary.figures', look)}</h3>"
    decisions = "".join(_decision(decision, anchors, page) for decision in summary.decisions)
    none = f"<p>{_say('summary.no_decisions', look)}</p>"
    head = f"{badge(summary.verdict, look)} {runs_html(summary.sentence, page)}"
    return (
        f'<section class="summary"><h2 id="summary">{_say("summary.title", look)}</h2>'
        f'<p class="headline">{head}</p><ul class="tally">{tally}</ul>'
        f"{figures}<h3>{_say('summary.decisions', look)}</h3>"
        f"{f'<ol class=decisions>{decisions}</ol>' if decisions else none}"
        f"{blocks_html(summary.comment, page)}</section>"
    )


def _figures(figures: Iterable[b.KeyFigure], anchors: dict[str, str], page: Page) -> Iterator[str]:
    told = list(figures)
    for kind, head in figure_groups(figure.kind for figure in told):
        rows = "".join(_figure(figure, anchors, page) for figure in told if figure.kind == kind)
        yield f'<h3>{_say(head, page.look)}</h3><ul class="figures">{rows}</ul>'


def _figure(figure: b.KeyFigure, anchors: dict[str, str], page: Page) -> str:
    return (
        f'<li class="{figure.severity}"><span class="value">{runs_html(figure.figure, page)}</span>'
        f'<span class="what">{_to(anchors.get(figure.part, ""), escape(figure.label))}</span>'
        f'<span class="against">{runs_html(figure.yardstick, page)}</span></li>'
    )


def _decision(decision: b.Decision, anchors: dict[str, str], page: Page) -> str:
    look = page.look
    stake = f"{_say('summary.stake', look)}: <strong>{runs_html(decision.stake, page)}</strong>"
    if not decision.stake:
        stake = _say("summary.not_quantified", look)
    formula = f" ({runs_html(decision.formula, page)})" if decision.stake and plain(decision.formula) else ""
    see = escape(say("report.summary.see", language=look.language, number=decision.part))
    return (
        f'<li><p><strong>{runs_html(decision.text, page)}</strong></p><p class="owner">'
        f"<bdi>{escape(decision.owner)}</bdi> · {stake}{formula} · "
        f"{_to(anchors.get(decision.part, ''), see)}</p></li>"
    )


def _say(word: str, look: Look) -> str:
    return escape(say(f"report.{word}", language=look.language))
