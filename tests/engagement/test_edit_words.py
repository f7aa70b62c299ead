"""What the client's words mean is written into engagement.yaml; every other character stays."""

from pathlib import Path
from typing import Any

import pytest

from cmokit.engagement.edit_words import put, with_item, with_meaning
from cmokit.engagement.yaml_text import parse_yaml

HERE = Path("engagement.yaml")
STAGE = ("hubspot.contacts", "lifecycle_stage")


def said(text: str) -> Any:
    read = parse_yaml(HERE, text)
    assert read.faults == []
    return read.values


def answered(text: str, word: str = "MQL neu", meaning: str = "mql") -> str:
    return with_meaning(text, HERE, *STAGE, word, meaning)


def test_the_first_answer_makes_a_rule_and_leaves_the_remarks() -> None:
    text = "a: 1\nmapping: []  # none yet\n#  - file: x\nb: 2\n"
    assert answered(text) == (
        "a: 1\nmapping:  # none yet\n"
        '  - file: "*"\n    kind: hubspot.contacts\n    values:\n      lifecycle_stage:\n        MQL neu: mql\n'
        "#  - file: x\nb: 2\n"
    )


@pytest.mark.parametrize(
    "text", ["a: 1\n", "a: 1", "a: 1\nmapping:\nb: 2\n", "mapping: [] # x\n", "mapping: null\na: 1\n"]
)
def test_a_rule_is_made_wherever_there_is_none(text: str) -> None:
    rule = {"file": "*", "kind": "hubspot.contacts", "values": {"lifecycle_stage": {"MQL neu": "mql"}}}
    assert said(answered(text))["mapping"] == [rule]


def test_more_answers_stand_below_each_other_in_one_rule() -> None:
    text = answered("a: 1\nmapping: []\nb: 2  # last\n")
    text = answered(text, "Nein: danke", "other")
    text = with_meaning(text, HERE, "hubspot.contacts", "lead_source", "Messe", "event")
    (rule,) = said(text)["mapping"]
    assert rule["values"] == {
        "lifecycle_stage": {"MQL neu": "mql", "Nein: danke": "other"},
        "lead_source": {"Messe": "event"},
    }
    assert text.endswith("b: 2  # last\n")
    assert "        MQL neu: mql\n" in text


def test_another_kind_is_another_rule_behind_the_last_with_its_indent() -> None:
    text = "mapping:\n- file: dpd_*  # courier\n  kind: parcels\n  columns: {awb: Nr}\n# end\nb: 1\n"
    new = answered(text)
    assert new.startswith(text[: text.index("# end")])
    assert new.endswith("# end\nb: 1\n")
    assert [rule["kind"] for rule in said(new)["mapping"]] == ["parcels", "hubspot.contacts"]


def test_a_word_that_a_rule_names_is_changed_there() -> None:
    text = (
        'mapping:\n  - file: "x*"\n    kind: hubspot.contacts\n    values: {lifecycle_stage: {mql NEU: lead}}  # why\n'
    )
    new = answered(text)
    assert said(new)["mapping"][0]["values"] == {"lifecycle_stage": {"mql NEU": "mql"}}
    assert len(said(new)["mapping"]) == 1
    assert new.endswith("# why\n")


def test_a_value_in_a_block_is_changed_with_its_remark_kept() -> None:
    text = answered("mapping: []\n").replace("MQL neu: mql", "MQL neu: mql  # Jana, 3 May")
    assert "        MQL neu: lead  # Jana, 3 May\n" in answered(text, meaning="lead")


def test_rules_on_one_line_stay_on_one_line() -> None:
    text = 'mapping: [{file: "a*", kind: parcels, columns: {awb: Nr}}]  # x\n'
    new = answered(text)
    assert new.count("\n") == 1
    assert [rule["kind"] for rule in said(new)["mapping"]] == ["parcels", "hubspot.contacts"]
    assert said(answered(new, "B", "lead"))["mapping"][1]["values"]["lifecycle_stage"] == {
        "MQL neu": "mql",
        "B": "lead",
    }


def test_line_ends_of_windows_stay() -> None:
    new = answered("a: 1\r\nmapping: []\r\nb: 2\r\n")
    assert new.count("\n") == new.count("\r\n")
    assert said(new)["b"] == 2


@pytest.mark.parametrize(
    "word", ["007", "true", "null", "a: b", "# no", "مهتم", "- x", 'say "x"', "x\ty", "yes", "1.5"]
)
def test_every_word_stays_the_text_that_it_is(word: str) -> None:
    assert said(answered("a: 1\n", word))["mapping"][0]["values"]["lifecycle_stage"] == {word: "mql"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("d: {o: [a]}\n", "d: {o: [a, New one]}\n"),
        ("d:\n  o: [a]  # r\n", "d:\n  o: [a, New one]  # r\n"),
        ("d:\n  o:\n    - a  # first\n  # end\n", "d:\n  o:\n    - a  # first\n    - New one\n  # end\n"),
        ("x: 1\n", "x: 1\nd:\n  o: [k, New one]\n"),
        ("d:\n  o:   # none\n", "d:\n  o: [k, New one]   # none\n"),
    ],
)
def test_an_item_is_added_to_a_list_however_it_is_written(before: str, after: str) -> None:
    assert with_item(before, HERE, ("d", "o"), "New one", before=("k",)) == after


def test_a_key_is_put_into_blocks_that_are_not_there() -> None:
    assert put("a: 1\n", HERE, ("channels", "mediums", "mailing"), "email") == (
        "a: 1\nchannels:\n  mediums:\n    mailing: email\n"
    )
    assert put("channels:\n  answers: []\n", HERE, ("channels", "mediums", "m"), "email") == (
        "channels:\n  answers: []\n  mediums:\n    m: email\n"
    )
