"""What decides a run: hashed, so that an unchanged run is known before anything starts."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import cmokit
from cmokit.engagement.kit import repository
from cmokit.engagement.model import Engagement
from cmokit.exhibits.facts_file import dump_json
from cmokit.registers.findings import FINDINGS
from cmokit.runs.checked_merges import checked_files
from cmokit.runs.desk import Desk
from cmokit.runs.known import known_files
from cmokit.runs.notebook import notebook_for
from cmokit.runs.parameters import PhaseParameters
from cmokit.sources.deliveries import Snapshot
from cmokit.vocabulary import Phase

# Keys of engagement.yaml that name, show or plan, and change no figure.
NO_FIGURE = (
    *("schema_", "client", "name", "language", "locale", "brand", "template", "people", "personal_data", "assist"),
    *("preset", "phases", "start_on", "targets", "limits", "warehouse"),
)
PACKAGE = Path(cmokit.__file__).parent


@dataclass(frozen=True)
class Inputs:
    """Everything that a run's figures and pages depend on. settings: key of engagement.yaml → hash of what it says."""

    phase: Phase
    as_of: date
    snapshot: str
    parameters: dict[str, str]
    sha256: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where its report lies below reports/<client>/: a phase's own folder, an update's by day and meeting."""
        if self.phase is not Phase.UPDATE:
            return str(self.phase)
        return f"{self.phase}/{self.as_of}_{self.parameters['meeting']}"

    @property
    def run_id(self) -> str:
        """The same inputs have the same run id."""
        return f"{self.phase}-{self.as_of:%Y%m%d}-{self.sha256[:8]}"


def inputs_of(desk: Desk, phase: Phase, snapshot: Snapshot, parameters: PhaseParameters) -> Inputs:
    values = {k: str(v) for k, v in parameters.model_dump(exclude={"run", "snapshot"}).items() if v is not None}
    files = (
        desk.folder.engagement_file,
        desk.workspace.settings_file,
        notebook_for(desk.folder, phase),
        *checked_files(desk.folder),
        FINDINGS.file(desk.folder),
        *known_files(desk, phase, snapshot.as_of),
        *([desk.folder.root / desk.engagement.template] if desk.engagement.template else []),
    )
    parts = [kit_sha256(), lock_sha256(), str(phase), snapshot.id, snapshot.as_of.isoformat(), dump_json(values)]
    sha256 = _digest([*parts, *(_file_sha256(path) for path in files)])
    return Inputs(phase, snapshot.as_of, snapshot.id, values, sha256, settings_of(desk.engagement))


def settings_of(engagement: Engagement) -> dict[str, str]:
    """What an engagement says about counting, by key: two runs tell by it which setting changed between them."""
    said = engagement.model_dump(mode="json", by_alias=True, exclude=set(NO_FIGURE))
    return {key: _digest([dump_json(value)])[:12] for key, value in sorted(said.items())}


@cache
def kit_sha256() -> str:
    """A hash over the package's own files: a changed kit is a changed input, also between two versions."""
    paths = (p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc" and "_kit" not in p.parts)
    return _digest(f"{path.relative_to(PACKAGE).as_posix()} {_file_sha256(path)}" for path in sorted(paths))


@cache
def lock_sha256() -> str:
    """The hash of the lock that the kit was installed by; empty where it did not ship."""
    root = repository() or PACKAGE / "_kit"
    return _file_sha256(root / "requirements.lock")


def _file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
