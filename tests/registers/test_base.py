"""The mechanism of all registers: typed, checked in one pass, written without touching what people wrote."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cmokit.engagement.values import Day, Number, Part, Text
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.base import Around, Item, Problem, Register, read_register
from cmokit.registers.check import found_in
from cmokit.registers.findings import FINDINGS
from cmokit.registers.written import new_text, write_item, write_items


class Note(Part):
    text: Text
    on: Day | None = None


class Thing(Item):
    called = "title"

    title: Text
    owner: Text | None = None
    due_on: Day | None = None
    weight: Number | None = None
    notes: tuple[Note, ...] = ()


def _no_bad_titles(items):
    return (Problem(i.id, "title", "bad_title", "nobody wants this title") for i in items if i.title == "bad")


def _ownerless(items, around):
    return (Problem(i.id, "owner", "no_owner", "nobody owns this") for i in items if not i.owner)


THINGS = Register("things", Thing, rules=(_no_bad_titles,), gaps=(_ownerless,))

BY_HAND = """\
# what we know
things:
  # the first one
  - id: roof      # keep
    title: "A roof"   # short
    owner: Ann
    notes:
      - {text: leaks, on: 2026-01-03}  # seen by Ann

  - id: cellar
    due_on: 2026-02-01
    title: Cellar
    # to be measured
