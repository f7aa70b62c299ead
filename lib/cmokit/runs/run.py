"""One run: validate, execute the phase's notebook, export, publish; or say that nothing has changed."""

import os
import platform
import shutil
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import cmokit
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import make_folder, write_bytes, write_text
from cmokit.errors import RunFailed, UsageError
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.exhibits.section import Section
from cmokit.render.formats import Look
from cmokit.runs.cited import remember
from cmokit.runs.commentary import commentary_of, commentary_sha256, refreshed
from cmokit.runs.deliverables import Say, read_pages, write_facts, write_pages, write_update
from cmokit.runs.desk import Desk
from cmokit.runs.fixes import publish_fixes
from cmokit.runs.inputs import Inputs, inputs_of
from cmokit.runs.lab import own_notebook
from cmokit.runs.leading_systems import refuse_contradictions
from cmokit.runs.manifest import is_whole, manifest, write_manifest
from cmokit.runs.measured_again import keep_terms
from cmokit.runs.notebook import execute, load_nbformat, notebook_for, published, sections_in
from cmokit.runs.parameters import added, as_notebook_values, notebook_name, validated
from cmokit.runs.phase_papers import write_papers
from cmokit.runs.publish import publish, repair
from cmokit.runs.published_run import executed_before
from cmokit.runs.remarks import Remark, remarks_on
from cmokit.runs.report_words import standing_in
from cmokit.runs.template import template_of
from cmokit.sources.deliveries import Snapshot, build_snapshot, refuse_if_moved
from cmokit.vocabulary import Phase

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class RunResult:
    """status: `published` or `unchanged`. files: the deliverables, as paths. severities: analysis id → severity.

    remarks: what is to be said about people's words, a line each.
    """

    run_id: str
    status: str
    folder: Path
    files: tuple[Path, ...]
    seconds: float
    severities: dict[str, str]
    remarks: tuple[str, ...] = ()


def run_phase(
    desk: Desk,
    phase: Phase,
    *,
    as_of: date | None = None,
    deliveries_of: str | None = None,
    force: bool = False,
    parameters: dict[str, object] | None = None,
    say: Say = lambda line: None,
) -> RunResult:
    """Run a phase and publish its deliverables to reports/<client>/<phase>/.

    as_of: the last day that counts. deliveries_of: a run whose files to take, exactly those. Raises CmokitError; the
    deliverables published before stay whole whatever happens.
    """
    started = time.monotonic()
    notebook_name(phase)
    more = added(phase, parameters or {})
    refuse_contradictions(desk.folder, desk.engagement)
    template_of(desk)  # slides that cannot be used cost no run
    with engagement_lock(desk.folder):
        snapshot = _snapshot(desk, phase, as_of, deliveries_of)
        values = {"client": desk.folder.slug, "as_of": snapshot.as_of, "snapshot": snapshot.id, **more}
        inputs = inputs_of(desk, phase, snapshot, validated(phase, values))
        target = desk.folder.reports / inputs.place
        repair(target)
        comments = commentary_of(desk.folder, phase, private=True)  # read at once, so that a fault costs no run
        words = commentary_sha256([comment for comment in comments if not comment.is_private])
        if not force and is_whole(target, inputs.sha256, words):
            return _result(desk, inputs, "unchanged", target, started)
        run_values = validated(phase, {**values, "run": inputs.run_id})
        notebook = None if force else executed_before(desk, inputs)
        if notebook is None:
            say(f"running {phase} of {desk.folder.slug}, as of {snapshot.as_of}, snapshot {snapshot.id}")
            if left := standing_in(phase, desk.engagement.language):
                say(left)
            notebook = _executed(desk, inputs, run_values)
            refuse_if_moved(desk.folder, desk.engagement, snapshot)
        else:
            say(f"the figures of run {inputs.run_id} stand; its pages are written with the commentary of now")
        finished, remarks = _make(desk, inputs, snapshot, notebook, say)
        make_folder(target.parent)
        publish(finished, target)
        _write_run_json(desk, inputs, time.monotonic() - started, remarks)
        return _result(desk, inputs, "published", target, started)


def _snapshot(desk: Desk, phase: Phase, as_of: date | None, deliveries_of: str | None) -> Snapshot:
    only = _files_of_run(desk, deliveries_of) if deliveries_of else None
    return build_snapshot(desk.folder, desk.engagement, as_of=desk.as_of(phase, as_of), only=only)


