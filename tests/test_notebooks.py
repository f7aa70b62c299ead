"""The kit's notebooks: short cells, no logic, no outputs, parameters tagged; references that check something."""

import ast
from pathlib import Path

import nbformat
import pytest

from cmokit.analyses.catalog import CATALOG
from cmokit.engagement.kit import kit_folder
from cmokit.runs.parameters import NOTEBOOKS, PARAMETERS
from cmokit.vocabulary import Phase

KIT = [kit_folder("notebooks") / name for name in NOTEBOOKS.values()]
REFERENCES = sorted((Path(__file__).parent / "notebooks").glob("*.ipynb"))
CHECKED = "nbval-check-output"
LOGIC = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.Lambda)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", KIT, ids=lambda path: path.name)
def test_a_notebook_holds_no_outputs_and_no_logic(path: Path) -> None:
    for cell in code_cells(path):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len(cell.source.splitlines()) <= 8
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOGIC)]


@pytest.mark.parametrize(("phase", "name"), NOTEBOOKS.items())
def test_one_cell_is_tagged_parameters_and_names_every_parameter(phase, name: str) -> None:
    tagged = [cell for cell in code_cells(kit_folder("notebooks") / name) if "parameters" in cell.metadata.tags]
    assert len(tagged) == 1
    assigned = {node.targets[0].id for node in ast.parse(tagged[0].source).body}
    assert assigned == set(PARAMETERS[phase].model_fields)


@pytest.mark.parametrize(("phase", "name"), NOTEBOOKS.items())
def test_a_notebook_shows_every_family_of_its_phase_and_no_other(phase, name: str) -> None:
    """A family that no cell shows would be missing from the report without a word."""
    of_phase = [analysis for analysis in CATALOG if phase in analysis.phases]
    shown = shown_by(kit_folder("notebooks") / name)
    if phase is Phase.UPDATE:  # in the order of its pages, which is no family's
        assert shown == {analysis.id for analysis in of_phase}
        return
    assert shown == {analysis.family for analysis in of_phase}, "give each family a cell: report.show(family)"


def shown_by(path: Path) -> set[str]:
    """What the cells of a notebook hand to `report.show`."""
    calls = [
        node for cell in code_cells(path) for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)
    ]
    shows = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "show"]
    return {argument.value for call in shows for argument in call.args}


def test_every_notebook_has_a_reference() -> None:
    assert [path.name for path in REFERENCES] == sorted(NOTEBOOKS.values())


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.name)
def test_every_checked_cell_of_a_reference_has_something_to_compare_with(path: Path) -> None:
    checked = [cell for cell in code_cells(path) if CHECKED in cell.metadata.get("tags", ())]
    assert checked
    assert all(any(output.get("text", "").strip() for output in cell.outputs) for cell in checked)
