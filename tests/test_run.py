"""A run, from the command's side: all deliverables, nothing twice, nothing lost."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from cmokit.analyses.catalog import CATALOG
from cmokit.engagement.workspace import Workspace
from cmokit.errors import CmokitError
from cmokit.runs.desk import open_engagement
from cmokit.runs.history import facts
from cmokit.runs.run import run_phase
from cmokit.runs.trace import trace
from cmokit.vocabulary import PHASES, Phase
from tests.planted import CLIENTS

ENDINGS = (".pdf", ".html", ".xlsx", ".pptx", ".docx", ".ipynb")
BESIDE = {"summary.pdf", "email.txt", "facts.json", "manifest.json"}
of_every_report = pytest.mark.parametrize(("client", "phase"), [(c, p) for c in CLIENTS for p in PHASES])


def report(workspace: Workspace, client: str, phase: Phase = Phase.AUDIT) -> Path:
    return workspace.reports(client) / phase


@pytest.fixture
def one_client(reported: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the shop with its reports, to break."""
    for folder in ("engagements", "reports"):
        shutil.copytree(reported.root / folder / "sample-shop", tmp_path / folder / "sample-shop")
    return Workspace(tmp_path)


@of_every_report
def test_a_run_publishes_every_deliverable(reported: Workspace, client: str, phase: Phase) -> None:
    wanted = BESIDE | {f"{phase}{ending}" for ending in ENDINGS}
    assert {path.name for path in report(reported, client, phase).iterdir()} >= wanted


@of_every_report
def test_a_report_shows_every_analysis_of_its_phase(reported: Workspace, client: str, phase: Phase) -> None:
    said = json.loads((report(reported, client, phase) / "facts.json").read_text("utf-8"))
    assert said["phase"] == phase
    assert {entry["id"] for entry in said["analyses"]} == {a.id for a in CATALOG if phase in a.phases}


@of_every_report
def test_facts_json_is_what_the_contract_says(reported: Workspace, client: str, phase: Phase) -> None:
    said = json.loads((report(reported, client, phase) / "facts.json").read_text("utf-8"))
    assert {"schema", "client", "phase", "as_of", "kit", "currency", "analyses", "facts"} == set(said)
    names = [(fact["id"], sorted(fact["dimensions"].items())) for fact in said["facts"]]
    assert names == sorted(names)
    assert len({json.dumps(name) for name in names}) == len(names)
    unmeasured = {entry["id"] for entry in said["analyses"] if entry["severity"] == "NOT_MEASURED"}
    for fact in said["facts"]:
        assert (fact["value"] is None) == (fact["id"].rsplit(".", 1)[0] in unmeasured)
        assert fact["value"] is None or fact["sources"], fact["id"]


@of_every_report
def test_the_manifest_tells_no_time_and_no_path(reported: Workspace, client: str, phase: Phase) -> None:
    text = (report(reported, client, phase) / "manifest.json").read_text("utf-8")
    assert str(reported.root) not in text
    assert {
        "kit",
        "lock_sha256",
        "phase",
        "parameters",
        "as_of",
        "snapshot",
        "files",
        "definitions",
        "deliverables",
    } <= set(json.loads(text))


@of_every_report
def test_the_published_notebook_carries_no_clock(reported: Workspace, client: str, phase: Phase) -> None:
    notebook = nbformat.read(report(reported, client, phase) / f"{phase}.ipynb", as_version=4)
    assert "papermill" not in notebook.metadata
    assert all("execution" not in cell.metadata and "papermill" not in cell.metadata for cell in notebook.cells)
    assert str(reported.root) not in nbformat.writes(notebook)


def test_an_unchanged_run_does_nothing(one_client: Workspace) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in report(one_client, "sample-shop").iterdir()}
    desk = open_engagement("sample-shop", workspace=one_client.root)
    assert run_phase(desk, Phase.AUDIT).status == "unchanged"
    assert {path.name: path.stat().st_mtime_ns for path in report(one_client, "sample-shop").iterdir()} == before


@pytest.mark.parametrize("phase", PHASES)
def test_the_same_run_again_gives_equal_bytes(one_client: Workspace, phase: Phase) -> None:
    folder = report(one_client, "sample-shop", phase)
    names = ("facts.json", f"{phase}.html", f"{phase}.pdf", f"{phase}.ipynb", "manifest.json")
    before = {name: (folder / name).read_bytes() for name in names}
    run_phase(open_engagement("sample-shop", workspace=one_client.root), phase, force=True)
    changed = [name for name in names if (folder / name).read_bytes() != before[name]]
    assert changed == []


def test_a_failed_run_names_the_cell_and_leaves_the_old_report(one_client: Workspace) -> None:
    desk = open_engagement("sample-shop", workspace=one_client.root)
    before = (report(one_client, "sample-shop") / "manifest.json").read_bytes()
    notebook = nbformat.read(report(one_client, "sample-shop") / "audit.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('raise ValueError("a slip of the pen")'))
    desk.folder.notebooks.mkdir(exist_ok=True)
    nbformat.write(notebook, desk.folder.notebooks / "1_audit.ipynb")
    with pytest.raises(CmokitError, match=f"cell {len(notebook.cells)} .*a slip of the pen") as refused:
        run_phase(desk, Phase.AUDIT)
    assert refused.value.exit_code == 1
    assert Path(str(refused.value.file)).is_file()
    assert (report(one_client, "sample-shop") / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("client", CLIENTS)
def test_every_figure_can_be_traced_by_its_name_and_its_code(reported: Workspace, client: str) -> None:
    folder = reported.client(client)
    rows = facts(folder, history=False)
    assert len(rows) > 100
    for row in rows[:: len(rows) // 20]:
        by_name = trace(folder, row["name"])
        assert trace(folder, by_name["code"])["name"] == row["name"]
        assert by_name["steps"]
    traced = trace(folder, next(r["name"] for r in rows if r["id"].startswith("crm.completeness.filled")), rows=True)
    assert traced["rows"]


def test_history_holds_every_run(one_client: Workspace) -> None:
    desk = open_engagement("sample-shop", workspace=one_client.root)
    first = {row["run"] for row in facts(desk.folder, history=True)}
    later = run_phase(desk, Phase.AUDIT, as_of=desk.engagement.phases["baseline"].as_of)
    assert {row["run"] for row in facts(desk.folder, history=True)} == first | {later.run_id}
