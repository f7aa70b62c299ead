"""The small block model that every renderer reads: sections and free Markdown both become it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cmokit.exhibits.section import Chart
from cmokit.render.text import Runs
from cmokit.vocabulary import Severity

Role = Literal["", "lead", "label", "note", "question", "analyst", "small"]
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Heading:
    """level 1 is a chapter of the report; levels never skip."""

    level: int
    runs: Runs
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: Runs
    role: Role = ""


@dataclass(frozen=True)
class ListBlock:
    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Column:
    """header as printed; align by its unit."""

    header: str
    align: Align = "left"
    unit: str = "text"


@dataclass(frozen=True)
class Cell:
    """What is printed, and the value behind it for a workbook. anchor: where links to this row arrive."""

    runs: Runs
    value: Any = None
    unit: str = "text"
    anchor: str = ""


@dataclass(frozen=True)
class TableBlock:
    """total_rows: how many rows there are where `rows` holds only the first of them. in_workbook: it holds the rest."""

    title: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Runs = ()
    total_rows: int | None = None
    in_workbook: bool = False


@dataclass(frozen=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Picture:
    """kind: `svg` or `png`. alt is never empty."""

    content: bytes
    kind: str
    alt: str
    caption: Runs = ()


@dataclass(frozen=True)
class ChartBlock:
    """A chart still as data, its words resolved."""

    chart: Chart
    title: Runs
    alt: str
    limit_label: str = ""


@dataclass(frozen=True)
class Finding:
    """The head of a section: question, finding, verdict and its reason."""

    question: str
    headline: Runs
    severity: Severity
    reason: Runs


@dataclass(frozen=True)
class Steps:
    """What to do next, by whom, and the sentence that says which money is at stake (or empty)."""

    items: tuple[Runs, ...]
    owner: str
    stake: Runs = ()


@dataclass(frozen=True)
class Form:
    """Lines to fill in by hand: a label with room to write on; an empty label is one more line of the one above."""

    lines: tuple[str, ...]


Block = Heading | Paragraph | ListBlock | TableBlock | Quote | Code | Picture | ChartBlock | Finding | Steps | Form


@dataclass(frozen=True)
class Notes:
    """What an analyst added between two sections of a notebook.

    cell: its number from 1, 0 where unknown. loose: numbers in its words without a source; cited: names of figures.
    """

    blocks: tuple[Block, ...]
    cell: int = 0
    loose: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"cell {self.cell}"


@dataclass(frozen=True)
class Part:
    """A chapter. number: `3` or `A`; anchor: stable within the report; analysis: its id where it is one."""

    number: str
    title: str
    anchor: str
    blocks: tuple[Block, ...]
    severity: Severity | None = None
    analysis: str = ""
    by_analyst: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the executive summary against its yardstick. kind: `result`, `diagnostic`, or empty if not known."""

    label: str
    figure: Runs
    yardstick: Runs
    severity: Severity
    part: str
    kind: str = ""


@dataclass(frozen=True)
class Decision:
    """stake: the money at stake, empty where it is not quantified; formula: how it was reckoned."""

    text: Runs
    owner: str
    stake: Runs
    formula: Runs
    severity: Severity
    part: str


@dataclass(frozen=True)
class Summary:
    """One page: verdict, figures, decisions. tally: how many analyses came to each verdict.

    comment: the consultant's words on it.
    """

    verdict: Severity
    sentence: Runs
    tally: Mapping[Severity, int]
    figures: tuple[KeyFigure, ...]
    decisions: tuple[Decision, ...]
    comment: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the cover: its label and what stands there."""

    label: str
    text: str


@dataclass(frozen=True)
class Cover:
    title: str
    subtitle: str
    lines: tuple[Line, ...]
    confidentiality: str
    client_logo: str = ""
    consultant_logo: str = ""


@dataclass(frozen=True)
class ContentsLine:
    """A chapter as the contents name it; where: the part of the report that holds it, empty where it is this one."""

    number: str
    title: str
    anchor: str
    where: str = ""


@dataclass(frozen=True)
class Document:
    """A report, ready for any renderer. opening: what an issued copy says before its summary.

    contents: of the whole report where this is only a part of it; empty where the document holds all its chapters.
    """

    title: str
    cover: Cover
    summary: Summary
    parts: tuple[Part, ...]
    appendices: tuple[Part, ...]
    warnings: tuple[str, ...] = ()
    opening: tuple[Part, ...] = ()
    contents: tuple[ContentsLine, ...] = ()
