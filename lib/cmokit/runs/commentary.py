"""A phase's commentary: Markdown files under headings that are section ids, read and never written by a run."""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import ConfigurationError
from cmokit.render.report_meta import LOGO_KINDS, REPORT_MIME, Comment, ReportMeta
from cmokit.runs.cited import dated, read_cited
from cmokit.vocabulary import Phase

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from cmokit.render.notebook import Pages

_SECTION = re.compile(r"##(?!#)[ \t]*(.*?)[ \t]*#*[ \t]*$")
_TITLE = re.compile(r"#(?!#)[ \t]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)>\s]+)>?[^)]*\)")
_SHOWN = {kind: mime for kind, mime in LOGO_KINDS.items() if kind != ".svg"}
README = "README.md"


def commentary_of(folder: ClientFolder, phase: Phase, *, private: bool = False) -> tuple[Comment, ...]:
    """The comments of `commentary/<phase>.md` and, with `private`, of `<phase>.private.md`, in the order of the files.

    Each carries how the figures that it cites read when it was first printed. Raises ConfigurationError on a file that
    is no UTF-8 text.
    """
    cited = read_cited(folder, phase)
    return tuple(dated(comment, cited) for path in _files(folder, phase, private) for comment in read_comments(path))


def read_comments(path: Path) -> Iterator[Comment]:
    """The comments of one file: a section each, with the line on which its text begins; headings alone are none."""
    is_private = path.name.endswith(".private.md")
    for section, line, text in _sections(_text(path).split("\n")):
        if text:
            pictures = tuple(_pictures(text, path.parent))
            yield Comment(section, text, f"commentary/{path.name}", line, is_private, (), pictures)


def with_commentary(pages: "Pages", folder: ClientFolder, phase: Phase, *, private: bool = False) -> "Pages":
    """Pages with the commentary as its files say it now, whatever it was when the notebook was executed."""
    return replace(pages, meta=replace(pages.meta, commentary=commentary_of(folder, phase, private=private)))


def refreshed(notebook: "NotebookNode", comments: Sequence[Comment]) -> "NotebookNode":
    """An executed notebook whose report carries these comments, whatever they were when it was executed."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            said = output.get("data", {}).get(REPORT_MIME)
            if said:
                told = replace(ReportMeta.from_dict(said), commentary=tuple(comments)).to_dict()
                output["data"][REPORT_MIME] = {**said, "commentary": told["commentary"]}
    return notebook


def commentary_sha256(comments: Sequence[Comment]) -> str:
    """What of a commentary decides how a report reads: its words, and how cited figures stood."""
    return hashlib.sha256(json.dumps([asdict(comment) for comment in comments], sort_keys=True).encode()).hexdigest()


def on_sections(pages: "Pages", sections: Collection[str]) -> "Pages":
    """Pages that hold only some of a report's sections, without the comments on the others."""
    kept = tuple(c for c in pages.meta.commentary if "." not in c.section or c.section in sections)
    return replace(pages, meta=replace(pages.meta, commentary=kept))


def unread_files(folder: ClientFolder) -> list[Path]:
    """Markdown files of the commentary's folder that belong to no phase, so that nobody waits for them in vain."""
    named = {README.lower(), *(f"{phase}{ending}" for phase in Phase for ending in (".md", ".private.md"))}
    return sorted(
        path for path in folder.commentary.glob("*.[mM][dD]") if path.name not in named and path.name != README
    )


def sections_with_lines(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """The sections of a commentary: id, first line of the text and the one after its last, counted from 0.

    What stands above the first heading has the id ''. A heading inside fenced code is none.
    """
    section, start, fence = "", 0, ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark.group(1).startswith(fence) else fence or mark.group(1)
        found = None if fence else _SECTION.match(line)
        if found:
            yield section, start, number
            section, start = found.group(1), number + 1
    yield section, start, len(lines)


def _sections(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    """Section, the line (from 1) of its first words, its text without blank lines around it."""
    for section, start, end in sections_with_lines(lines):
        told = list(enumerate(lines[start:end], start + 1))
        if not section:  # the file's own title is no comment
            told = [(number, "" if _TITLE.match(line) else line) for number, line in told]
        filled = [number for number, line in told if line.strip()]
        if filled:
            kept = [line for number, line in told if filled[0] <= number <= filled[-1]]
            yield section, filled[0], "\n".join(kept)
        else:
            yield section, start + 1, ""


def _files(folder: ClientFolder, phase: Phase, private: bool) -> list[Path]:
    names = [f"{phase}.md", *([f"{phase}.private.md"] if private else [])]
    return [path for name in names if (path := folder.commentary / name).is_file()]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        raise ConfigurationError(
            "this commentary is no UTF-8 text",
            code="commentary_encoding",
            file=path,
            row=fault.object.count(b"\n", 0, fault.start) + 1,
            found=repr(fault.object[fault.start : fault.start + 8]),
            wanted="Markdown in UTF-8",
            mend="save the file as UTF-8 in the editor that wrote it",
        ) from fault


def _pictures(text: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The pictures that lie beside the commentary and that a text shows: address, content as a `data:` address."""
    for address in dict.fromkeys(_PICTURE.findall(text)):
        path = (folder / address).resolve()
        kind = _SHOWN.get(path.suffix.lower())
        if kind and ":" not in address and path.is_relative_to(folder.resolve()) and path.is_file():
            yield address, f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
