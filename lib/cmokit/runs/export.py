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
        pages = _pages(run, name, audience, tuple(sections), stamp)
        finished = _fresh(place.with_name(f".{place.name}.new"))
        write_pages(pages, run.folder, finished, name=name, say=say)
        _write_facts(run, pages, finished)
        _write_manifest(run, audience, tuple(sections), finished)
        publish(finished, place)
        return Exported(place, tuple(sorted(path for path in place.rglob("*") if path.is_file())), run.run_id)


def exports_folder(desk: Desk, phase: Phase, audience: Audience) -> Path:
    return desk.folder.reports / EXPORTS / f"{phase}_{audience}"


def _pages(run: PublishedRun, name: str, audience: Audience, sections: tuple[str, ...], stamp: Any) -> "Pages":
    from cmokit.render.audiences import for_audience

    pages = _chosen(read_pages(run.notebook, run.folder, name), sections)
    if stamp is not None:
        pages = replace(pages, meta=replace(pages.meta, **{"stamp": stamp}))
    return for_audience(pages, audience)


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
    return replace(pages, items=tuple(section for name, section in known.items() if name in wanted))


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


def _write_manifest(run: PublishedRun, audience: Audience, sections: tuple[str, ...], folder: Path) -> None:
    more = {"audience": str(audience), "sections": list(sections), "deliverables": deliverables_in(folder)}
    write_manifest(folder, {**run.manifest, **more})


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    return make_folder(folder)
