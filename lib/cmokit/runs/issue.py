"""Issuing a report: a numbered copy that never changes again, entered in the register of deliverables."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import make_folder
from cmokit.registers.base import read_register
from cmokit.registers.deliverables import DELIVERABLES, Deliverable, Override, State
from cmokit.render.formats import Look
from cmokit.runs.deliverables import Say
from cmokit.runs.desk import Desk
from cmokit.runs.export import export, pages_for
from cmokit.runs.issue_checks import (
    lines_of,
    newer_files,
    refuse_again,
    refuse_changed,
    refuse_loose,
    refuse_withdrawn,
    what_is_loose,
)
from cmokit.runs.issue_stamp import restating, stamp_of, usual_criteria, usual_evidence
from cmokit.runs.issued import (
    IssuedCopy,
    copies_of,
    enter,
    files_in,
    folder_name,
    issued_copies,
    issued_folder,
    next_version,
    put_in_place,
    record_of,
    repair_issued,
    write_record,
)
from cmokit.runs.override import Passed
from cmokit.runs.published_run import PublishedRun, published_run
from cmokit.vocabulary import Audience, Phase
from cmokit.words import say

if TYPE_CHECKING:
    from cmokit.render.notebook import Pages
    from cmokit.render.stamp import Stamp


STOPPING = ("loose_numeral", "unknown_figure")  # codes of remarks that nobody is only warned of


@dataclass(frozen=True)
class Issued:
    """entry: as the register holds it. restated_count: figures that the copy before
    states otherwise. warnings: lines."""

    entry: Deliverable
    folder: Path
    files: tuple[Path, ...]
    register: Path
    restated_count: int
    warnings: tuple[str, ...]


def issue(
    desk: Desk,
    phase: Phase,
    audience: Audience,
    *,
    to: str,
    today: date,
    passed: Passed | None = None,
    progress: Say = lambda line: None,
) -> Issued:
    """Freeze a copy of the published report for an audience and enter it in the register.

    today: the day of issue. passed: lets numbers without a source through, on record. Raises CmokitError and leaves
    nothing behind where the report is not whole, stands on withdrawn data, holds such numbers, or was issued already.
    """
    client = desk.folder
    with engagement_lock(client, "an issue"):
        repair_issued(client)
        items = read_register(client, DELIVERABLES)
        run = published_run(desk, phase)
        refuse_changed(client, run)
        refuse_withdrawn(client, run)
        pages = pages_for(desk, run, audience)
        overrides = _overrides(desk, pages, passed, today)
        entry = _entry(desk, items, run, audience, to, today).model_copy(update={"overrides": overrides})
        stamp = _stamp(desk, entry, run, pages, today)
        folder, done = _made(desk, entry, stamp, pages, progress)
        register = enter(client, done)
        files = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
        warnings = (*lines_of(newer_files(client, run), client, run), *_worth_a_look(pages, desk))
        restated = sum(bool(figure.old) for figure in stamp.restated)
        return Issued(done, folder, files, register, restated, warnings)


def _overrides(desk: Desk, pages: "Pages", passed: Passed | None, today: date) -> tuple[Override, ...]:
    """What is let pass; RunFailed where something stands against issuing and nobody does."""
    from cmokit.render.commentary import loose_numerals

    loose = loose_numerals(pages)
    if passed is None:
        refuse_loose(desk.folder, loose)
    if passed is None or not loose:
        return ()
    return (Override(what=what_is_loose(loose), name=passed.name, reason=passed.reason, on=today),)


def _worth_a_look(pages: "Pages", desk: Desk) -> tuple[str, ...]:
    """What people's words call for before somebody else reads them: a figure that moved, a comment on no section."""
    from cmokit.runs.remarks import remarks_on

    return tuple(str(remark) for remark in remarks_on(pages, desk.folder) if remark.code not in STOPPING)


def _entry(
    desk: Desk, items: Sequence[Deliverable], run: PublishedRun, audience: Audience, to: str, today: date
) -> Deliverable:
    """The copy as the register will hold it, files apart: a planned report's own item, else a new one."""
    phase, language = run.phase, desk.engagement.language
    version = next_version(desk.folder, items, phase, audience)
    earlier = [item for item in items if (item.phase, item.audience) == (phase, audience) and item.version]
    planned = next((item for item in items if _is_planned(item, phase, audience)), None)
    like = planned or (earlier[-1] if earlier else None)
    return Deliverable(
        id=planned.id if planned else f"{phase}-{version}-{audience}",
        deliverable=like.deliverable if like else say(f"issue.titles.{phase}", None, language),
        phase=phase,
        owner=like.owner if like else None,
        due_on=planned.due_on if planned else None,
        criteria=(like.criteria if like else ()) or usual_criteria(phase, language),
        evidence=like.evidence if like else None,
        state=State.ISSUED,
        version=version,
        audience=audience,
        issued_to=to,
        issued_on=today,
        folder=folder_name(today, phase, version, audience),
        run=run.run_id,
    )


def _is_planned(item: Deliverable, phase: Phase, audience: Audience) -> bool:
    is_open = item.state in (State.PLANNED, State.WORKING) and item.version is None
    return is_open and item.phase == phase and item.audience in (None, audience)


def _stamp(desk: Desk, entry: Deliverable, run: PublishedRun, pages: "Pages", today: date) -> "Stamp":
    """What the copy says about itself. Raises RunFailed where this very report was issued to the same reader."""
    from cmokit.runs.commentary import commentary_sha256

    client, said = desk.folder, desk.engagement
    usual = usual_criteria(run.phase, said.language)
    evidence = usual_evidence(run.phase, said.language) if entry.criteria == usual else (entry.evidence or "",)
    copies = [copy for copy in issued_copies(client) if copy.entry.phase == run.phase]
    stamp = stamp_of(entry, today, evidence, copies)
    previous = _latest(copies_of(client, run.phase, Audience(stamp.audience)))
    if previous is None:
        return stamp
    refuse_again(client, previous, run, stamp.to, commentary_sha256(pages.meta.commentary))
    return restating(stamp, previous, run, pages, client, Look(said.locale, said.language))


def _latest(copies: Sequence[IssuedCopy]) -> IssuedCopy | None:
    return copies[-1] if copies else None


def _made(desk: Desk, entry: Deliverable, stamp: "Stamp", pages: "Pages", progress: Say) -> tuple[Path, Deliverable]:
    """The frozen folder, and the entry with its files; a failure leaves neither."""
    target = make_folder(issued_folder(desk.folder)) / (entry.folder or "")
    making = target.with_name(f".{target.name}")
    try:
        export(desk, entry.phase, Audience(stamp.audience), stamp=stamp, target=making, say=progress)
        done = entry.model_copy(update={"files": files_in(making)})
        write_record(target, done, _sections(pages, stamp))
        put_in_place(making, target)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        if not target.exists():
            record_of(target).unlink(missing_ok=True)
        raise
    return target, done


def _sections(pages: "Pages", stamp: "Stamp") -> tuple[tuple[str, str], ...]:
    """Number and title of what a remark on this copy may be about, as the copy prints them."""
    from cmokit.exhibits.section import Section
    from cmokit.render.document import report_document
    from cmokit.render.numbering import listed

    meta = replace(pages.meta, stamp=stamp)
    sections = [item for item in pages.items if isinstance(item, Section)]
    return listed(report_document(pages.items, meta), sections, meta)
