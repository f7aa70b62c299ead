"""A client's notebook beside the kit's: every difference is named, a merge loses nothing."""

from typing import Any

import nbformat
import nbformat.v4 as nb

from cmokit.runs.notebook_changes import BESIDE, REMEMBERED, changes_between, merged, remembering


def notebook(**cells: str) -> Any:
    """Cells by id: code where the text calls something, else Markdown."""
    made = [
        (nb.new_code_cell if "(" in text else nb.new_markdown_cell)(text, id=name, metadata={"tags": ["kit"]})
        for name, text in cells.items()
    ]
    return nb.new_notebook(cells=made)


def copy_of(kit: Any) -> Any:
    """What `cmokit lab` makes: the kit's cells, and the client's parameters."""
    own = nbformat.from_dict(remembering(nbformat.from_dict(kit), kit, "0.1"))
    injected = nb.new_code_cell('client = "acme"', id="x1", metadata={"tags": ["injected-parameters"]})
    own.cells.insert(1, injected)
    return own


def cell(own: Any, name: str) -> Any:
    return next(cell for cell in own["cells"] if cell["id"] == name)


def states(own: Any, kit: Any) -> dict[str, str]:
    return {change.cell: change.state for change in changes_between(own, kit)}


OLD = {"title": "# Audit", "crm": "show('crm')", "money": "show('money')", "next": "What next"}


def test_a_fresh_copy_does_not_differ() -> None:
    kit = notebook(**OLD)
    assert states(copy_of(kit), kit) == {}


def test_who_changed_a_cell_is_told_apart() -> None:
    own = copy_of(notebook(**OLD))
    cell(own, "title")["source"] = "# Our audit"
    cell(own, "crm")["source"] = "show('crm.duplicates')"
    own["cells"].append(nb.new_markdown_cell("Mine", id="mine"))
    own["cells"].remove(cell(own, "next"))
    kit = notebook(
        title="# Audit", crm="show('crm', 'tracking')", money="show('money', 2)", extra="New", next="What next"
    )
    assert states(own, kit) == {
        "title": "yours",
        "crm": "both",
        "money": "kit",
        "mine": "your_cell",
        "extra": "kit_cell",
        "next": "you_removed",
    }


def test_what_to_read_is_what_changed() -> None:
    own = copy_of(notebook(title="one\ntwo\nthree\nfour\nfive"))
    cell(own, "title")["source"] = "one\ntwo\nthree\nfour\nFIVE"
    (change,) = changes_between(own, notebook(title="one\ntwo\nthree\nfour\nfive"))
    assert change.lines() == [" four", "-five", "+FIVE"]
    assert change.number == 1


def test_a_merge_takes_the_kits_changes_and_keeps_the_clients() -> None:
    own = copy_of(notebook(**OLD))
    cell(own, "title")["source"] = "# Our audit"
    cell(own, "money")["outputs"] = [nb.new_output("stream", text="old")]
    own["cells"].insert(2, nb.new_markdown_cell("Mine", id="mine"))
    kit = notebook(title="# Audit", crm="show('crm')", extra="New", money="show('money', 2)")
    done = merged(own, kit, "0.2")
    assert [c["id"] for c in done.notebook["cells"]] == ["title", "x1", "mine", "crm", "extra", "money"]
    assert cell(done.notebook, "title")["source"] == "# Our audit"
    assert cell(done.notebook, "money")["source"] == "show('money', 2)"
    assert cell(done.notebook, "money")["outputs"] == []
    assert {change.cell: change.state for change in done.changes} == {
        "money": "kit",
        "extra": "kit_cell",
        "next": "kit_removed",
    }
    assert done.notebook["metadata"][REMEMBERED]["kit"] == "0.2"
    assert states(done.notebook, kit) == {"title": "yours", "mine": "your_cell"}
    nbformat.validate(nbformat.from_dict(done.notebook))


def test_a_conflict_keeps_both_and_runs_the_clients() -> None:
    own = copy_of(notebook(**OLD))
    cell(own, "crm")["source"] = "show('mine')"
    kit = notebook(**{**OLD, "crm": "show('kits')"})
    done = merged(own, kit, "0.2")
    place = [c["id"] for c in done.notebook["cells"]].index("crm")
    yours, kits = done.notebook["cells"][place : place + 2]
    assert (yours["source"], yours["cell_type"]) == ("show('mine')", "code")
    assert (kits["cell_type"], kits["metadata"][BESIDE]) == ("raw", "crm")
    assert kits["source"].endswith("show('kits')")
    assert [change.cell for change in done.conflicts] == ["crm"]
    nbformat.validate(nbformat.from_dict(done.notebook))


def test_a_conflict_is_said_once_and_the_next_one_stands_beside_it() -> None:
    own = copy_of(notebook(**OLD))
    cell(own, "crm")["source"] = "show('mine')"
    kit = notebook(**{**OLD, "crm": "show('kits')"})
    once = merged(own, kit, "0.2")
    assert merged(once.notebook, kit, "0.2").changes == ()
    later = merged(once.notebook, notebook(**{**OLD, "crm": "show('later')"}), "0.3")
    beside = [c["id"] for c in later.notebook["cells"] if c["cell_type"] == "raw"]
    assert len(beside) == len(set(beside)) == 2


def test_a_cell_that_the_client_changed_is_not_taken_out_with_the_kits() -> None:
    own = copy_of(notebook(**OLD))
    cell(own, "next")["source"] = "Our next steps"
    kit = notebook(**{name: text for name, text in OLD.items() if name != "next"})
    assert cell(merged(own, kit, "0.2").notebook, "next")["source"] == "Our next steps"


def test_a_copy_that_remembers_nothing_keeps_both_where_it_differs() -> None:
    own = copy_of(notebook(**OLD))
    del own["metadata"][REMEMBERED]
    cell(own, "crm")["source"] = "show('mine')"
    kit = notebook(**OLD)
    assert states(own, kit) == {"crm": "both"}
    assert cell(merged(own, kit, "0.2").notebook, "crm")["source"] == "show('mine')"


def test_ids_that_a_program_dropped_are_found_again_by_the_text() -> None:
    own = copy_of(notebook(**OLD))
    for number, each in enumerate(own["cells"]):
        each["id"] = f"random{number}"
    cell(own, "random0")["source"] = "# Our audit"
    assert states(own, notebook(**OLD)) == {"random0": "your_cell", "title": "you_removed"}
    for each in own["cells"]:
        del each["id"]
    assert set(states(own, notebook(**OLD)).values()) == {"your_cell", "you_removed"}


def test_a_merge_changes_nothing_that_it_was_given() -> None:
    own, kit = copy_of(notebook(**OLD)), notebook(**{**OLD, "crm": "show('kits')"})
    before = nbformat.writes(own)
    merged(own, kit, "0.2")
    assert nbformat.writes(own) == before
