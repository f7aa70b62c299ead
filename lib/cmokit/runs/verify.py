"""Is everything as it was handed over? An archive or folder against its manifest, a client's reports against theirs."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.errors import DataNotReadable, UsageError
from cmokit.exhibits.facts_file import read_json
from cmokit.runs.bundle.archive import MANIFEST, sha256_of
from cmokit.runs.issued import changed_since, issued_copies
from cmokit.runs.manifest import NAME, deliverable_sha256
from cmokit.vocabulary import PHASES

DIGITS = 9  # significant ones: what two platforms have in common
FACTS = "facts.json"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_OWN = {".venv", "__pycache__"}  # made by following the runbook, no part of what was handed over


class What(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    FIGURE = "figure"


@dataclass(frozen=True, order=True)
class Difference:
    """file: as the manifest names it. figure, before, now: of a figure that came out otherwise."""

    file: str
    what: What
    figure: str = ""
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class Verified:
    """files_count: how many were looked at. figures_count: how many figures were held against those handed over."""

    what: str
    files_count: int
    differences: tuple[Difference, ...] = ()
    figures_count: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.differences


def verify_path(path: Path) -> Verified:
    """An archive, an unpacked one, or the folder of a published report. Raises UsageError or DataNotReadable."""
    if path.is_file():
        return _archive(path)
    if (path / MANIFEST).is_file():
        return _folder(path)
    if (path / NAME).is_file():
        return Verified(str(path), *_report(path, path.name))
    raise UsageError(
        "nothing here says what should be there",
        code="no_manifest",
        file=path,
        wanted=f"an archive, or a folder with {MANIFEST} or {NAME}",
    )


def verify_client(workspace: Workspace, client: ClientFolder) -> Verified:
    """Every published report and issued copy; in a workspace that was handed over, its figures against those too."""
    count = 0
    found: list[Difference] = []
    for folder in _published(client):
        name = folder.relative_to(client.reports).as_posix()
        many, differences = _report(folder, name)
        count, found = count + many, [*found, *differences]
    for copy in issued_copies(client):
        count += len(copy.entry.files)
        found += [Difference(f"issued/{copy.folder.name}/{name}", What.CHANGED) for name in changed_since(copy)]
    if not count:
        raise UsageError(
            "no report is published", "nothing_published", client.reports, mend=f"cmokit run {client.slug} all"
        )
    figures, differing = _against_handed_over(workspace, client)
    return Verified(client.slug, count, tuple(sorted([*found, *differing])), figures)


def figures_that_differ(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(name, before, now) of every figure, and every verdict, that differs after rounding to 9 digits."""
    one, other = _figures(before), _figures(now)
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield name, _text(one.get(name)), _text(other.get(name))


