"""The inbox: the client's files as they came. They are copied in, never edited and never moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import UsageError
from cmokit.sources.deliveries.ledger import Received
from cmokit.sources.reading import sha256_of

_NOT_EXPORTS = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Found:
    """A file to take in: where it is now, its hash, and its place in the inbox if it lies there already."""

    path: Path
    sha256: str
    inside: str | None

    @property
    def name(self) -> str:
        return self.path.name


def find_files(client: ClientFolder, files: Iterable[Path]) -> list[Found]:
    """The named files, those in named folders, or without any what lies in the inbox; each content and name once.

    In the order of their names. Raises UsageError for a path that is not there.
    """
    named = [path for file in files for path in exports_in(file)] or list(exports_in(client.inbox))
    found = {(sha, path.name): Found(path, sha, _inside(client, path)) for path in named for sha in [sha256_of(path)]}
    return sorted(found.values(), key=lambda f: (f.name, f.sha256))


def place(client: ClientFolder, found: Found, day: str, taken: set[str]) -> str:
    """Where the file goes, relative to the inbox: its name, in a folder of its day where that name is taken."""
    if found.inside:
        return found.inside
    choices = (
        found.name,
        str(PurePosixPath(day, found.name)),
        str(PurePosixPath(f"{day}-{found.sha256[:8]}", found.name)),
    )
    return next(p for p in choices if _is_free(client.inbox / p, found.sha256) and p not in taken)


def is_known(found: Found, ledger: Iterable[Received]) -> list[Received]:
    """The entries with this content."""
    return [entry for entry in ledger if entry.sha256 == found.sha256]


def exports_in(path: Path) -> Iterable[Path]:
    """A file itself, or the files in and below a folder without what systems leave there; UsageError for no path."""
    if path.is_dir():
        return (p for p in sorted(path.rglob("*")) if p.is_file() and not is_left_over(p.relative_to(path)))
    if not path.is_file():
        raise UsageError("there is no such file", code="not_a_file", file=path, mend="check the path")
    return (path,)


def is_left_over(path: Path) -> bool:
    """What systems and office programs leave beside files."""
    return any(part.startswith((".", "~$")) for part in path.parts) or path.name.casefold() in _NOT_EXPORTS


def _inside(client: ClientFolder, path: Path) -> str | None:
    resolved, inbox = path.resolve(), client.inbox.resolve()
    return resolved.relative_to(inbox).as_posix() if resolved.is_relative_to(inbox) else None


def _is_free(path: Path, sha256: str) -> bool:
    """Nothing lies there, or the very same content (a copy that was interrupted)."""
    return not path.exists() or (path.is_file() and sha256_of(path) == sha256)
