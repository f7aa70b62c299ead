"""A run, from the command's side: all deliverables, nothing twice, nothing lost."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from cmokit.engagement.workspace import Workspace
from cmokit.errors import CmokitError
from cmokit.runs.desk import open_engagement
from cmokit.runs.history import facts
from cmokit.runs.run import run_phase
from cmokit.runs.trace import trace
from cmokit.vocabulary import Phase
from tests.planted import CLIENTS

DELIVERABLES = {"audit.pdf", "audit.html", "audit.xlsx", "audit.ipynb", "facts.json", "manifest.json"}


def audit(workspace: Workspace, client: str) -> Path:
    return workspace.reports(client) / "audit"


@pytest.fixture
def one_client(audited: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the audited shop, to break."""
    for folder in ("engagements", "reports"):
        shutil.copytree(audited.root / folder / "sample-shop", tmp_path / folder / "sample-shop")
    return Workspace(tmp_path)


@pytest.mark.parametrize("client", CLIENTS)
def test_an_audit_publishes_every_deliverable(audited: Workspace, client: str) -> None:
    assert {path.name for path in audit(audited, client).iterdir()} >= DELIVERABLES


@pytest.mark.parametrize("client", CLIENTS)
def test_facts_json_is_what_the_contract_says(audited: Workspace, client: str) -> None:
    said = json.loads((audit(audited, client) / "facts.json").read_text("utf-8"))
    assert {"schema", "client", "phase", "as_of", "kit", "currency", "analyses", "facts"} == set(said)
    names = [(fact["id"], sorted(fact["dimensions"].items())) for fact in said["facts"]]
    assert names == sorted(names)
    assert len({json.dumps(name) for name in names}) == len(names)
    unmeasured = {entry["id"] for entry in said["analyses"] if entry["severity"] == "NOT_MEASURED"}
    for fact in said["facts"]:
        assert (fact["value"] is None) == (fact["id"].rsplit(".", 1)[0] in unmeasured)
        assert fact["value"] is None or fact["sources"], fact["id"]


@pytest.mark.parametrize("client", CLIENTS)
def test_the_manifest_tells_no_time_and_no_path(audited: Workspace, client: str) -> None:
    text = (audit(audited, client) / "manifest.json").read_text("utf-8")
    assert str(audited.root) not in text
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


@pytest.mark.parametrize("client", CLIENTS)
def test_the_published_notebook_carries_no_clock(audited: Workspace, client: str) -> None:
    notebook = nbformat.read(audit(audited, client) / "audit.ipynb", as_version=4)
    assert "papermill" not in notebook.metadata
    assert all("execution" not in cell.metadata and "papermill" not in cell.metadata for cell in notebook.cells)
    assert str(audited.root) not in nbformat.writes(notebook)


def test_an_unchanged_run_does_nothing(one_client: Workspace) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in audit(one_client, "sample-shop").iterdir()}
    desk = open_engagement("sample-shop", workspace=one_client.root)
    assert run_phase(desk, Phase.AUDIT).status == "unchanged"
    assert {path.name: path.stat().st_mtime_ns for path in audit(one_client, "sample-shop").iterdir()} == before


def test_the_same_run_again_gives_equal_bytes(one_client: Workspace) -> None:
    folder = audit(one_client, "sample-shop")
    names = ("facts.json", "audit.html", "audit.pdf", "audit.ipynb", "manifest.json")
    before = {name: (folder / name).read_bytes() for name in names}
    run_phase(open_engagement("sample-shop", workspace=one_client.root), Phase.AUDIT, force=True)
    changed = [name for name in names if (folder / name).read_bytes() != before[name]]
    assert changed == []


def test_a_failed_run_names_the_cell_and_leaves_the_old_report(one_client: Workspace) -> None:
    desk = open_engagement("sample-shop", workspace=one_client.root)
    before = (audit(one_client, "sample-shop") / "manifest.json").read_bytes()
    notebook = nbformat.read(audit(one_client, "sample-shop") / "audit.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('raise ValueError("a slip of the pen")'))
    desk.folder.notebooks.mkdir(exist_ok=True)
    nbformat.write(notebook, desk.folder.notebooks / "1_audit.ipynb")
    with pytest.raises(CmokitError, match=f"cell {len(notebook.cells)} .*a slip of the pen") as refused:
        run_phase(desk, Phase.AUDIT)
    assert refused.value.exit_code == 1
    assert Path(str(refused.value.file)).is_file()
    assert (audit(one_client, "sample-shop") / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("client", CLIENTS)
def test_every_figure_can_be_traced_by_its_name_and_its_code(audited: Workspace, client: str) -> None:
    folder = audited.client(client)
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
