"""The workbook behind a native chart: what the chart draws, each text a text.

The library that writes slides would read a name such as `=HYPERLINK(…)` as a formula and an address as a link, and
note the moment at which it was written.
"""

import io
from typing import Any

import xlsxwriter

from cmokit.render.deck.base import EPOCH

ALL_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_of(chart: Any, number_format: str) -> bytes:
    """The chart's figures in the cells that it refers to: categories in A, a series a column behind it."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, ALL_TEXT) as book:
        book.set_properties({"created": EPOCH})
        page, look = book.add_worksheet("Sheet1"), book.add_format({"num_format": number_format})
        plot = chart.plots[0]
        page.write_column(1, 0, [str(category) for category in plot.categories])
        for place, series in enumerate(plot.series, 1):
            page.write_string(0, place, series.name)
            page.write_column(1, place, ["" if value is None else value for value in series.values], look)
    return written.getvalue()
