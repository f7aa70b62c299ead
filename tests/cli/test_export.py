"""cmokit export: what is typed wrongly is said in one line, and nothing is written."""

from pathlib import Path

import pytest

from tests.cli.conftest import Type


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("acme", "audit", "--audience", "bord"), 2, "this is no audience | found: bord | wanted: board, team"),
        (("acme", "adit"), 2, "this is no phase"),
        (("acme", "audit", "--audience", "board"), 1, "do: cmokit run acme audit"),
        (("nobody", "audit"), 2, "nobody"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_line(
    cmokit: Type, acme: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    got, shown, told = cmokit("export", *words)
    assert got == code
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert shown == ""
    assert not list(acme.parent.parent.glob("reports/acme/*"))
