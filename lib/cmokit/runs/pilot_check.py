"""A pilot's list held against what came back: units in two arms, crossovers, overlaps, plans changed since."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmokit.analyses.known import Known
from cmokit.analyses.pilot.list_faults import Fault, Found, of_lists, of_plans
from cmokit.analyses.pilot.plan_in_use import chosen
from cmokit.engagement.yaml_text import read_yaml
from cmokit.registers.base import read_register
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.plans import read_plans
from cmokit.runs.desk import Desk
from cmokit.runs.pilot_desk import experiment_of, pilot_desk
from cmokit.words import say

FIELD = {Fault.NO_CONTROL: "design", Fault.OVERLAPPING: "start_on", Fault.CHANGED: "id", Fault.LATE: "start_on"}


@dataclass(frozen=True)
class Told:
    """One fault in a line: file and row, what, and the mend."""

    fault: Found
    file: str
    row: int | None
    what: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        about = " ".join(filter(None, (self.fault.experiment, self.fault.unit_id)))
        found = " → ".join(filter(None, (self.fault.arm, self.fault.found)))
        return f"{where}: {about}: {self.what}{f' | found: {found}' if found else ''} | do: {self.mend}"


def check(desk: Desk, experiment: str | None, today: date) -> tuple[Told, ...]:
    """Everything that is wrong with the lists and plans, of one experiment or all; by experiment.

    Raises ManyErrors for a register that cannot be read and for a plan that was edited after its freeze.
    """
    if experiment is not None:
        experiment_of(desk, experiment)
    items, plans = read_register(desk.folder, EXPERIMENTS), read_plans(desk.folder)
    every = chosen(Known({EXPERIMENTS.name: items}, plans), today)
    tables = pilot_desk(desk, today)
    try:
        lists = [one.plan for one in every if one.plan is not None]
        found = [*of_plans(every, items), *of_lists(lists, tables.table("assignments"), tables.records, tables.terms)]
    finally:
        tables.data.close()
    rows = _rows(desk)
    wanted = [one for one in found if experiment in (None, one.experiment)]
    return tuple(_told(one, EXPERIMENTS.file(desk.folder), rows) for one in sorted(wanted, key=_place))


def _place(fault: Found) -> tuple[str, bool, str, str]:
    return fault.experiment, bool(fault.unit_id), fault.fault, fault.unit_id


def _told(fault: Found, register: Path, rows: dict[tuple[str, str], int]) -> Told:
    what, mend = (say(f"pilot.design.{part}.{fault.fault}") for part in ("faults", "mends"))
    if fault.unit_id:
        return Told(fault, fault.source_file, fault.source_row, what, mend)
    row = rows.get((fault.experiment, FIELD.get(fault.fault, "id")), rows.get((fault.experiment, "id")))
    return Told(fault, str(register), row, what, mend)


def _rows(desk: Desk) -> dict[tuple[str, str], int]:
    """(experiment, field) → its line in the register."""
    path = EXPERIMENTS.file(desk.folder)
    if not path.is_file():
        return {}
    read = read_yaml(path)
    listed = read.values.get(EXPERIMENTS.name) or []
    return {
        (str(item.get("id")), str(field)): read.line((EXPERIMENTS.name, place, str(field)))
        for place, item in enumerate(listed)
        for field in item
    }
