"""`cmokit handover CLIENT --bundle`: the archive made, whole or not at all, and what it says about itself."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cmokit.engagement.kit import repository
from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import PRIVATE_FILE, make_folder
from cmokit.errors import RunFailed
from cmokit.runs.bundle.archive import MANIFEST, Content, manifest_of, write_zip
from cmokit.runs.bundle.contents import Behind, contents_of
from cmokit.runs.bundle.kit_wheel import kit_wheel
from cmokit.runs.bundle.lock import Platform, target
from cmokit.runs.bundle.moving import Moves, moves_of, receiver_of, workspace_text
from cmokit.runs.bundle.runbook import Told, handed_over, runbook
from cmokit.runs.bundle.wheels import fetch_wheels
from cmokit.runs.desk import Desk
from cmokit.runs.inputs import PACKAGE
from cmokit.vocabulary import PHASES, Phase

LOCK = "requirements.lock"
RUNBOOK = "RUNBOOK.md"
LIST = "handed-over.md"  # in engagements/<client>/: what moved, and what was left out
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """to: the receiver's name. platforms: for which wheels are fetched. with_rows: exports and evidence too."""

    to: str
    today: date
    platforms: tuple[Platform, ...] = ()
    with_rows: bool = True


@dataclass(frozen=True)
class Bundle:
    """path: the archive. files: name within it → sha256. moves, contents: what changed hands, what stayed behind."""

    path: Path
    files_count: int
    moves: Moves
    behind: dict[Behind, int]
    wheels_count: int
    phases: tuple[Phase, ...]


def bundle_path(desk: Desk) -> Path:
    return desk.folder.reports / Phase.HANDOVER / f"{desk.folder.slug}-handover.zip"


def make_bundle(desk: Desk, wanted: Wanted, say: Say = lambda line: None) -> Bundle:
    """The archive, in reports/<client>/handover/. Nothing of the workspace changes but that file.

    Raises UsageError for a receiver who is none, RunFailed where nothing is published or a wheel cannot be had.
    """
    receiver = receiver_of(desk.engagement, wanted.to)
    with engagement_lock(desk.folder, "a handover"), tempfile.TemporaryDirectory() as beside:
        phases = tuple(phase for phase in PHASES if (desk.folder.reports / phase / "manifest.json").is_file())
        if not phases:
            raise _nothing_to_hand_over(desk)
        moves = moves_of(desk.folder, desk.engagement, receiver, wanted.today)
        contents = contents_of(desk.workspace, desk.folder, moves.texts, bundle_path(desk), with_rows=wanted.with_rows)
        files = contents.files
        wheels = _wheels(wanted, Path(beside), say)
        files |= wheels
        files |= _brand(desk, receiver)
        files[LOCK] = _lock()
        told = Told(desk, receiver, wanted.today, phases, wanted.platforms, wanted.with_rows, moves, contents.counts)
        files[RUNBOOK] = runbook(told).encode()
        files[f"engagements/{desk.folder.slug}/{LIST}"] = handed_over(told).encode()
        files[MANIFEST] = manifest_of(files)
        say(f"writing {bundle_path(desk).name}: {len(files)} files")
        path = _written(bundle_path(desk), f"{desk.folder.slug}-handover", files)
    return Bundle(path, len(files), moves, contents.counts, len(wheels), phases)


def _wheels(wanted: Wanted, beside: Path, say: Say) -> dict[str, Content]:
    """The kit's own wheel, and those that it stands on where a platform is named."""
    name, content = kit_wheel()
    found: dict[str, Content] = {f"wheels/{name}": content}
    for platform in wanted.platforms:
        say(f"fetching wheels for {platform} from the package index")
        for path in fetch_wheels(_lock().decode(), target(platform), beside):
            found[f"wheels/{path.name}"] = path
    return found


def _brand(desk: Desk, receiver: object) -> dict[str, Content]:
    """workspace.yaml of the receiver, and the client's logo beside it."""
    logo = desk.engagement.brand.logo
    path = desk.folder.root / logo if logo else None
    has_logo = path is not None and path.is_file()
    text = workspace_text(desk.engagement, receiver, logo if has_logo else None)  # type: ignore[arg-type]
    files: dict[str, Content] = {"workspace.yaml": text.encode()}
    return files | ({str(logo): path} if path is not None and has_logo else {})


def _lock() -> bytes:
    path = (repository() or PACKAGE / "_kit") / LOCK
    if not path.is_file():
        raise RunFailed("the kit's lock is missing", "kit_incomplete", path, mend="install cmokit again")
    return path.read_bytes()


def _written(path: Path, top: str, files: dict[str, Content]) -> Path:
    """The archive in one step: beside its place first, then in it."""
    make_folder(path.parent)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as target_file:
            write_zip(target_file, {f"{top}/{name}": content for name, content in files.items()})
        part.chmod(PRIVATE_FILE)
        part.replace(path)
    except OSError as error:
        raise RunFailed(f"the archive cannot be written: {error.strerror or error}", "not_writable", path) from error
    finally:
        part.unlink(missing_ok=True)
    return path


def _nothing_to_hand_over(desk: Desk) -> RunFailed:
    return RunFailed(
        f"no report of {desk.folder.slug} is published, so there is nothing to hand over",
        code="nothing_published",
        file=desk.folder.reports,
        mend=f"cmokit run {desk.folder.slug} all",
    )
