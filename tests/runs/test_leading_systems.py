"""A register that contradicts engagement.yaml stops the run before anything is counted."""

from pathlib import Path

import pytest

from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ManyErrors
from cmokit.registers.source_of_truth import SOURCE_OF_TRUTH
from cmokit.runs.leading_systems import refuse_contradictions
from tests.engagement.files import WHOLE
from tests.runs.test_gates import client

__all__ = ["client"]  # the fixture


def enter(client: ClientFolder, system: str) -> Path:
    path = SOURCE_OF_TRUTH.file(client)
    path.write_text(f"source_of_truth:\n  - id: people\n    data: contact\n    system: {system}\n", "utf-8")
    return path


def engagement_of(client: ClientFolder):
    leading = "systems: {used: [hubspot, salesforce], leading: {contact: hubspot}}\n"
    client.engagement_file.write_text(WHOLE + leading, "utf-8")
    return load_engagement(client.engagement_file)


def test_another_system_than_the_engagements_is_refused_with_its_line(client):
    engagement = engagement_of(client)
    path = enter(client, "somethingelse")
    with pytest.raises(ManyErrors) as raised:
        refuse_contradictions(client, engagement)
    [fault] = raised.value.errors
    assert (fault.file, fault.row, fault.column, raised.value.exit_code) == (path, 4, "system", 3)
    assert str(engagement.systems.leading.contact) in str(fault)


def refused(client: ClientFolder) -> list[str]:
    try:
        refuse_contradictions(client, engagement_of(client))
    except ManyErrors as errors:
        return [fault.code for fault in errors.errors]
    return []


def test_no_register_the_same_system_and_mere_gaps_stop_nothing(client):
    assert refused(client) == []
    path = enter(client, "salesforce")
    assert refused(client) == ["contradicts_engagement"]
    enter(client, "hubspot")
    assert refused(client) == []
    path.write_text("source_of_truth:\n  - {id: bills, data: bills, system: ledger}\n", "utf-8")
    assert refused(client) == []


def test_a_register_that_cannot_be_read_is_refused(client):
    SOURCE_OF_TRUTH.file(client).write_text("source_of_truth:\n  - {id: bills}\n", "utf-8")
    assert refused(client) == ["missing_key"]
