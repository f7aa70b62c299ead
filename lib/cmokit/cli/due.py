"""What `cmokit status` says of an engagement's plan: the gate in front, and the acts that are due."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cmokit.cli.output import line, table
from cmokit.errors import CmokitError

if TYPE_CHECKING:
    from cmokit.cli.context import Session
    from cmokit.engagement.model import Engagement
    from cmokit.engagement.workspace import ClientFolder

MOST = 8  # acts of one client; the rest is counted


@dataclass(frozen=True)
class DueAct:
    """One act. client: whose. command: to type."""

    client: str
    what: str
    due_on: date | None
    owner: str | None
    command: str
    is_late: bool

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "due_on": str(self.due_on) if self.due_on else None}


@dataclass(frozen=True)
class Due:
    """phase: of the gate in front, None when all are passed. open: what keeps it shut. faults: of the plan."""

    phase: str | None = None
    says: str = ""
    due_on: date | None = None
    open: tuple[str, ...] = ()
    acts: tuple[DueAct, ...] = ()
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        gate = {"phase": self.phase, "says": self.says, "due_on": str(self.due_on) if self.due_on else None}
        return {
            "gate": {**gate, "open": list(self.open)} if self.phase else None,
            "acts": [a.as_json() for a in self.acts],
        }


def due(client: "ClientFolder", engagement: "Engagement", today: date, command: Callable[..., str]) -> Due:
    """The gate and the acts of one client; a plan with mistakes is reported, not raised."""
    from cmokit.engagement.plan import plan_of
    from cmokit.runs.acts import acts
    from cmokit.runs.gates import gates, in_front
    from cmokit.runs.registers import surroundings

    try:
        plan = plan_of(client.root, engagement.preset)
    except CmokitError as error:
        return Due(faults=tuple(str(error).split("\n")))
    gate = in_front(gates(client, engagement, plan, surroundings(client, today)))
    told = tuple(
        DueAct(client.slug, act.what, act.due_on, act.owner, command(*act.words), act.is_late)
        for act in acts(client, engagement, plan, gate, today)
    )
    if gate is None:
        return Due(acts=told)
    return Due(gate.phase, gate.says, gate.due_on, tuple(point.what for point in gate.points), told)


def name_the_gate(here: "Session", slug: str, today: date) -> None:
    """A gate stops acts, never a report: it is named behind what was done."""
    from cmokit.engagement.load import load_engagement

    client = here.client(slug)
    found = due(client, load_engagement(client.engagement_file), today, here.command)
    if found.phase:
        line(f"gate in front: {found.phase}, {len(found.open)} open ({here.command('status', slug)} lists them)")


def print_due(found: Due) -> None:
    for fault in found.faults:
        line(f"  {fault}")
    if found.phase:
        by = f", due {found.due_on}" if found.due_on else ""
        line(f"  gate in front: {found.phase}{by}, {len(found.open)} open: {found.says}")
    print_acts(found.acts[:MOST], with_client=False)
    if len(found.acts) > MOST:
        line(f"  and {len(found.acts) - MOST} more; --json lists all")


def print_acts(acts: Iterable[DueAct], *, with_client: bool) -> None:
    """A table of acts, the late ones marked."""
    rows = [
        [
            f"  {_day(act)}",
            *([act.client] if with_client else []),
            act.what,
            act.owner or "owner to be named",
            act.command,
        ]
        for act in acts
    ]
    if rows:
        table(("  due", *(["client"] if with_client else []), "what", "owner", "command"), rows)


def _day(act: DueAct) -> str:
    return f"{act.due_on}{' late' if act.is_late else ''}" if act.due_on else "no day"
