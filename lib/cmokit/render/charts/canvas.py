"""What every kind of chart shares: a figure of the column's width, our fonts, measured labels, SVG bytes.

Text becomes outlines in the SVG, so that a chart looks the same in every reader and needs no font.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmokit.render import fonts, style
from cmokit.render.direction import isolated
from cmokit.render.formats import Look
from cmokit.render.labels import name_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.5  # inches: the PDF's column
SIZE = 8.5  # points
SMALL = 7.5
ROW = 0.27  # inches a bar takes
LINE = 0.14  # inches a further line of its label takes
WRAP = 36  # characters a label may have in a line
MOST_LINES = 3
ARROW = " → "
_PRIVATE = "cmokit "  # our files under names of their own, so that no font of the machine is taken for them
_LOCK = threading.Lock()  # matplotlib's settings are one for the whole process


@dataclass(frozen=True)
class Ink:
    """The colours of one report."""

    brand: str
    text: str = style.INK
    muted: str = style.MUTED
    grey: str = style.GREY
    dark: str = style.DARK_GREY
    hair: str = style.HAIR

    @classmethod
    def of(cls, look: Look) -> "Ink":
        return cls(style.brand(look.color))


@contextmanager
def settings() -> Iterator[None]:
    """The house style for the time of one drawing."""
    import matplotlib as mpl

    with _LOCK, mpl.rc_context():
        mpl.rcParams.update(
            {
                "font.family": _families(),
                "font.size": SIZE,
                "svg.fonttype": "path",
                "svg.hashsalt": "cmokit",
                "text.parse_math": False,
                "text.hinting": "none",  # measured as it is drawn: outlines know no pixels
                "text.color": style.INK,
                "axes.unicode_minus": True,
                "path.simplify": False,
                "figure.dpi": 72,
            }
        )
        yield


def new_figure(height: float) -> "tuple[Figure, Axes]":
    """A figure of the column's width and its bare axes, all margins zero."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_frame_on(False)
    axes.tick_params(length=0)
    return figure, axes


def svg(figure: "Figure") -> bytes:
    written = BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return written.getvalue()


def width_of(texts: Sequence[str], size: float = SIZE, *, bold: bool = False) -> float:
    """Inches that the widest of some (many-lined) texts takes."""
    lines = [line for text in texts for line in text.split("\n") if line]
    return max((_line_width(line, size, bold) for line in lines), default=0.0)


def label(value: object, kind: str, look: Look, wrap: int = WRAP) -> str:
    """A category as it is written beside its mark: coded values in words, long ones in several lines."""
    text = str(value)
    if ARROW in text:  # from one stage to the next
        text = ARROW.join(name_of(part, "stage", look.language) for part in text.split(ARROW))
    return wrapped(isolated(fonts.printable(name_of(text, kind, look.language)), look.language), wrap)


def wrapped(text: str, wrap: int = WRAP) -> str:
    """At most three lines; breaks at spaces, else after `_`, `-`, `/`; what is longer ends in dots."""
    lines: list[str] = []
    for piece in _pieces(text.replace("\n", " "), wrap):
        if lines and len(lines[-1]) + len(piece) <= wrap:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip()[: wrap - 1] + "…"]
    return "\n".join(line.rstrip() for line in lines)


def lines_in(text: str) -> int:
    return text.count("\n") + 1


def limit_line(axes: Any, at: float, text: str, ink: Ink) -> None:
    """A vertical line at a stated limit, with its words above it."""
    axes.axvline(at, color=ink.text, linewidth=0.9, linestyle=(0, (3, 2)), zorder=3)
    trans = axes.get_xaxis_transform()
    axes.text(at, 1.0, text, transform=trans, ha="center", va="bottom", fontsize=SMALL, color=ink.text)


def _pieces(text: str, wrap: int) -> Iterator[str]:
    for word in text.split(" "):
        while len(word) > wrap:
            cut = max((word.rfind(mark, 0, wrap) for mark in "_-/.@"), default=-1) + 1 or wrap
            yield word[:cut]
            word = word[cut:]
        yield word + " "


@cache
def _families() -> list[str]:
    """Our fonts made known to matplotlib under names of their own; in the order of fallback."""
    from matplotlib.font_manager import FontEntry, fontManager

    for family, regular, bold in zip(fonts.FAMILIES, fonts.font_files(), fonts.font_files(bold=True), strict=True):
        for path, weight in ((regular, 400), (bold, 700)):
            fontManager.ttflist.append(
                FontEntry(
                    fname=str(path),
                    name=_PRIVATE + family,
                    style="normal",
                    variant="normal",
                    weight=weight,
                    stretch="normal",
                    size="scalable",
                )
            )
    return [_PRIVATE + family for family in fonts.FAMILIES]


@cache
def _line_width(line: str, size: float, bold: bool) -> float:
    figure, renderer = _ruler()
    text = figure.text(0, 0, line, fontsize=size, fontweight="bold" if bold else "normal")
    width = float(text.get_window_extent(renderer).width) / figure.dpi
    text.remove()
    return width


@cache
def _ruler() -> "tuple[Figure, Any]":
    """A figure to measure texts on, and its renderer."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    return figure, FigureCanvasAgg(figure).get_renderer()
