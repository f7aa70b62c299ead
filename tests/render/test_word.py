"""A Word document from plain blocks: A4, a real table, the same bytes whenever it is written."""

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn

from cmokit.render.style import READABLE, contrast
from cmokit.render.word import Block, Box, Grid, Heading, Page, Text, word_document

GRID = Grid(headers=("Sent", "Export"), rows=(("☐", "Deals & <leads>"), ("☐", "عملاء")), widths=(1, 9), strong=(1,))
BLOCKS: tuple[Block, ...] = (Heading("Data request"), Text("to the folder", label="By Monday"), GRID)
PAGE = Page("Data request", author="Ada", color="#F2E14C", header="Ada · Acme", footer="Questions: Ada", is_wide=True)


def test_what_goes_in_is_read_back() -> None:
    document = Document(BytesIO(word_document(BLOCKS, PAGE)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["Data request", "By Monday to the folder"]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(GRID.headers), *map(list, GRID.rows)]
    assert document.sections[0].header.paragraphs[0].text == "Ada · Acme"
    assert document.sections[0].footer.paragraphs[0].text == "Questions: Ada"
    assert document.core_properties.author == "Ada"


def test_it_is_a4_and_its_table_fills_the_text_width() -> None:
    for is_wide, size in ((True, (297, 210)), (False, (210, 297))):
        page = Page("A page", is_wide=is_wide)
        document = Document(BytesIO(word_document(BLOCKS, page)))
        section = document.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == size
        assert abs(sum(column.width.mm for column in document.tables[0].columns) - page.width) < 0.5


def test_the_same_blocks_give_the_same_bytes_and_no_member_tells_the_time() -> None:
    one, two = word_document(BLOCKS, PAGE), word_document(BLOCKS, PAGE)
    assert one == two
    with ZipFile(BytesIO(one)) as file:
        assert {member.date_time[:3] for member in file.infolist()} == {(1980, 1, 1)}
        assert file.testzip() is None
        assert b"2000-01-01" in file.read("docProps/core.xml")


def test_a_pale_brand_colour_is_darkened_until_the_head_can_be_read() -> None:
    document = Document(BytesIO(word_document(BLOCKS, PAGE)))
    fills = {shade.get(qn("w:fill")) for shade in document.element.iter(qn("w:shd"))}
    (fill,) = fills
    assert fill != "F2E14C"
    assert contrast(f"#{fill}", "#FFFFFF") >= READABLE


def test_no_row_is_torn_and_the_head_is_repeated() -> None:
    table = Document(BytesIO(word_document(BLOCKS, PAGE))).tables[0]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]


def test_a_box_is_a_frame_as_wide_as_the_text_with_its_question_in_it() -> None:
    document = Document(BytesIO(word_document((Box(20), Text(""), Box(20, (Text("Why?"), Text("Says who?")))), PAGE)))
    empty, table = document.tables
    assert [cell.text for cell in empty.rows[0].cells] == [""]
    [cell] = table.rows[0].cells
    assert [paragraph.text for paragraph in cell.paragraphs] == ["Why?", "Says who?", ""]
    assert round(cell.paragraphs[-1].paragraph_format.space_after.mm) == 20
    assert table.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert abs(table.columns[0].width.mm - PAGE.width) < 0.5
    edges = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert {edge.tag for edge in edges} == {qn(f"w:{side}") for side in ("top", "left", "bottom", "right")}