def _archive(path: Path) -> Verified:
    try:
        with zipfile.ZipFile(path) as archive:
            return _members(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataNotReadable(
            "this archive cannot be opened", "not_an_archive", path, found=str(error)[:80], mend="copy it again"
        ) from error


def _members(path: Path, archive: zipfile.ZipFile) -> Verified:
    members = [info for info in archive.infolist() if not info.is_dir()]
    top = next((info.filename.split("/")[0] for info in members if info.filename.endswith(f"/{MANIFEST}")), None)
    if top is None:
        raise DataNotReadable(f"this archive holds no {MANIFEST}", "no_manifest", path, mend="it is no handover")
    told = _told(_member(archive, f"{top}/{MANIFEST}") or b"", path)
    there: dict[str, str] = {}
    found: list[Difference] = []
    for info in members:
        name = info.filename.removeprefix(f"{top}/")
        if not info.filename.startswith(f"{top}/") or name in there:
            found.append(Difference(info.filename, What.EXTRA))
        elif name != MANIFEST:
            content = _member(archive, info)
            there[name] = "" if content is None else hashlib.sha256(content).hexdigest()
    return Verified(path.name, len(told), tuple(sorted([*found, *_differences(told, there)])))


def _member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes | None:
    """None where its bytes do not make up what was packed."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None


def _folder(root: Path) -> Verified:
    told = _told((root / MANIFEST).read_bytes(), root / MANIFEST)
    paths = (path for path in root.rglob("*") if path.is_file() and not _is_own(path.relative_to(root)))
    there = {path.relative_to(root).as_posix(): sha256_of(path) for path in sorted(paths)}
    there.pop(MANIFEST, None)
    return Verified(root.resolve().name, len(told), tuple(sorted(_differences(told, there))))


def _is_own(path: Path) -> bool:
    return bool(_OWN & set(path.parts)) or path.name == ".lock"


def _told(content: bytes, file: Path) -> dict[str, str]:
    """Name → hash. Raises DataNotReadable with the line that is none; a name may not lead out of the folder."""
    told = {}
    for row, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        path = PurePosixPath(found[2]) if found else PurePosixPath("/")
        if found is None or path.is_absolute() or ".." in path.parts:
            raise DataNotReadable(
                "the manifest holds a line that names no file",
                "bad_manifest",
                file,
                row,
                found=line[:80],
                wanted="64 digits, two blanks, a name",
            )
        told[found[2]] = found[1]
    return told


def _differences(told: Mapping[str, str], there: Mapping[str, str]) -> Iterator[Difference]:
    for name in told.keys() | there.keys():
        if name not in there:
            yield Difference(name, What.MISSING)
        elif name not in told:
            yield Difference(name, What.EXTRA)
        elif told[name] != there[name]:
            yield Difference(name, What.CHANGED)


def _report(folder: Path, name: str) -> tuple[int, tuple[Difference, ...]]:
    """A published folder against its manifest: how many files it names, and what is otherwise. An archive beside the
    report is not of that run.
    """
    said = {entry["file"]: entry["sha256"] for entry in read_json(folder / NAME)["deliverables"]}
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != NAME and path.suffix != ".zip")
    there = {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(paths)}
    found = (Difference(f"{name}/{one.file}", one.what) for one in _differences(said, there))
    return len(said), tuple(sorted(found))


def _sha256(path: Path) -> str:
    """Empty where an office file can no longer be opened: it is changed."""
    try:
        return deliverable_sha256(path)
    except zipfile.BadZipFile:
        return ""


def _published(client: ClientFolder) -> Iterator[Path]:
    phases = (client.reports / phase for phase in PHASES)
    others = (path for inner in ("exports", "update") for path in sorted((client.reports / inner).glob("[!.]*")))
    yield from (folder for folder in (*phases, *others) if (folder / NAME).is_file())


def _against_handed_over(workspace: Workspace, client: ClientFolder) -> tuple[int, tuple[Difference, ...]]:
    """The figures of the reports as they are now against those that came with the archive, which its runs kept."""
    path = workspace.root / MANIFEST
    if not path.is_file():
        return 0, ()
    told = _told(path.read_bytes(), path)
    kept = {sha256_of(file): file for file in sorted(client.runs.glob(f"*/{FACTS}"))}
    count = 0
    found: list[Difference] = []
    for phase in PHASES:
        name = f"reports/{client.slug}/{phase}/{FACTS}"
        now, before = client.reports / phase / FACTS, kept.get(told.get(name, ""))
        if before is None or not now.is_file():
            continue
        old, new = read_json(before), read_json(now)
        count += len(old["facts"])
        found += [
            Difference(f"{phase}/{FACTS}", What.FIGURE, *differing) for differing in figures_that_differ(old, new)
        ]
    return count, tuple(found)


def _figures(document: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    from cmokit.exhibits.bundle import fact_from_dict

    facts = map(fact_from_dict, document["facts"])
    found: dict[str, tuple[Any, ...]] = {f.name: _rounded((f.value, f.unit, f.n, f.low, f.high)) for f in facts}
    for said in document["analyses"]:
        rows = (said["evidence"] or {}).get("rows_count")
        found[said["id"]] = _rounded((said["severity"], said["money_at_stake_amount"], rows))
    return found


def _rounded(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(v if v is None or isinstance(v, str) else f"{float(v):.{DIGITS}g}" for v in values)


def _text(values: tuple[Any, ...] | None) -> str:
    return "" if values is None else str(values[0])
