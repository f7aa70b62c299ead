"""Which files of a client go into the archive, and which stay behind and why."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.runs.bundle.archive import Content
from cmokit.runs.notebook import load_nbformat, published
from cmokit.vocabulary import Audience, Phase

_EXPORTS, _ISSUED = "exports", "issued"
_ROWS_WITHIN = ("inbox", "tables", "checked")  # of engagements/<client>/
_BOOKS = (".xlsx", ".csv", ".parquet")


class Behind(StrEnum):
    """Why a file stays behind. OTHER_CLIENTS is counted in folders; all others in files."""

    PRIVATE_NOTE = "private_note"
    PRIVATE_COPY = "private_copy"
    ARCHIVE = "archive"
    MACHINE = "machine"
    OLD_RUN = "old_run"
    ROWS = "rows"
    OTHER_CLIENTS = "other_clients"


@dataclass
class Contents:
    """files: name within the archive's folder → content. behind: file → why it stays."""

    files: dict[str, Content] = field(default_factory=dict)
    behind: dict[str, Behind] = field(default_factory=dict)

    @property
    def counts(self) -> dict[Behind, int]:
        found = Counter(self.behind.values())
        return {why: found[why] for why in Behind if found[why]}


def contents_of(
    workspace: Workspace, client: ClientFolder, texts: Mapping[Path, str], own: Path, *, with_rows: bool
) -> Contents:
    """The client's own folder and its reports. texts: new text of files that change on the way. own: the archive's
    place, where an earlier one may lie.
    """
    contents = Contents()
    used = _in_use(client)
    places = ((client.root, f"engagements/{client.slug}"), (client.reports, f"reports/{client.slug}"))
    for root, inside in places:
        for path in _files(root):
            if path == own:
                continue
            parts = path.relative_to(root).parts
            name = "/".join((inside, *parts))
            why = _in_engagement(parts, used, with_rows) if root == client.root else _in_reports(parts, with_rows)
            if why:
                contents.behind[name] = why
            else:
                contents.files[name] = texts[path].encode() if path in texts else _content(path, parts)
    for slug in workspace.clients():
        if slug != client.slug:
            contents.behind[f"engagements/{slug}"] = Behind.OTHER_CLIENTS
    return contents


def _files(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _in_engagement(parts: tuple[str, ...], used: frozenset[str], with_rows: bool) -> Behind | None:
    if parts[-1].endswith(".private.md"):
        return Behind.PRIVATE_NOTE
    if any(part.startswith(".") for part in parts) or parts[-1] == "run.json":
        return Behind.MACHINE
    if len(parts) > 2 and parts[0] in ("runs", "tables") and parts[1] not in used:
        return Behind.OLD_RUN
    is_rows = parts[0] in _ROWS_WITHIN or (parts[0] == "runs" and "evidence" in parts)
    return Behind.ROWS if is_rows and not with_rows else None


def _in_reports(parts: tuple[str, ...], with_rows: bool) -> Behind | None:
    private = f"_{Audience.PRIVATE}"
    if parts[0] in (_EXPORTS, _ISSUED) and len(parts) > 1 and parts[1].removesuffix(".json").endswith(private):
        return Behind.PRIVATE_COPY
    if any(part.startswith(".") for part in parts):
        return Behind.MACHINE
    if parts[-1].endswith(".zip"):
        return Behind.ARCHIVE
    return Behind.ROWS if not with_rows and parts[-1].endswith(_BOOKS) else None


def _content(path: Path, parts: tuple[str, ...]) -> Content:
    """As it is, but for what a run's notebook says about this computer, and notes of what private words cited."""
    if parts[0] == "runs" and path.suffix == ".ipynb":
        return _clean_notebook(path)
    if parts[0] == "commentary" and path.name.endswith(".cited.json"):
        return _public_notes(path)
    return path


def _clean_notebook(path: Path) -> bytes:
    """Without paths and times of this computer, as it is published."""
    nbformat = load_nbformat()
    said = read_json(path.parent / "manifest.json") if (path.parent / "manifest.json").is_file() else {}
    notebook = nbformat.read(path, as_version=4)
    slug = path.parents[2].name
    clean = published(notebook, slug, Phase(said.get("phase", path.stem)), str(said.get("snapshot", "")))
    return (str(nbformat.writes(clean)) + "\n").encode()


def _public_notes(path: Path) -> bytes:
    said = read_json(path)
    cited = [entry for entry in said["cited"] if not str(entry["file"]).endswith(".private.md")]
    return dump_json({**said, "cited": cited}).encode()


def _in_use(client: ClientFolder) -> frozenset[str]:
    """The runs that something in reports/ was made of, and their tables: others are tries that nobody published."""
    said = [read_json(path) for path in sorted(client.reports.rglob("manifest.json"))]
    return frozenset(str(one[key]) for one in said for key in ("run", "snapshot") if one.get(key))
