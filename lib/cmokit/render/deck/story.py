"""Which of a report stands on its slides: verdict, decisions, up to four findings, what happens next."""

from collections.abc import Iterator
from dataclasses import dataclass

from cmokit.render import blocks as b
from cmokit.render.chapters import UNANSWERED
from cmokit.vocabulary import Severity

MOST_FINDINGS = 4
ANSWERS = ("pilot.effect", "board.scorecard", "handover.ending")  # what a phase is for: never without its slide
WORST_FIRST = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Told:
    """One finding: its chapter, the finding itself, one exhibit, what is said about it, what to do."""

    part: b.Part
    finding: b.Finding
    chart: b.ChartBlock | None
    table: b.TableBlock | None
    words: tuple[b.Paragraph, ...]
    steps: b.Steps | None


@dataclass(frozen=True)
class Story:
    """What the slides tell. unanswered: how many questions could not be answered."""

    title: str
    cover: b.Cover
    summary: b.Summary
    findings: tuple[Told, ...]
    unanswered: int


def story_of(document: b.Document) -> Story:
    """The slides' content, in the order in which it is told."""
    chosen = [told(part) for part in _in_order(document)][:MOST_FINDINGS]
    tables = (block for part in document.parts if part.anchor == UNANSWERED for block in part.blocks)
    unanswered = sum(len(block.rows) for block in tables if isinstance(block, b.TableBlock))
    return Story(document.title, document.cover, document.summary, tuple(chosen), unanswered)


def _in_order(document: b.Document) -> Iterator[b.Part]:
    """Chapters with a finding: the phase's own answer, those that a decision rests on, those of the key figures, then
    the worst.
    """
    answered = [part for part in document.parts if any(isinstance(block, b.Finding) for block in part.blocks)]
    by_number = {part.number: part for part in answered}
    summary = document.summary
    numbers = [*(decision.part for decision in summary.decisions), *(figure.part for figure in summary.figures)]
    named = (by_number.get(number) for number in numbers)
    rest = sorted(answered, key=lambda part: WORST_FIRST[part.severity or Severity.NOT_MEASURED])
    seen: set[str] = set()
    asked = (part for part in answered if part.analysis in ANSWERS)
    for part in (*asked, *named, *rest):
        if part is not None and part.anchor not in seen:
            seen.add(part.anchor)
            yield part


def told(part: b.Part) -> Told:
    """A chapter as one slide: its first chart, or its first table where no chart can be drawn natively."""
    finding = next(block for block in part.blocks if isinstance(block, b.Finding))
    charts = [block for block in part.blocks if isinstance(block, b.ChartBlock)]
    drawn = next((block for block in charts if block.chart.kind != "heatmap" and block.chart.data), None)
    return Told(
        part,
        finding,
        drawn,
        next((block for block in part.blocks if isinstance(block, b.TableBlock)), None),
        tuple(_narrative(part)),
        next((block for block in part.blocks if isinstance(block, b.Steps)), None),
    )


def _narrative(part: b.Part) -> Iterator[b.Paragraph]:
    """The kit's own paragraphs below the finding, up to its first exhibit or heading."""
    for block in part.blocks:
        if isinstance(block, (b.ChartBlock, b.TableBlock, b.Heading)):
            return
        if isinstance(block, b.Paragraph) and not block.role:
            yield block
