"""A consultant at a desk: a workspace of one's own, files as clients send them, commands as they are typed."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from typer.testing import CliRunner

from cmokit.cli import app
from cmokit.engagement.workspace import ClientFolder, Workspace

ANSWERS = ("--name", "Acme GmbH", "--currency", "EUR", "--timezone", "Europe/Berlin", "--start", "2026-01-05")
REFUSAL = {"code", "file", "row", "column", "found", "wanted", "mend"}


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


@dataclass(frozen=True)
class Desk:
    """A workspace, and beside it a folder with what the client sent."""

    root: Path

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    def types(self, *words: str | Path) -> Answer:
        done = CliRunner().invoke(app, ["--workspace", str(self.workspace), *map(str, words)])
        return Answer(done.exit_code, done.stdout, done.stderr)

    def must(self, *words: str | Path) -> Answer:
        """As `types`, for a command that has to succeed."""
        answer = self.types(*words)
        assert answer.code == 0, answer.err
        return answer

    def new(self, slug: str = "acme", *more: str) -> ClientFolder:
        self.must("new", slug, *ANSWERS, *more)
        return self.client(slug)

    def client(self, slug: str = "acme") -> ClientFolder:
        return Workspace(self.workspace).client(slug)

    def sent(self, name: str, content: str | bytes) -> Path:
        """A file as the client sends it."""
        path = self.root / "sent" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def map(self, slug: str, rule: str) -> None:
        """Put one rule under mapping in a client's engagement.yaml."""
        path = self.client(slug).engagement_file
        text = path.read_text("utf-8")
        assert "\nmapping: []" in text
        path.write_text(text.replace("\nmapping: []", f"\nmapping:\n  - {rule}", 1), "utf-8")


def made(root: Path) -> Desk:
    """A desk with an empty workspace."""
    desk = Desk(root)
    (desk.workspace / "engagements").mkdir(parents=True)
    return desk


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its content, and every folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def snapshot_of(client: ClientFolder) -> Path:
    """The folder of the current snapshot."""
    return client.tables / (client.tables / "current").read_text("utf-8").strip()


def table(client: ClientFolder, name: str) -> pa.Table:
    return pq.read_table(snapshot_of(client) / f"{name}.parquet")


def rows(client: ClientFolder, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a current table, sorted."""
    found = table(client, name).select(list(columns)).to_pylist()
    return sorted((tuple(row[c] for c in columns) for row in found), key=str)
