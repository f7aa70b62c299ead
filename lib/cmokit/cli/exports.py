"""Each export of a client: asked for, arrived, usable, missing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmokit.engagement.model import Engagement
    from cmokit.engagement.workspace import ClientFolder


@dataclass(frozen=True)
class ExportStanding:
    """One kind of export. is_asked: it is of a ticked system. arrived_count: files of it in use.

    usable_rows_count: the rows of those files that are used.
    """

    kind: str
    title: str
    is_asked: bool
    arrived_count: int
    usable_rows_count: int

    @property
    def is_missing(self) -> bool:
        """Asked for, and no file of it is in use."""
        return self.is_asked and not self.arrived_count


def export_standings(client: "ClientFolder", engagement: "Engagement") -> tuple[ExportStanding, ...]:
    """The exports of the ticked systems, then what arrived without being asked for; withdrawn files count as absent."""
    from cmokit.runs.request import exports_of, title_of
    from cmokit.sources.deliveries.ledger import read_ledger

    asked = {export.kind: export.title for export in exports_of(engagement)}
    used = [entry for entry in read_ledger(client) if not entry.is_withdrawn]
    unasked = sorted({entry.kind for entry in used} - set(asked))
    titles = asked | {kind: title_of(kind, engagement.language) for kind in unasked}
    return tuple(
        ExportStanding(
            kind=kind,
            title=title,
            is_asked=kind in asked,
            arrived_count=sum(entry.kind == kind for entry in used),
            usable_rows_count=sum(entry.rows_used_count for entry in used if entry.kind == kind),
        )
        for kind, title in titles.items()
    )
