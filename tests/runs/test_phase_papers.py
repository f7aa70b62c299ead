"""A phase's papers lie in its folder under the names their makers give, and are said in the client's language."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cmokit.exhibits.section import Section
from cmokit.runs import phase_papers
from cmokit.vocabulary import Phase
from cmokit.words import spoken


def _maker(desk: Any, phase: Phase, sections: Sequence[Section], folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "notes/first.txt", spoken().encode()
    yield "second.txt", ",".join(section.analysis for section in sections).encode()


def test_papers_are_written_in_inner_folders_and_in_the_clients_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phase_papers, "MAKERS", {Phase.HANDOVER: (_maker,)})
    desk: Any = SimpleNamespace(engagement=SimpleNamespace(language="de"))
    sections = [Section("crm.duplicates", "headline")]
    phase_papers.write_papers(desk, Phase.HANDOVER, sections, tmp_path)
    assert (tmp_path / "notes" / "first.txt").read_text() == "de"
    assert (tmp_path / "second.txt").read_text() == "crm.duplicates"
    assert spoken() == "en"


def test_a_phase_without_makers_writes_nothing(tmp_path: Path) -> None:
    desk: Any = SimpleNamespace(engagement=SimpleNamespace(language="en"))
    phase_papers.write_papers(desk, Phase.AUDIT, [], tmp_path)
    assert list(tmp_path.iterdir()) == []
