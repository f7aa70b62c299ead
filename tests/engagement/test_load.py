"""engagement.yaml: valid as a whole, or every fault in one pass, each with its line."""

import itertools
from pathlib import Path

import pytest

from cmokit.engagement.load import load_engagement
from tests.engagement.files import WHOLE, fault_of, faults_of, loaded, written


def test_six_keys_make_an_engagement(tmp_path: Path) -> None:
    engagement = loaded(tmp_path, WHOLE)
    assert (engagement.client, engagement.currency, engagement.country) == ("acme", "EUR", "DE")
    assert engagement.definitions.attribution.lookback_days == 90


def test_all_faults_come_in_one_pass_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("Europe/Berlin", "Europe/Berln") + "vat:\n  share: 19\npeople:\n  - role: sponsor\n    nam: Jo\n"
    )
    found = [(fault.row, fault.column) for fault in faults_of(tmp_path, text)]
    assert found == [(5, "timezone"), (8, "vat.share"), (10, "people[1].name"), (11, "people[1].nam")]


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE + "definitions:\n  attribution:\n    lookback_day: 30\n")
    assert (fault.code, fault.row, fault.column) == ("unknown_key", 9, "definitions.attribution.lookback_day")
    assert fault.mend == "write lookback_days instead of lookback_day"


def test_a_known_key_in_the_wrong_block_names_its_place(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE + "lookback_days: 30\n")
    assert fault.mend == "move it to definitions.attribution.lookback_days"


def test_a_missing_key_says_what_is_wanted(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE.replace("currency: EUR\n", ""))
    assert (fault.code, fault.column) == ("missing_key", "currency")
    assert "EUR" in str(fault.wanted)


def test_a_value_that_yaml_cannot_read_is_one_fault_and_not_missing_as_well(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE.replace("start_on: 2026-01-05", "start_on: 2026-02-30"))
    assert (fault.code, fault.column, fault.found) == ("bad_value", "start_on", "2026-02-30")


def test_a_key_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE + "name: Another\n")
    assert (fault.code, fault.row, fault.found) == ("duplicate_key", 7, "also in row 3")


def test_a_key_left_empty_is_not_set(tmp_path: Path) -> None:
    text = WHOLE + "locale:\nbrand:\n  logo:\ndefinitions:\n  sla:\n"
    assert loaded(tmp_path, text) == loaded(tmp_path, WHOLE)


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        pytest.param("", "no_keys", 1, id="empty file"),
        pytest.param("- a\n- b\n", "no_keys", 1, id="a list"),
        pytest.param("schema: 1\nname: a: b\n", "not_yaml", 2, id="colon in text"),
        pytest.param("schema: 1\nbrand:\n\tname: x\n", "not_yaml", 3, id="tab"),
        pytest.param(WHOLE + "---\nname: other\n", "not_yaml", 7, id="second document"),
        pytest.param(WHOLE.encode() + b"# caf\xe9\n", "not_utf8", 7, id="Latin-1"),
        pytest.param("#" * 1_000_001, "too_large", None, id="too large"),
        pytest.param(WHOLE + "brand: &b {name: *b}\n", "too_many", 7, id="alias within itself"),
    ],
)
def test_what_is_no_plain_document_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, code: str, row: int | None
) -> None:
    fault = faults_of(tmp_path, text)[0]
    assert (fault.code, fault.row) == (code, row)


def test_aliases_that_multiply_are_refused_before_they_are_built(tmp_path: Path) -> None:
    levels = "abcdefgh"
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in itertools.pairwise(levels)
    )
    assert fault_of(tmp_path, WHOLE + bomb).code == "too_many"


def test_a_python_object_is_never_built(tmp_path: Path) -> None:
    found = faults_of(tmp_path, WHOLE + "preset: !!python/object/apply:os.getcwd []\n")
    assert "preset" in {fault.column for fault in found}


@pytest.mark.parametrize("head", ["", "schema: 0\n"])
def test_an_older_schema_is_not_read_but_told_how_to_upgrade(tmp_path: Path, head: str) -> None:
    fault = fault_of(tmp_path, head + WHOLE.replace("schema: 1\n", ""))
    assert fault.code == "older_schema"
    assert "cmokit doctor --upgrade" in str(fault.mend)


def test_a_newer_schema_asks_for_a_newer_kit(tmp_path: Path) -> None:
    assert fault_of(tmp_path, WHOLE.replace("schema: 1", "schema: 2")).code == "newer_schema"


def test_a_file_copied_from_another_client_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "engagements" / "globex"
    folder.mkdir(parents=True)
    fault = fault_of(folder, WHOLE)
    assert (fault.code, fault.found, fault.wanted) == ("other_client", "acme", "globex")


def test_a_message_from_the_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, WHOLE + 'locale: "\\e[2J"\n')
    assert "\x1b" not in str(fault)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load_engagement(path).name == "Acme GmbH"


def test_a_word_mapped_to_a_stage_that_nobody_agreed_is_one_line_with_the_nearest(tmp_path: Path) -> None:
    rules = """\
definitions:
  pipeline: {order: [Proposal, Negotiation]}
mapping:
  - file: "*"
    kind: hubspot.contacts
    values: {lifecycle_stage: {"MQL neu": mqll, "Kunde": Customer}}
  - file: "*"
    kind: hubspot.deals
    values:
      stage:
        "Angebot": Propsal
        "Gewonnen": Closed Won
        "Weg": lost
"""
    first, second = faults_of(tmp_path, WHOLE + rules)
    assert (first.code, first.row, first.column) == ("unknown_stage", 12, "mapping[1].values.lifecycle_stage")
    assert (first.found, first.mend) == ("mqll", "write mql, the nearest; or put it into definitions.lifecycle.order")
    assert (second.row, second.found) == (17, "Propsal")
    assert "Proposal, the nearest" in str(second.mend)


def test_where_the_order_of_deals_is_read_from_the_data_any_stage_will_do(tmp_path: Path) -> None:
    rule = '  - {file: "*", kind: hubspot.deals, values: {stage: {"Angebot": Offer sent}}}\n'
    assert loaded(tmp_path, WHOLE + "mapping:\n" + rule).mapping[0].values["stage"] == {"Angebot": "Offer sent"}
