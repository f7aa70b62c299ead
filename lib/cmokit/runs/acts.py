"""What is to be done next at one client, by the day it is due, each with the command to type."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cmokit.engagement.model import Engagement
from cmokit.engagement.plan import Plan, PlannedDeliverable
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import CmokitError
from cmokit.registers.base import I, Register, read_register
from cmokit.registers.cadence import CADENCE
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES, OUT
from cmokit.runs.gates import GateStanding, OpenPoint
from cmokit.vocabulary import PHASES, Phase

AHEAD = timedelta(days=14)  # what is due later is not yet worth a line


@dataclass(frozen=True)
class Act:
    """due_on: None where no day is agreed. owner: who answers, None where nobody is named. words: of the command behind
    `cmokit`. is_late: its day has passed. kind: deliverable, decision, meeting or gate; about: what of that kind, for
    whoever says it in other words; point: what keeps the gate shut.
    """

    what: str
    due_on: date | None
    owner: str | None
    words: tuple[str, ...]
    is_late: bool = False
    kind: str = ""
    about: str = ""
    point: OpenPoint | None = None


def acts(
    folder: ClientFolder, engagement: Engagement, plan: Plan, gate: GateStanding | None, today: date
) -> tuple[Act, ...]:
    """Late ones first, then by day; what is due in more than two weeks is left out. A register with faults says nothing
    here: `register check` names them.
    """
    found = [*_deliverables(folder, engagement, plan), *_decisions(folder), *_meetings(folder), *_gate(gate)]
    near = [act for act in found if act.due_on is None or act.due_on <= today + AHEAD]
    dated = [replace(act, is_late=act.due_on is not None and act.due_on < today) for act in near]
    return tuple(sorted(dated, key=lambda act: (act.due_on or date.max, act.what)))


def _deliverables(folder: ClientFolder, engagement: Engagement, plan: Plan) -> Iterator[Act]:
    entered = _read(folder, DELIVERABLES)
    for item in entered:
        if item.state not in OUT and item.due_on:
            words = _to_make(folder, item.phase, item.id)
            about = _named(item.phase, item.id, item.deliverable)
            yield Act(item.deliverable, item.due_on, item.owner, words, kind="deliverable", about=about)
    known = {item.id for item in entered} | {f"{item.phase}-report" for item in entered if item.state in OUT}
    for phase in PHASES:
        for planned in plan.phases[phase].deliverables if phase in plan.phases else ():
            due = _due(engagement, plan, phase, planned)
            if planned.id not in known and due:
                words, about = _to_make(folder, phase, planned.id), _named(phase, planned.id, planned.deliverable)
                yield Act(planned.deliverable, due, None, words, kind="deliverable", about=about)


def _due(engagement: Engagement, plan: Plan, phase: Phase, planned: PlannedDeliverable) -> date | None:
    """The planned day; with the phase's own end where the engagement moved that."""
    if planned.due_day is None:
        return engagement.phases[phase].end_on
    day = engagement.start_on + timedelta(days=planned.due_day - 1)
    period = plan.period(phase, engagement.start_on)
    own = engagement.phases[phase].end_on
    return own if own and period and day == period[1] else day


def _to_make(folder: ClientFolder, phase: Phase, id_: str) -> tuple[str, ...]:
    """How a deliverable is made: a report is run and then issued, the roadmap drafted, all else entered."""
    if id_ == f"{phase}-report":
        is_published = (folder.reports / phase / "manifest.json").is_file()
        return (
            ("issue", folder.slug, phase, "--audience", "board", "--to", "NAME")
            if is_published
            else ("run", folder.slug, phase)
        )
    return (
        ("register", "rank", folder.slug) if id_ == "roadmap" else ("register", "export", folder.slug, "deliverables")
    )


def _named(phase: Phase, id_: str, title: str) -> str:
    """A phase's report by its phase, which has a name in every language; anything else by its own title."""
    return phase.value if id_ == f"{phase}-report" else title


def _decisions(folder: ClientFolder) -> Iterator[Act]:
    for item in _read(folder, DECISIONS):
        if item.review_on and not item.is_closed:
            words = ("register", "export", folder.slug, "decisions")
            what = f"look again at: {item.issue}"
            yield Act(what, item.review_on, item.owner, words, kind="decision", about=item.issue)


def _meetings(folder: ClientFolder) -> Iterator[Act]:
    for item in _read(folder, CADENCE):
        if item.next_on and not item.is_closed:
            yield Act(item.name, item.next_on, item.owner, ("calendar", folder.slug), kind="meeting", about=item.name)


def _gate(gate: GateStanding | None) -> Iterator[Act]:
    if gate is None:
        return
    for point in gate.points:
        what = f"{point.what} (gate of {gate.phase})"
        yield Act(what, gate.due_on, None, point.words, kind="gate", about=gate.phase, point=point)


def _read(folder: ClientFolder, register: Register[I]) -> tuple[I, ...]:
    try:
        return read_register(folder, register)
    except CmokitError:
        return ()
