"""What an issued copy says about itself: its number, what it restates and why, and what it is accepted by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cmokit.exhibits.bundle import fact_to_dict
from cmokit.exhibits.facts_file import read_json
from cmokit.exhibits.section import Section
from cmokit.registers.deliverables import Deliverable
from cmokit.render.formats import Look, day
from cmokit.render.labels import fact_label, readable, title_of
from cmokit.render.numbering import BY_ANALYST
from cmokit.render.stamp import RestatedFigure, Stamp
from cmokit.runs.compare import Causes, Change, Comparison, Copy, compare
from cmokit.runs.issued import IssuedCopy
from cmokit.runs.published_run import PublishedRun
from cmokit.runs.restated_terms import (
    Terms,
    cannot_in_words,
    terms_between,
    told_apart,
    with_terms,
    with_todays_settings,
)
from cmokit.vocabulary import Audience, Phase
from cmokit.words import say

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder
    from cmokit.render.notebook import Pages

MOST_NAMED = 6  # files, definitions or settings in a sentence
CRITERIA = {  # where the register names none
    Phase.AUDIT: ("answered", "traced", "accounted", "owned"),
    Phase.BASELINE: ("stated", "traced", "accounted"),
    Phase.PILOT: ("effect", "traced", "owned"),
    Phase.SCALE: ("held", "traced", "owned"),
    Phase.HANDOVER: ("handed", "traced", "repeatable"),
}
_TITLES = {  # of the report's parts, as criteria name them
    "not_answered": "report.not_answered.title",
    "summary": "report.summary.title",
    "how_sure": "report.parts.how_sure",
    **{name: f"report.appendices.{name}" for name in ("received", "definitions", "methods", "provenance", "facts")},
}


def usual_criteria(phase: Phase, language: str) -> tuple[str, ...]:
    return tuple(say(f"issue.criteria.{name}", None, language) for name in CRITERIA[phase])


def usual_evidence(phase: Phase, language: str) -> tuple[str, ...]:
    """Where each of the usual criteria is shown, by the titles of the report's own parts."""
    titles = {name: say(word, None, language) for name, word in _TITLES.items()}
    return tuple(say(f"issue.evidence.{name}", None, language, **titles) for name in CRITERIA[phase])


def stamp_of(entry: Deliverable, on: date, evidence: Sequence[str], copies: Sequence[IssuedCopy]) -> Stamp:
    """The stamp of a copy that restates nothing. copies: all issued of the phase, whose chapters keep their numbers."""
    return Stamp(
        version=entry.version or "",
        deliverable=entry.id,
        to=entry.issued_to or "",
        issued_on=on,
        audience=str(entry.audience),
        title=entry.deliverable,
        criteria=entry.criteria,
        evidence=tuple(evidence),
        numbers=_numbers(copies),
    )


def restating(
    stamp: Stamp, previous: IssuedCopy, run: PublishedRun, pages: "Pages", client: "ClientFolder", look: Look
) -> Stamp:
    """The stamp with what this copy states otherwise than the one before, the largest difference first."""
    done = compared(previous, run, pages, client)
    version, titles = previous.entry.version or "", _titles(pages)
    before = _manifest_of(previous, client)
    terms = terms_between(before, run.manifest, client, done.causes, stamp.audience, look)
    largest_first = sorted(filter(terms.holds, done.changes), key=lambda change: change.rank)
    return replace(
        stamp,
        previous=version,
        restated=tuple(_restated(change, look, terms) for change in largest_first),
        unchanged_count=done.same_count,
        causes=tuple(causes_in_words(done.causes, version, look, titles, stamp.audience != Audience.PUBLIC)),
        terms=terms.kind,
        cannot=tuple(cannot_in_words(terms, done.changes, version, stamp.version, titles, look)),
    )


def compared(previous: IssuedCopy, run: PublishedRun, pages: "Pages", client: "ClientFolder") -> Comparison:
    """This copy's figures against those of the one before, by what both their runs say about themselves."""
    facts = [fact_to_dict(f, exact=True) for s in pages.items if isinstance(s, Section) for f in s.facts]
    told = read_json(previous.folder / "facts.json")
    before, after = (with_todays_settings(m, client) for m in (_manifest_of(previous, client), run.manifest))
    return compare(Copy(told, before), Copy({"facts": facts}, after))


def causes_in_words(
    causes: Causes, previous: str, look: Look, titles: Mapping[str, str], names_files: bool
) -> Iterable[str]:
    """A sentence a cause. titles: analysis id → title of its section. names_files: whether this copy may name files."""
    old, new = causes.as_of
    if old != new:
        days = {"old": day(old, look.locale, look.language), "new": day(new, look.locale, look.language)}
        yield _say("as_of", None, look, previous=previous, **days)
    for word in ("files_come", "files_gone"):
        files = getattr(causes, word)
        if files:
            yield _say(
                word if names_files else f"{word}_unnamed", len(files), look, number=len(files), files=_few(files, look)
            )
    for word in ("definitions", "settings", "parameters"):
        found = tuple(titles.get(name) or readable(name) for name in getattr(causes, word))
        if found:
            yield _say(word, len(found), look, names=_few(found, look))
    if causes.is_kit_changed:
        yield _say("kit", None, look)
    if not causes.kinds:
        yield _say("none", None, look)


def _titles(pages: "Pages") -> dict[str, str]:
    metrics = {metric.id: metric.name for metric in pages.meta.metrics}
    return metrics | {item.analysis: title_of(item) for item in pages.items if isinstance(item, Section)}


def _restated(change: Change, look: Look, terms: Terms) -> RestatedFigure:
    fact, figure = change.fact, terms.figure(change.name)
    old, new = ("" if side is None or side.value is None else str(side.value) for side in (change.old, change.new))
    why = tuple(map(str, told_apart(change, figure)))
    restated = RestatedFigure(fact.name, fact_label(fact, look.language), old, new, fact.unit, why)
    return with_terms(restated, figure)


def _manifest_of(previous: IssuedCopy, client: "ClientFolder") -> dict[str, Any]:
    """The manifest of the run behind a copy, which names its files; the copy's own where the run is gone."""
    kept = client.runs / (previous.entry.run or "") / "manifest.json"
    said: dict[str, Any] = read_json(kept if kept.is_file() else previous.folder / "manifest.json")
    return said


def _numbers(copies: Iterable[IssuedCopy]) -> dict[str, str]:
    """The numbers that the analyst's own chapters were given, by title; the first copy's word counts."""
    numbers: dict[str, str] = {}
    for copy in copies:
        for number, title in copy.sections:
            if number.startswith(BY_ANALYST):
                numbers.setdefault(title, number)
    return numbers


def _few(names: Sequence[str], look: Look) -> str:
    told = ", ".join(names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    return _say("files_more", left, look, files=told, number=left) if left > 0 else told


def _say(word: str, count: int | None, look: Look, **values: object) -> str:
    return say(f"issue.causes.{word}", count, look.language, **values)
