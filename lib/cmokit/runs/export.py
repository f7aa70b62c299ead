"""A report for another audience, from the run that is published: nothing is executed."""

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmokit.engagement.lock import engagement_lock
from cmokit.engagement.writing import make_folder
from cmokit.errors import UsageError
from cmokit.exhibits.section import Section
from cmokit.runs.commentary import commentary_sha256, on_sections, with_commentary
from cmokit.runs.deliverables import Say, read_pages, write_facts, write_pages
from cmokit.runs.desk import Desk
from cmokit.runs.manifest import deliverables_in, write_manifest
from cmokit.runs.publish import publish, repair
from cmokit.runs.published_run import PublishedRun, published_run
from cmokit.vocabulary import Audience, Phase

if TYPE_CHECKING:
    from cmokit.render.notebook import Pages

EXPORTS = "exports"  # in reports/<client>/


@dataclass(frozen=True)
class Exported:
    """folder: where the copy lies. files: its deliverables, as paths. run_id: the run whose figures it shows."""

    folder: Path
    files: tuple[Path, ...]
    run_id: str


def export(
    desk: Desk,
    phase: Phase,
    audience: Audience,
    *,
    sections: Sequence[str] = (),
    stamp: Any = None,
    target: Path | None = None,
    say: Say = lambda line: None,
) -> Exported:
    """A copy for an audience, made of the published run.

    sections: analysis ids to show; none means all. stamp: ReportMeta.stamp of an issued copy; None is a working copy.
    target: where to publish instead of reports/<client>/exports/<phase>_<audience>/; whoever names one holds the
    engagement's lock. Raises CmokitError; a copy published before stays whole whatever happens.
    """
    with nullcontext() if target else engagement_lock(desk.folder, "an export"):
        place = target or exports_folder(desk, phase, audience)
        repair(place)
        run = published_run(desk, phase)
        name = f"{phase}_{audience}"
        pages = _pages(desk, run, name, audience, tuple(sections), stamp)
        finished = _fresh(place.with_name(f".{place.name}.new"))
        write_pages(pages, run.folder, finished, name=name, say=say)
        _write_facts(run, pages, finished)
        _write_manifest(run, audience, tuple(sections), pages, finished)
        publish(finished, place)
        return Exported(place, tuple(sorted(path for path in place.rglob("*") if path.is_file())), run.run_id)


def exports_folder(desk: Desk, phase: Phase, audience: Audience) -> Path:
    return desk.folder.reports / EXPORTS / f"{phase}_{audience}"


def _secrets(desk: Desk, run: PublishedRun, audience: Audience, stamp: Any) -> Secrets:
    """What this copy may not hold; nothing is looked up where it may hold everything."""
    if audience not in TOTALS_ONLY:
        return Secrets()
    kinds = {str(file["kind"]) for file in run.manifest["files"]}
    return secrets_of(desk, str(run.manifest["snapshot"]), kinds, stamp.to if stamp else "")


def _pages(
    run: PublishedRun, name: str, audience: Audience, sections: tuple[str, ...], stamp: Any, secrets: Secrets
) -> "Pages":
    pages = _chosen(read_pages(run.notebook, run.folder, name), sections)
    if stamp is not None:
        pages = replace(pages, meta=replace(pages.meta, **{"stamp": stamp}))
    shown = for_audience(pages, audience, secrets)
    if audience in TOTALS_ONLY:
        refuse_leaks_in_words(shown, audience, secrets)
    return shown


def _look_again(pages: "Pages", folder: Path, audience: Audience, secrets: Secrets) -> None:
    """Every file of a copy that may hold nobody, before it is published. Raises RunFailed."""
    if audience not in TOTALS_ONLY:
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        content = document_text(pages).encode() if path.suffix == ".pdf" else path.read_bytes()
        refuse_leaks(name, content, audience, secrets)


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

    write_facts(
        folder,
        [item for item in pages.items if isinstance(item, Section)],
        look_of(pages.meta),
        client=str(run.facts["client"]),
        phase=str(run.facts["phase"]),
        as_of=date.fromisoformat(run.facts["as_of"]),
        kit=str(run.facts["kit"]),
        currency=str(run.facts["currency"]),
    )


def _write_manifest(
    run: PublishedRun, audience: Audience, sections: tuple[str, ...], pages: "Pages", folder: Path
) -> None:
    more = {"audience": str(audience), "sections": list(sections), "deliverables": deliverables_in(folder)}
    more["commentary_sha256"] = commentary_sha256(pages.meta.commentary)
    write_manifest(folder, {**run.manifest, **more})


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return make_folder(folder)
