"""A deck on the client's own slides: their layouts are used, nothing else of them stays."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pptx.enum.shapes import PP_PLACEHOLDER

from cmokit.errors import ConfigurationError
from cmokit.render.deck.template import Template
from tests.render.sections import meta
from tests.render.slides import client_slides
from tests.render.test_deck import MOST_SLIDES, made, opened, own, texts


def template(**how: bool) -> Template:
    return Template(client_slides(**how), Path("acme-slides.pptx"))


def test_the_clients_layouts_are_used_and_its_slides_are_gone() -> None:
    deck = opened(made(template=template()))
    assert {layout.name for layout in deck.slide_layouts} >= {"Title and Content", "Two Content"}
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title Only"}
    assert "last year" not in texts(deck)
    assert len(list(deck.slides)) <= MOST_SLIDES


def test_nothing_else_tells_of_the_clients_slides_or_who_made_them() -> None:
    with zipfile.ZipFile(io.BytesIO(made(template=template()))) as archive:
        said = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"last year" in content or b"Greta Muster" in content for content in said.values())
    assert b"sectionLst" not in said["ppt/presentation.xml"]
    assert b"secret" not in said["docProps/core.xml"]
    assert "docProps/thumbnail.jpeg" not in said


def test_content_stays_inside_the_clients_slides() -> None:
    deck = opened(made(template=template()))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_no_placeholder_is_left_empty() -> None:
    for deck in (own(), opened(made(template=template()))):
        for slide in deck.slides:
            empty = [
                shape.name
                for shape in slide.placeholders
                if shape.placeholder_format.type != PP_PLACEHOLDER.SLIDE_NUMBER and not shape.text_frame.text.strip()
            ]
            assert empty == []


def test_a_public_copy_never_wears_the_clients_slides() -> None:
    deck = opened(made(replace(meta(), audience="public"), template()))
    assert {layout.name for layout in deck.slide_layouts} == {"Title Slide", "Title Only"}


@pytest.mark.parametrize("content", [b"", b"no slides at all", client_slides()[:4000]])
def test_a_file_that_is_no_presentation_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ConfigurationError) as told:
        made(template=Template(content, Path("acme-slides.pptx")))
    assert told.value.code == "template"
    assert str(told.value).count("\n") == 0
    assert "acme-slides.pptx" in str(told.value)
    assert "engagement.yaml" in str(told.value.mend)


def test_slides_without_a_place_for_a_title_are_refused_and_say_what_they_have() -> None:
    with pytest.raises(ConfigurationError) as told:
        made(template=template(with_titles=False))
    assert told.value.code == "template"
    assert "Title and Content" in str(told.value.found)
    assert "title" in str(told.value.wanted)
