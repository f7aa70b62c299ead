import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from cmokit.exhibits.section import Section
from cmokit.render.deck import deck_of
from cmokit.render.deck.number_formats import number_format
from cmokit.render.deck.story import MOST_FINDINGS, story_of
from cmokit.render.deck.template import Template
from cmokit.render.document import report_document
from cmokit.render.formats import Look
from cmokit.render.report_meta import ReportMeta
from cmokit.render.text import plain
from cmokit.vocabulary import Severity
from tests.render.sections import ARABIC, FORMULA, meta, sections

MOST_SLIDES = 8


def made(told: ReportMeta | None = None, template: Template | None = None, items: Any = None) -> bytes:
    told = told or meta()
    return deck_of(report_document(items or sections(), told), told, template)


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@cache
def own() -> Any:
    return opened(made())


def charts(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        yield from (shape for shape in slide.shapes if shape.has_chart)


def texts(deck: Any) -> str:
    said = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


def test_a_report_has_at_most_eight_slides_each_with_a_headline() -> None:
    slides = list(own().slides)
    assert 6 <= len(slides) <= MOST_SLIDES
    assert all(slide.shapes.title.text_frame.text.strip() for slide in slides)


def test_they_are_wide() -> None:
    assert own().slide_width / own().slide_height == pytest.approx(16 / 9, rel=1e-3)


def test_the_first_content_slide_says_the_verdict_with_its_figures() -> None:
    document = report_document(sections(), meta())
    verdict = list(own().slides)[1]
    assert verdict.shapes.title.text_frame.text == plain(document.summary.sentence)
    shown = "\n".join(shape.text_frame.text for shape in verdict.shapes if shape.has_text_frame)
    for figure in document.summary.figures:
        assert plain(figure.figure) in shown


def test_a_findings_headline_is_its_sentence_with_its_figure() -> None:
    story = story_of(report_document(sections(), meta()))
    titles = [slide.shapes.title.text_frame.text for slide in own().slides]
    assert 0 < len(story.findings) <= MOST_FINDINGS
    for told in story.findings:
        assert plain(told.finding.headline) in titles
        assert re.search(r"\d", plain(told.finding.headline))


def test_findings_behind_decisions_come_first_and_the_unanswered_is_none() -> None:
    document = report_document(sections(), meta())
    story = story_of(document)
    asked = [one.part for one in document.summary.decisions]
    assert [told.part.number for told in story.findings][: len(asked)] == asked
    assert all(told.finding.severity is not Severity.NOT_MEASURED for told in story.findings)


def test_what_a_phase_is_for_always_has_its_slide() -> None:
    effect = replace(next(s for s in sections() if isinstance(s, Section) and s.facts), severity=Severity.PASS)
    others = [s for s in sections() if isinstance(s, Section) and s.analysis != effect.analysis]
    asked = replace(effect, analysis="pilot.effect", decision="", key_facts=())
    story = story_of(report_document([*others, asked], meta()))
    assert story.findings[0].part.analysis == "pilot.effect"
    assert len(story.findings) == MOST_FINDINGS


def test_every_chart_is_native_with_its_figures_behind_it_and_says_what_it_shows() -> None:
    found = list(charts(own()))
    assert len(found) >= 3
    for frame in found:
        assert len(frame._element.xpath(".//p:cNvPr/@descr")[0]) > 10
        book = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
        drawn = [value for series in frame.chart.plots[0].series for value in series.values]
        behind = [cell for column in book["Sheet1"].iter_cols(2, values_only=True) for cell in column[1:]]
        assert [v for v in behind if v is not None] == pytest.approx([v for v in drawn if v is not None])


def test_a_waterfall_stands_on_what_is_not_drawn_and_its_parts_add_up() -> None:
    bridge = next(s for s in sections() if isinstance(s, Section) and s.analysis == "money.platform_to_cash")
    (frame,) = charts(opened(made(items=[bridge])))
    base, above, below = (list(series.values) for series in frame.chart.plots[0].series)
    at = Decimal(0)
    for place, row in enumerate(bridge.charts[0].data):
        start = Decimal(0) if row["is_level"] else at
        at = start + row["amount"]  # type: ignore[operator]
        low, high = sorted((float(start), float(at)))
        assert base[place] + above[place] + below[place] == pytest.approx(high if high > 0 else low)
        assert above[place] - below[place] == pytest.approx(high - low)
    assert "noFill" in frame.chart.plots[0].series[0]._element.xml


def test_an_interval_is_drawn_as_one_and_fits_its_axis() -> None:
    conversion = next(s for s in sections() if isinstance(s, Section) and s.analysis == "funnel.conversion")
    (frame,) = charts(opened(made(items=[conversion])))
    rows = conversion.charts[0].data
    bars = frame.chart.plots[0].series[0]._element
    plus, minus = (
        [float(v.text) for v in bars.xpath(f".//c:errBars/c:{side}//c:pt/c:v")] for side in ("plus", "minus")
    )
    assert plus == pytest.approx([float(row["high"]) - float(row["share"]) for row in rows])  # type: ignore[arg-type]
    assert minus == pytest.approx([float(row["share"]) - float(row["low"]) for row in rows])  # type: ignore[arg-type]
    assert frame.chart.value_axis.maximum_scale >= max(float(row["high"]) for row in rows)  # type: ignore[arg-type]
    assert frame.chart.plots[0].categories[1].endswith("41.0% (37.0% to 46.0%)")


@pytest.mark.parametrize(
    ("unit", "locale", "wanted"),
    [
        ("share", "en", "0.0%"),
        ("share", "de", '0.0"\xa0"%'),
        ("share", "tr", "%0.0"),
        ("EUR", "en", '"€"#,##0'),
        ("EUR", "de", '#,##0"\xa0€"'),
        ("SAR", "en", '"SAR\xa0"#,##0'),
        ("count", "de", "#,##0"),
        ("days", "en", '#,##0.0"\xa0days"'),
    ],
)
def test_numbers_look_as_in_the_clients_locale(unit: str, locale: str, wanted: str) -> None:
    assert number_format(unit, [Decimal("1234.50")], Look(locale)) == wanted


def test_small_amounts_keep_their_cents() -> None:
    assert number_format("EUR", [Decimal("12.50"), None], Look("en")) == '"€"#,##0.00'


def test_the_same_report_twice_gives_equal_bytes() -> None:
    assert made() == made()


def test_nothing_out_of_data_comes_alive() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    slides = b"".join(content for name, content in members.items() if name.startswith("ppt/slides/"))
    assert b"hlink" not in slides
    assert not [name for name, content in members.items() if name.endswith(".rels") and b'"External"' in content]
    for content in (content for name, content in members.items() if name.endswith(".xlsx")):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert all(c.data_type != "f" and c.hyperlink is None for row in book["Sheet1"].iter_rows() for c in row)


def test_a_name_that_looks_like_a_formula_stays_a_name_behind_the_chart() -> None:
    duplicates = next(s for s in sections() if isinstance(s, Section) and s.analysis == "crm.duplicates")
    chart = duplicates.charts[0]
    odd = replace(chart, data=({"source": FORMULA, "share": 0.5}, {"source": "http://a.example/x", "share": 0.25}))
    (frame,) = charts(opened(made(items=[replace(duplicates, charts=(odd,))])))
    book = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    first, second = book["Sheet1"]["A2"], book["Sheet1"]["A3"]
    assert (first.value, first.data_type) == (FORMULA, "s")
    assert second.hyperlink is None


def test_a_finding_without_a_chart_shows_its_table() -> None:
    duplicates = next(s for s in sections() if isinstance(s, Section) and s.analysis == "crm.duplicates")
    deck = opened(made(items=[replace(duplicates, charts=())]))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert any(ARABIC in cell.text_frame.text for table in tables for row in table.rows for cell in row.cells)


def test_a_report_that_answers_nothing_still_has_its_slides() -> None:
    nothing = [s for s in sections() if isinstance(s, Section) and s.severity is Severity.NOT_MEASURED]
    deck = opened(made(items=nothing))
    assert 2 <= len(list(deck.slides)) <= MOST_SLIDES


def test_an_arabic_deck_runs_from_right_to_left() -> None:
    deck = opened(made(replace(meta(), language="ar", locale="ar")))
    title = list(deck.slides)[3].shapes.title
    assert title._element.xpath(".//a:pPr/@rtl") == ["1"]
    assert any(shape._element.xpath(".//a:tblPr/@rtl") == ["1"] for slide in deck.slides for shape in slide.shapes)


def test_a_line_of_many_days_says_few_of_them_as_the_client_writes_days() -> None:
    conversion = next(s for s in sections() if isinstance(s, Section) and s.analysis == "funnel.conversion")
    days = tuple({"day": f"2026-01-{n:02d}", "entries": n} for n in range(1, 29))
    line = replace(conversion.charts[1], data=days, x="day", y="entries", series=None, highlight=None)
    (frame,) = charts(opened(made(items=[replace(conversion, charts=(line,))])))
    assert next(iter(frame.chart.plots[0].categories)) in ("1 Jan 2026", "Jan 1, 2026")
    assert frame.chart._chartSpace.xpath(".//c:tickLblSkip/@val") == ["4"]
