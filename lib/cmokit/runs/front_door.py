"""The front door of a client's reports: gathered from disk after every act, without opening any table.

A front door tells; it refuses nothing. What cannot be read is named on the page.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.engagement.plan import plan_of
from cmokit.engagement.writing import write_text
from cmokit.errors import CmokitError
from cmokit.exhibits.facts_file import read_json
from cmokit.registers.base import read_register
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.words import title, value_word
from cmokit.render.direction import isolated
from cmokit.render.door import File, Folder, FrontDoor, PhaseLine, Point, logo_of
from cmokit.render.formats import Look, day
from cmokit.render.front_door import front_door_html
from cmokit.render.report_meta import logo_address
from cmokit.runs.acts import Act, acts
from cmokit.runs.export import EXPORTS
from cmokit.runs.gates import GateStanding, OpenPoint, gates, in_front
from cmokit.runs.issued import issued_copies
from cmokit.runs.publish import OLD
from cmokit.runs.registers import surroundings
from cmokit.runs.scores import scores
from cmokit.vocabulary import PHASES, Phase
from cmokit.words import has, say, speaking

if TYPE_CHECKING:
    from cmokit.runs.desk import Desk

NAME = "index.html"  # in reports/<client>/
UPDATES = "update"


def write_front_door(desk: "Desk", today: date) -> Path:
    """`reports/<client>/index.html` as of a day: what is published, due, open and late. It writes nothing else."""
    said = desk.engagement
    look = Look(said.locale, said.language, desk.workspace.brand.color or said.brand.color or "")
    with speaking(said.language):
        page = front_door_html(front_door(desk, today, look), look)
    return write_text(desk.folder.reports / NAME, page)


def front_door(desk: "Desk", today: date, look: Look) -> FrontDoor:
    """Everything on the page."""
    said, faults = desk.engagement, list[str]()
    gate, due = _plan(desk, today, faults)
    return FrontDoor(
        client=said.brand.name or said.name,
        consultant=desk.workspace.brand.name or "",
        today=today,
        start_on=said.start_on,
        end_on=said.end_on,
        phases=tuple(_phase(desk, phase, today) for phase in PHASES),
        late=tuple(_act(act) for act in due if act.is_late and act.kind != "gate"),
        scores=tuple(scores(desk, look)),
        decisions=tuple(_decisions(desk, today, faults)),
        gate=gate.says if gate else "",
        gaps=tuple(_gap(point, gate, today) for point in (gate.points if gate else ())),
        updates=tuple(_updates(desk, look)),
        issued=tuple(_issued(desk, look)),
        copies=tuple(_copies(desk)),
        faults=tuple(faults),
        logo=_logo(desk),
    )


def _plan(desk: "Desk", today: date, faults: list[str]) -> tuple[GateStanding | None, tuple[Act, ...]]:
    """The gate in front and what is due, late ones too; nothing where plan.yaml cannot be read."""
    try:
        plan = plan_of(desk.folder.root, desk.engagement.preset)
    except CmokitError as error:
        faults += _lines(error, desk)
        return None, ()
    gate = in_front(gates(desk.folder, desk.engagement, plan, surroundings(desk.folder, today)))
    return gate, acts(desk.folder, desk.engagement, plan, gate, today)


def _phase(desk: "Desk", phase: Phase, today: date) -> PhaseLine:
    period = desk.engagement.phase_period(phase)
    report = _published(desk, phase)
    start, end = period or (None, None)
    if report is not None:
        state = "done"
    elif start is None or end is None or today < start:
        state = "ahead"
    else:
        state = "late" if today > end else "now"
    return PhaseLine(phase, start, end, state, report)


def _published(desk: "Desk", phase: Phase) -> Folder | None:
    folder = desk.folder.reports / phase
    if not (folder / "manifest.json").is_file():
        return None
    return Folder(_title(phase), _files(desk, folder), _as_of(folder))


def _updates(desk: "Desk", look: Look) -> Iterator[Folder]:
    """The recurring updates, newest first."""
    for folder in _folders(desk.folder.reports / UPDATES, newest_first=True):
        told, _, meeting = folder.name.partition("_")
        as_of = _as_of(folder) or _day_of(told)
        word = f"front_door.meetings.{meeting}"
        named = say(word) if has(word) else meeting
        shown = isolated(day(as_of, look.locale, look.language), look.language) if as_of else told
        yield Folder(say("front_door.update", day=shown, meeting=named), _files(desk, folder))


def _issued(desk: "Desk", look: Look) -> Iterator[Folder]:
    """Numbered copies, newest first, with what the register says became of each."""
    for copy in reversed(issued_copies(desk.folder)):
        entry = copy.entry
        note = ""
        if entry.issued_on:
            on = isolated(day(entry.issued_on, look.locale, look.language), look.language)
            note = say("front_door.to", to=entry.issued_to, day=on, state=value_word(_state(desk, entry)))
        version, audience = entry.version or "", _audience(str(entry.audience))
        named = say("front_door.issued_copy", phase=_title(entry.phase), version=version, copy=audience)
        yield Folder(named, _files(desk, copy.folder), note=note)


def _state(desk: "Desk", entry: Any) -> str:
    """What became of a copy since: the register knows, the record beside the copy never changes."""
    from cmokit.registers.deliverables import DELIVERABLES

    try:
        known = {item.id: item.state for item in read_register(desk.folder, DELIVERABLES)}
    except CmokitError:
        known = {}
    return str(known.get(entry.id, entry.state))


def _copies(desk: "Desk") -> Iterator[Folder]:
    for folder in _folders(desk.folder.reports / EXPORTS):
        phase, _, audience = folder.name.partition("_")
        if phase in PHASES:
            named = say("front_door.copy", phase=_title(phase), copy=_audience(audience))
            yield Folder(named, _files(desk, folder), _as_of(folder))


def _files(desk: "Desk", folder: Path) -> tuple[File, ...]:
    """What people open first, then everything else of a folder; what only programs read is left out."""
    root = desk.folder.reports
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in _OF_PROGRAMS)
    named = sorted(path.relative_to(root).as_posix() for path in found)
    return tuple(File(name) for name in sorted(named, key=_place))


def _place(name: str) -> int:
    return next((place for place, ending in enumerate(_ENDINGS) if name.endswith(ending)), len(_ENDINGS))


_OF_PROGRAMS = {"facts.json", "manifest.json"}
_ENDINGS = ("summary.pdf", ".pdf", ".html", ".xlsx", ".pptx", ".docx", "email.txt", ".ipynb", ".zip")


def _folders(place: Path, *, newest_first: bool = False) -> list[Path]:
    """Finished folders; what is being made or exchanged begins with a dot."""
    found = place.iterdir() if place.is_dir() else ()
    kept = (path for path in found if path.is_dir() and not path.name.startswith(".") and not path.name.endswith(OLD))
    return sorted(kept, reverse=newest_first)


def _as_of(folder: Path) -> date | None:
    path = folder / "manifest.json"
    return _day_of(str(read_json(path).get("as_of") or "")) if path.is_file() else None


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _decisions(desk: "Desk", today: date, faults: list[str]) -> Iterator[Point]:
    """Decisions that are open, and decided ones that nobody has looked at again; the late ones first."""
    try:
        found = [item for item in read_register(desk.folder, DECISIONS) if not item.is_closed]
    except CmokitError as error:
        faults += _lines(error, desk)
        return
    for item in sorted(found, key=lambda one: (one.review_on or date.max, one.id)):
        is_late = item.review_on is not None and item.review_on < today
        yield Point(item.issue, item.owner or "", item.review_on, is_late, item.decision or "")


def _act(act: Act) -> Point:
    if act.kind == "deliverable" and act.about in PHASES:
        is_published = act.words[0] == "issue"
        text = say(f"front_door.acts.{'issue' if is_published else 'report'}", named=_title(act.about))
    else:
        text = say(f"front_door.acts.{act.kind}", named=act.about)
    return Point(text, act.owner or "", act.due_on, act.is_late)


def _gap(point: OpenPoint, gate: GateStanding | None, today: date) -> Point:
    due = gate.due_on if gate else None
    if point.phase:
        text = say("front_door.points.report", named=_title(point.phase))
    elif point.count:
        text = say("front_door.points.open", point.count, named=title(point.register), number=point.count)
    else:
        named = title(point.register) if point.register else point.what
        text = say("front_door.points.empty", named=named) if point.register else named
    return Point(text, None, due, due is not None and due < today)


def _title(phase: str) -> str:
    return say(f"report.phases.{phase}.title")


def _audience(audience: str) -> str:
    return say(f"audiences.short.{audience}")


def _logo(desk: "Desk") -> str:
    """The client's logo; a front door does without one that cannot be read."""
    logo = desk.engagement.brand.logo
    try:
        return logo_of(logo_address(desk.folder.root / logo)) if logo else ""
    except CmokitError:
        return ""


def _lines(error: CmokitError, desk: "Desk") -> list[str]:
    """What stands against a file, a line each, with the file's name alone: the page may be read by others."""
    return [line.replace(f"{desk.folder.root}/", "") for line in str(error).split("\n")]