# the end
"""


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    return ClientFolder("one", tmp_path / "engagements" / "one", tmp_path / "reports" / "one")


def by_hand(client: ClientFolder, text: str) -> Path:
    path = THINGS.file(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def faults(client: ClientFolder) -> list[tuple[int | None, str, str | None]]:
    with pytest.raises(ManyErrors) as raised:
        read_register(client, THINGS)
    assert raised.value.exit_code == 3
    return [(fault.row, fault.code, fault.column) for fault in raised.value.errors]


def test_no_file_is_an_empty_register(client):
    assert read_register(client, THINGS) == ()
    assert found_in(client, THINGS, Around(date(2026, 1, 1))) == ()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "things:\n", "things: []\n", "things:  # soon\n"])
def test_an_empty_register_takes_its_first_item(client, text):
    by_hand(client, text)
    write_item(client, THINGS, Thing(id="roof", title="A roof"))
    assert read_register(client, THINGS) == (Thing(id="roof", title="A roof"),)
    for comment in ("# nothing yet", "# soon"):
        assert (comment in text) == (comment in THINGS.file(client).read_text("utf-8"))


def test_a_new_file_says_what_it_is(client):
    write_item(client, THINGS, Thing(id="roof", title="A roof", weight=Decimal("1.50"), due_on=date(2026, 2, 1)))
    text = THINGS.file(client).read_text("utf-8")
    schema = "# yaml-language-server: $schema=schemas/things.schema.json\n"
    assert text == schema + "things:\n  - id: roof\n    title: A roof\n    due_on: 2026-02-01\n    weight: 1.50\n"
    assert "\n# Accepted findings: what somebody has decided to live with" in new_text(FINDINGS)
    assert new_text(FINDINGS).endswith("\nfindings:\n")


def test_items_come_in_the_order_of_the_file(client):
    by_hand(client, BY_HAND)
    assert [item.id for item in read_register(client, THINGS)] == ["roof", "cellar"]


def test_every_fault_is_found_in_one_pass_each_with_its_line(client):
    items = ("- id: a\n    titel: x", "- id: b\n    title: bad", "- id: b\n    title: y\n    due_on: soon")
    by_hand(client, "things:\n  " + "\n  ".join((*items, "- id: b\n    title: z\n")))
    assert faults(client) == [
        (2, "missing_key", "things[1].title"),
        (3, "unknown_key", "things[1].titel"),
        (5, "bad_title", "title"),
        (8, "bad_value", "things[3].due_on"),
        (9, "duplicate_id", "id"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("stuff:\n  - id: a\n", (1, "unknown_key", "stuff")),
        ("things: a\n", (1, "bad_value", "things")),
        ("things:\n  - just text\n", (2, "bad_value", "things[1]")),
        ("things:\n  - id: a\n    title: x\n    title: y\n", (4, "duplicate_key", "things[1].title")),
        ("things:\n  - id: 'a b'\n    title: x\n", (2, "bad_value", "things[1].id")),
    ],
)
def test_what_is_no_register_is_refused_with_its_line(client, text, fault):
    by_hand(client, text)
    assert faults(client) == [fault]


def test_an_unchanged_item_leaves_every_byte(client):
    path = by_hand(client, BY_HAND)
    write_items(client, THINGS, read_register(client, THINGS))
    assert path.read_text("utf-8") == BY_HAND


def test_one_field_changes_and_everything_else_stays_as_written(client):
    path = by_hand(client, BY_HAND)
    roof, cellar = read_register(client, THINGS)
    write_items(
        client,
        THINGS,
        (cellar.model_copy(update={"title": "The cellar: below"}), roof.model_copy(update={"owner": None})),
    )
    wanted = BY_HAND.replace("    title: Cellar\n", '    title: "The cellar: below"\n').replace("owner: Ann", "owner:")
    assert path.read_text("utf-8") == wanted


def test_a_longer_list_keeps_the_remarks_beside_its_old_lines(client):
    path = by_hand(client, BY_HAND)
    roof, _ = read_register(client, THINGS)
    more = (*roof.notes, Note(text="mended\nbadly 😀", on=date(2026, 1, 9)))
    write_item(client, THINGS, roof.model_copy(update={"notes": more}))
    assert "- {text: leaks, on: 2026-01-03}" in path.read_text("utf-8")
    assert "# seen by Ann" in path.read_text("utf-8")
    assert read_register(client, THINGS)[0].notes == more


def test_new_fields_and_new_items_go_behind_what_is_there(client):
    path = by_hand(client, BY_HAND)
    _, cellar = read_register(client, THINGS)
    shed = Thing(id="shed", title="A shed")
    write_items(client, THINGS, (shed, cellar.model_copy(update={"owner": "Bo", "notes": (Note(text="damp"),)})))
    wanted = BY_HAND.replace(
        "    title: Cellar\n",
        "    title: Cellar\n    owner: Bo\n    notes:\n      - {text: damp}\n  - id: shed\n    title: A shed\n",
    )
    assert path.read_text("utf-8") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "things:\n- id: roof\n  title: A\n- id: cellar\n  title: B",
        "things:\r\n  - id: roof\r\n    title: A\r\n  - id: cellar\r\n    title: B\r\n",
        "things:\n  - {id: roof, title: A}\n  - {id: cellar, title: B}\n",
        "things:\n  - title: A\n    id: roof\n  -\n    id: cellar\n    title: B # b",
    ],
)
def test_other_ways_to_write_a_list_are_changed_too(client, text):
    path = by_hand(client, text)
    items = (Thing(id="cellar", title="C", owner="Bo"), Thing(id="shed", title="S", notes=(Note(text="x"),)))
    write_items(client, THINGS, items)
    assert read_register(client, THINGS) == (Thing(id="roof", title="A"), *items)
    assert ("\r\n" in text) == (b"\r\n" in path.read_bytes())
    assert path.read_bytes().count(b"\r\n") in (0, path.read_bytes().count(b"\n"))


def test_a_list_on_one_line_is_not_written_anew(client):
    path = by_hand(client, "things: [{id: roof, title: A}]\n")
    with pytest.raises(ManyErrors, match="stands on one line"):
        write_item(client, THINGS, Thing(id="shed", title="S"))
    assert path.read_text("utf-8") == "things: [{id: roof, title: A}]\n"


def test_nothing_is_written_where_the_whole_would_be_wrong(client):
    path = by_hand(client, BY_HAND)
    with pytest.raises(ManyErrors, match="nobody wants"):
        write_item(client, THINGS, Thing(id="shed", title="bad"))
    assert path.read_text("utf-8") == BY_HAND


def test_gaps_are_listed_with_their_line(client):
    by_hand(client, BY_HAND)
    [gap] = found_in(client, THINGS, Around(date(2026, 1, 1)))
    assert (gap.register, gap.id, gap.field, gap.code, gap.line) == ("things", "cellar", "owner", "no_owner", 10)
