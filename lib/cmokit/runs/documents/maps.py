"""Process maps: each process and each workflow as it stands in its register, and where work waits between people."""

from collections.abc import Iterator
from itertools import pairwise

from cmokit.registers.handoffs import HANDOFFS
from cmokit.registers.processes import PROCESSES, Process
from cmokit.registers.workflows import WORKFLOWS, Workflow
from cmokit.render.process_map import Arrow, Kind, Step, mermaid, svg
from cmokit.runs.documents.paper import Papers
from cmokit.runs.documents.workflow_papers import NOTHING

Map = tuple[list[Step], list[Arrow]]


def maps(papers: Papers) -> Iterator[tuple[str, bytes]]:
    """Mermaid text and picture of each, by their names inside the documents' folder."""
    drawn = {f"process-{item.id}": _of_process(papers, item) for item in papers.items(PROCESSES)}
    drawn |= {f"workflow-{item.id}": _of_workflow(papers, item) for item in papers.items(WORKFLOWS)}
    if papers.items(HANDOFFS):
        drawn["handoffs"] = _of_handoffs(papers)
    for name, (steps, arrows) in drawn.items():
        text = mermaid(steps, arrows)
        yield f"maps/{name}.mmd", text.encode("utf-8")
        yield f"maps/{name}.svg", svg(text)


def _of_process(papers: Papers, item: Process) -> Map:
    """Trigger, steps, approvals, output, with how long it takes and waits one time through."""
    steps = [Step("begins", item.trigger or papers.open(papers.say("map.trigger")), Kind.START)]
    steps += [Step(f"step{number}", text) for number, text in enumerate(item.steps, start=1)]
    steps += [
        Step(f"approval{number}", papers.say("map.approves", name=name), Kind.PERSON)
        for number, name in enumerate(item.approvals, start=1)
    ]
    steps.append(Step("ends", item.output or papers.open(papers.say("map.output")), Kind.END))
    arrows = _in_a_row(steps)
    hours = _hours(papers, item)
    if hours and arrows:
        arrows[-1] = Arrow(arrows[-1].start, arrows[-1].end, hours)
    return steps, arrows


def _hours(papers: Papers, item: Process) -> str:
    if item.active_hours is None or item.waiting_hours is None:
        return ""
    return papers.say("map.hours", active=papers.shown(item.active_hours), waiting=papers.shown(item.waiting_hours))


def _of_workflow(papers: Papers, item: Workflow) -> Map:
    """The usual way down, and beside it what is done when it does not fit or fails."""
    steps = [Step("begins", item.trigger or papers.open(papers.say("map.trigger")), Kind.START)]
    if item.automated_action and item.automated_action.strip().casefold() not in NOTHING:
        steps.append(Step("automatic", item.automated_action))
    if item.ai_task:
        steps.append(Step("model", papers.say("map.model", text=item.ai_task)))
    steps += [Step(f"review{n}", point, Kind.PERSON) for n, point in enumerate(item.review_points, start=1)]
    if item.human_decision:
        steps.append(Step("decision", papers.say("map.decides", text=item.human_decision), Kind.PERSON))
    steps.append(Step("ends", item.output_format or papers.open(papers.say("map.output")), Kind.END))
    arrows = _in_a_row(steps)
    middle = steps[1].id if len(steps) > 2 else "begins"
    for name, text in (("exception", item.exception_handling), ("failure", item.error_response)):
        if text:
            steps.append(Step(name, text, Kind.TROUBLE))
            arrows.append(Arrow(middle, name, papers.say(f"map.{name}"), is_aside=True))
    return steps, arrows


def _of_handoffs(papers: Papers) -> Map:
    """Each waiting point: from which work to which, how long it waits and may wait."""
    steps: dict[str, Step] = {}
    arrows = []
    for number, item in enumerate(papers.items(HANDOFFS), start=1):
        start, end = item.from_work or item.trigger or item.handoff, item.to_work or item.action or item.handoff
        first = steps.setdefault(start, Step(f"from{number}", start))
        last = steps.setdefault(end, Step(f"to{number}", end))
        arrows.append(Arrow(first.id, last.id, _waits(papers, item.handoff, item.waiting_hours, item.deadline_hours)))
    return list(steps.values()), arrows


def _waits(papers: Papers, name: str, waiting: object, deadline: object) -> str:
    unknown = papers.say("map.unknown")
    hours = {"waiting": waiting, "deadline": deadline}
    said = {key: unknown if value is None else papers.shown(value) for key, value in hours.items()}
    return papers.say("map.waits", name=name, **said)


def _in_a_row(steps: list[Step]) -> list[Arrow]:
    return [Arrow(one.id, following.id) for one, following in pairwise(steps)]
