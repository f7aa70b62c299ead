import base64
import re
from functools import cache
from html.parser import HTMLParser

from cmokit.render.document import look_of, report_document
from cmokit.render.html import report_html
from tests.render.sections import FORMULA, SCRIPT, meta, sections


@cache
def html() -> str:
    told = meta()
    return report_html(report_document(sections(), told), look_of(told))


class Reader(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@cache
def tags() -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html())
    return reader.tags


def test_the_same_report_twice_gives_equal_text() -> None:
    told = meta()
    assert report_html(report_document(sections(), told), look_of(told)) == html()


def test_it_holds_no_script_and_the_strict_policy() -> None:
    assert "<script" not in html().lower()
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
        "style-src 'unsafe-inline'\">" in html()
    )
    assert not [name for _, attributes in tags() for name in attributes if name.startswith("on")]


def test_no_address_leads_outside() -> None:
    addresses = [
        a[name] or "" for _, a in tags() for name in ("href", "src", "action", "poster", "srcset") if name in a
    ]
    assert addresses
    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert re.findall(r"url\(([^d])", html()) == []
    assert "@import" not in html()


def test_names_from_data_are_text() -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html()
    assert SCRIPT not in html()
    assert FORMULA.replace('"', "&quot;") in html()


def test_every_picture_is_inside_and_says_its_finding() -> None:
    pictures = [a for tag, a in tags() if tag == "img"]
    assert len(pictures) == 6
    assert all(a["src"] and a["src"].startswith("data:image/svg+xml;base64,") and a["alt"] for a in pictures)


def test_pictures_hold_no_script_and_no_address_to_load() -> None:
    for _, attributes in tags():
        source = attributes.get("src") or ""
        if source.startswith("data:image/svg"):
            svg = base64.b64decode(source.partition(",")[2]).decode()
            assert "<script" not in svg
            assert not re.search(r'href="(?!#)', svg)


def test_every_code_links_to_its_row_and_every_link_arrives() -> None:
    ids = {a["id"] for _, a in tags() if a.get("id")}
    targets = {(a["href"] or "").removeprefix("#") for tag, a in tags() if tag == "a"}
    assert targets <= ids
    assert any(target.startswith("fig-") for target in targets)


def test_the_fonts_are_inside() -> None:
    assert html().count("@font-face") == 4
    assert html().count("data:font/woff;base64,") == 4
