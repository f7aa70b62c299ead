"""Repairs of the sample clients: what the run keeps and publishes, held against the exports and what was planted."""

import csv
import io
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import open_engagement
from cmokit.runs.fixes import FOLDER, publish_fixes
from cmokit.runs.manifest import deliverables_in, is_whole, write_manifest
from cmokit.runs.merge_sample import ANSWER, read_checked
from cmokit.runs.report import Report
from tests import planted

MENDED = ("crm.duplicates", "crm.integrity", "tracking.utm_governance")
SURE_ENOUGH = 0.9  # of the merges of these clients, by what was planted


@cache
def repaired(root: Path, client: str) -> tuple[Report, Path]:
    """The first audit's report with its repairs made, and the folder that they lie in."""
    report = open_engagement(client, workspace=root).phase("audit", as_of=planted.days(client)[1])
    for analysis in MENDED:
        report[analysis]
    return report, report.evidence_folder.parent / FOLDER


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_every_old_value_stands_in_the_clients_file_at_the_row_named(samples: Workspace, client: str) -> None:
    """An independent way: the export as received, read by nothing of the kit."""
    report, folder = repaired(samples.root, client)
    files = [f for f in folder.glob("*.csv") if f.name.startswith(MENDED[1:]) and not f.name.endswith(".undo.csv")]
    assert files
    for row in (row for file in files for row in lines(file)):
        export = (report.desk.folder.inbox / row["source_file"]).read_text("utf-8-sig").splitlines()
        there = next(csv.DictReader(io.StringIO("\n".join((export[0], export[int(row["source_row"]) - 1])))))
        for field, old in zip(row["field"].split(" | "), row["old"].split(" | "), strict=True):
            label = {"Loss_Reason__c": "Loss Reason"}.get(field, field)
            assert there[field if field in there else label] == old


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_the_figure_in_the_section_is_the_number_of_records_in_the_files(samples: Workspace, client: str) -> None:
    report, folder = repaired(samples.root, client)
    for analysis in MENDED:
        [fact] = [f for f in report[analysis].section.facts if f.measure == "repairable_count"]
        files = [
            f for f in folder.glob(f"{analysis}.*.csv") if f.name.split(".")[-2] not in ("undo", "check", "values")
        ]
        told = [row for file in files for row in lines(file) if not row.get("decide_first")]
        assert fact.value == len(told) > 0
        assert fact.sources
        assert f"{{{{fact:{fact.name}}}}}" in " ".join(report[analysis].section.next_steps)


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_the_margin_of_a_checked_sample_holds_the_true_share_of_right_merges(
    samples: Workspace, client: str, tmp_path: Path
) -> None:
    _, folder = repaired(samples.root, client)
    right = {frozenset(pair) for ids in clusters(client) for pair in combinations(ids.split("|"), 2)}
    for sample in folder.glob("*.check.csv"):
        every = lines(sample.with_name(sample.name.replace(".check", "")))
        true = sum(frozenset((row["survivor"], row["merged"])) in right for row in every) / len(every)
        answered = tmp_path / sample.name
        rows = lines(sample)
        for row in rows:
            row[ANSWER] = "y" if frozenset((row["survivor"], row["merged"])) in right else "n"
        with answered.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0])
            out.writeheader()
            out.writerows(rows)
        said = read_checked(answered)
        assert said.checked_count == len(rows) <= 50
        assert said.low <= true <= said.high
        assert true >= SURE_ENOUGH


def clusters(client: str) -> tuple[str, ...]:
    [entry] = [e for e in planted.evidence(client, 1) if e.analysis == "crm.duplicates" and e.key == "cluster_id"]
    return entry.values


@pytest.mark.parametrize("client", planted.CLIENTS)
def test_no_file_of_repairs_names_a_person_unless_the_engagement_allows_it(samples: Workspace, client: str) -> None:
    report, folder = repaired(samples.root, client)
    if report.desk.engagement.personal_data.show:
        pytest.skip("this client shows people")
    people = report.data.table("contacts").select("email", "phone").to_pyarrow().to_pylist()
    named = {value for row in people for value in row.values() if value and len(value) > 6}
    for file in folder.glob("*.csv"):
        cells = {cell for row in lines(file) for cell in row.values()}
        assert not cells & named, file.name


def test_published_with_a_readme_that_names_every_file_and_hashed_in_the_manifest(
    samples: Workspace, tmp_path: Path
) -> None:
    _, folder = repaired(samples.root, "sample-b2b")
    publish_fixes(folder.parent, tmp_path, list(MENDED))
    readme = (tmp_path / FOLDER / "README.txt").read_text("utf-8")
    files = [path.name for path in (tmp_path / FOLDER).iterdir() if path.name != "README.txt"]
    assert len(files) > 10
    assert [name for name in files if name not in readme] == []
    listed = {entry["file"] for entry in deliverables_in(tmp_path)}
    assert listed == {f"{FOLDER}/{name}" for name in (*files, "README.txt")}


def test_only_what_the_report_shows_is_published(samples: Workspace, tmp_path: Path) -> None:
    _, folder = repaired(samples.root, "sample-b2b")
    publish_fixes(folder.parent, tmp_path, ["crm.integrity"])
    names = {path.name for path in (tmp_path / FOLDER).glob("*.csv")}
    assert names
    assert [name for name in names if not name.startswith("crm.integrity.")] == []
    publish_fixes(folder.parent, tmp_path / "none", ["funnel.leaks"])
    assert not (tmp_path / "none" / FOLDER).exists()


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_a_report_whose_repairs_were_touched_is_no_longer_whole(tmp_path: Path, harm: str) -> None:
    """Else an unchanged run would leave a file that somebody has edited to be imported."""
    file = tmp_path / FOLDER / "crm.integrity.hubspot.contacts.csv"
    file.parent.mkdir()
    file.write_text("Record ID,Country\r\n1,Germany\r\n", "utf-8")
    write_manifest(
        tmp_path, {"inputs_sha256": "abc", "commentary_sha256": "", "deliverables": deliverables_in(tmp_path)}
    )
    assert is_whole(tmp_path, "abc", "")
    if harm == "changed":
        file.write_text("Record ID,Country\r\n1,France\r\n", "utf-8")
    else:
        file.unlink()
    assert not is_whole(tmp_path, "abc", "")
