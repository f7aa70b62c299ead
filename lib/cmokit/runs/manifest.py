"""manifest.json: what decided a run, and the hashes of what it made. Nothing here tells the time."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import cmokit
from cmokit.engagement.writing import write_text
from cmokit.exhibits.facts_file import dump_json, read_json
from cmokit.exhibits.section import Section
from cmokit.runs.inputs import Inputs, kit_sha256, lock_sha256
from cmokit.sources.deliveries import Snapshot

SCHEMA = 1
NAME = "manifest.json"
_OFFICE = {".xlsx", ".docx", ".pptx"}


def manifest(
    inputs: Inputs, snapshot: Snapshot, sections: list[Section], folder: Path, commentary_sha256: str
) -> dict[str, Any]:
    """The manifest of a finished run whose deliverables lie in `folder`."""
    definitions = {d.id: d for section in sections for fact in section.facts if (d := fact.definition)}
    return {
        "schema": SCHEMA,
        "kit": cmokit.__version__,
        "kit_sha256": kit_sha256(),
        "lock_sha256": lock_sha256(),
        "inputs_sha256": inputs.sha256,
        "commentary_sha256": commentary_sha256,
        "run": inputs.run_id,
        "phase": str(inputs.phase),
        "parameters": inputs.parameters,
        "settings": inputs.settings,
        "as_of": inputs.as_of.isoformat(),
        "snapshot": inputs.snapshot,
        "files": [_file_in_use(file) for file in snapshot.files],
        "definitions": [vars(definitions[name]) for name in sorted(definitions)],
        "deliverables": deliverables_in(folder),
    }


def deliverables_in(folder: Path) -> list[dict[str, str]]:
    """Every file of a finished folder, those of inner folders as `fixes/name.csv`, with its hash."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    named = sorted((path.relative_to(folder).as_posix(), path) for path in paths)
    return [{"file": name, "sha256": deliverable_sha256(path)} for name, path in named]


def write_manifest(folder: Path, document: dict[str, Any]) -> None:
    write_text(folder / NAME, dump_json(document))


def is_whole(folder: Path, inputs_sha256: str, commentary_sha256: str) -> bool:
    """Whether a published folder was made from these inputs and words, and every deliverable is as it was written."""
    path = folder / NAME
    if not path.is_file():
        return False
    said = read_json(path)
    if (said.get("inputs_sha256"), said.get("commentary_sha256")) != (inputs_sha256, commentary_sha256):
        return False
    named = ((folder / entry["file"], entry["sha256"]) for entry in said["deliverables"])
    return all(file.is_file() and deliverable_sha256(file) == sha256 for file, sha256 in named)


def deliverable_sha256(path: Path) -> str:
    """A file's hash; an office file's over its members, since a zip's own bytes may differ between platforms."""
    if path.suffix not in _OFFICE:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    total = hashlib.sha256()
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            total.update(name.encode() + b"\0" + hashlib.sha256(archive.read(name)).digest())
    return total.hexdigest()


def _file_in_use(file: Any) -> dict[str, Any]:
    return {
        "file": file.name,
        "path": file.path,
        "kind": file.kind,
        "sha256": file.sha256,
        "rows_in_count": file.rows_in_count,
        "rows_used_count": file.rows_used_count,
        "rows_set_aside_count": file.rows_set_aside_count,
    }
