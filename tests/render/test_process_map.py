"""Maps: one line a step, whatever people wrote into it, and a picture drawn from that text alone."""

from xml.etree import ElementTree

from cmokit.render.process_map import Arrow, Kind, Step, mermaid, svg

STEPS = [
    Step("begins", "A form", Kind.START),
    Step("looks", "Ada looks", Kind.PERSON),
    Step("ends", "An owner", Kind.END),
]
ARROWS = [
    Arrow("begins", "looks"),
    Arrow("looks", "ends", "4 h"),
    Arrow("looks", "begins", "when it fails", is_aside=True),
]


def test_every_step_and_arrow_stands_on_a_line_of_its_own() -> None:
    lines = mermaid(STEPS, ARROWS).splitlines()
    assert lines[0] == "flowchart TB"
    assert lines[1:4] == ['  begins(["A form"])', '  looks{{"Ada looks"}}', '  ends(["An owner"])']
    assert lines[4:7] == [
        "  begins --> looks",
        '  looks -->|"4 h"| ends',
        '  looks -.->|"when it fails"| begins',
    ]


def test_what_people_write_cannot_break_the_map() -> None:
    nasty = 'He said "stop"; <b>end</b>\nclass x #1 `code` | {{x}} «مراجعة»'
    text = mermaid([Step("a", nasty), Step("b", "then")], [Arrow("a", "b", nasty)])
    assert len(text.splitlines()) == len(mermaid([Step("a", "x"), Step("b", "y")], [Arrow("a", "b")]).splitlines())
    picture = ElementTree.fromstring(svg(text))
    assert "مراجعة" in "".join(picture.itertext())
    assert not [element for element in picture.iter() if element.tag.endswith(("}script", "}b"))]


def test_the_picture_shows_every_step_and_equal_maps_are_equal_bytes() -> None:
    text = mermaid(STEPS, ARROWS)
    shown = " ".join("".join(ElementTree.fromstring(svg(text)).itertext()).split())
    assert all(word in shown for word in ("A form", "Ada looks", "An owner", "4 h"))
    assert svg(text) == svg(text)
