"""How full the pages of a printed report are, read back from the PDF."""

from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader

TOP, BOTTOM = 62.0, 58.0  # points of the margins that header and footer stand in


def filled(page: PageObject) -> float:
    """The share of a page's text area down to its last line of text."""
    lowest: list[float] = []

    def seen(text: str, cm: list[float], tm: list[float], font: Any, size: Any) -> None:
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        if text.strip() and y > BOTTOM:
            lowest.append(y)

    page.extract_text(visitor_text=seen)
    high = float(page.mediabox.height)
    return (high - TOP - min(lowest, default=high - TOP)) / (high - TOP - BOTTOM)


def chapter_pages(reader: PdfReader) -> Iterator[tuple[str, int]]:
    """The title of the chapter that begins or goes on there, and the page, for every upright page of the chapters."""
    entries = [(reader.get_destination_page_number(entry), str(entry.title)) for entry in _entries(reader)]
    begins = dict(entries)
    first = min(number for number, title in entries if title[0].isdigit())
    ends = next(number for number, title in entries if title.split()[0] == "A")
    title = ""
    for number in range(first, ends):
        title = begins.get(number, title)
        if reader.pages[number].mediabox.height > reader.pages[number].mediabox.width:
            yield title, number


def _entries(reader: PdfReader) -> list[Any]:
    return [entry for entry in reader.outline if not isinstance(entry, list)]
