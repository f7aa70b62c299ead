"""Issued copies on the disk: one read-only folder each, and beside it a record that says what the register says.

The record comes first, then the folder by one rename, then the register. What a crash left in between is mended on the
next start. The record stands beside the folder and not in it, because the folder is what is sent, and the record names
people whom a copy for the board may not.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_text
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.registers.base import read_register
from cmokit.registers.deliverables import DELIVERABLES, Deliverable, IssuedFile, State
from cmokit.registers.written import write_items
from cmokit.vocabulary import Audience, Phase

FOLDER = "issued"  # in reports/<client>/
SCHEMA = 1
READ_ONLY_FILE, READ_ONLY_FOLDER = 0o400, 0o500
_VERSION = re.compile(r"_v(\d+)_")


@dataclass(frozen=True)
class IssuedCopy:
    """One folder of issued/. entry: as the register was told. sections: (number, title) that a remark may cite."""

    folder: Path
    entry: Deliverable
    sections: tuple[tuple[str, str], ...]


def issued_folder(client: ClientFolder) -> Path:
    return client.reports / FOLDER


def folder_name(day: date, phase: Phase, version: str, audience: Audience) -> str:
    return f"{day.isoformat()}_{phase}_{version}_{audience}"


def issued_copies(client: ClientFolder) -> tuple[IssuedCopy, ...]:
    """All copies, oldest first; a folder without its record is none."""
    found = (_copy(path) for path in sorted(issued_folder(client).glob("[!.]*.json")))
    return tuple(sorted(filter(None, found), key=lambda copy: (copy.entry.issued_on or date.min, _number(copy))))


def copies_of(client: ClientFolder, phase: Phase, audience: Audience) -> tuple[IssuedCopy, ...]:
    """The copies of a phase for an audience, by their number."""
    fitting = (c for c in issued_copies(client) if (c.entry.phase, c.entry.audience) == (phase, audience))
    return tuple(sorted(fitting, key=_number))


def next_version(client: ClientFolder, items: Iterable[Deliverable], phase: Phase, audience: Audience) -> str:
    """One more than any copy had, in the register or on the disk: a number is never given twice."""
    told = [i.version for i in items if i.version and (i.phase, i.audience) == (phase, audience)]
    folders = issued_folder(client).glob(f"*_{phase}_v*_{audience}")
    there = [f"v{found.group(1)}" for path in folders if (found := _VERSION.search(path.name))]
    return f"v{max((int(version[1:]) for version in (*told, *there)), default=0) + 1}"


def record_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def write_record(folder: Path, entry: Deliverable, sections: Sequence[tuple[str, str]]) -> Path:
    listed = [{"number": number, "title": title} for number, title in sections]
    document = {"schema": SCHEMA, "entry": entry.model_dump(mode="json", exclude_defaults=True), "sections": listed}
    return write_text(record_of(folder), dump_json(document), mode=READ_ONLY_FILE)


def files_in(folder: Path) -> tuple[IssuedFile, ...]:
    """Every file of a finished copy with the hash of its bytes, which never change again."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        IssuedFile(file=path.relative_to(folder).as_posix(), sha256=hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
    )


def changed_since(copy: IssuedCopy) -> tuple[str, ...]:
    """The files of a copy that are no longer as they were issued, are gone, or came later."""
    told, there = ({file.file: file.sha256 for file in files} for files in (copy.entry.files, files_in(copy.folder)))
    return tuple(sorted(name for name in told.keys() | there.keys() if told.get(name) != there.get(name)))


def put_in_place(finished: Path, target: Path) -> None:
    """The finished folder under its name, in one step, then read-only. Raises OSError where the name is taken."""
    if target.exists():
        raise FileExistsError(f"{target} is there already")
    os.rename(finished, target)
    freeze(target)


def freeze(folder: Path) -> None:
    """Nobody changes an issued copy by mistake, its owner neither."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(READ_ONLY_FOLDER if path.is_dir() else READ_ONLY_FILE)
    folder.chmod(READ_ONLY_FOLDER)


def enter(client: ClientFolder, entry: Deliverable) -> Path:
    """Put a copy into the register. A copy that the same addressee still has to answer is superseded by it."""
    before = read_register(client, DELIVERABLES)
    replaced = [
        item.model_copy(update={"state": State.SUPERSEDED})
        for item in before
        if item.id != entry.id and item.state is State.ISSUED and _same_reader(item, entry)
    ]
    return write_items(client, DELIVERABLES, (*replaced, entry))


def repair_issued(client: ClientFolder) -> tuple[str, ...]:
    """Mend what a killed issue left: half-made folders and records of none go, copies that the register lacks are
    entered. Their ids.
    """
    if not issued_folder(client).is_dir():
        return ()
    for left in issued_folder(client).glob(".*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for record in issued_folder(client).glob("*.json"):
        if not record.with_suffix("").is_dir():
            record.unlink()
    known = {item.id for item in read_register(client, DELIVERABLES) if item.version}
    missing = [copy for copy in issued_copies(client) if copy.entry.id not in known]
    for copy in missing:
        freeze(copy.folder)
        enter(client, copy.entry)
    return tuple(copy.entry.id for copy in missing)


def _copy(path: Path) -> IssuedCopy | None:
    try:
        said: dict[str, Any] = read_json(path)
        sections = tuple((str(one["number"]), str(one["title"])) for one in said["sections"])
        return IssuedCopy(path.with_suffix(""), Deliverable.model_validate(said["entry"]), sections)
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None


def _number(copy: IssuedCopy) -> int:
    return int((copy.entry.version or "v0")[1:])


def _same_reader(one: Deliverable, other: Deliverable) -> bool:
    return (one.phase, one.audience, one.issued_to) == (other.phase, other.audience, other.issued_to)
