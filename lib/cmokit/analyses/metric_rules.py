"""What may stand beside what: results, diagnostics and surface metrics are never taken for each other.

Surface metrics (impressions, reach, clicks, sessions) are never a key figure and never in what the executive summary
says. Metrics of results and of diagnosis never stand in one table, or among the key figures of one section. Figures
that no metric claims (numbers of records, lengths of a period) may stand beside either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cmokit.analyses.metric_list import BY_FACT
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.exhibits.surface import is_surface_measure
from cmokit.exhibits.text import cited_names
from cmokit.vocabulary import MetricKind


def kind_of(fact_id: str) -> MetricKind | None:
    """What a figure is taken for; None for one that only supports others."""
    if metric := BY_FACT.get(fact_id):
        return metric.kind
    return MetricKind.SURFACE if is_surface_measure(fact_id) else None


def with_key_figures_apart(section: Section) -> Section:
    """The section without key figures of attention alone, and with those of the first one's kind: which ones a section
    has can depend on its data, so they are told apart and not refused.
    """
    known = [name for name in section.key_facts if kind_of(_id(name)) is not MetricKind.SURFACE]
    first = next((kind for name in known if (kind := kind_of(_id(name)))), None)
    return replace(section, key_facts=tuple(name for name in known if kind_of(_id(name)) in (first, None)))


def broken_rules(section: Section) -> tuple[str, ...]:
    """A sentence for every place of a section that mixes what must stay apart; empty where all is well."""
    return (*_surface_in_front(section), *_mixed(section))


def _surface_in_front(section: Section) -> Iterator[str]:
    front = ("headline", "brief", "decision", "money_formula")
    cited = {name: place for place in front for name in cited_names(getattr(section, place))}
    for name, place in {**dict.fromkeys(section.key_facts, "key_facts"), **cited}.items():
        if kind_of(_id(name)) is MetricKind.SURFACE:
            yield f"{section.analysis}: the surface metric {name} stands in its {place}"


def _mixed(section: Section) -> Iterator[str]:
    groups: list[tuple[str, Iterable[str]]] = [("its key figures", map(_id, section.key_facts))]
    for table in section.tables:
        cells = (cell.id for row in table.rows for cell in row.values() if isinstance(cell, Fact))
        groups.append((f"the table {table.title!r}", cells))
    for place, ids in groups:
        kinds = {kind for kind in map(kind_of, ids) if kind}
        if MetricKind.RESULT in kinds and len(kinds) > 1:
            yield f"{section.analysis}: results and diagnostics stand together in {place}"


def _id(name: str) -> str:
    return name.partition("[")[0]
