"""Metrics: each defined once, whatever analysis or phase states it.

A fact whose id a metric claims carries the metric's definition; any other carries that of its analysis. A client may
agree a wording of its own under `definitions.metrics`: its text, version, day, reason and approver then stand instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cmokit.exhibits.fact import Definition
from cmokit.vocabulary import MetricFamily, MetricKind
from cmokit.words import FIRST, say

if TYPE_CHECKING:
    from cmokit.analyses.definitions import Definitions

FIRST_DEFINED_ON = date(2026, 1, 1)  # the first wording of all metrics that were there from the beginning


@dataclass(frozen=True)
class Metric:
    """One metric. id: what `definitions.metrics` takes. unit: as of a fact (`money` for the reporting currency).

    states: ids of the facts that state it, empty while no analysis does. version: raised with every change of the
    formula, filter or grain, and `since_on` with it; why stands in its words under `reason`. Its words are
    `metrics.<id>.{name, formula, filter, grain}`.
    """

    id: str
    unit: str
    family: MetricFamily
    kind: MetricKind
    states: tuple[str, ...] = ()
    version: int = 1
    since_on: date = FIRST_DEFINED_ON

    def said(self, part: str, language: str | None = None) -> str:
        """A part of its words: name, formula, filter or grain."""
        return say(f"metrics.{self.id}.{part}", language=language)

    @property
    def text(self) -> str:
        """The definition as one text, in the first language: what facts carry is the same in every language."""
        parts = (self.said(part, FIRST) for part in ("formula", "filter", "grain"))
        return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts)


@dataclass(frozen=True)
class AgreedWording:
    """A client's own wording of a metric, as `definitions.metrics` holds it."""

    version: int
    text: str
    since_on: date | None = None
    reason: str = ""
    approver: str = ""


def by_fact(metrics: tuple[Metric, ...]) -> Mapping[str, Metric]:
    """Fact id → the one metric that it states. Raises ValueError where two claim one fact."""
    found: dict[str, Metric] = {}
    for metric in metrics:
        for fact_id in metric.states:
            if fact_id in found:
                raise ValueError(f"{fact_id} states two metrics: {found[fact_id].id} and {metric.id}")
            found[fact_id] = metric
    return found


def definition_of(fact_id: str, definitions: "Definitions") -> Definition | None:
    """The definition of the metric that a fact states, in the client's wording where one is agreed; None if none."""
    from cmokit.analyses.metric_list import BY_FACT

    metric = BY_FACT.get(fact_id)
    if metric is None:
        return None
    agreed = definitions.metrics.get(metric.id)
    version, text = (agreed.version, agreed.text) if agreed else (metric.version, metric.text)
    return Definition(metric.id, str(version), text)
