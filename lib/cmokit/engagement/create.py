"""A new client: the template copied, the answers filled in, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cmokit.engagement.edit import with_values
from cmokit.engagement.kit import kit_folder
from cmokit.engagement.load import check
from cmokit.engagement.lock import FILE_NAME as LOCK
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.engagement.writing import PRIVATE_FILE, make_folder, write_text
from cmokit.engagement.yaml_text import decoded, parse_yaml
from cmokit.errors import CmokitError, ManyErrors, UsageError

_OWN_FOLDERS = ("inbox", "registers", "commentary", "notebooks")


def create_client(workspace: Workspace, slug: str, values: Mapping[str, Any]) -> ClientFolder:
    """A new client's folder from `engagement_template/`; values: dotted keys of engagement.yaml, plain.

    Raises UsageError where the client exists, ManyErrors of it where values are not valid; then nothing is left behind.
    """
    folder = workspace.folder(slug)
    if folder.root.exists():
        raise _exists(folder)
    template = kit_folder("engagement_template")
    text = _filled(template / "engagement.yaml", {"client": slug, **values})
    with _beside(folder.root) as finished:
        _copy(template, finished)
        write_text(finished / "engagement.yaml", text)
        _into_place(finished, folder)
    return folder


def _filled(template: Path, values: Mapping[str, Any]) -> str:
    text = with_values(decoded(template), values, template)
    try:
        check(parse_yaml(template, text))
    except ManyErrors as faults:
        raise ManyErrors([_as_typed(fault) for fault in faults.errors]) from faults
    return text


def _as_typed(fault: CmokitError) -> UsageError:
    """A fault of a file that is not written yet is a fault of the command: its key says which option."""
    return UsageError(fault.message, fault.code, None, None, fault.column, fault.found, fault.wanted, fault.mend)


@contextmanager
def _beside(target: Path) -> Any:
    """An empty folder beside the target; gone afterwards, with the folders made for it, unless moved into place."""
    missing = [part for part in target.parents if not part.exists()]
    make_folder(target.parent)
    finished = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".new-{target.name}-"))
    try:
        yield finished
    finally:
        shutil.rmtree(finished, ignore_errors=True)
        for part in missing:
            with suppress(OSError):
                part.rmdir()


def _copy(template: Path, target: Path) -> None:
    for path in sorted(template.rglob("*")):
        place = path.relative_to(template)
        if path.is_file() and not any(part.startswith((".", "__")) for part in place.parts):
            copied = make_folder((target / place).parent) / place.name
            copied.write_bytes(path.read_bytes())
            copied.chmod(PRIVATE_FILE)
    for name in _OWN_FOLDERS:
        make_folder(target / name)
    write_text(target / LOCK, "")  # there from the start, so that a refused command leaves the folder as it was


def _into_place(finished: Path, folder: ClientFolder) -> None:
    try:
        os.rename(finished, folder.root)
    except OSError as error:
        raise _exists(folder) from error


def _exists(folder: ClientFolder) -> UsageError:
    return UsageError(
        f"the client {folder.slug} exists already",
        code="client_exists",
        file=folder.root,
        mend=f"cmokit status {folder.slug}, or choose another short name",
    )
