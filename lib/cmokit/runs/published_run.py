"""The executed run behind a published report: what every further copy is made of, without running anything."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.errors import RunFailed
from cmokit.exhibits.facts_file import read_json
from cmokit.runs.desk import Desk
from cmokit.runs.inputs import Inputs
from cmokit.runs.manifest import NAME
from cmokit.runs.notebook import load_nbformat, published, sections_in
from cmokit.vocabulary import Phase

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class PublishedRun:
    """folder: runs/<run>/, with evidence and pictures. manifest, facts: the published documents."""

    run_id: str
    phase: Phase
    folder: Path
    notebook: "NotebookNode"
    manifest: dict[str, Any]
    facts: dict[str, Any]


def published_run(desk: Desk, phase: Phase) -> PublishedRun:
    """The run behind reports/<client>/<phase>/. Raises RunFailed where there is no report, or its run is gone."""
    report = desk.folder.reports / phase
    if not (report / NAME).is_file():
        raise _nothing_published(desk, phase, report)
    said = read_json(report / NAME)
    run_id = str(said["run"])
    folder = desk.folder.runs / run_id
    if not _is_the_one(folder, report, phase):
        raise _run_is_gone(desk, phase, folder / f"{phase}.ipynb")
    notebook = load_nbformat().read(folder / f"{phase}.ipynb", as_version=4)
    clean = published(notebook, desk.folder.slug, phase, str(said["snapshot"]))
    return PublishedRun(run_id, phase, folder, clean, said, read_json(report / "facts.json"))


def executed_before(desk: Desk, inputs: Inputs) -> "NotebookNode | None":
    """The executed notebook of the published run where it stands on the same inputs and lacks nothing, else None."""
    report, run = desk.folder.reports / inputs.place, desk.folder.runs / inputs.run_id
    if not (report / NAME).is_file() or read_json(report / NAME).get("inputs_sha256") != inputs.sha256:
        return None
    if not _is_the_one(run, report, inputs.phase):
        return None
    notebook = load_nbformat().read(run / f"{inputs.phase}.ipynb", as_version=4)
    kept = (section.evidence for section in sections_in(notebook) if section.evidence)
    return notebook if all(_is_kept(run / "evidence" / file.file, file.sha256) for file in kept) else None


def _is_kept(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _is_the_one(run: Path, report: Path, phase: Phase) -> bool:
    """Whether a run's folder still holds what was published; a run that was made again and failed does not."""
    facts = run / "facts.json"
    if not facts.is_file() or not (run / f"{phase}.ipynb").is_file():
        return False
    return facts.read_bytes() == (report / "facts.json").read_bytes()


def _nothing_published(desk: Desk, phase: Phase, report: Path) -> RunFailed:
    return RunFailed(
        f"no {phase} report is published for {desk.folder.slug}",
        code="nothing_published",
        file=report,
        mend=f"cmokit run {desk.folder.slug} {phase}",
    )


def _run_is_gone(desk: Desk, phase: Phase, executed: Path) -> RunFailed:
    return RunFailed(
        "the run behind the published report is no longer there, or was made again and failed",
        code="run_is_gone",
        file=executed,
        mend=f"cmokit run {desk.folder.slug} {phase} --force",
    )
