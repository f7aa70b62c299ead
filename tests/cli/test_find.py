"""cmokit find, as it is typed."""

import json
from pathlib import Path

from tests.cli.conftest import Type

DECISIONS = (
    "decisions:\n  - {id: fair, issue: The same stand?, decision: smaller, decided_on: 2026-01-20, state: decided}\n"
)


def test_it_prints_register_id_line_and_date(cmokit: Type, acme: Path) -> None:
    (acme / "registers" / "decisions.yaml").write_text(DECISIONS, "utf-8")
    code, said, _ = cmokit("find", "acme", "STAND", "small")
    assert code == 0
    assert said.startswith("decisions  fair  registers/decisions.yaml:2  2026-01-20\n")
    assert "decisions into the backlog: backlog none yet" in said


def test_words_in_quotes_are_single_words(cmokit: Type, acme: Path) -> None:
    (acme / "registers" / "decisions.yaml").write_text(DECISIONS, "utf-8")
    code, said, _ = cmokit("find", "acme", "smaller stand", "--json")
    told = json.loads(said)
    assert code == 0
    assert told["words"] == ["smaller", "stand"]
    assert [hit["id"] for hit in told["hits"]] == ["fair"]


def test_nothing_found_is_an_answer(cmokit: Type, acme: Path) -> None:
    code, said, _ = cmokit("find", "acme", "zebra", "crossing")
    assert (code, said) == (0, "nothing on record holds zebra and crossing\n")


def test_without_a_word_it_says_what_it_wants(cmokit: Type, acme: Path) -> None:
    assert cmokit("find", "acme")[0] == 2
    code, _, said = cmokit("find", "acme", " ")
    assert code == 2
    assert "no word" in said


def test_a_register_with_faults_is_named(cmokit: Type, acme: Path) -> None:
    (acme / "registers" / "risks.yaml").write_text("risks: [{id: x, nonsense: 1}]\n", "utf-8")
    code, _, said = cmokit("find", "acme", "anything")
    assert code == 0
    assert "registers/risks.yaml" in said
