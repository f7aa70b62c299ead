"""One procedure a workflow [HND-05], and one page for working without it [WFD-10]."""

from collections.abc import Iterator

from cmokit.analyses.handover.pieces import runs
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.owners import Area
from cmokit.registers.processes import PROCESSES, Process
from cmokit.registers.words import field_words
from cmokit.registers.workflows import WORKFLOWS, Workflow
from cmokit.render.word import Block, Grid, Text
from cmokit.runs.documents.paper import ID, Papers
from cmokit.vocabulary import Responsibility
from cmokit.words import say_all

ABOUT = ("process", "owner", "backup", "tier", "live_on", "service_level", "usefulness_metric")
AROUND = ("access_controls", "tools", "data_sources", "prompts")
NOTHING = frozenset({"none", "nothing", "-", "–", "keine", "nichts", "لا شيء"})  # as people write it into a field
COPIES = ("name", "backup", "restore_tested_on", "owner")


def running(papers: Papers) -> list[Workflow]:
    """The workflows that people work with."""
    return [item for item in papers.items(WORKFLOWS) if runs(item)]


def procedures(papers: Papers) -> Iterator[tuple[str, bytes]]:
    for item in running(papers):
        yield f"procedures/{item.id}.docx", papers.document("procedure", _procedure(papers, item), name=item.name)


def _procedure(papers: Papers, item: Workflow) -> Iterator[Block]:
    yield papers.card(WORKFLOWS, item, ABOUT)
    yield papers.part("steps")
    yield Grid(say_all(f"{ID}.steps.columns"), tuple(_steps(papers, item)), (0.06, 0.64, 0.3), size=9)
    yield Text(papers.say("drawn", file=f"maps/workflow-{item.id}.svg"), size=8.5, above=3)
    yield papers.part("review")
    yield papers.card(WORKFLOWS, item, ("review_points", "human_decision"))
    yield papers.part("exceptions")
    yield papers.card(WORKFLOWS, item, ("exception_handling", "error_response"))
    yield papers.part("escalation")
    yield from papers.numbered(_escalation(papers, item), papers.say("asked"))
    yield papers.part("stop")
    yield papers.card(WORKFLOWS, item, ("stop_method",))
    yield Text(papers.say("then", file=f"fallbacks/{item.id}.docx"), size=8.5, above=3)
    yield papers.part("around")
    yield papers.card(WORKFLOWS, item, AROUND if item.ai_task or item.prompts else AROUND[:-1])


def _steps(papers: Papers, item: Workflow) -> Iterator[tuple[str, str, str]]:
    """What happens in its order: number, what, by whom. A step that this workflow does not have is left out."""
    told = [
        (papers.say("steps.begins", text=papers.field(WORKFLOWS, item, "trigger")), ""),
        (papers.say("steps.reads", text=papers.field(WORKFLOWS, item, "input_sources")), papers.say("steps.system")),
    ]
    if item.automated_action and item.automated_action.strip().casefold() not in NOTHING:
        told.append((item.automated_action, papers.say("steps.system")))
    if item.ai_task:
        told.append((item.ai_task, papers.say("steps.model")))
    told += [(point, papers.say("steps.reviewer")) for point in item.review_points]
    owner = item.owner or papers.open(field_words(WORKFLOWS.name, "owner").label)
    if item.human_decision:
        told.append((papers.say("steps.decides", text=item.human_decision), owner))
    told.append((papers.say("steps.ends", text=papers.field(WORKFLOWS, item, "output_format")), ""))
    return ((str(number), text, who) for number, (text, who) in enumerate(told, start=1))


def _process(papers: Papers, item: Workflow) -> Process | None:
    return next((one for one in papers.items(PROCESSES) if one.id == item.process and one.steps), None)


def _escalation(papers: Papers, item: Workflow) -> list[str]:
    """Whom one asks, one after the other; nobody twice, and nobody who has left."""
    held = papers.engagement.owner(Responsibility.CHIEF_EXECUTIVE)
    chain = (item.owner, item.backup, papers.keeper(Area.AUTOMATION), papers.keeper(Area.GOVERNANCE))
    known = [name for name in chain if name in papers.insiders]
    names = dict.fromkeys([*known, *([held.name] if held else [])])
    missing = [] if item.owner in papers.insiders else [papers.open(field_words(WORKFLOWS.name, "owner").label)]
    return [*missing, *filter(None, names)]


def fallbacks(papers: Papers) -> Iterator[tuple[str, bytes]]:
    for item in running(papers):
        yield f"fallbacks/{item.id}.docx", papers.document("fallback", _fallback(papers, item), name=item.name)


def _fallback(papers: Papers, item: Workflow) -> Iterator[Block]:
    yield papers.card(WORKFLOWS, item, ("owner", "backup", "fallback_tested_on", "fallback_tested_by"))
    if item.fallback_tested_on is None:
        yield Text(papers.say("untried"), size=9, above=4)
    for part, field in (("pause", "stop_method"), ("find", "find_affected"), ("by_hand", "by_hand")):
        yield papers.part(part)
        yield Text(papers.field(WORKFLOWS, item, field))
    if process := _process(papers, item):
        yield from papers.numbered(process.steps, papers.say("before", process=process.process))
    yield papers.part("restore")
    yield Text(papers.field(WORKFLOWS, item, "restore"))
    sources = [one for one in papers.items(DATA_SOURCES) if one.id in item.data_sources]
    if sources:
        yield papers.part("copies")
        yield from papers.grid(DATA_SOURCES, sources, COPIES, (0.28, 0.34, 0.16, 0.22))
