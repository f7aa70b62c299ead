"""Small engagement.yaml files for tests."""

from pathlib import Path

import pytest

from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.errors import CmokitError, ManyErrors

WHOLE = """\
schema: 1
client: acme
name: Acme GmbH
currency: EUR
timezone: Europe/Berlin
start_on: 2026-01-05
"""


def written(folder: Path, text: str | bytes, name: str = "engagement.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def loaded(folder: Path, text: str) -> Engagement:
    return load_engagement(written(folder, text))


def faults_of(folder: Path, text: str | bytes) -> list[CmokitError]:
    """Every fault that loading this text reports."""
    with pytest.raises(ManyErrors) as caught:
        load_engagement(written(folder, text))
    assert caught.value.exit_code == 3
    return list(caught.value.errors)


def fault_of(folder: Path, text: str | bytes) -> CmokitError:
    (fault,) = faults_of(folder, text)
    return fault
