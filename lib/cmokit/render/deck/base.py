"""Slides to write on: a presentation with one layout for the title and one for everything else."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches

from cmokit.render import style
from cmokit.render.direction import has_right_to_left
from cmokit.render.formats import Look

EPOCH = datetime(2000, 1, 1)  # the date that a file carries; the true one is the repository's and the mail's
FONT = "Calibri"
ARABIC = "Arial"  # on every machine with Office
WIDE = (Inches(13.333), Inches(7.5))  # 16:9
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
SIDE = Inches(0.6)  # left and right of everything on our own slides


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def at(self, left: float, top: float, width: float, height: float) -> "Box":
        """A part of it, in shares of its width and height."""
        return Box(
            self.left + round(self.width * left),
            self.top + round(self.height * top),
            round(self.width * width),
            round(self.height * height),
        )

    def mirrored(self, inside: "Box") -> "Box":
        """The same place, counted from the other side of `inside`."""
        return Box(2 * inside.left + inside.width - self.left - self.width, self.top, self.width, self.height)


AREA = Box(SIDE, Inches(1.85), Inches(12.133), Inches(5.0))  # of content, on our own slides
LETTER, WIDE_LETTER = 0.53, 0.62  # of a size: the width of a usual letter; of an Arabic one, whatever font stands in
NUMBER = Box(Inches(11.733), Inches(6.98), Inches(1.0), Inches(0.32))


@dataclass
class Deck:
    """A presentation being written. area: where content stands, below the title. title_size: of titles, in points."""

    file: Any
    title_layout: Any
    content_layout: Any
    area: Box
    title_size: float

    def slide(self, *, is_title: bool = False) -> Any:
        """A new slide with the layout's footer and number, and without any placeholder that stays empty."""
        layout = self.title_layout if is_title else self.content_layout
        made = self.file.slides.add_slide(layout)
        for shape in list(made.placeholders):
            kind = shape.placeholder_format.type
            if kind not in TITLES and not (is_title and kind == PP_PLACEHOLDER.SUBTITLE):
                shape._element.getparent().remove(shape._element)
        if not is_title:
            _number(made, layout)
        return made

    def close(self, title: str, author: str) -> None:
        """Whose it is; nothing in the file tells when it was made."""
        told = self.file.core_properties
        told.title, told.author, told.last_modified_by, told.revision = title, author, author, 1
        told.subject = told.keywords = told.comments = told.category = told.content_status = told.identifier = ""
        told.version = told.language = ""
        told.created = told.modified = told.last_printed = EPOCH


def placeholders(layout: Any, *kinds: Any) -> Iterator[Any]:
    for shape in layout.placeholders:
        if shape.placeholder_format.type in kinds:
            yield shape


def own_deck(look: Look) -> Deck:
    """Our own slides: 16:9, in the report's colour."""
    file = Presentation()
    file.slide_width, file.slide_height = WIDE
    kept = {"Title Slide": file.slide_layouts[0], "Title Only": file.slide_layouts[5]}
    for layout in list(file.slide_layouts):
        if layout.name not in kept:
            file.slide_layouts.remove(layout)
    drop_pictures_of_itself(file)
    for level in kept["Title Slide"]._element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")
    _theme(file.slide_master, style.brand(look.color))
    _master(file.slide_master)
    first, content = kept["Title Slide"], kept["Title Only"]
    _place(next(placeholders(first, *TITLES)), Box(SIDE, Inches(2.0), Inches(11), Inches(1.2)))
    under = next(placeholders(first, PP_PLACEHOLDER.SUBTITLE))
    under.text_frame.margin_left = under.text_frame.margin_right = 0
    _place(under, Box(SIDE, Inches(3.3), Inches(11), Inches(3.4)))
    first.shapes._spTree.append(_band())
    for layout in (first, content, file.slide_master):
        for shape in list(placeholders(layout, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER)):
            shape._element.getparent().remove(shape._element)
        for shape in placeholders(layout, PP_PLACEHOLDER.SLIDE_NUMBER):
            _place(shape, NUMBER)
            shape.text_frame.margin_left = shape.text_frame.margin_right = 0
    return Deck(file, first, content, AREA, 26)


def drop_pictures_of_itself(file: Any) -> None:
    """The preview in the package shows a slide that this deck does not hold; a printer's settings are a machine's."""
    without(file.part.package._rels, (RELATIONSHIP_TYPE.THUMBNAIL,))
    without(file.part.rels, (RELATIONSHIP_TYPE.PRINTER_SETTINGS,))


def without(relations: Any, kinds: tuple[str, ...]) -> None:
    """Parts of these kinds are let go: what nothing relates to is not written."""
    for name in [name for name, relation in relations.items() if relation.reltype in kinds]:
        relations.pop(name)


def _master(master: Any) -> None:
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind in TITLES:
            _place(shape, Box(SIDE, Inches(0.62), Inches(12.133), Inches(1.1)))
            shape.text_frame._txBody.bodyPr.set("anchor", "t")
            shape.text_frame.margin_left = shape.text_frame.margin_right = 0
        elif kind == PP_PLACEHOLDER.BODY:
            _place(shape, AREA)
    level = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    level.set("algn", "l")
    level.find(qn("a:defRPr")).set("sz", "2600")
    level.find(qn("a:defRPr")).set("b", "1")


def _theme(master: Any, brand: str) -> None:
    """Our colours and fonts as the theme's, so that whoever edits a slide finds them in every menu."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    greys = (style.DARK_GREY, style.MUTED, style.GREY, style.tint(brand, 0.4), style.tint(brand, 0.7))
    accents = dict(zip((f"accent{place}" for place in range(2, 7)), greys, strict=True))
    colors = {"dk1": style.INK, "lt1": "#FFFFFF", "dk2": brand, "lt2": style.PAPER, "accent1": brand, **accents}
    for name, color in colors.items():
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>', text, flags=re.S
        )
    text = re.sub(r'<a:font script="Arab" typeface="[^"]*"/>', f'<a:font script="Arab" typeface="{ARABIC}"/>', text)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode("utf-8")


def _band() -> Any:
    """A band in the brand's colour above the title."""
    return parse_xml(
        f"<p:sp {nsdecls('p', 'a')}>"
        '<p:nvSpPr><p:cNvPr id="99" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDE[0]}" cy="{Inches(0.35)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="en-GB"/></a:p></p:txBody></p:sp>'
    )


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(v) for v in (box.left, box.top, box.width, box.height))


def _number(slide: Any, layout: Any) -> None:
    """The layout's slide number on the slide, where it has one."""
    for shape in placeholders(layout, PP_PLACEHOLDER.SLIDE_NUMBER):
        slide.shapes._spTree.append(deepcopy(shape._element))


def points(length: int) -> float:
    return Emu(length).pt


def size_that_fits(text: str, box: Box, most: float, least: float = 12) -> float:
    """The largest size in whole points at which a text of usual letters stands in a box."""
    letter = WIDE_LETTER if has_right_to_left(text) else LETTER
    wide, high = points(box.width), points(box.height)
    for size in range(round(most), round(least), -1):
        letters = max(int(wide / (letter * size)), 1)
        lines = sum(-(-max(len(line), 1) // letters) for line in text.split("\n"))
        if lines * size * 1.2 <= high:
            return float(size)
    return least
