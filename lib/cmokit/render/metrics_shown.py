"""The metrics in force, as a report carries and shows them: meaning, version, day, reason and approver."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cmokit.exhibits.surface import is_surface_measure
from cmokit.render import formats
from cmokit.render.blocks import Block, Heading, Paragraph
from cmokit.render.formats import Look
from cmokit.render.tables import plain_table
from cmokit.render.text import words
from cmokit.vocabulary import MetricKind
from cmokit.words import joined, say

HEADS = ("metric", "text", "metric_version")


@dataclass(frozen=True)
class ShownMetric:
    """One metric in words. states: ids of the facts that state it, empty where no analysis computes it.

    kind, family: as vocabulary; version as text. since_on, reason, approver: of this version.
    """

    id: str
    name: str
    text: str
    family: str
    kind: str
    states: tuple[str, ...]
    version: str
    since_on: date | None = None
    reason: str = ""
    approver: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "states", tuple(self.states))  # JSON brings them back as a list


def kind_of(metrics: Collection[ShownMetric], fact_id: str) -> str:
    """`result` or `diagnostic`: what no metric claims explains and is no result. Empty where no metrics are known."""
    if not metrics:
        return ""
    found = next((metric.kind for metric in metrics if fact_id in metric.states), "")
    return MetricKind.RESULT.value if found == MetricKind.RESULT else MetricKind.DIAGNOSTIC.value


def is_surface(metrics: Collection[ShownMetric], fact_id: str) -> bool:
    """Whether a figure tells of attention alone, so that no summary shows it."""
    found = next((metric.kind for metric in metrics if fact_id in metric.states), "")
    return found == MetricKind.SURFACE if found else is_surface_measure(fact_id)


def metric_blocks(metrics: Sequence[ShownMetric], stated: Collection[str], look: Look) -> list[Block]:
    """The definitions behind a report's figures, and what is agreed in words alone. stated: the report's fact ids."""
    rows = [_row(m, look) for m in metrics if not m.states or not set(m.states).isdisjoint(stated)]
    if not rows:
        return []
    headers = [(f"definitions.{name}", "text") for name in HEADS]
    intro = Paragraph(words(_say("metrics_intro", look)))
    return [Heading(2, words(_say("metrics", look))), intro, plain_table("", headers, rows, look)]


def _row(metric: ShownMetric, look: Look) -> tuple[str, ...]:
    told = {"since": _day(metric, look), "reason": metric.reason, "approver": metric.approver}
    lines = [f"{_say(name, look)}: {text}" for name, text in told.items() if text]
    return f"{metric.name}\n{_tags(metric, look)}".strip(), metric.text, "\n".join((metric.version, *lines))


def sheet_rows(metrics: Sequence[ShownMetric], look: Look) -> list[tuple[str, ...]]:
    """For the workbook: term, meaning, its tags, version, since, why, approved by."""
    return [(m.name, m.text, _tags(m, look), m.version, _day(m, look), m.reason, m.approver) for m in metrics]


def _day(metric: ShownMetric, look: Look) -> str:
    return formats.day(metric.since_on, look.locale, look.language) if metric.since_on else ""


def _tags(metric: ShownMetric, look: Look) -> str:
    """`business, result`; nothing for a term that no analysis knows."""
    groups = ((metric.family, "families"), (metric.kind, "kinds"))
    return joined((_tag(name, group, look) for name, group in groups if name), look.language)


def _tag(name: str, group: str, look: Look) -> str:
    return say(f"metrics.{group}.{name}", language=look.language)


def _say(word: str, look: Look) -> str:
    return say(f"report.definitions.{word}", language=look.language)
