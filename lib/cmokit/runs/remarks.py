"""What a run says about the words of people: one line each, with the place and the mend."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmokit.engagement.workspace import ClientFolder
from cmokit.errors import one_line
from cmokit.exhibits.section import Section
from cmokit.render.commentary import (
    OPENING,
    SUMMARY,
    loose_numerals,
    lost_comments,
    moved_figures,
    unknown_figures,
)
from cmokit.runs.commentary import unread_files
from cmokit.runs.lab import kit_notebook, own_notebook
from cmokit.runs.notebook_changes import changes_between
from cmokit.runs.offer import offered
from cmokit.runs.parameters import NOTEBOOKS
from cmokit.vocabulary import Phase

if TYPE_CHECKING:
    from cmokit.render.notebook import Pages

MARK = "{{fact:"


@dataclass(frozen=True)
class Remark:
    """place: file and line, or cell.

    code: loose_numeral, unknown_figure, moved_figure, lost_comment, unread_file, offered_cells, kit_moved_on.
    """

    code: str
    place: str
    message: str
    found: str = ""
    mend: str = ""

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message}"]
        parts += [f"found: {self.found}"] if self.found else []
        parts += [f"do: {self.mend}"] if self.mend else []
        return one_line(" | ".join(parts))


def remarks_on(pages: "Pages", folder: ClientFolder) -> tuple[Remark, ...]:
    """Everything to be said, the gravest first: words that could get lost, then figures, then numbers."""
    return (
        *_lost(pages),
        *_unread(folder),
        *unknown_in(pages),
        *_moved(pages),
        *_loose(pages),
        *_offered(folder, Phase(pages.meta.phase)),
        *_kit_moved_on(folder, Phase(pages.meta.phase)),
    )


def _lost(pages: "Pages") -> Iterator[Remark]:
    held = [item.analysis for item in pages.items if isinstance(item, Section)]
    for comment in lost_comments(held, pages.meta):
        near = difflib.get_close_matches(comment.section.lower(), [*held, SUMMARY, OPENING], n=1)
        mend = f"write ## {near[0]}" if near else "put the words under the id of a section of the report"
        told = "the report holds no such section; the comment stands at its end"
        if not comment.section:
            told = "these words stand above the first heading; they are printed at the report's end"
        yield Remark("lost_comment", f"{comment.origin}, line {comment.line}", told, comment.section, mend)


def _unread(folder: ClientFolder) -> Iterator[Remark]:
    for path in unread_files(folder):
        told = "no phase has this name, so that nothing of the file is printed"
        yield Remark("unread_file", f"commentary/{path.name}", told, "", "name it audit.md, baseline.md, pilot.md …")


def unknown_in(pages: "Pages") -> Iterator[Remark]:
    """References to figures that the pages do not hold; a copy of some sections may lack what its words cite."""
    for mark in unknown_figures(pages):
        mend = f"write {MARK}{mark.nearest}}}}}" if mark.nearest else "cmokit facts CLIENT lists the names"
        yield Remark("unknown_figure", mark.place, "the report holds no such figure", mark.name, mend)


def _moved(pages: "Pages") -> Iterator[Remark]:
    for move in moved_figures(pages):
        told = f"{move.fact.name} was written at {move.then}, now {move.now}"
        yield Remark("moved_figure", move.place, told, "", "read the words again; editing the paragraph dates it anew")


def _loose(pages: "Pages") -> Iterator[Remark]:
    for found in loose_numerals(pages):
        if not found.text.startswith(MARK):
            mend = f"cite {MARK}NAME}}}}, or name who said it: {{{{said:{found.text}|WHO, WHEN}}}}"
            yield Remark("loose_numeral", found.place, "this number has no source", found.text, mend)


def _offered(folder: ClientFolder, phase: Phase) -> Iterator[Remark]:
    found = offered(folder, phase)
    if found:
        told = f"{len(found)} Markdown cell{'s are' if len(found) > 1 else ' is'} not in commentary/{phase}.md"
        yield Remark("offered_cells", found[0].notebook, told, "", f"cmokit lab {folder.slug} {phase} --take")


def _kit_moved_on(folder: ClientFolder, phase: Phase) -> Iterator[Remark]:
    """A client's own notebook runs as it is; what the kit has changed since it was copied is not in it."""
    path = folder.notebooks / NOTEBOOKS.get(phase, "")
    changes = changes_between(own_notebook(path), kit_notebook(phase)) if path.is_file() else ()
    count = sum(change.state in ("kit", "both", "kit_cell", "kit_removed") for change in changes)
    if count:
        told = f"the kit has changed {count} cell{'s' if count > 1 else ''} since this copy was made"
        yield Remark("kit_moved_on", f"notebooks/{path.name}", told, "", f"cmokit lab {folder.slug} {phase} --merge")
