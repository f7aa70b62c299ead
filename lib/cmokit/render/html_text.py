"""HTML that an analyst's notebook holds, read as text and tables only: nothing of it is ever passed on as HTML."""

from html.parser import HTMLParser

from cmokit.render import blocks as b
from cmokit.render.text import words

MOST_ROWS = 30  # of a table that an analyst added
_SILENT = {"script", "style", "template", "noscript", "head"}
_BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


def text_of(html: str) -> str:
    """The words of some HTML; scripts and styles have none."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.said).split())


def tables_of(html: str) -> tuple[b.TableBlock, ...]:
    """Its tables, as pandas writes a frame: at most 30 rows each, and how many there were."""
    reader = _Tables()
    reader.feed(html)
    reader.close()
    return tuple(_block(rows, heads) for rows, heads in reader.found if rows)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


class _Tables(_Text):
    """Rows of cells; how many of the first rows are heads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[list[list[str]], int]] = []
        self._rows: list[list[str]] | None = None
        self._heads = 0
        self._in_head = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "table":
            self._rows, self._heads = [], 0
        elif self._rows is None:
            return
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self._rows.append([])
            self._heads += self._in_head
        elif tag in ("td", "th"):
            self.said = []

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag == "table" and self._rows is not None:
            self.found.append(([row for row in self._rows if row], self._heads))
            self._rows = None
        elif tag == "thead":
            self._in_head = False
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(" ".join("".join(self.said).split()))


def _block(rows: list[list[str]], heads: int) -> b.TableBlock:
    wide = max(map(len, rows))
    filled = [[*row, *[""] * (wide - len(row))] for row in rows]
    top = [" ".join(filter(None, column)) for column in zip(*filled[:heads], strict=True)] if heads else [""] * wide
    body = filled[heads:]
    shown = body[:MOST_ROWS]
    aligns = ["right" if _numbers([row[i] for row in body]) else "left" for i in range(wide)]
    columns = tuple(
        b.Column(name, "right" if side == "right" else "left") for name, side in zip(top, aligns, strict=True)
    )
    cells = tuple(tuple(b.Cell(words(text, "data"), text) for text in row) for row in shown)
    return b.TableBlock((), columns, cells, total_rows=len(body))


def _numbers(texts: list[str]) -> bool:
    """Whether a column reads as numbers (pandas writes NaN where there is none)."""
    said = [text for text in texts if text and text not in ("NaN", "NaT", "None", "...", "<NA>")]
    return bool(said) and all(
        text.lstrip("-+").replace(",", "").replace(".", "", 1).replace("%", "").isdigit() for text in said
    )
