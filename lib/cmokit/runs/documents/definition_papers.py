"""What words, figures, stages and promises mean: data, dashboards, lifecycle [LSR-01], service levels [SLA-01]."""

from collections.abc import Iterator, Mapping

from cmokit.exhibits.fact import Definition
from cmokit.registers.cadence import CADENCE
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.decision_rights import DECISION_RIGHTS, Subject
from cmokit.registers.glossary import GLOSSARY
from cmokit.registers.handoffs import HANDOFFS
from cmokit.registers.source_of_truth import SOURCE_OF_TRUTH
from cmokit.registers.stage_map import STAGE_MAP
from cmokit.render.formats import show
from cmokit.render.word import Block, Grid, Text
from cmokit.runs.documents.paper import ID, Papers
from cmokit.words import has, joined, say, say_all


def data(papers: Papers) -> bytes:
    return papers.document("data", _data(papers))


def _data(papers: Papers) -> Iterator[Block]:
    yield papers.part("words")
    yield from papers.grid(
        GLOSSARY,
        papers.items(GLOSSARY),
        ("term", "definition", "rule", "owner", "state"),
        (0.16, 0.36, 0.2, 0.16, 0.12),
    )
    yield papers.part("sources")
    fields = ["name", "holds", "refresh", "known_faults", "allowed_use", "owner"]
    yield from papers.grid(DATA_SOURCES, papers.items(DATA_SOURCES), fields, (0.14, 0.22, 0.14, 0.2, 0.16, 0.14))
    yield papers.part("truth")
    fields = ["data", "field", "system", "copies", "update_rule"]
    yield from papers.grid(SOURCE_OF_TRUTH, papers.items(SOURCE_OF_TRUTH), fields, (0.18, 0.18, 0.18, 0.18, 0.28))


def dashboards(papers: Papers, definitions: Mapping[str, Definition]) -> bytes:
    """definitions: of the metrics behind published figures, by the metric's id."""
    return papers.document("dashboards", _dashboards(papers, definitions))


def _dashboards(papers: Papers, definitions: Mapping[str, Definition]) -> Iterator[Block]:
    yield papers.part("looked_at")
    fields = ["name", "figure", "every", "read_before", "owner"]
    yield from papers.grid(CADENCE, papers.items(CADENCE), fields, (0.26, 0.24, 0.12, 0.2, 0.18))
    yield papers.part("figures")
    rows = tuple(
        (_title(name), one.text, f"{name}, {one.version}")
        for name, one in sorted(definitions.items(), key=lambda pair: _title(pair[0]))
    )
    widths = (0.22, 0.58, 0.2)
    yield Grid(say_all(f"{ID}.figures.columns"), rows, widths) if rows else Text(papers.say("nothing"))


def _title(name: str) -> str:
    """What a definition is called: an analysis by its title, a metric by its name."""
    word = next((w for w in (f"{name}.title", f"metrics.{name}.name") if has(w)), "")
    return say(word) if word else name.replace("_", " ")


def lifecycle(papers: Papers) -> bytes:
    return papers.document("lifecycle", _lifecycle(papers))


def _lifecycle(papers: Papers) -> Iterator[Block]:
    """Each stage in its order: what lets a record in, what lets it out, who decides."""
    stages = sorted(papers.items(STAGE_MAP), key=lambda item: (item.position or 99, item.id))
    yield papers.part("stages")
    fields = ["stage", "inputs", "outputs", "approvals", "owner", "typical_delay_days"]
    yield from papers.grid(STAGE_MAP, stages, fields, (0.14, 0.24, 0.24, 0.14, 0.14, 0.1))
    yield papers.part("order")
    order = papers.engagement.definitions.lifecycle.order
    names = [value if not has(f"report.names.stage.{value}") else say(f"report.names.stage.{value}") for value in order]
    yield Text(" → ".join(names) if names else papers.open(papers.say("order")))
    yield papers.part("changes")
    yield from _rights(papers, Subject.LIFECYCLE_ARCHITECTURE, Subject.QUALIFICATION_RULES, Subject.SCORING_STRATEGY)


def service_levels(papers: Papers) -> bytes:
    return papers.document("service_levels", _service_levels(papers))


def _service_levels(papers: Papers) -> Iterator[Block]:
    yield papers.part("promise")
    yield Text(_promise(papers))
    yield papers.part("handoffs")
    fields = ["handoff", "trigger", "action", "deadline_hours", "owner", "failure"]
    yield from papers.grid(HANDOFFS, papers.items(HANDOFFS), fields, (0.2, 0.18, 0.2, 0.1, 0.14, 0.18))
    yield papers.part("recycle")
    for line in say_all(f"{ID}.recycle"):
        yield Text(line, above=2)
    yield papers.part("changes")
    yield from _rights(papers, Subject.HANDOFF_SLA)


def _promise(papers: Papers) -> str:
    engagement = papers.engagement
    sla = engagement.definitions.sla
    if sla.first_response_minutes is None:
        return papers.open(papers.say("parts.promise"))
    minutes = show(sla.first_response_minutes, "minutes", engagement.locale, language=engagement.language)
    days = joined(_weekdays(engagement.language)[day.number] for day in engagement.working_days)
    hours = sla.business_hours
    if hours is None:
        return papers.say("promised", minutes=minutes, days=days)
    start, end = (f"{moment:%H:%M}" for moment in (hours.start, hours.end))
    return papers.say("promised_in_hours", minutes=minutes, days=days, start=start, end=end)


def _weekdays(language: str) -> Mapping[int, str]:
    from babel import Locale

    return dict(Locale.parse(language).days["format"]["wide"])


def _rights(papers: Papers, *subjects: Subject) -> list[Block]:
    held = [item for item in papers.items(DECISION_RIGHTS) if item.subject in subjects]
    fields = ["subject", "owner", "validates", "change_process", "review_on"]
    return papers.grid(DECISION_RIGHTS, held, fields, (0.22, 0.18, 0.18, 0.28, 0.14))
