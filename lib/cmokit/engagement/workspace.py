"""Where the consultant's clients lie: one workspace, one folder a client, one folder of reports a client."""

import difflib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.slugs import check_slug, is_slug
from cmokit.errors import UsageError

if TYPE_CHECKING:
    from cmokit.engagement.parts import Brand
    from cmokit.engagement.settings import WorkspaceSettings

ENVIRONMENT = "CMOKIT_WORKSPACE"


@dataclass(frozen=True)
class ClientFolder:
    """One client's folder, engagements/<slug>, and the published reports beside it. Nothing here touches the disk."""

    slug: str
    root: Path
    reports: Path

    @property
    def engagement_file(self) -> Path:
        return self.root / "engagement.yaml"

    @property
    def inbox(self) -> Path:
        """The client's exports, as received; never edited."""
        return self.root / "inbox"

    @property
    def tables(self) -> Path:
        return self.root / "tables"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def registers(self) -> Path:
        return self.root / "registers"

    @property
    def commentary(self) -> Path:
        return self.root / "commentary"

    @property
    def checked(self) -> Path:
        """Samples that somebody has checked by hand."""
        return self.root / "checked"

    @property
    def notebooks(self) -> Path:
        """The client's own copies of notebooks; a copy here wins over the kit's."""
        return self.root / "notebooks"


@dataclass(frozen=True)
class Workspace:
    """The folder that holds engagements/ and reports/."""

    root: Path

    @property
    def engagements(self) -> Path:
        return self.root / "engagements"

    @property
    def settings_file(self) -> Path:
        return self.root / "workspace.yaml"

    @cached_property
    def settings(self) -> "WorkspaceSettings":
        """workspace.yaml, or its defaults where there is none; ManyErrors when it is not valid."""
        from cmokit.engagement.settings import load_settings

        return load_settings(self.settings_file)

    @property
    def brand(self) -> "Brand":
        """The consultant's brand, from workspace.yaml."""
        return self.settings.brand

    def reports(self, slug: str) -> Path:
        """Where a client's published deliverables stand."""
        return self.root / "reports" / check_slug(slug)

    def folder(self, slug: str) -> ClientFolder:
        """The folder a client has, or would have: UsageError for a slug that is none."""
        return ClientFolder(check_slug(slug), self.engagements / slug, self.reports(slug))

    def client(self, slug: str) -> ClientFolder:
        """An existing client's folder, or UsageError that names the nearest one."""
        folder = self.folder(slug)
        if not folder.engagement_file.is_file():
            raise self._unknown(slug)
        return folder

    def clients(self) -> list[str]:
        """Slugs of all clients that have an engagement.yaml, sorted."""
        if not self.engagements.is_dir():
            return []
        folders = (path for path in self.engagements.iterdir() if is_slug(path.name))
        return sorted(path.name for path in folders if (path / "engagement.yaml").is_file())

    def _unknown(self, slug: str) -> UsageError:
        known = self.clients()
        near = difflib.get_close_matches(slug, known, n=1)
        return UsageError(
            f"there is no client {slug} in {self.root}",
            code="unknown_client",
            wanted=f"one of {', '.join(known)}" if known else None,
            mend=f"did you mean {near[0]}?" if near else f"cmokit new {slug}, or name the workspace with --workspace",
        )


def find(workspace: Path | None = None, *, start: Path | None = None) -> Workspace:
    """The workspace: as named, else CMOKIT_WORKSPACE, else the nearest folder above that holds engagements/, else here.

    `start` is the folder to begin at (the current one). A named workspace must exist.
    """
    named = workspace or _from_environment()
    if named:
        return Workspace(_existing(named))
    here = (start or Path.cwd()).resolve()
    above = (folder for folder in (here, *here.parents) if (folder / "engagements").is_dir())
    return Workspace(next(above, here))


def _from_environment() -> Path | None:
    value = os.environ.get(ENVIRONMENT, "").strip()
    return Path(value) if value else None


def _existing(folder: Path) -> Path:
    resolved = folder.expanduser().resolve()
    if not resolved.is_dir():
        raise UsageError("this workspace is no folder", code="no_workspace", file=resolved, mend=f"mkdir {resolved}")
    return resolved
