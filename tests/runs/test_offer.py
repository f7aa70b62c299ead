"""Markdown cells of JupyterLab in the commentary: under their section, once, and nothing else touched."""

import base64
from pathlib import Path
from typing import Any

import nbformat
import nbformat.v4 as nb
import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ConfigurationError, UsageError
from cmokit.runs.commentary import commentary_of
from cmokit.runs.offer import offered, take
from cmokit.vocabulary import Phase
from tests.render.notebooks import png

AUDIT = Phase.AUDIT


@pytest.fixture
def folder(tmp_path: Path) -> ClientFolder:
    for name in ("commentary", "notebooks"):
        (tmp_path / name).mkdir()
    return ClientFolder("acme", tmp_path, tmp_path / "reports")


def kit(text: str, kind: Any = nb.new_code_cell) -> Any:
    return kind(text, metadata={"tags": ["kit"]})


def save(folder: ClientFolder, *cells: Any) -> Path:
    path = folder.notebooks / "1_audit.ipynb"
    nbformat.write(nb.new_notebook(cells=list(cells)), path)
    return path


def words(folder: ClientFolder) -> str:
    return (folder.commentary / "audit.md").read_text("utf-8")


def test_a_cell_is_offered_under_the_section_above_it(folder: ClientFolder) -> None:
    save(
        folder,
        kit("# Audit", nb.new_markdown_cell),
        nb.new_markdown_cell("Before all."),
        kit('report.show("tracking.utm_governance", "crm.integrity")'),
        nb.new_markdown_cell("On integrity."),
        nb.new_code_cell('report["money.platform_to_cash"]'),
        nb.new_markdown_cell("\n\nOn cash."),
        nb.new_markdown_cell("   "),
    )
    told = [(offer.cell, offer.section, offer.first_line) for offer in offered(folder, AUDIT)]
    assert told == [
        (2, "opening", "Before all."),
        (4, "crm.integrity", "On integrity."),
        (6, "money.platform_to_cash", "On cash."),
    ]


def test_taken_once_and_offered_no_more_until_edited(folder: ClientFolder) -> None:
    path = save(folder, kit('report.show("crm.integrity")'), nb.new_markdown_cell("Ours."))
    assert [offer.section for offer in take(folder, AUDIT)] == ["crm.integrity"]
    assert words(folder) == "## crm.integrity\n\nOurs.\n"
    assert take(folder, AUDIT) == ()
    assert words(folder).count("Ours.") == 1
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "Ours, edited."
    nbformat.write(notebook, path)
    assert [offer.first_line for offer in offered(folder, AUDIT)] == ["Ours, edited."]


def test_words_go_to_the_end_of_their_section_and_the_rest_stays(folder: ClientFolder) -> None:
    before = "# Ours\r\n\r\n## crm.integrity\r\n\r\nFirst.\r\n\r\n## summary\r\nLast."
    (folder.commentary / "audit.md").write_bytes(before.encode())
    save(folder, kit('report.show("crm.integrity")'), nb.new_markdown_cell("Second.\nThird."))
    take(folder, AUDIT)
    after = (folder.commentary / "audit.md").read_bytes().decode()
    assert after == before.replace("First.\r\n", "First.\r\n\r\nSecond.\r\nThird.\r\n")
    assert [(c.section, c.text) for c in commentary_of(folder, AUDIT)] == [
        ("crm.integrity", "First.\n\nSecond.\nThird."),
        ("summary", "Last."),
    ]


def test_headings_go_below_the_sections_and_code_stays(folder: ClientFolder) -> None:
    save(folder, nb.new_markdown_cell("# Big\n\n```\n# a remark\n```\n\n## Small"))
    take(folder, AUDIT)
    assert words(folder) == "## opening\n\n### Big\n\n```\n# a remark\n```\n\n#### Small\n"


def test_only_the_cells_that_are_named_are_taken(folder: ClientFolder) -> None:
    save(folder, nb.new_markdown_cell("One."), nb.new_markdown_cell("Two."))
    take(folder, AUDIT, [2])
    assert "Two." in words(folder)
    assert "One." not in words(folder)
    with pytest.raises(UsageError, match="cell 1"):
        take(folder, AUDIT, [7])


def test_pictures_come_along(folder: ClientFolder) -> None:
    cell = nb.new_markdown_cell("![a](attachment:a.png) ![b](b.png) ![c](https://example.org/c.png)", id="mine")
    cell["attachments"] = {"a.png": {"image/png": base64.b64encode(png()).decode()}}
    (folder.notebooks / "b.png").write_bytes(png())
    save(folder, cell)
    take(folder, AUDIT)
    assert "![a](audit-mine-a.png) ![b](audit-mine-b.png) ![c](https://example.org/c.png)" in words(folder)
    (comment,) = commentary_of(folder, AUDIT)
    assert [address for address, _ in comment.pictures] == ["audit-mine-a.png", "audit-mine-b.png"]


def test_without_a_notebook_of_its_own_nothing_is_offered(folder: ClientFolder) -> None:
    assert (offered(folder, AUDIT), take(folder, AUDIT), offered(folder, Phase.PILOT)) == ((), (), ())


def test_a_file_that_is_no_notebook_is_one_line(folder: ClientFolder) -> None:
    (folder.notebooks / "1_audit.ipynb").write_text("mine")
    with pytest.raises(ConfigurationError, match="this is no notebook") as refused:
        offered(folder, AUDIT)
    assert "\n" not in str(refused.value)
