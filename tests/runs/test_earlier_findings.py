"""What earlier deliveries showed: by the files in use alone, measured once, and shown in section and evidence."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cmokit.analyses.crm.completeness import ANALYSIS as COMPLETENESS
from cmokit.engagement.workspace import Workspace
from cmokit.errors import DataNotReadable
from cmokit.runs import earlier_findings
from cmokit.runs.desk import open_engagement
from cmokit.runs.earlier_findings import FOLDER, EarlierFindings, delivery_days
from cmokit.runs.report import Report
from cmokit.sources.deliveries import FileInUse, Snapshot
from cmokit.vocabulary import FindingState
from tests import planted

CLIENT = "sample-shop"


def snapshot(*stands: tuple[str, str], as_of: str = "2026-12-31") -> Snapshot:
    """A snapshot of files: (kind, day)."""
    files = tuple(
        FileInUse(f"{n}.csv", f"{n}.csv", str(n), kind, None, None, None, 1, 1, 0, date.fromisoformat(day))
        for n, (kind, day) in enumerate(stands)
    )
    return Snapshot("abc", Path("abc"), date.fromisoformat(as_of), files)


def days(*stands: tuple[str, str], **more: str) -> list[str]:
    return [day.isoformat() for day in delivery_days(snapshot(*stands, **more))]


def test_exports_of_one_week_are_one_delivery_that_stands_on_its_last_day() -> None:
    stands = [("hubspot.contacts", d) for d in ("2026-01-05", "2026-01-07", "2026-02-04", "2026-02-11")]
    assert days(*stands) == ["2026-01-07", "2026-02-04", "2026-02-11"]


def test_settlements_and_logs_in_between_are_no_delivery_and_what_is_later_does_not_count() -> None:
    stands = [
        ("contacts", "2026-01-05"),
        ("parcels", "2026-01-20"),
        ("finance", "2026-02-19"),
        ("touchpoints", "2026-02-20"),
        ("contacts", "2026-03-05"),
    ]
    assert days(*stands) == ["2026-01-05", "2026-03-05"]
    assert days(*stands, as_of="2026-02-28") == ["2026-01-05"]


def test_the_samples_have_their_three_deliveries(samples: Workspace) -> None:
    for client in planted.CLIENTS:
        desk = open_engagement(client, workspace=samples.root)
        last = max(planted.days(client).values())
        stand = desk.phase("audit", as_of=last).snapshot
        assert list(delivery_days(stand)) == sorted(planted.days(client).values())


@pytest.fixture
def third(samples: Workspace) -> Report:
    return open_engagement(CLIENT, workspace=samples.root).phase("audit", as_of=planted.days(CLIENT)[3])


def test_an_earlier_delivery_is_measured_once_and_kept(third: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(EarlierFindings(third.desk, third.snapshot).of(COMPLETENESS))
    assert [seen.day for seen in first] == [planted.days(CLIENT)[1], planted.days(CLIENT)[2]]
    monkeypatch.setattr(earlier_findings, "measured", _never)
    assert list(EarlierFindings(third.desk, third.snapshot).of(COMPLETENESS)) == first
    assert list((third.desk.folder.runs / FOLDER).glob("*crm.completeness*.parquet"))


def test_a_delivery_that_cannot_be_combined_is_left_out(third: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_findings, "build_snapshot", _torn)
    assert list(EarlierFindings(third.desk, third.snapshot).of(COMPLETENESS)) == []


def _torn(*_: Any, **__: Any) -> Any:
    raise DataNotReadable("two exports of one day disagree")


def _never(*_: Any) -> Any:
    raise AssertionError("measured a second time")


def test_evidence_names_state_and_first_day_and_the_section_tells_them(third: Report) -> None:
    finding = third["crm.completeness"]
    rows = finding.evidence
    counts = rows["state"].value_counts().to_dict()
    facts = {
        f.dimensions["state"]: f.value
        for f in finding.section.facts
        if f.measure == "findings_count" and len(f.dimensions) == 1
    }
    assert facts[FindingState.OPEN] == counts[FindingState.OPEN]
    assert facts[FindingState.NEW] == counts.get(FindingState.NEW, 0)
    assert set(rows["first_seen_on"]) <= set(planted.days(CLIENT).values())
    assert any("{{fact:crm.completeness.findings_count[state=open]}}" in said for said in finding.section.narrative)
    [over_time] = [t for t in finding.section.tables if t.columns[0].name == "day"]
    assert [row["day"] for row in over_time.rows] == sorted(planted.days(CLIENT).values())


def test_money_over_time_stands_beside_findings_that_have_an_amount(third: Report) -> None:
    facts = [f for f in third["funnel.leaks"].section.facts if f.measure == "findings_amount"]
    assert sorted(f.dimensions["delivery"] for f in facts) == sorted(str(day) for day in planted.days(CLIENT).values())
    last = next(f for f in facts if f.dimensions["delivery"] == str(planted.days(CLIENT)[3]))
    assert last.value == third["funnel.leaks"].evidence["amount"].sum()


def test_the_first_delivery_says_only_what_is_open(samples: Workspace) -> None:
    report = open_engagement(CLIENT, workspace=samples.root).phase("audit", as_of=planted.days(CLIENT)[1])
    section = report["crm.completeness"].section
    assert [f.dimensions for f in section.facts if f.measure == "findings_count"] == [{"state": "open"}]
    assert [t for t in section.tables if t.columns[0].name == "day"] == []
    states = pa.array(report["crm.completeness"].evidence["state"])
    assert set(states.to_pylist()) == {"open"}
