"""The register of accepted findings."""

from datetime import date
from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.base import Around, read_register
from cmokit.registers.check import found_in
from cmokit.registers.findings import FINDINGS

WHOLE = """# ours
findings:
  - id: one
    analysis: crm.duplicates
    records: ["1", 22]
    by: Eva Roth
    on: 2026-02-09
    why: two brothers
  - id: two
    analysis: crm.integrity
    records: all
    by: Eva Roth
    on: 2026-02-09
    why: the field is being retired
    decision: D-7
"""


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    folder = ClientFolder("acme", tmp_path / "acme", tmp_path / "reports")
    folder.registers.mkdir(parents=True)
    return folder


def written(client: ClientFolder, text: str) -> ClientFolder:
    FINDINGS.file(client).write_text(text, "utf-8")
    return client


def test_records_are_text_whatever_the_file_writes_and_all_stands_alone(client: ClientFolder) -> None:
    one, two = read_register(written(client, WHOLE), FINDINGS)
    assert (one.accepts, two.accepts) == (("1", "22"), ("all",))


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("crm.duplicates", "duplicates", 4),
        ("by: Eva Roth", "by: ''", 6),
        ('["1", 22]', "[]", 5),
        ("2026-02-09", "soon", 7),
        ("id: two", "id: one", 9),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(client: ClientFolder, old: str, new: str, row: int) -> None:
    with pytest.raises(ManyErrors) as caught:
        read_register(written(client, WHOLE.replace(old, new, 1)), FINDINGS)
    assert row in [error.row for error in caught.value.errors]


def test_to_accept_everything_without_a_decision_is_named_as_a_gap(client: ClientFolder) -> None:
    around = Around(date(2026, 3, 1))
    assert found_in(written(client, WHOLE), FINDINGS, around) == ()
    [gap] = found_in(written(client, WHOLE.replace("    decision: D-7\n", "")), FINDINGS, around)
    assert (gap.id, gap.code) == ("two", "no_decision")
