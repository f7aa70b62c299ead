"""What an analysis shows, as plain values: nothing here knows how to draw or to round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from cmokit.exhibits.fact import Fact
from cmokit.vocabulary import Severity

Cell = str | int | float | Decimal | date | datetime | bool | None
ChartKind = Literal["bar", "stacked_bar", "line", "waterfall", "interval", "heatmap"]
SECTION_MIME = "application/vnd.cmokit.section+json"
MOST_ROWS = 200  # of a table in a section; the workbook's evidence sheet holds the rest


@dataclass(frozen=True)
class Verdict:
    """What a result means against its limits. `reason` is a sentence (exhibits.text)."""

    severity: Severity
    reason: str


@dataclass(frozen=True)
class TableColumn:
    """A column of a shown table. unit: text, count, share, days, minutes, date, an ISO currency, or `mixed`."""

    name: str
    header: str
    unit: str = "text"


@dataclass(frozen=True)
class Table:
    """Rows to show. A cell that is a figure may be a Fact: it is printed with its short code.

    is_whole: the rows are the steps of one thing and mean nothing without each other, so no page shows only the first.
    in_workbook_only: a table to look something up in, whose figures the sentences say; no page shows it.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Mapping[str, Cell | Fact], ...]
    note: str = ""
    is_whole: bool = False
    in_workbook_only: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture as data.

    kind: `bar` (horizontal, one value a category), `stacked_bar` (by `series`), `line` (x in order, one line a
    series), `waterfall` (data rows with `is_level` true for levels, false for signed differences), `interval` (a dot
    with `low` and `high`), `heatmap` (x, series as rows). title and alt are sentences; alt states the finding.
    highlight: the x value (or series) to be seen first. limit: a line to be drawn, with its words.
    """

    kind: ChartKind
    title: str
    alt: str
    data: tuple[Mapping[str, Cell], ...]
    x: str
    y: str
    unit: str
    series: str | None = None
    highlight: str | None = None
    limit: float | None = None
    limit_label: str = ""


@dataclass(frozen=True)
class EvidenceFile:
    """The Parquet file of an analysis's evidence rows: file name within the run's `evidence/`."""

    file: str
    sha256: str
    rows_count: int


@dataclass(frozen=True)
class Card:
    """The method card of an analysis: its manual, its page in the docs, its place in the report's appendix."""

    title: str
    question: str
    asks: str
    measures: str
    read_it_as: str
    do_next: str
    limits: str


@dataclass(frozen=True)
class Missing:
    """What the client would have to send: a canonical table, its columns, and the request in words."""

    table: str
    columns: tuple[str, ...]
    ask: str


@dataclass(frozen=True)
class Section:
    """One analysis as the reader meets it. Sentences cite facts; how sure we are is said beside the finding."""

    analysis: str
    headline: str
    narrative: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    next_steps: tuple[str, ...] = ()
    how_sure: str = ""
    key_facts: tuple[str, ...] = ()  # fact names, the first one for the executive summary
    owner_role: str = ""  # who should act: a Responsibility, held by somebody of engagement.yaml `people:`
    decision: str = ""  # the decision to take, as a sentence; empty where there is none
    brief: str = ""  # the finding as a clause for the verdict of the whole report; empty takes the headline
    # The rest is filled in by the runner.
    severity: Severity = Severity.PASS
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    money_at_stake_amount: Decimal | None = None
    money_formula: str = ""
    currency: str = ""
    owner: str = ""
    evidence: EvidenceFile | None = None
    card: Card | None = None
    missing: tuple[Missing, ...] = ()
