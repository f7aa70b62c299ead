"""cmokit lab beside JupyterLab itself: compare, merge, offer, take."""

import json
from pathlib import Path

import nbformat
import nbformat.v4 as nb
import pytest

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.runs.desk import Desk
from cmokit.runs.lab import client_notebook
from cmokit.vocabulary import Phase
from tests.cli.conftest import Type


@pytest.fixture
def own(acme: Path, tmp_path: Path) -> Path:
    """The client's copy of the audit's notebook."""
    folder = ClientFolder("acme", acme, tmp_path / "reports" / "acme")
    return client_notebook(Desk(Workspace(tmp_path), folder), Phase.AUDIT)


def change(path: Path, **texts: str) -> None:
    """Give cells another text; an id that the notebook does not have is a Markdown cell at its end."""
    notebook = nbformat.read(path, as_version=4)
    by_id = {cell.id: cell for cell in notebook.cells}
    for name, text in texts.items():
        if name in by_id:
            by_id[name].source = text
        else:
            notebook.cells.append(nb.new_markdown_cell(text, id=name))
    nbformat.write(notebook, path)


def test_a_fresh_copy_is_the_kits(cmokit: Type, own: Path) -> None:
    code, said, _ = cmokit("lab", "acme", "--diff")
    assert (code, said) == (0, "audit: the same as the kit's\n")


def test_a_difference_is_shown_with_its_lines(cmokit: Type, own: Path) -> None:
    change(own, crm='report.show("crm.duplicates")')
    code, said, _ = cmokit("lab", "acme", "audit", "--diff")
    assert code == 0
    assert "audit: 1 cell\n" in said
    assert "crm (code): you changed it" in said
    assert '    -report.show("crm")\n    +report.show("crm.duplicates")\n' in said


def test_differences_as_json(cmokit: Type, own: Path) -> None:
    change(own, mine="Ours.")
    _, said, _ = cmokit("lab", "acme", "--diff", "--json")
    (phase,) = json.loads(said)
    assert phase["phase"] == "audit"
    assert [(c["cell"], c["state"], c["yours"]) for c in phase["changes"]] == [("mine", "your_cell", "Ours.")]


def test_a_merge_says_what_it_did(cmokit: Type, own: Path) -> None:
    notebook = nbformat.read(own, as_version=4)
    remembered = {cell["id"]: cell for cell in notebook.metadata["kit_copy"]["cells"]}
    for name in ("crm", "money"):
        remembered[name]["source"] = "report.show()"  # as if the kit of then had said this
        next(cell for cell in notebook.cells if cell.id == name).source = "report.show()"
    next(cell for cell in notebook.cells if cell.id == "crm").source = "mine"
    nbformat.write(notebook, own)
    code, said, _ = cmokit("lab", "acme", "--merge")
    assert code == 0
    assert "crm (code): conflict: yours runs, the kit's stands below it as a raw cell" in said
    assert "money (code): the kit's change is in" in said
    cells = {cell.id: cell for cell in nbformat.read(own, as_version=4).cells}
    assert cells["crm"].source == "mine"
    assert cells["crm-kit"].cell_type == "raw"
    assert cells["money"].source == 'report.show("money")'
    assert cmokit("lab", "acme", "--merge")[1] == "audit: nothing of the kit's to bring in\n"


def test_cells_are_offered_and_taken(cmokit: Type, own: Path, acme: Path) -> None:
    change(own, mine="Our view.")
    _, said, _ = cmokit("lab", "acme", "audit", "--offer")
    assert "Our view." in said
    assert "take them with: cmokit lab acme audit --take" in said
    code, said, _ = cmokit("lab", "acme", "audit", "--take")
    assert code == 0
    assert "1 taken into commentary/audit.md" in said
    assert "Our view." in (acme / "commentary" / "audit.md").read_text("utf-8")
    assert cmokit("lab", "acme", "--offer")[1] == "audit: no Markdown cell waits to be taken\n"


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("lab", "acme"), 2, "which phase's notebook?"),
        (("lab", "acme", "--diff", "--merge"), 2, "--diff and --merge are two commands"),
        (("lab", "acme", "audit", "--cell", "3"), 2, "--cell goes with --take"),
        (("lab", "acme", "audit", "--json"), 2, "JupyterLab answers in no JSON"),
        (("lab", "acme", "audit", "--diff"), 2, "no notebook of its own for audit"),
        (("lab", "acme", "pilot", "--merge"), 2, "no notebook of its own for pilot"),
        (("lab", "acme", "adit", "--diff"), 2, "did you mean audit?"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    cmokit: Type, acme: Path, words: tuple[str, ...], code: int, expected: str
) -> None:
    given, _, said = cmokit(*words)
    assert given == code
    assert expected in said
    assert said.count("\n") == 1


def test_a_notebook_that_is_none_is_one_line(cmokit: Type, own: Path) -> None:
    own.write_text("mine")
    code, _, said = cmokit("lab", "acme", "--diff")
    assert (code, said.count("\n")) == (3, 1)
    assert "this is no notebook" in said
    assert own.read_text() == "mine"
