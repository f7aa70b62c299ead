"""The timing sheet of an experiment's workflow, written where the rest of the pilot's files lie."""

from pathlib import Path

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import write_bytes
from cmokit.errors import ConfigurationError
from cmokit.registers.base import read_register
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.workflows import WORKFLOWS
from cmokit.render.timing_sheet import TimingSheet, timing_sheet
from cmokit.runs.desk import Desk
from cmokit.runs.pilot_desk import experiment_of

FOLDER = "pilot"


def write_timing(desk: Desk, experiment: str) -> Path:
    """Write the empty sheet anew. Raises ConfigurationError where the experiment names no workflow."""
    item, engagement = experiment_of(desk, experiment), desk.engagement
    if item.workflow is None:
        raise ConfigurationError(
            "this experiment names no workflow that could be timed",
            "no_workflow",
            EXPERIMENTS.file(desk.folder),
            column="workflow",
            found=experiment,
            mend="name one of registers/workflows.yaml under workflow",
        )
    workflows = {one.id: one.name for one in read_register(desk.folder, WORKFLOWS)}
    sheet = TimingSheet(
        client_name=engagement.brand.name or engagement.name,
        experiment=item.question,
        workflow=item.workflow,
        called=workflows.get(item.workflow, item.workflow),
        language=engagement.language,
        color=engagement.brand.color or "",
    )
    with engagement_lock(desk.folder, "a timing sheet"):
        return write_bytes(desk.folder.root / FOLDER / f"timing-{experiment}.xlsx", timing_sheet(sheet))
