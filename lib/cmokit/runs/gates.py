"""The gates of an engagement's plan: what must hold before a phase counts as done, and what is still open.

A gate stops acts, never a report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cmokit.engagement.model import Engagement
from cmokit.engagement.plan import Gate, Plan
from cmokit.engagement.workspace import ClientFolder
from cmokit.registers.base import Around
from cmokit.registers.catalog import BY_NAME
from cmokit.registers.check import found_in
from cmokit.registers.words import title
from cmokit.vocabulary import PHASES, Phase


@dataclass(frozen=True)
class OpenPoint:
    """One thing that keeps a gate open. words: of the command that closes it, behind `cmokit`.

    register or phase: what it is about; count: open points of that register, 0 where nothing is entered.
    """

    what: str
    words: tuple[str, ...]
    register: str = ""
    phase: str = ""
    count: int = 0


@dataclass(frozen=True)
class GateStanding:
    """One gate. due_on: the last day of its phase, None in a plan without days. registers: that it asks for."""

    phase: Phase
    says: str
    due_on: date | None
    points: tuple[OpenPoint, ...]
    registers: tuple[str, ...] = ()


def gates(folder: ClientFolder, engagement: Engagement, plan: Plan, around: Around) -> tuple[GateStanding, ...]:
    """Every gate of the plan, in the order of phases."""
    planned = [(phase, plan.phases[phase].gate) for phase in PHASES if phase in plan.phases]
    return tuple(
        GateStanding(phase, gate.says, _due(engagement, phase), tuple(_points(folder, gate, around)), gate.registers)
        for phase, gate in planned
        if gate is not None
    )


def in_front(standings: tuple[GateStanding, ...]) -> GateStanding | None:
    """The first gate with something open; None when all are passed."""
    return next((standing for standing in standings if standing.points), None)


def _due(engagement: Engagement, phase: Phase) -> date | None:
    """The last day of the phase, as the report and the calendar have it."""
    period = engagement.phase_period(phase)
    return period[1] if period else None


def _points(folder: ClientFolder, gate: Gate, around: Around) -> Iterator[OpenPoint]:
    for name in gate.registers:
        yield from _of_register(folder, name, around)
    for phase in gate.reports:
        if not (folder.reports / phase / "manifest.json").is_file():
            yield OpenPoint(f"no {phase} report is published", ("run", folder.slug, phase), phase=phase.value)


def _of_register(folder: ClientFolder, name: str, around: Around) -> Iterator[OpenPoint]:
    register = BY_NAME.get(name)
    if register is None:
        yield OpenPoint(f"plan.yaml names a register that does not exist: {name}", ("register", "check", folder.slug))
    elif found := found_in(folder, register, around):
        points = "1 point is" if len(found) == 1 else f"{len(found)} points are"
        words = ("register", "check", folder.slug, name)
        yield OpenPoint(f"{title(name)}: {points} open", words, register=name, count=len(found))
    elif not around.ids.get(name):
        words = ("register", "export", folder.slug, name)
        yield OpenPoint(f"nothing is entered under {title(name)}", words, register=name)
