"""How native charts look: the theme's first colour for the finding, everything else a shade of the text's."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

SIZE = 12  # points
MOST_LABELS = 8  # below a line chart
SHADE = 0.3  # strength of what is not the finding


def lying(chart: Any, gap: int, overlap: int | None = None) -> None:
    """Bars from top to bottom in the order of the data; no axis of values, as each bar says its own."""
    chart.category_axis.reverse_order = True
    standing(chart, gap, overlap)


def standing(chart: Any, gap: int, overlap: int | None = 100) -> None:
    plot = chart.plots[0]
    plot.gap_width = gap
    if overlap is not None:
        plot.overlap = overlap
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    axis = chart.category_axis
    axis.major_tick_mark, axis.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
    axis.has_major_gridlines = False
    paint_line(axis.format.line, False)


def with_axes(chart: Any, form: str, labels: int) -> None:
    """Both axes of a line chart; of its labels as many as stand beside each other."""
    values = chart.value_axis
    values.has_major_gridlines, values.major_tick_mark = True, XL_TICK_MARK.NONE
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    values.format.line.fill.background()
    paint_line(values.major_gridlines.format.line, False, 0.12)
    axis = chart.category_axis
    axis.major_tick_mark, axis.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
    if labels > MOST_LABELS:
        skip = OxmlElement("c:tickLblSkip")
        skip.set("val", str(-(-labels // MOST_LABELS)))
        behind = ("c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")
        axis._element.insert_element_before(skip, *behind)


def labelled(chart: Any, form: str, position: Any) -> None:
    plot = chart.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.position = True, position
    labels.number_format, labels.number_format_is_linked = form, False
    labels.font.size = Pt(SIZE)


def with_legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def paint_points(chart: Any, found: Sequence[bool], strength: float = 1.0) -> None:
    """Bars of one series: the finding in the brand's colour, the others as a shade of text."""
    drawn = chart.plots[0].series[0]
    drawn.invert_if_negative = False
    paint(drawn.format, True, strength)
    for place, is_found in enumerate(found):
        if not is_found:
            paint(drawn.points[place].format, False, SHADE * strength)


def paint(form: Any, is_brand: bool, strength: float = 1.0) -> None:
    form.fill.solid()
    form.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1 if is_brand else MSO_THEME_COLOR.TEXT_1
    fade(form.fill.fore_color, strength)


def paint_line(line: Any, is_brand: bool, strength: float = 0.5, *, is_dashed: bool = False) -> None:
    line.color.theme_color = MSO_THEME_COLOR.ACCENT_1 if is_brand else MSO_THEME_COLOR.TEXT_1
    fade(line.color, 1.0 if is_brand or is_dashed else strength)
    if is_dashed:
        line.dash_style = MSO_LINE.DASH


def fade(color: Any, strength: float) -> None:
    """Let the slide's own background shine through, so that a shade of text is a grey on any of them."""
    if strength < 1:
        alpha = OxmlElement("a:alpha")
        alpha.set("val", str(round(strength * 100_000)))
        color._color._xClr.append(alpha)
