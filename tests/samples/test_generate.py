"""The shipped samples are what the code makes, the same bytes each time."""

import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path

import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import load_engagement
from cmokit.samples.generate import files_of, generate, write_samples
from cmokit.samples.plan import B2B, SHOP, SLUGS
from cmokit.samples.planted import DEFECTS

MEGABYTE = 2**20


@cache
def made(slug: str) -> dict[str, bytes]:
    return files_of(slug)


def fingerprint(name: str, content: bytes) -> object:
    """A workbook is compared by its members: a newer zlib may pack the same text into other bytes."""
    if not name.endswith(".xlsx"):
        return hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {member: hashlib.sha256(book.read(member)).hexdigest() for member in sorted(book.namelist())}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_committed_files_are_those_that_the_code_makes(slug: str) -> None:
    folder = kit_folder("data_samples") / slug
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(there) == set(made(slug)), "run: make samples"
    changed = [n for n, c in made(slug).items() if fingerprint(n, c) != fingerprint(n, there[n].read_bytes())]
    assert changed == [], "run: make samples"


def test_a_second_generation_gives_the_same_bytes() -> None:
    assert files_of(SHOP) == made(SHOP)


def test_a_defect_leaves_the_other_records_as_they_were() -> None:
    """Each defect draws from a generator of its own: without one all that it did not touch is the same."""
    others = [defect for defect in DEFECTS[SHOP] if defect.id != "torn_items"]
    whole, less = (generate(SHOP, defects) for defects in (None, others))
    before = {order.number: order for order in less.orders}
    different = [order for order in whole.orders if order != before[order.number]]
    assert len(different) == 12
    assert all(order.is_torn for order in different)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_engagement_of_a_sample_is_valid(slug: str, tmp_path: Path) -> None:
    path = tmp_path / "engagement.yaml"
    path.write_bytes(made(slug)["engagement.yaml"])
    engagement = load_engagement(path)
    assert engagement.client == slug
    assert [str(engagement.phases[p].as_of) for p in ("audit", "baseline", "pilot")] == [
        "2026-01-05",
        "2026-02-04",
        "2026-03-06",
    ]


def test_the_samples_stay_small() -> None:
    assert sum(len(content) for slug in SLUGS for content in made(slug).values()) < 25 * MEGABYTE


def test_files_that_are_no_longer_made_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmokit.samples.generate.files_of", lambda slug: {"delivery-1/new.csv": b"a\n"})
    old = tmp_path / B2B / "delivery-1" / "old.csv"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"b\n")
    write_samples(tmp_path)
    assert [path.name for path in sorted((tmp_path / B2B).rglob("*.csv"))] == ["new.csv"]
