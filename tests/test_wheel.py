"""The wheel carries notebooks, template and samples, and works without the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cmokit.engagement.kit import repository


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline by its own backend and unpacked: what an installer would lay down."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=repository(), check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def cmokit(site: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "cmokit", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_what_the_kit_needs(unpacked: Path) -> None:
    kit = unpacked / "cmokit" / "_kit"
    assert (kit / "notebooks" / "1_audit.ipynb").is_file()
    assert (kit / "engagement_template" / "engagement.yaml").is_file()
    assert (kit / "data_samples" / "sample-b2b" / "planted.yaml").is_file()
    assert (kit / "requirements.lock").is_file()


def test_a_client_is_made_and_its_exports_taken_in_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    new = (
        "new",
        "acme",
        "--name",
        "Acme GmbH",
        "--currency",
        "EUR",
        "--timezone",
        "Europe/Berlin",
        "--start",
        "2026-01-05",
    )
    made = cmokit(unpacked, *new, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    exports = sorted((unpacked / "cmokit/_kit/data_samples/sample-b2b/delivery-1").glob("hubspot-contacts*"))
    taken = cmokit(unpacked, "ingest", "acme", *map(str, exports), "--json", cwd=tmp_path)
    assert taken.returncode == 0, taken.stderr
    assert "hubspot.contacts" in taken.stdout
    assert (tmp_path / "engagements" / "acme" / "tables" / "current").is_file()
