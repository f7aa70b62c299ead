"""Markdown cells that an analyst wrote in JupyterLab, offered to the commentary and taken into it."""

import base64
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.workspace import ClientFolder
from cmokit.engagement.writing import write_bytes
from cmokit.errors import UsageError
from cmokit.exhibits.section import SECTION_MIME
from cmokit.render.commentary import OPENING
from cmokit.render.notebook import TAKEN, is_kit, is_taken, source_sha256
from cmokit.runs.commentary import sections_with_lines
from cmokit.runs.lab import own_notebook, write_notebook
from cmokit.runs.parameters import NOTEBOOKS, notebook_name
from cmokit.vocabulary import Phase

_SHOWN = re.compile(r"report\.show\(([^)]*)\)|report\[\s*(['\"][\w.]+['\"])\s*\]")
_NAME = re.compile(r"['\"]([\w.]+)['\"]")
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=\s)", re.MULTILINE)
_FENCED = re.compile(r"(^ {0,3}(?:```|~~~)[\s\S]*?(?:^ {0,3}(?:```|~~~)[ \t]*$|\Z))", re.MULTILINE)
_ADDRESS = re.compile(r"(!\[[^\]]*\]\(\s*)([^)\s]+)")
DEEPEST, OWN_LEVEL = 6, 3  # `##` is a section in a commentary, so that an analyst's headings begin at three


@dataclass(frozen=True)
class Offered:
    """A Markdown cell that stands in no commentary. cell: its number from 1; section: under which it would stand."""

    notebook: str
    cell: int
    section: str
    text: str

    @property
    def first_line(self) -> str:
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")


def offered(folder: ClientFolder, phase: Phase) -> tuple[Offered, ...]:
    """The cells of the client's own notebook that could be taken; none where the kit's notebook runs as it is."""
    path = _path(folder, phase)
    return tuple(cell for cell, _ in _offers(own_notebook(path), path, phase)) if path and path.is_file() else ()


def take(folder: ClientFolder, phase: Phase, wanted: Collection[int] = ()) -> tuple[Offered, ...]:
    """Write cells into `commentary/<phase>.md`, each under its section, and mark them as taken in the notebook.

    wanted: cell numbers; none means all that are offered. The cell stays in the notebook and is printed as a comment
    only; edited, it is offered again. Raises UsageError on a number that is not offered.
    """
    with engagement_lock(folder, "a commentary"):
        path = _path(folder, phase)
        if path is None or not path.is_file():
            return ()
        notebook = own_notebook(path)
        offers = list(_offers(notebook, path, phase))
        _check(wanted, [offer.cell for offer, _ in offers], path)
        chosen = [(offer, cell) for offer, cell in offers if not wanted or offer.cell in wanted]
        target = folder.commentary / f"{phase}.md"
        for offer, cell in chosen:
            _append(target, offer.section, _as_comment(cell, offer, folder.commentary, path.parent, phase))
            cell["metadata"][TAKEN] = {"file": f"commentary/{target.name}", "sha256": source_sha256(cell)}
        if chosen:
            write_notebook(path, notebook)
        return tuple(offer for offer, _ in chosen)


def _path(folder: ClientFolder, phase: Phase) -> Path | None:
    return folder.notebooks / notebook_name(phase) if phase in NOTEBOOKS else None


def _offers(notebook: Any, path: Path, phase: Phase) -> Iterator[tuple[Offered, Any]]:
    section = OPENING
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            section = _last_shown(cell, phase) or section
        elif cell["cell_type"] == "markdown" and cell["source"].strip() and not is_kit(cell) and not is_taken(cell):
            yield Offered(f"notebooks/{path.name}", number, section, cell["source"]), cell


def _last_shown(cell: Mapping[str, Any], phase: Phase) -> str:
    """The last section that a code cell shows: by its outputs, else by what its text asks for; empty where none."""
    bundles = [out["data"][SECTION_MIME] for out in cell.get("outputs", ()) if SECTION_MIME in out.get("data", {})]
    if bundles:
        return str(bundles[-1]["analysis"])
    names = [name for found in _SHOWN.finditer(cell["source"]) for name in _NAME.findall(found.group())]
    from cmokit.analyses.catalog import CATALOG  # slow to import: not where nothing has changed

    held = [a.id for name in names for a in CATALOG if phase in a.phases and name in (a.id, a.family)]
    return held[-1] if held else ""


def _check(wanted: Collection[int], known: list[int], path: Path) -> None:
    strange = [number for number in wanted if number not in known]
    if strange:
        raise UsageError(
            "this cell is not offered",
            code="unknown_cell",
            file=path,
            found=f"cell {strange[0]}",
            wanted=", ".join(f"cell {number}" for number in known) or "none is left to take",
        )


def _as_comment(cell: Any, offer: Offered, commentary: Path, notebooks: Path, phase: Phase) -> str:
    """A cell's text for the commentary: headings below the section's, its pictures beside the file."""

    def kept(found: re.Match[str]) -> str:
        content = _picture(found[2], cell, notebooks)
        if content is None:
            return found[0]
        name = f"{phase}-{cell.get('id', offer.cell)}-{Path(found[2].removeprefix('attachment:')).name}"
        write_bytes(commentary / name, content)
        return found[1] + name

    parts = _FENCED.split(offer.text.strip("\n"))
    levels = [len(found[2]) for part in parts[::2] for found in _HEADING.finditer(part)]
    deeper = max(OWN_LEVEL - min(levels), 0) if levels else 0
    parts[::2] = [_ADDRESS.sub(kept, _lowered(part, deeper)) for part in parts[::2]]
    return "".join(parts)


def _lowered(text: str, deeper: int) -> str:
    return _HEADING.sub(lambda found: f"{found[1]}{'#' * min(len(found[2]) + deeper, DEEPEST)}", text)


def _picture(address: str, cell: Any, notebooks: Path) -> bytes | None:
    """A picture that the cell holds or that lies beside its notebook; None where the address is left as it is."""
    if address.startswith("attachment:"):
        kept = cell.get("attachments", {}).get(address.removeprefix("attachment:"), {})
        return next((base64.b64decode("".join(content)) for content in kept.values()), None)
    path = (notebooks / address).resolve()
    is_beside = ":" not in address and path.is_relative_to(notebooks.resolve()) and path.is_file()
    return path.read_bytes() if is_beside else None


def _append(target: Path, section: str, text: str) -> None:
    """Words at the end of their section; the rest of the file stays byte for byte."""
    before = target.read_bytes().decode("utf-8") if target.is_file() else ""
    end = "\r\n" if "\r\n" in before else "\n"
    lines = before.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    ends = [stop for name, _, stop in sections_with_lines(lines) if name == section]
    told = text.replace("\r\n", "\n").split("\n")
    if ends:
        at = ends[-1]
        while at and not lines[at - 1].strip():
            at -= 1
        lines[at:at] = ["", *told]
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [*([""] if lines else []), f"## {section}", "", *told, ""]
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    write_bytes(target, (mark + end.join(lines)).encode("utf-8"))
