"""The client's own .pptx as the base of a deck: its masters and layouts stay, its slides go.

What else tells of its slides (previews, sections, shows, comments and who wrote them) goes with them.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml.etree import LxmlError
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from cmokit.errors import ConfigurationError
from cmokit.render.deck.base import TITLES, Box, Deck, drop_pictures_of_itself, placeholders, without

BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
LEAST_HEIGHT = 0.35  # of a slide: what content needs below its title
EDGE = 0.93  # of a slide's height: where content ends that no footer stops
LARGEST = 30.0  # a finding is a sentence, not a word
AIR = 0.02  # of a slide's height, between title and content
TITLE_SIZE = 28.0  # points, where a template states no size
_MARKS = ("custShowLst", "photoAlbum", "custDataLst", "modifyVerifier", "extLst")  # all may point at slides or people
_TOLD = tuple(
    f"http://schemas.{where}"
    for where in (
        "openxmlformats.org/officeDocument/2006/relationships/commentAuthors",
        "openxmlformats.org/officeDocument/2006/relationships/tags",
        "openxmlformats.org/officeDocument/2006/relationships/customXml",
        "openxmlformats.org/officeDocument/2006/relationships/custom-properties",
        "microsoft.com/office/2018/10/relationships/authors",
    )
)


@dataclass(frozen=True)
class Template:
    """The client's own slides. file: how an error names them."""

    content: bytes
    file: Path


def client_deck(template: Template) -> Deck:
    """The client's slides, emptied.

    Raises ConfigurationError `template` where it is no presentation, or no layout of it has a title.
    """
    name = template.file
    file = _opened(template.content, name)
    layouts = [layout for master in file.slide_masters for layout in master.slide_layouts]
    content_layout = _content_layout(layouts)
    if content_layout is None:
        raise _fault(
            name,
            "these slides have no layout with a title, so no finding has a place",
            found=", ".join(layout.name for layout in layouts) or "no layout",
            wanted="a layout with a placeholder for a title, such as Title Only",
        )
    _emptied(file)
    title_layout = next((one for one in layouts if any(placeholders(one, PP_PLACEHOLDER.CENTER_TITLE))), content_layout)
    area = _area(content_layout, layouts, file.slide_width, file.slide_height)
    return Deck(file, title_layout, content_layout, area, _title_size(content_layout))


def _opened(content: bytes, name: Path) -> Any:
    try:
        return Presentation(io.BytesIO(content))
    except (BadZipFile, PythonPptxError, LxmlError, KeyError, ValueError, OSError, AttributeError, TypeError) as error:
        raise _fault(
            name, "this is no presentation that can be read", wanted="a .pptx as PowerPoint saves it"
        ) from error


def _fault(name: Path, message: str, found: str | None = None, wanted: str | None = None) -> ConfigurationError:
    mend = "save the slides anew as .pptx, or take `template:` out of engagement.yaml"
    return ConfigurationError(
        message, "template", name or None, column="template", found=found, wanted=wanted, mend=mend
    )


def _content_layout(layouts: Iterable[Any]) -> Any:
    """A title with nothing else to fill, else the one with the fewest places to fill; None where none has a title."""
    titled = [layout for layout in layouts if any(placeholders(layout, *TITLES))]
    plain = [layout for layout in titled if any(placeholders(layout, PP_PLACEHOLDER.TITLE))]
    return min(plain or titled, key=_others, default=None)


def _others(layout: Any) -> int:
    return sum(shape.placeholder_format.type not in (*TITLES, *FEET) for shape in layout.placeholders)


def _emptied(file: Any) -> None:
    """Without its slides and what points at them."""
    drop_pictures_of_itself(file)
    listed = file.slides._sldIdLst
    for slide in list(listed):
        file.part.drop_rel(slide.rId)
        listed.remove(slide)
    presentation = file.part._element
    for mark in _MARKS:
        for found in presentation.findall(qn(f"p:{mark}")):
            presentation.remove(found)
    without(file.part.rels, _TOLD)
    without(file.part.package._rels, _TOLD)


def _area(layout: Any, layouts: Iterable[Any], width: int, height: int) -> Box:
    """Where content stands: below the title, above the footer, as wide as the title; where that is too low, the place
    of the largest body of any layout.
    """
    title = next(placeholders(layout, *TITLES))
    top = title.top + title.height + round(height * AIR)
    feet = [shape.top for shape in placeholders(layout, *FEET) if shape.top > height / 2]
    below = Box(title.left, top, title.width, min([*feet, round(height * EDGE)]) - top)
    if below.height >= height * LEAST_HEIGHT and below.width >= width / 2:
        return below
    bodies = [shape for one in layouts for shape in placeholders(one, *BODIES)]
    largest = max(bodies, key=lambda shape: shape.width * shape.height, default=None)
    if largest is None:
        return Box(round(width * 0.05), round(height * 0.28), round(width * 0.9), round(height * 0.62))
    return Box(largest.left, largest.top, largest.width, largest.height)


def _title_size(layout: Any) -> float:
    """The size of titles in points, as the layout or its master states it."""
    title = next(placeholders(layout, *TITLES))._element
    styles = layout.slide_master._element.find(qn("p:txStyles"))
    for place in (title, styles.find(qn("p:titleStyle")) if styles is not None else None):
        level = place.find(f".//{qn('a:lvl1pPr')}/{qn('a:defRPr')}") if place is not None else None
        if level is not None and level.get("sz"):
            return min(int(level.get("sz")) / 100, LARGEST)
    return TITLE_SIZE
