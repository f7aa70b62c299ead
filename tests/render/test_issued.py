"""What only an issued copy shows: the stamp, the figures restated since the one before, the page to sign."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from cmokit.render.blocks import Form, Part, TableBlock
from cmokit.render.document import look_of, printed_codes, report_document
from cmokit.render.html import report_html
from cmokit.render.issued import MOST_OTHERS
from cmokit.render.numbering import numbered
from cmokit.render.report_meta import ReportMeta
from cmokit.render.stamp import RestatedFigure, Stamp
from cmokit.render.text import FactBook, plain
from cmokit.render.workbook import report_workbook
from tests.render.sections import duplicates, meta, sections

NUMBERS = {
    "crm.duplicates": "1.4",
    "tracking.campaign_names": "4.2",
    "funnel.conversion": "5.1",
    "money.platform_to_cash": "6.1",
}
SHARE, PAIRS = (f.name for f in duplicates().facts[:2])


def stamp(**changes: Any) -> Stamp:
    first = Stamp("v1", "audit-v1-board", "The board", date(2026, 2, 2), "board", title="Audit report")
    return replace(first, criteria=("All is answered.", "All is traced."), evidence=("Each section",), **changes)


def restated(*figures: RestatedFigure, **changes: Any) -> Stamp:
    return stamp(version="v2", previous="v1", restated=figures, causes=("Data: one file came.",), **changes)


def figure(name: str = SHARE, old: str = "0.0712", new: str = "0.0834", unit: str = "share", why=("data",)):
    return RestatedFigure(name, "Contacts that are duplicates", old, new, unit, why)


def rows(part: Part) -> list[list[tuple[str, ...]]]:
    tables = (block for block in part.blocks if isinstance(block, TableBlock))
    return [[tuple(plain(cell.runs) for cell in row) for row in table.rows] for table in tables]


def opening(told: Stamp) -> Part:
    [part] = report_document(sections(), meta(stamp=told)).opening
    return part


def text(part: Part) -> str:
    return report_html(replace(report_document([duplicates()], meta()), parts=(part,)), look_of(meta()))


def version_on_cover(told: ReportMeta) -> str:
    return next(line.text for line in report_document(sections(), told).cover.lines if line.label == "Version")


def test_everything_that_is_not_issued_says_working_copy() -> None:
    document = report_document(sections(), meta())
    assert version_on_cover(meta()) == "working copy"
    assert document.opening == ()
    assert all(part.number for part in document.appendices)


def test_an_issued_copy_says_its_version_to_whom_and_when() -> None:
    assert version_on_cover(meta(stamp=stamp())) == "v1, issued to The board on 2 Feb 2026"


def test_the_first_copy_restates_nothing_and_ends_with_the_page_to_sign() -> None:
    document = report_document(sections(), meta(stamp=stamp()))
    assert document.opening == ()
    last = document.appendices[-1]
    assert last.title == "Acceptance"
    assert rows(last) == [[("All is answered.", "Each section", "yes / no"), ("All is traced.", "", "yes / no")]]
    assert any(isinstance(block, Form) and {"Name", "Date", "Signature"} < set(block.lines) for block in last.blocks)


def test_a_later_copy_opens_with_what_the_text_states_otherwise() -> None:
    part = opening(restated(figure(), figure(PAIRS, "300", "361", "count", ("data", "correction"))))
    assert part.title == "Figures restated since v1"
    [printed] = rows(part)
    assert [row[2:] for row in printed] == [("7.1%", "8.3%", "data"), ("300", "361", "data, correction")]


def test_the_summarys_figures_come_first_and_then_the_largest_differences() -> None:
    """The usual mistake: the order of the text, which cuts away what moved most."""
    document = report_document(sections(), meta())
    summary, text = set(printed_codes(document.summary)), set(printed_codes(document.parts, tables=False))
    named = {name: code for name, code in FactBook.of(sections()).codes.items() if code in text | summary}
    other = [name for name, code in named.items() if code not in summary]
    first = next(name for name, code in named.items() if code in summary)
    part = opening(restated(*(figure(name, "0.5", "0.9", "index") for name in (*reversed(other), first))))
    [printed] = [block for block in part.blocks if isinstance(block, TableBlock)]
    codes = [run.fact for row in printed.rows for cell in row for run in cell.runs if run.fact]
    assert len(other) > 1
    assert codes == [named[first], *(named[name] for name in reversed(other))]


def test_several_reasons_are_said_not_to_be_told_apart() -> None:
    assert "not told apart" in text(opening(restated(figure(why=("data", "correction")))))
    assert "not told apart" not in text(opening(restated(figure())))


def test_a_difference_that_nobody_can_see_in_print_is_left_to_the_workbook() -> None:
    part = opening(restated(figure(old="0.08341"), unchanged_count=4))
    assert rows(part) == []
    assert "No figure that the text prints differs from v1; 4 of all figures stand unchanged." in text(part)


def test_cents_are_shown_where_they_are_the_difference() -> None:
    name = "money.platform_to_cash.step_amount[channel=all,step=cash]"
    part = opening(restated(figure(name, "352812.10", "352812.25", "EUR")))
    assert [row[2:4] for table in rows(part) for row in table] == [("€352,812.10", "€352,812.25")]


def test_a_figure_that_is_stated_no_more_is_restated_and_a_new_one_is_only_counted() -> None:
    part = opening(restated(figure("crm.old.rows_count", "12", "", "count"), figure(old="")))
    assert [row[2:4] for table in rows(part) for row in table] == [("12", "not stated")]
    assert "1 figure is stated for the first time" in text(part)


def test_each_figure_names_its_section() -> None:
    [part] = report_document(sections(), meta(stamp=restated(figure()), numbers=NUMBERS)).opening
    assert rows(part)[0][0][0] == "1.4"


def test_figures_by_channel_and_the_like_are_cut_to_the_largest() -> None:
    many = [figure(f"money.a.b_amount[channel={n}]", str(n), str(n + 1), "EUR") for n in range(MOST_OTHERS + 3)]
    part = opening(restated(*many))
    [table] = [block for block in part.blocks if isinstance(block, TableBlock)]
    assert len(table.rows) == MOST_OTHERS
    assert plain(table.note) == "3 more are on the workbook's sheet “Restated”."


def test_the_html_holds_the_opening_before_the_summary_and_the_form_at_the_end() -> None:
    html = report_html(report_document(sections(), meta(stamp=restated(figure()))), look_of(meta()))
    assert 0 < html.index('id="restated"') < html.index('id="summary"') < html.index('id="acceptance"')
    assert '<dl class="form">' in html


def numbers_of(*items: Any, told: ReportMeta) -> dict[str, str]:
    return {part.title: part.number for part in report_document(items, told).parts}


def test_a_section_keeps_its_number_whatever_stands_around_it() -> None:
    told = meta(numbers=NUMBERS)
    alone = numbers_of(duplicates(), told=told)
    among = numbers_of(*sections(), told=told)
    assert alone["Duplicate records"] == among["Duplicate records"] == "1.4"
    assert among["What we could not answer, and what to send"] == ""


def test_what_is_not_answered_shows_its_sections_number_in_its_row() -> None:
    parts = report_document(sections(), meta(numbers={**NUMBERS, "retention.cohorts": "7.1"})).parts
    [table] = [block for block in parts[-1].blocks if isinstance(block, TableBlock)]
    assert table.columns[0].header == "Section"


@pytest.mark.parametrize("given", [{}, {"Second": "N1"}, {"First": "N4"}])
def test_the_analysts_chapters_keep_the_numbers_of_issued_copies(given: dict[str, str]) -> None:
    parts = [Part("", title, title, (), by_analyst=True) for title in ("First", "Second")]
    told = meta(numbers=NUMBERS, stamp=stamp(numbers=given))
    numbers = {part.title: part.number for part in numbered(parts, told)}
    assert numbers == {**numbers, **given}
    assert len(set(numbers.values())) == 2


def workbook(told: Stamp) -> Any:
    made = report_workbook(sections(), meta(stamp=told, numbers=NUMBERS), lambda wanted: None)
    return load_workbook(BytesIO(made.content))


def test_a_working_copys_workbook_has_no_sheet_of_an_issued_one() -> None:
    made = report_workbook(sections(), meta(), lambda wanted: None)
    assert {"Remarks", "Restated"}.isdisjoint(load_workbook(BytesIO(made.content)).sheetnames)
    assert "Restated" not in workbook(stamp()).sheetnames


def test_the_workbook_lists_every_restated_figure_with_both_values_as_numbers() -> None:
    unseen = figure(old="0.08341")
    sheet = workbook(restated(figure(PAIRS, "300", "361", "count"), unseen, figure(old="")))["Restated"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], *row[2:4]) for row in rows] == [
        ("1.4", 300, 361),
        ("1.4", 0.08341, 0.0834),
        ("1.4", "not stated", 0.0834),
    ]
    assert [row[6] for row in rows] == [PAIRS, SHARE, SHARE]


def test_remarks_have_a_row_for_each_section_and_more_with_a_list_to_pick_from() -> None:
    sheet = workbook(stamp())["Remarks"]
    assert sheet["B2"].value == "audit-v1-board"
    assert [cell.value for cell in sheet[5][:5]] == ["Section", "Title", "Remark", "By", "Date"]
    numbers = [sheet.cell(row, 1).value for row in range(6, 60)]
    filled = [number for number in numbers if number]
    assert filled[:4] == ["1.4", "4.2", "5.1", "6.1"]
    assert {"A", "E"} < set(filled)
    [pick] = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    last = 5 + len(filled)
    assert pick.formula1 == f"$A$6:$A${last}"
    assert str(pick.sqref).startswith(f"A{last + 1}:")
    assert sheet.cell(last + 1, 1).number_format == "@", "1.10 is not 1.1"
