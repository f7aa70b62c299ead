"""What stands in a client's published reports, as far as a command line needs it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.vocabulary import PHASES, Phase

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder

SUFFIXES = ("pdf", "html", "xlsx", "pptx", "docx", "ipynb")


@dataclass(frozen=True)
class Published:
    """One phase's published report. verdicts: severity → how many analyses. sha256: files that it was made from."""

    phase: Phase
    folder: Path
    as_of: str | None
    verdicts: dict[str, int]
    sha256: frozenset[str]

    def file(self, suffix: str) -> Path:
        return self.folder / f"{self.phase}.{suffix}"


def published(client: "ClientFolder") -> list[Published]:
    """The published reports in the order of phases; what a killed publication left is mended first."""
    from cmokit.runs.publish import repair

    found = []
    for phase in PHASES:
        folder = client.reports / phase.value
        repair(folder)
        if (folder / "manifest.json").is_file():
            found.append(_published(phase, folder))
    return found


def _published(phase: Phase, folder: Path) -> Published:
    manifest, facts = _document(folder / "manifest.json"), _document(folder / "facts.json")
    verdicts: dict[str, int] = {}
    for analysis in facts.get("analyses", []):
        verdicts[analysis["severity"]] = verdicts.get(analysis["severity"], 0) + 1
    files = frozenset(str(file.get("sha256")) for file in manifest.get("files", []))
    return Published(phase, folder, manifest.get("as_of"), verdicts, files)


def _document(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        document = json.loads(path.read_text("utf-8"))
        return document if isinstance(document, dict) else {}
    return {}
