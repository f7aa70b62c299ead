"""What the documentation says holds today."""

import re
import runpy
from pathlib import Path

import pytest

from cmokit.engagement.kit import repository

ROOT = repository()
DOCS = ROOT / "docs"
PAGES = runpy.run_path(str(DOCS / "write_pages.py"))["pages"]()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_generated_pages_are_current(path: Path) -> None:
    assert (DOCS / path).read_text("utf-8") == PAGES[path], "run `make docs`"


def test_no_generated_page_is_left_of_an_analysis_that_is_gone() -> None:
    assert {path.relative_to(DOCS) for path in (DOCS / "analyses").glob("*.md")} == {
        p for p in PAGES if p.parts[0] == "analyses"
    }


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in DOCS.glob("*.md"))])
def test_links_within_the_repository_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r'src="([^":]+)"', text)
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_every_command_that_the_readme_shows_exists() -> None:
    from typer.main import get_command

    from cmokit.cli import app

    shown = set(re.findall(r"^\s*(?:uv run )?cmokit ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert shown
    assert shown <= set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_five_steps_of_the_readme_are_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in text
    assert "make test" in text