def _files_of_run(desk: Desk, run_id: str) -> set[str]:
    path = desk.folder.runs / run_id / "manifest.json"
    if not path.is_file():
        known = sorted(p.parent.name for p in desk.folder.runs.glob("*/manifest.json"))
        raise UsageError(f"there is no run {run_id}", code="unknown_run", wanted=", ".join(known) or None)
    return {file["sha256"] for file in read_json(path)["files"]}


def _executed(desk: Desk, inputs: Inputs, parameters: object) -> "NotebookNode":
    """The phase's notebook, executed in a fresh folder of its run. Raises ConfigurationError where it is none."""
    own_notebook(notebook_for(desk.folder, inputs.phase))
    executed = _fresh(desk.folder.runs / inputs.run_id) / f"{inputs.phase}.ipynb"
    source = notebook_for(desk.folder, inputs.phase)
    return execute(source, executed, as_notebook_values(parameters), desk.workspace.root)  # type: ignore[arg-type]


def _make(
    desk: Desk, inputs: Inputs, snapshot: Snapshot, notebook: "NotebookNode", say: Say
) -> tuple[Path, tuple[Remark, ...]]:
    """Everything a run makes, in a folder beside the published one, finished but not yet published; and remarks."""
    nbformat = load_nbformat()  # slow to import: only where a run is made, not where nothing has changed

    run_folder, name = desk.folder.runs / inputs.run_id, str(inputs.phase)
    keep_terms(desk.folder, run_folder)
    clean = published(notebook, desk.folder.slug, inputs.phase, inputs.snapshot)
    sections = sections_in(clean)
    if not sections:
        executed = run_folder / f"{name}.ipynb"
        raise RunFailed("the notebook shows no section", file=executed, mend='keep a cell with report.show("…")')
    remember(desk.folder, inputs.phase, commentary_of(desk.folder, inputs.phase, private=True), sections)
    comments = commentary_of(desk.folder, inputs.phase)
    clean = refreshed(clean, comments)
    folder = _fresh(desk.folder.reports / f".{name}.new")
    write_text(folder / f"{name}.ipynb", nbformat.writes(clean) + "\n")
    _write_facts(desk, inputs, sections, folder)
    pages = read_pages(clean, run_folder, name)
    write = write_update if inputs.phase is Phase.UPDATE else write_pages
    write(pages, run_folder, folder, name=name, template=template_of(desk), say=say)
    publish_fixes(run_folder, folder, [section.analysis for section in sections])
    write_papers(desk, inputs.phase, sections, folder)
    write_manifest(folder, manifest(inputs, snapshot, sections, folder, commentary_sha256(comments)))
    for file in ("facts.json", "manifest.json"):
        write_bytes(run_folder / file, (folder / file).read_bytes())
    return folder, remarks_on(pages, desk.folder)


def _write_facts(desk: Desk, inputs: Inputs, sections: list[Section], folder: Path) -> None:
    write_facts(
        folder,
        sections,
        Look(desk.engagement.locale, desk.engagement.language),
        client=desk.folder.slug,
        phase=inputs.phase,
        as_of=inputs.as_of,
        kit=cmokit.__version__,
        currency=desk.engagement.currency,
    )


def _write_run_json(desk: Desk, inputs: Inputs, seconds: float, remarks: tuple[Remark, ...]) -> None:
    """Clock, host and durations: of use to the consultant, no part of any deliverable."""
    document = {
        "run": inputs.run_id,
        "finished_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(sum(os.times()[:4]), 2),
        "host": platform.node(),
        "python": platform.python_version(),
        "notebook": str(notebook_for(desk.folder, inputs.phase)),
        "inbox": str(desk.folder.inbox),
        "remarks": [str(remark) for remark in remarks],
    }
    write_text(desk.folder.runs / inputs.run_id / "run.json", dump_json(document))


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return make_folder(folder)


def _result(desk: Desk, inputs: Inputs, status: str, folder: Path, started: float) -> RunResult:
    said = {entry["id"]: entry["severity"] for entry in read_json(folder / "facts.json")["analyses"]}
    files = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
    noted = desk.folder.runs / inputs.run_id / "run.json"
    remarks = tuple(read_json(noted).get("remarks", ())) if noted.is_file() else ()
    return RunResult(inputs.run_id, status, folder, files, time.monotonic() - started, said, remarks)
