"""A client's own slides for tests: dark masters of its own, two slides in use, a section, comments and a preview."""

import io

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

SECTIONS = (
    '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:ext uri='
    '"{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst xmlns:p14='
    '"http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="Old" id='
    '"{6F9619FF-8B86-D011-B42D-00C04FC964FF}"><p14:sldIdLst><p14:sldId id="256"/></p14:sldIdLst></p14:section>'
    "</p14:sectionLst></p:ext></p:extLst>"
)


def client_slides(*, with_titles: bool = True, is_dark: bool = False) -> bytes:
    """A .pptx with slides in it, as somebody at the client saved it."""
    file = Presentation()
    file.slide_width, file.slide_height = Inches(13.333), Inches(7.5)
    file.core_properties.author, file.core_properties.keywords = "Greta Muster", "secret"
    for text in ("Strategy of last year", "Figures of last year"):
        slide = file.slides.add_slide(file.slide_layouts[1])
        slide.shapes.title.text = text
    file.part._element.append(parse_xml(SECTIONS))
    if is_dark:
        colors = file.slide_master._element.find(qn("p:clrMap"))
        for name, other in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
            colors.set(name, other)
    if not with_titles:
        for layout in file.slide_layouts:
            for shape in list(layout.placeholders):
                if "title" in str(shape.placeholder_format.type).lower():
                    shape._element.getparent().remove(shape._element)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()
