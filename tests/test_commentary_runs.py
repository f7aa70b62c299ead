"""The commentary over runs: printed at every one, never lost or edited, and no notebook executed for its sake."""

import json
import shutil

import nbformat
import nbformat.v4 as nb
import pytest

from cmokit.engagement.workspace import Workspace
from cmokit.errors import ConfigurationError
from cmokit.runs import run as runs
from cmokit.runs.desk import Desk, open_engagement
from cmokit.runs.export import export
from cmokit.runs.lab import client_notebook
from cmokit.vocabulary import Audience, Phase

WORDS = """# Ours

## tracking.campaign_names

{{fact:%s}} follow the rule; {{said:12|CMO, interview 2026-01-12}} people know it. We want 95 %% by Q2 2026.
"""


@pytest.fixture(scope="module")
def desk(samples: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A sample client whose own notebook shows one analysis only, so that a run is short."""
    root = tmp_path_factory.mktemp("commentary")
    shutil.copytree(samples.root / "engagements" / "sample-b2b", root / "engagements" / "sample-b2b")
    made = open_engagement("sample-b2b", workspace=root)
    path = client_notebook(made, Phase.AUDIT)
    notebook = nbformat.read(path, as_version=4)
    kept = {"parameters", "load", notebook.cells[2].id}
    notebook.cells = [cell for cell in notebook.cells if cell.id in kept]
    notebook.cells.append(nb.new_code_cell('report.show("tracking.campaign_names")', id="names"))
    nbformat.write(notebook, path)
    made.folder.commentary.mkdir(exist_ok=True)
    return made


def test_the_commentary_over_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = runs.run_phase(desk, Phase.AUDIT)
    facts = json.loads((first.folder / "facts.json").read_text("utf-8"))["facts"]
    name = next(_name(fact) for fact in facts if fact["unit"] == "share")

    path = desk.folder.commentary / "audit.md"
    path.write_text(WORDS % name, "utf-8")
    monkeypatch.setattr(runs, "execute", _never)
    second = runs.run_phase(desk, Phase.AUDIT)
    assert (second.status, second.run_id) == ("published", first.run_id)
    html = (second.folder / "audit.html").read_text("utf-8")
    assert "Consultant&#x27;s comment" in html
    assert '95 %</span><span class="flag"> [no source]' in html
    assert "(CMO, interview 2026-01-12)" in html
    assert [line.split(":")[0] for line in second.remarks] == ["commentary/audit.md, line 5"]
    shown = (second.folder / "audit.ipynb").read_text("utf-8")
    assert "interview 2026-01-12" in shown
    assert '"kit_copy"' not in shown

    third = runs.run_phase(desk, Phase.AUDIT)
    assert (third.status, third.remarks) == ("unchanged", second.remarks)
    assert path.read_text("utf-8") == WORDS % name

    private = desk.folder.commentary / "audit.private.md"
    private.write_text("## summary\n\nThey will not do it.\n", "utf-8")
    assert runs.run_phase(desk, Phase.AUDIT).status == "unchanged", "private notes are no part of the team's copy"
    for audience in (Audience.PRIVATE, Audience.BOARD):
        copy = export(desk, Phase.AUDIT, audience)
        page = next(file for file in copy.files if file.name == f"audit_{audience}.html").read_text("utf-8")
        assert ("They will not do it." in page) == (audience is Audience.PRIVATE)
        assert "interview 2026-01-12" in page


def test_the_same_commentary_gives_the_same_bytes(desk: Desk) -> None:
    done = runs.run_phase(desk, Phase.AUDIT)
    before = {
        file.name: file.read_bytes() for file in done.files if file.suffix in (".html", ".pdf", ".ipynb", ".json")
    }
    again = runs.run_phase(desk, Phase.AUDIT, force=True)
    assert [name for name, content in before.items() if (again.folder / name).read_bytes() != content] == []


def test_cells_of_the_notebook_are_offered_at_a_run(desk: Desk) -> None:
    path = desk.folder.notebooks / "1_audit.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nb.new_markdown_cell("We counted 17 by hand.", id="mine"))
    nbformat.write(notebook, path)
    done = runs.run_phase(desk, Phase.AUDIT)
    told = "\n".join(done.remarks)
    assert f"cell {len(notebook.cells)}: this number has no source | found: 17" in told
    assert "notebooks/1_audit.ipynb: 1 Markdown cell is not in commentary/audit.md" in told
    assert "do: cmokit lab sample-b2b audit --take" in told
    assert "since this copy was made" not in told, "cells that the client took out are no change of the kit's"


def test_a_file_that_is_no_notebook_costs_no_report(desk: Desk) -> None:
    path = desk.folder.notebooks / "1_audit.ipynb"
    whole, before = path.read_bytes(), (desk.folder.reports / "audit" / "manifest.json").read_bytes()
    path.write_text("mine")
    with pytest.raises(ConfigurationError, match="this is no notebook"):
        runs.run_phase(desk, Phase.AUDIT)
    assert (desk.folder.reports / "audit" / "manifest.json").read_bytes() == before
    path.write_bytes(whole)


def _never(*_: object) -> None:
    raise AssertionError("a notebook was executed for a comment's sake")


def _name(fact: dict[str, object]) -> str:
    inside = ",".join(f"{key}={value}" for key, value in sorted(dict(fact["dimensions"]).items()))  # type: ignore[call-overload]
    return f"{fact['id']}[{inside}]" if inside else str(fact["id"])
