"""An analyst's Markdown as blocks. Raw HTML becomes its plain text, pictures from outside the notebook a note."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cmokit.render import blocks as b
from cmokit.render.html_text import text_of
from cmokit.render.pictures import png_of
from cmokit.render.text import Run, Runs, plain, words
from cmokit.words import say

Token = Mapping[str, Any]


@dataclass
class Reader:
    """Reads one cell. pictures: address as the cell writes it → its bytes, or None where it may not be shown."""

    pictures: Callable[[str], bytes | None]
    language: str = "en"
    heading: str = ""  # the nearest heading so far
    warnings: list[str] = field(default_factory=list)

    def blocks(self, markdown: str) -> tuple[b.Block, ...]:
        """The cell's blocks in order."""
        tokens: Any = _parser()(markdown)
        return tuple(self._all(tokens))

    def _all(self, tokens: Iterable[Token]) -> Iterable[b.Block]:
        for token in tokens:
            make = _BLOCKS.get(token["type"], Reader._text_block)
            yield from make(self, token)

    def _heading(self, token: Token) -> Iterable[b.Block]:
        runs = self._runs(token["children"])
        self.heading = plain(runs) or self.heading
        yield b.Heading(token["attrs"]["level"], runs)

    def _paragraph(self, token: Token) -> Iterable[b.Block]:
        """A paragraph; pictures in it stand behind it as blocks of their own."""
        children = token["children"]
        runs = self._runs([child for child in children if child["type"] != "image"])
        if plain(runs).strip():
            yield b.Paragraph(runs)
        for child in children:
            if child["type"] == "image":
                yield from self._image(child)

    def _list(self, token: Token) -> Iterable[b.Block]:
        items = tuple(tuple(self._all(item["children"])) for item in token["children"])
        yield b.ListBlock(items, bool(token["attrs"].get("ordered")))

    def _quote(self, token: Token) -> Iterable[b.Block]:
        yield b.Quote(tuple(self._all(token["children"])))

    def _code(self, token: Token) -> Iterable[b.Block]:
        yield b.Code(token["raw"].rstrip("\n"))

    def _html(self, token: Token) -> Iterable[b.Block]:
        text = text_of(token["raw"])
        if text:
            yield b.Paragraph(words(text))

    def _table(self, token: Token) -> Iterable[b.Block]:
        head, *bodies = token["children"]
        columns = tuple(
            b.Column(plain(self._runs(cell["children"])), cell["attrs"].get("align") or "left")
            for cell in head["children"]
        )
        lines = [row["children"] for body in bodies for row in body["children"]]
        rows = tuple(tuple(b.Cell(self._runs(cell["children"])) for cell in line) for line in lines)
        yield b.TableBlock((), columns, rows)

    def _text_block(self, token: Token) -> Iterable[b.Block]:
        runs = self._runs(token["children"]) if "children" in token else words(str(token.get("raw", "")))
        if plain(runs).strip():
            yield b.Paragraph(runs)

    def _nothing(self, token: Token) -> Iterable[b.Block]:
        return ()

    def _image(self, token: Token) -> Iterable[b.Block]:
        alt = plain(self._runs(token.get("children") or [])).strip()
        content = self.pictures(token["attrs"]["url"])
        made = png_of(content) if content else None
        if made is None:
            dropped = say("report.parts.picture_dropped", language=self.language, alt=alt or token["attrs"]["url"])
            self.warnings.append(dropped)
            yield b.Paragraph(words(dropped), "note")
            return
        yield self.picture(made, alt)

    def picture(self, content: bytes, alt: str) -> b.Picture:
        """A picture with its alt, or one that names the nearest heading, and a warning that it lacked its own."""
        if not alt:
            alt = say("report.parts.picture", language=self.language, heading=self.heading or "–")
            self.warnings.append(alt)
        return b.Picture(content, "png", alt)

    def _runs(self, tokens: Sequence[Token], style: str = "") -> Runs:
        return tuple(run for token in tokens for run in self._inline(token, style))

    def _inline(self, token: Token, style: str) -> Iterable[Run]:
        kind, raw = token["type"], str(token.get("raw", ""))
        if kind in ("softbreak", "linebreak"):
            yield Run(" " if kind == "softbreak" else "\n", style)
        elif kind == "link":
            yield from self._link(token, style)
        elif kind == "image":
            yield from self._runs(token.get("children") or [], style)
        elif kind == "inline_html":
            yield Run(text_of(raw), style)
        elif "children" in token:
            yield from self._runs(token["children"], _STYLES.get(kind, style))
        else:
            yield Run(raw, _STYLES.get(kind, style))

    def _link(self, token: Token, style: str) -> Iterable[Run]:
        """A link's text, with its address in brackets: the deliverables hold no outside address to click."""
        address, shown = token["attrs"]["url"], self._runs(token["children"], style)
        yield from shown
        if plain(shown) != address and not address.startswith("#"):
            yield Run(f" ({address})", style)


_STYLES = {"strong": "strong", "emphasis": "emphasis", "codespan": "code", "strikethrough": "strike"}
_BLOCKS: dict[str, Callable[[Reader, Token], Iterable[b.Block]]] = {
    "heading": Reader._heading,
    "paragraph": Reader._paragraph,
    "list": Reader._list,
    "block_quote": Reader._quote,
    "block_code": Reader._code,
    "block_html": Reader._html,
    "table": Reader._table,
    "blank_line": Reader._nothing,
    "thematic_break": Reader._nothing,
}


@cache
def _parser() -> Any:
    import mistune

    return mistune.create_markdown(renderer="ast", plugins=["table", "strikethrough"])
