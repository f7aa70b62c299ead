"""A report for another audience, from the run that is published: nothing is executed."""

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import make_folder
from cmokit.errors import UsageError
from cmokit.exhibits.section import Section
from cmokit.render.audiences import Secrets, for_audience
from cmokit.render.leaks import document_text, refuse_leaks, refuse_leaks_in_words, unsearched_pictures
from cmokit.render.stamp import Stamp
from cmokit.runs.cited import remember
from cmokit.runs.commentary import commentary_of, commentary_sha256, on_sections, with_commentary
from cmokit.runs.deliverables import Say, read_pages, write_facts, write_pages
from cmokit.runs.desk import Desk
from cmokit.runs.manifest import deliverables_in, write_manifest
from cmokit.runs.notebook import sections_in
from cmokit.runs.publish import publish, repair
from cmokit.runs.published_run import PublishedRun, published_run
from cmokit.runs.remarks import unknown_in
from cmokit.runs.secrets import secrets_of
from cmokit.runs.template import template_of
from cmokit.vocabulary import TOTALS_ONLY, Audience, Phase

if TYPE_CHECKING:
    from cmokit.render.notebook import Pages

EXPORTS = "exports"  # in reports/<client>/


@dataclass(frozen=True)
class Exported:
    """folder: where the copy lies. files: its deliverables, as paths. run_id: the run whose figures it shows."""

    folder: Path
    files: tuple[Path, ...]
    run_id: str


@dataclass(frozen=True)
class Copy:
    """Which copy is wanted. sections: analysis ids, none for all. stamp: of an issued copy."""

    audience: Audience
    sections: tuple[str, ...] = ()
    stamp: Stamp | None = None

    @property
    def holds_nobody(self) -> bool:
        return self.audience in TOTALS_ONLY


def export(
    desk: Desk,
    phase: Phase,
    audience: Audience,
    *,
    sections: Sequence[str] = (),
    stamp: Stamp | None = None,
    target: Path | None = None,
    say: Say = lambda line: None,
) -> Exported:
    """A copy for an audience, made of the published run.

    sections: analysis ids to show; none means all. stamp: what makes it an issued copy; None is a working copy.
    target: where to publish instead of reports/<client>/exports/<phase>_<audience>/; whoever names one holds the
    engagement's lock. Raises CmokitError; a copy published before stays whole whatever happens.
    """
    copy = Copy(audience, tuple(sections), stamp)
    with nullcontext() if target else engagement_lock(desk.folder, "an export"):
        place = target or exports_folder(desk, phase, audience)
        repair(place)
        run = published_run(desk, phase)
        finished = _fresh(place.with_name(f".{place.name}.new"))
        try:
            _make(desk, run, copy, finished, say)
        except BaseException:
            shutil.rmtree(finished)  # nothing half-written, and nothing that may not be seen, stays
            raise
        publish(finished, place)
        return Exported(place, tuple(sorted(path for path in place.rglob("*") if path.is_file())), run.run_id)


def exports_folder(desk: Desk, phase: Phase, audience: Audience) -> Path:
    return desk.folder.reports / EXPORTS / f"{phase}_{audience}"


def _make(desk: Desk, run: PublishedRun, copy: Copy, folder: Path, say: Say) -> None:
    """Everything a copy holds, into `folder`; then one more look at every file. Raises CmokitError."""
    secrets = _secrets(desk, run, copy)
    name = f"{run.phase}_{copy.audience}"
    remember(desk.folder, run.phase, commentary_of(desk.folder, run.phase, private=True), sections_in(run.notebook))
    pages = copy_pages(desk, run, copy, secrets)
    if copy.holds_nobody and (pictures := unsearched_pictures(pages)):
        say(f"no search reads pictures: look at those that people added ({pictures}) before you send this copy")
    for remark in unknown_in(pages):
        say(str(remark))
    write_pages(pages, run.folder, folder, name=name, template=template_of(desk), say=say)
    _write_facts(run, pages, folder)
    _write_manifest(run, copy, pages, secrets, folder)
    if copy.holds_nobody:
        _look_again(pages, folder, copy.audience, secrets)


def pages_for(desk: Desk, run: PublishedRun, audience: Audience) -> "Pages":
    """The pages that a working copy for an audience would hold: what may be asked of a copy before it is made."""
    copy = Copy(audience)
    return copy_pages(desk, run, copy, _secrets(desk, run, copy))


def copy_pages(desk: Desk, run: PublishedRun, copy: Copy, secrets: Secrets) -> "Pages":
    """The pages of one copy, with the commentary of now. Raises RunFailed where people's words name somebody whom the
    copy may not hold.
    """
    pages = read_pages(run.notebook, run.folder, f"{run.phase}_{copy.audience}")
    pages = with_commentary(pages, desk.folder, run.phase, private=copy.audience is Audience.PRIVATE)
    chosen = _chosen(replace(pages, meta=replace(pages.meta, stamp=copy.stamp)), copy.sections)
    shown = for_audience(chosen, copy.audience, secrets)
    if copy.holds_nobody:
        refuse_leaks_in_words(shown, copy.audience, secrets)
    return shown


def _secrets(desk: Desk, run: PublishedRun, copy: Copy) -> Secrets:
    """What the copy may not hold; nothing is looked up for one that may hold everything."""
    if not copy.holds_nobody:
        return Secrets()
    kinds = {str(file["kind"]) for file in run.manifest["files"]}
    return secrets_of(desk, str(run.manifest["snapshot"]), kinds, copy.stamp.to if copy.stamp else "")


def _chosen(pages: "Pages", wanted: tuple[str, ...]) -> "Pages":
    """Only the sections asked for; what an analyst wrote between sections is left out with the others."""
    if not wanted:
        return pages
    known = {item.analysis: item for item in pages.items if isinstance(item, Section)}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise UsageError(
            "the report has no such section", code="unknown_section", found=unknown[0], wanted=", ".join(known)
        )
    kept = replace(pages, items=tuple(section for name, section in known.items() if name in wanted))
    return on_sections(kept, wanted)


def _write_facts(run: PublishedRun, pages: "Pages", folder: Path) -> None:
    from cmokit.render.document import look_of

    is_public = pages.meta.audience == Audience.PUBLIC
    write_facts(
        folder,
        [item for item in pages.items if isinstance(item, Section)],
        look_of(pages.meta),
        client=pages.meta.client_slug if is_public else str(run.facts["client"]),
        phase=str(run.facts["phase"]),
        as_of=date.fromisoformat(run.facts["as_of"]),
        kit=str(run.facts["kit"]),
        currency=pages.meta.currency if is_public else str(run.facts["currency"]),
    )


def _write_manifest(run: PublishedRun, copy: Copy, pages: "Pages", secrets: Secrets, folder: Path) -> None:
    """The run's manifest with what this copy holds; names in it as the copy's audience may read them."""
    said = secrets.cleared(run.manifest, copy.audience, pages.meta.language)
    more = {"audience": str(copy.audience), "sections": list(copy.sections), "deliverables": deliverables_in(folder)}
    write_manifest(folder, {**said, **more, "commentary_sha256": commentary_sha256(pages.meta.commentary)})


def _look_again(pages: "Pages", folder: Path, audience: Audience, secrets: Secrets) -> None:
    """Every file of a copy that may hold nobody, before it is published. Raises RunFailed."""
    from cmokit.render.document import report_document

    shown = document_text(report_document(pages.items, pages.meta)).encode()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        refuse_leaks(name, shown if path.suffix == ".pdf" else path.read_bytes(), audience, secrets)


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return make_folder(folder)
