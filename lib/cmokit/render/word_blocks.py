"""What a Word document is made of, and how its page looks: plain values."""

from dataclasses import dataclass

SHORT, LONG = 210, 297  # A4, in mm
MARGIN = 11


@dataclass(frozen=True)
class Heading:
    """The title line of a document, or of a part of it. above: air above it, in points. level: its place in the
    outline, from 1; 0 stands in none.
    """

    text: str
    size: float = 17
    above: float = 0
    level: int = 0


@dataclass(frozen=True)
class Text:
    """A paragraph. label: bold words in front of it. above: air above it, in points. bullet: as a list's item."""

    text: str
    label: str = ""
    size: float = 9.5
    above: float = 0
    bullet: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. headers: none for pairs without a head. widths: share of the page's width a column. strong: columns in
    bold; right: columns of figures.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size: float = 8
    strong: tuple[int, ...] = ()
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class Box:
    """A frame to write in by hand or on the screen, never torn over two pages. height: of the empty room, in mm;
    texts: what stands above it in the frame.
    """

    height: float = 16
    texts: tuple[Text, ...] = ()


Block = Heading | Text | Grid | Box


@dataclass(frozen=True)
class Page:
    """How the document looks. color: of title and table head; header: the line of names on top."""

    title: str
    author: str = ""
    color: str = ""
    accent: str = ""
    header: str = ""
    footer: str = ""
    language: str = "en-GB"
    is_wide: bool = False

    @property
    def width(self) -> int:
        """The text's width in mm."""
        return (LONG if self.is_wide else SHORT) - 2 * MARGIN
