import base64
from pathlib import Path

import nbformat.v4 as nb
import pytest

from cmokit.exhibits.section import Section
from cmokit.render import blocks as b
from cmokit.render.notebook import read_notebook
from cmokit.render.pictures import png_of
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import plain
from tests.render.notebooks import analyst, kit, notebook, png, shown
from tests.render.sections import duplicates, meta, names


def notes(*added: object) -> list[b.Notes]:
    return [item for item in read_notebook(notebook(*added)).items if isinstance(item, b.Notes)]


def test_sections_come_back_whole_and_in_order() -> None:
    pages = read_notebook(notebook())
    assert pages.items == (duplicates(), names())
    assert pages.meta == meta()


def test_a_section_that_is_shown_twice_is_reported_once() -> None:
    again = read_notebook(notebook(*notebook().cells[2:3])).items
    assert [item.analysis for item in again if isinstance(item, Section)] == [
        "crm.duplicates",
        "tracking.campaign_names",
    ]


def test_a_removed_section_is_left_out() -> None:
    made = notebook()
    del made.cells[2]
    assert read_notebook(made).items == (names(),)


def test_the_meta_is_found_in_the_notebooks_metadata_where_no_cell_shows_it() -> None:
    made = notebook()
    del made.cells[1]
    made.metadata["cmokit"] = {"client": "nordlicht", "phase": "audit", "report": meta().to_dict()}
    assert read_notebook(made).meta == meta()


def test_a_notebook_of_another_make_is_still_a_report() -> None:
    foreign = nb.new_notebook(cells=[nb.new_markdown_cell("# Mine\n\ntext")])
    assert read_notebook(foreign, None, "mine").meta == ReportMeta("mine", "mine", "notebook", None)


def test_markdown_becomes_blocks_and_raw_html_its_text() -> None:
    remark = notes(*analyst())[0]
    kinds = [type(block).__name__ for block in remark.blocks]
    assert kinds == ["Paragraph", "TableBlock", "ListBlock", "Picture", "Paragraph"]
    first = remark.blocks[0]
    assert isinstance(first, b.Paragraph)
    assert plain(first.runs) == "We saw twelve of these, see the wiki (https://wiki.example/x)."
    assert [run.style for run in first.runs if run.style] == ["strong", "emphasis"]
    table = remark.blocks[1]
    assert isinstance(table, b.TableBlock)
    assert plain(table.rows[0][0].runs) == "x"
    assert "alert" not in repr(remark)


def test_a_picture_without_alt_takes_the_nearest_heading_and_a_remote_one_is_dropped_with_a_note() -> None:
    pages = read_notebook(notebook(*analyst()))
    remark = next(item for item in pages.items if isinstance(item, b.Notes))
    pictures = [block for block in remark.blocks if isinstance(block, b.Picture)]
    assert [picture.alt for picture in pictures] == ["Picture added by the analyst: Duplicate records"]
    assert pages.warnings == (
        "Picture added by the analyst: Duplicate records",
        "A picture from outside the notebook is not shown: the trend",
    )


def test_a_frame_shows_30_rows_and_says_how_many_there_are() -> None:
    table = notes(*analyst())[2].blocks[0]
    assert isinstance(table, b.TableBlock)
    assert (len(table.rows), table.total_rows) == (30, 40)
    assert [plain(cell.runs) for cell in table.rows[1]] == ["1", "=1+1 <b>", "1.5"]
    assert [column.align for column in table.columns] == ["right", "left", "right"]


def test_an_output_picture_takes_its_alt_from_the_metadata() -> None:
    picture = notes(*analyst())[3].blocks[0]
    assert isinstance(picture, b.Picture)
    assert picture.alt == "Bars rise"


def test_what_a_kit_cell_prints_besides_sections_is_not_reported() -> None:
    assert notes(kit([shown({"text/html": "<table><tr><td>x</td></tr></table>"})])) == []


def test_a_picture_beside_the_notebook_is_read_and_none_above_it(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for place in (folder, tmp_path):
        (place / "p.png").write_bytes(png())
    cells = [nb.new_markdown_cell("![a](p.png)"), nb.new_markdown_cell("![b](../p.png)")]
    inside, above = read_notebook(nb.new_notebook(cells=cells), folder).items
    assert isinstance(inside, b.Notes)
    assert isinstance(above, b.Notes)
    assert isinstance(inside.blocks[0], b.Picture)
    assert isinstance(above.blocks[0], b.Paragraph)


@pytest.mark.parametrize("content", [b"", b"no picture", base64.b64decode("iVBORw0KGgo="), b"<svg onload='x'/>"])
def test_what_is_no_picture_never_reaches_a_deliverable(content: bytes) -> None:
    assert png_of(content) is None
