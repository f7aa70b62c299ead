import json
from importlib import import_module
from pathlib import Path

import pytest

from cmokit.exhibits.bundle import from_bundle, to_bundle
from cmokit.exhibits.section import Chart
from cmokit.render import charts, style
from cmokit.render.blocks import ChartBlock
from cmokit.render.chapters import chart_block
from cmokit.render.charts import canvas, lines, picture
from cmokit.render.charts.waterfall import spans
from cmokit.render.document import look_of
from cmokit.render.formats import Look
from cmokit.render.text import FactBook, words
from tests.render.sections import ARABIC, bridge, conversion, duplicates, meta, sections

ALL = [(section, chart) for section in (duplicates(), conversion(), bridge()) for chart in section.charts]


def block(chart: Chart) -> ChartBlock:
    return chart_block(chart, FactBook.of(sections()), Look("en_GB", "en", "#1F4E79"), "")


@pytest.mark.parametrize("chart", [chart for _, chart in ALL], ids=lambda chart: chart.kind)
def test_every_kind_is_drawn_alike_twice_without_a_date_or_a_font(chart: Chart) -> None:
    first = picture(block(chart), look_of(meta()))
    charts._drawn.clear()
    again = picture(block(chart), look_of(meta()))
    assert first == again
    svg = first.decode()
    assert "<text" not in svg
    assert "<dc:date>" not in svg
    assert svg.count("<path") > 10


def test_the_finding_is_in_the_brands_colour_and_the_rest_grey() -> None:
    svg = picture(block(ALL[0][1]), look_of(meta())).decode().lower()
    assert svg.count("fill: #1f4e79") >= 1
    assert svg.count(f"fill: {style.GREY.lower()}") >= 6


@pytest.mark.parametrize("chart", [chart for _, chart in ALL], ids=lambda chart: chart.kind)
def test_no_label_is_clipped(chart: Chart) -> None:
    from matplotlib.text import Text

    module = import_module(f"cmokit.render.charts.{charts.KINDS[chart.kind]}")
    with canvas.settings():
        figure = module.draw(block(chart), look_of(meta()))
        renderer = figure.canvas.get_renderer()
        wide, high = figure.bbox.width, figure.bbox.height
        for text in figure.findobj(Text):
            if text.get_text().strip() and text.get_visible():
                box = text.get_window_extent(renderer)
                assert box.x0 > -1, text
                assert box.x1 < wide + 1, text
                assert box.y0 > -1, text
                assert box.y1 < high + 1, text


def test_arabic_is_shaped_and_not_boxes() -> None:
    with canvas.settings():
        shaped = canvas.width_of([ARABIC])
        apart = sum(canvas.width_of([letter]) for letter in ARABIC)
    assert 0.3 < shaped < apart


def test_long_labels_are_wrapped_at_words_and_marks() -> None:
    assert canvas.wrapped("a b", 30) == "a b"
    assert canvas.wrapped("search_brand_uk_2026_very_long_name", 20) == "search_brand_uk_\n2026_very_long_name"
    assert canvas.wrapped("word " * 40, 20).count("\n") == 2
    assert canvas.wrapped("word " * 40, 20).endswith("…")


def test_a_difference_begins_where_the_one_before_it_ended() -> None:
    assert spans([(10.0, True), (-4.0, False), (1.0, False), (7.0, True)]) == [(0, 10), (10, 6), (6, 7), (0, 7)]


def test_names_at_line_ends_neither_touch_nor_slip_below_the_axis() -> None:
    placed = lines._apart({"a": 0.0, "b": 0.0, "c": 9.0}, 2.0, 0.0)
    assert placed == {"c": 9.0, "a": 2.0, "b": 0.0}
    assert lines._apart({"a": 5.0, "b": 5.0}, 2.0, 0.0) == {"a": 5.0, "b": 3.0}


def test_an_empty_or_one_valued_chart_is_drawn() -> None:
    for kind in ("bar", "interval", "waterfall"):
        one = Chart(kind, "t", "a", ({"x": "only", "y": 0.0, "is_level": True},), "x", "y", "count")  # type: ignore[arg-type]
        assert picture(ChartBlock(one, words("t"), "a"), Look())


def test_a_dollar_sign_is_no_formula() -> None:
    chart = Chart("bar", "t", "a", ({"x": "$x^2$ and $y$", "y": 1},), "x", "y", "count")
    assert picture(ChartBlock(chart, words("t"), "a"), Look())


def test_a_picture_kept_for_a_run_is_taken_from_there_also_for_what_came_through_a_notebook(tmp_path: Path) -> None:
    section, chart = ALL[0]
    charts._drawn.clear()
    with charts.kept_in(tmp_path):
        drawn = picture(block(chart), look_of(meta()))
    [kept] = tmp_path.iterdir()
    assert kept.read_bytes() == drawn
    kept.write_bytes(b"<svg/>")
    charts._drawn.clear()
    [again, *_] = from_bundle(json.loads(json.dumps(to_bundle(section)))).charts
    with charts.kept_in(tmp_path):
        assert picture(block(again), look_of(meta())) == b"<svg/>"
    charts._drawn.clear()
    assert picture(block(chart), look_of(meta())) == drawn
