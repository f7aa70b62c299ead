"""An engagement, opened: where a notebook and every command begin."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.load import load_engagement
from cmokit.engagement.model import Engagement
from cmokit.engagement.workspace import ClientFolder, Workspace, find
from cmokit.runs.sample_clients import SAMPLES, provide
from cmokit.sources.deliveries import Snapshot, build_snapshot, open_built
from cmokit.vocabulary import Meeting, Phase

if TYPE_CHECKING:
    from cmokit.runs.report import Report


class Desk:
    """One client's engagement: settings, folder, reports of its phases."""

    def __init__(self, workspace: Workspace, folder: ClientFolder):
        self.workspace, self.folder = workspace, folder

    @cached_property
    def engagement(self) -> Engagement:
        return load_engagement(self.folder.engagement_file)

    def phase(
        self,
        phase: str,
        *,
        as_of: date | str | None = None,
        snapshot: str | None = None,
        run: str | None = None,
        meeting: str | None = None,
    ) -> "Report":
        """The report of a phase, on the newest files as of its day, or on a snapshot that a run pinned.

        meeting: what an update is made for.
        """
        from cmokit.runs.report import Report  # the analyses: no command but a notebook needs them

        chosen = Phase(phase)
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        return Report(self, chosen, self._snapshot(chosen, day, snapshot), run, Meeting(meeting) if meeting else None)

    def as_of(self, phase: Phase, stated: date | None = None) -> date | None:
        """The day a phase stands at: as stated, else as the engagement says, else None (the last extract date)."""
        return stated or self.engagement.phases[phase].as_of

    def _snapshot(self, phase: Phase, day: date | None, pinned: str | None) -> Snapshot:
        stand = self.as_of(phase, day)
        if pinned:
            return open_built(self.folder, pinned, as_of=stand)
        return build_snapshot(self.folder, self.engagement, as_of=stand)


def open_engagement(client: str, *, workspace: Path | str | None = None) -> Desk:
    """The engagement of a client, by slug. A sample client that the workspace lacks is made from the shipped exports.

    Raises UsageError for an unknown client, ManyErrors of ConfigurationError for an invalid engagement.yaml.
    """
    found = find(Path(workspace) if workspace else None)
    if client in SAMPLES and client not in found.clients():
        provide(found, client)
    return Desk(found, found.client(client))
