"""A workspace with one client, made by the command itself, and a way to type commands in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cmokit.cli import app

# What a command gave: exit code, stdout, stderr.
Answer = tuple[int, str, str]
Type = Callable[..., Answer]

NEW = ("--name", "Acme GmbH", "--currency", "EUR", "--timezone", "Europe/Berlin", "--start", "2026-01-05")


@pytest.fixture
def cmokit(tmp_path: Path) -> Type:
    """Types a command in the workspace `tmp_path`."""

    def typed(*words: str, answers: str = "") -> Answer:
        done = CliRunner().invoke(app, ["--workspace", str(tmp_path), *words], input=answers)
        return done.exit_code, done.stdout, done.stderr

    return typed


@pytest.fixture
def acme(cmokit: Type, tmp_path: Path) -> Path:
    """The folder of a new client."""
    code, _, said = cmokit("new", "acme", *NEW)
    assert code == 0, said
    return tmp_path / "engagements" / "acme"
