"""A client in whose data nothing is planted passes: what the analyses find is not of their own making."""

from pathlib import Path

import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import Workspace
from cmokit.runs.desk import Desk
from cmokit.samples.generate import exports_of
from cmokit.sources.deliveries import ingest
from tests.planted import CLIENTS, days

# Without orders the bridge ends at the CRM, however clean the data is, and nobody states what the software costs. The
# shop's list of people says no day on which anybody entered a stage, and no other system keeps people whose records
# could disagree.
NOT_A_PASS = {
    "sample-b2b": {"money.platform_to_cash": "WARN", "money.contribution": "NOT_MEASURED"},
    "sample-shop": dict.fromkeys(
        ("funnel.conversion", "integration.conflicts", "lifecycle.conformance"),
        "NOT_MEASURED",
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_clean_client_passes(client: str, tmp_path: Path) -> None:
    for name, content in exports_of(client, defects=()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    workspace = Workspace(tmp_path)
    folder = workspace.folder(client)
    folder.inbox.mkdir(parents=True)
    folder.engagement_file.write_bytes((kit_folder("data_samples") / client / "engagement.yaml").read_bytes())
    desk = Desk(workspace, folder)
    first = sorted((tmp_path / "delivery-1").iterdir())
    ingest(folder, desk.engagement, first, today=days(client)[1])
    said = {finding.analysis.id: str(finding.section.severity) for finding in desk.phase("audit")}
    assert {name: severity for name, severity in said.items() if severity != "PASS"} == NOT_A_PASS[client]
