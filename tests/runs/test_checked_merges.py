"""A checked sample comes back: kept by its name, told in the section, an input of the next run."""

from pathlib import Path

import pytest

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import DataNotReadable, UsageError
from cmokit.exhibits.section import Section
from cmokit.runs.checked_merges import checked_files, keep_checked, with_precision
from cmokit.runs.merge_sample import ANSWER


@pytest.fixture
def client(tmp_path: Path) -> ClientFolder:
    return ClientFolder("acme", tmp_path / "engagements" / "acme", tmp_path / "reports" / "acme")


def sample(tmp_path: Path, answers: str, name: str = "crm.duplicates.hubspot.check.csv") -> Path:
    path = tmp_path / name
    path.write_text(
        "\n".join([f"survivor,merged,{ANSWER}", *(f"s{n},m{n},{a}" for n, a in enumerate(answers))]), "utf-8"
    )
    return path


def test_the_section_says_the_share_with_its_margin(client: ClientFolder, tmp_path: Path) -> None:
    keep_checked(client, sample(tmp_path, "yyyn"))
    section = with_precision(Section("crm.duplicates", "Found."), client)
    [fact] = section.facts
    assert (fact.name, fact.value, fact.n) == ("crm.duplicates.precision_share[system=hubspot]", 0.75, 4)
    assert fact.low < 0.75 < fact.high  # type: ignore[operator]
    assert fact.sources[0].file == "crm.duplicates.hubspot.check.csv"
    assert f"{{{{fact:{fact.name}}}}}" in section.how_sure


def test_what_was_checked_last_counts_whatever_the_ending(client: ClientFolder, tmp_path: Path) -> None:
    keep_checked(client, sample(tmp_path, "nn"))
    keep_checked(client, sample(tmp_path, "yy", "crm.duplicates.hubspot.check (2).csv"))
    assert [path.name for path in checked_files(client)] == ["crm.duplicates.hubspot.check.csv"]
    assert with_precision(Section("crm.duplicates", ""), client).facts[0].value == 1


def test_another_analysis_is_left_as_it_is(client: ClientFolder, tmp_path: Path) -> None:
    keep_checked(client, sample(tmp_path, "y"))
    section = Section("crm.integrity", "Found.")
    assert with_precision(section, client) is section


def test_a_file_that_cannot_be_told_or_counted_is_refused_and_nothing_is_kept(
    client: ClientFolder, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        keep_checked(client, sample(tmp_path, "y", "checked.csv"))
    with pytest.raises(DataNotReadable):
        keep_checked(client, sample(tmp_path, ""))
    assert checked_files(client) == ()
