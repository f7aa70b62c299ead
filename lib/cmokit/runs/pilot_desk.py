"""What the acts of a pilot work with: one experiment of the register, and the client's tables as of a day."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from cmokit.analyses.definitions import Definitions, definitions_of
from cmokit.analyses.pilot.trial import terms_of
from cmokit.errors import UsageError
from cmokit.methods.pilot.records import Records, Terms
from cmokit.registers.base import read_register
from cmokit.registers.experiments import EXPERIMENTS, Experiment
from cmokit.registers.plans import FrozenPlan, read_plans
from cmokit.runs.desk import Desk
from cmokit.sources.deliveries import build_snapshot, open_tables
from cmokit.tables.warehouse import Warehouse


@dataclass(frozen=True)
class PilotDesk:
    """data: the canonical tables as of the day. Close it when done."""

    definitions: Definitions
    data: Warehouse
    records: Records
    terms: Terms

    def table(self, name: str) -> Any:
        return self.data.table(name)


def pilot_desk(desk: Desk, today: date) -> PilotDesk:
    """The client's tables of the files in use by that day. Raises DataNotReadable as a run does."""
    snapshot = build_snapshot(desk.folder, desk.engagement, as_of=today)
    definitions = definitions_of(desk.engagement, today)
    data = open_tables(snapshot, desk.engagement)
    records = Records(**{field.name: data.table(field.name) for field in fields(Records)})
    return PilotDesk(definitions, data, records, terms_of(definitions))


def experiment_of(desk: Desk, name: str) -> Experiment:
    """The register's entry. Raises UsageError with the known ids, ManyErrors for a register that cannot be read."""
    items = {item.id: item for item in read_register(desk.folder, EXPERIMENTS)}
    if name not in items:
        raise UsageError(
            "the register of experiments has no such entry",
            "unknown_experiment",
            EXPERIMENTS.file(desk.folder),
            found=name,
            wanted=", ".join(sorted(items)) or None,
            mend="enter it in registers/experiments.yaml",
        )
    return items[name]


def plan_in_force(desk: Desk, name: str, today: date) -> FrozenPlan:
    """The newest plan that was frozen by that day. Raises UsageError where none was, ManyErrors for an edited one."""
    frozen = [plan for plan in read_plans(desk.folder) if plan.experiment == name and plan.frozen_on <= today]
    if not frozen:
        raise UsageError(
            "no plan of this experiment is frozen",
            "not_frozen",
            EXPERIMENTS.file(desk.folder),
            found=name,
            mend=f"cmokit freeze {desk.folder.slug} {name}",
        )
    return frozen[-1]
