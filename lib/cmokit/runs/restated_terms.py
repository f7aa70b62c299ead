"""How two copies are held against each other where what was agreed about counting changed between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cmokit.analyses.catalog import BY_ID
from cmokit.exhibits.fact import Fact
from cmokit.render.formats import Look
from cmokit.runs.compare import Causes, Change, Why
from cmokit.runs.inputs import settings_of
from cmokit.runs.measured_again import data_of, terms_of
from cmokit.runs.under_definitions import CannotCarry, Figure, Run, UnderDefinitions, under_definitions
from cmokit.vocabulary import Audience
from cmokit.words import say

if TYPE_CHECKING:
    from cmokit.engagement.workspace import ClientFolder
    from cmokit.render.stamp import RestatedFigure

SAME, BOTH, APART = "same", "both", "apart"  # of Stamp.terms


@dataclass(frozen=True)
class Terms:
    """How the two stand to each other: see Stamp.terms. found: where each was computed under both."""

    kind: str = SAME
    found: UnderDefinitions | None = None

    def holds(self, change: Change) -> bool:
        """Whether a change may be shown: both sides under the same terms, or the figure under both terms."""
        return self.kind == SAME or self.figure(change.name) is not None

    def figure(self, name: str) -> Figure | None:
        return self.found.figures.get(name) if self.found else None


def with_todays_settings(manifest: Mapping[str, Any], client: "ClientFolder") -> dict[str, Any]:
    """A run's manifest with its settings hashed by today's kit, so that a key that is new to the kit is no change."""
    terms = terms_of(client, str(manifest.get("run", "")))
    return {**manifest, "settings": settings_of(terms)} if terms else dict(manifest)


def terms_between(
    old: Mapping[str, Any], new: Mapping[str, Any], client: "ClientFolder", causes: Causes, audience: str, look: Look
) -> Terms:
    """old, new: manifests of the two runs. A public copy holds money as an index, which no measuring gives: apart."""
    if not causes.settings:
        return Terms()
    before, after = (_run(manifest, client) for manifest in (old, new))
    if before is None or after is None or audience == Audience.PUBLIC:
        return Terms(APART)
    phase = str(new.get("phase", ""))
    analyses = [analysis for analysis in BY_ID.values() if phase in analysis.phases]
    return Terms(BOTH, under_definitions(client, before, after, analyses, look.language))


def _run(manifest: Mapping[str, Any], client: "ClientFolder") -> Run | None:
    terms = terms_of(client, str(manifest.get("run", "")))
    return Run(data_of(manifest), terms) if terms else None


def told_apart(change: Change, figure: Figure | None) -> tuple[Why, ...]:
    """The reasons of a change, as far as the four measurings tell them apart."""
    if figure is None:
        return change.why
    is_corrected = Why.CORRECTION in change.why and not _same(change.old, figure.old_under_old)
    found = {
        Why.DATA: figure.is_moved_by_data,
        Why.DEFINITION: figure.is_moved_by_definitions,
        Why.CORRECTION: is_corrected,
    }
    return tuple(why for why, is_so in found.items() if is_so) or change.why


def with_terms(restated: "RestatedFigure", figure: Figure | None) -> "RestatedFigure":
    if figure is None:
        return restated
    moved = figure.moved_on_old
    return replace(
        restated,
        under_new=_text(figure.old_under_new, restated.unit),
        under_old=_text(figure.new_under_old, restated.unit),
        moved="" if moved is None else str(moved),
    )


def cannot_in_words(
    terms: Terms, changes: Sequence[Change], old: str, new: str, titles: Mapping[str, str], look: Look
) -> Iterator[str]:
    """What one copy's data cannot carry of the other's definitions, and how many figures are therefore left out of the
    comparison because only a whole run states them. old, new: their versions.
    """
    from cmokit.render.text import FactBook, plain, resolve

    if terms.found is None:
        return
    left_out = sum(not terms.holds(change) for change in changes)
    if left_out:
        yield say("issue.terms.left_out", left_out, look.language, number=left_out)
    for one in terms.found.cannot:
        data, other = (old, new) if one.is_old else (new, old)
        reason = plain(resolve(one.reason, FactBook.of(()), look, one.analysis)) if one.analysis else one.reason
        yield _cannot(one, data, other, reason, titles, look)


def _cannot(one: CannotCarry, data: str, terms: str, reason: str, titles: Mapping[str, str], look: Look) -> str:
    word = "issue.terms.cannot" if one.analysis else "issue.terms.unreadable"
    title = titles.get(one.analysis) or (BY_ID[one.analysis].card.title if one.analysis in BY_ID else "")
    return say(word, None, look.language, title=title, data=data, terms=terms, reason=reason)


def _text(fact: Fact | None, unit: str) -> str:
    """All digits; empty where it is not stated, or in another currency."""
    return "" if fact is None or fact.value is None or fact.unit != unit else str(fact.value)


def _same(one: Fact | None, other: Fact | None) -> bool:
    return (one.value, one.unit) == (other.value, other.unit) if one and other else one is other
