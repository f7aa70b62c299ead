"""The metrics of a phase as its report carries them: the kit's wording, or the one that the client agreed."""

from collections.abc import Iterator

from cmokit.analyses.catalog import CATALOG
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.metric_list import BY_ID, METRICS
from cmokit.analyses.metrics import AgreedWording, Metric
from cmokit.render.labels import readable
from cmokit.render.metrics_shown import ShownMetric
from cmokit.vocabulary import Phase
from cmokit.words import has, say

PARTS = ("formula", "filter", "grain")


def shown_metrics(phase: Phase, definitions: Definitions) -> tuple[ShownMetric, ...]:
    """What the phase's analyses may state, in the language being spoken, then what is agreed in words alone."""
    return tuple(_shown(phase, definitions))


def _shown(phase: Phase, definitions: Definitions) -> Iterator[ShownMetric]:
    of_phase = {analysis.id for analysis in CATALOG if phase in analysis.phases}
    for metric in METRICS:
        agreed = definitions.metrics.get(metric.id)
        states = tuple(fact_id for fact_id in metric.states if fact_id.rpartition(".")[0] in of_phase)
        if states or agreed:
            yield _agreed(metric, states, agreed) if agreed else _of_kit(metric, states)
    for name, wording in definitions.metrics.items():
        if name not in BY_ID:
            yield _unknown(name, wording)


def _of_kit(metric: Metric, states: tuple[str, ...]) -> ShownMetric:
    text = " ".join(f"{metric.said(part).rstrip('.')}." for part in PARTS)
    reason = f"metrics.{metric.id}.reason"
    return ShownMetric(
        metric.id,
        metric.said("name"),
        text,
        str(metric.family),
        str(metric.kind),
        states,
        str(metric.version),
        metric.since_on,
        say(reason if has(reason) else "metrics.first_wording"),
        say("metrics.not_approved"),
    )


def _agreed(metric: Metric, states: tuple[str, ...], said: AgreedWording) -> ShownMetric:
    return ShownMetric(
        metric.id,
        metric.said("name"),
        said.text,
        str(metric.family),
        str(metric.kind),
        states,
        str(said.version),
        said.since_on,
        said.reason or say("metrics.no_reason"),
        said.approver or say("metrics.not_approved"),
    )


def _unknown(name: str, said: AgreedWording) -> ShownMetric:
    """A term of the client's own: printed as agreed, and said to be in no figure."""
    approver = said.approver or say("metrics.not_approved")
    text = f"{said.text} ({say('metrics.not_known_by_kit')})"
    return ShownMetric(name, readable(name), text, "", "", (), str(said.version), said.since_on, said.reason, approver)
