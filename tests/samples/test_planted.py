"""What was planted and what the truth counts agree, although neither knows the other."""

from collections import defaultdict
from functools import cache

import pytest

from cmokit.analyses.catalog import CATALOG
from cmokit.samples.b2b.view import view
from cmokit.samples.generate import generate, plant
from cmokit.samples.plan import B2B, DELIVERIES, SHOP, SLUGS, Trace
from cmokit.samples.planted import DEFECTS
from cmokit.samples.truth import b2b, shop
from cmokit.samples.truth.facts import Named, Truth

KNOWN = {B2B: b2b.known, SHOP: shop.known}
TWELVE = {
    *("crm.readiness", "crm.integrity", "crm.duplicates", "crm.completeness", "lifecycle.conformance"),
    *("tracking.utm_governance", "tracking.campaign_names", "funnel.conversion", "funnel.leaks"),
    *("money.platform_to_cash", "integration.conflicts", "integration.identity"),
}
# Deals are lost without anybody's fault too, so what was planted is only a part of what leaks.
NATURAL = {"funnel.leaks"}


@cache
def planted(slug: str) -> tuple[object, tuple[Trace, ...]]:
    return plant(slug)


@cache
def known(slug: str, number: int, is_clean: bool = False) -> tuple[list[Truth], list[Named]]:
    return KNOWN[slug](generate(slug, ()) if is_clean else planted(slug)[0], number)


def present(slug: str) -> set[str] | None:
    """Ids of all records in the first delivery; None where every planted id is there from the start."""
    if slug == SHOP:
        return None
    seen = view(planted(slug)[0], DELIVERIES[0])  # type: ignore[arg-type]
    rows = (*seen.contacts, *seen.companies, *seen.deals, *seen.touches, *seen.campaigns)
    return {row.id for row in rows} | {ad.campaign for ad in seen.ads} | {campaign.name for campaign in seen.campaigns}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_planted_record_is_counted_by_the_truth_and_no_other(slug: str) -> None:
    by_kind: dict[tuple[str, str, tuple[tuple[str, str], ...]], set[str]] = defaultdict(set)
    for trace in (trace for trace in planted(slug)[1] if trace.since == 1):
        by_kind[trace.analysis, trace.key, trace.where] |= set(trace.values)
    there = present(slug)
    for (analysis, key, where), values in by_kind.items():
        expected = values if there is None else values & there
        found = {v for e in known(slug, 1)[1] if fits(e, analysis, key, where) for v in e.values}
        assert expected <= found, (analysis, where)
        assert analysis in NATURAL or found == expected, (analysis, where)


@pytest.mark.parametrize("slug", SLUGS)
def test_words_of_a_later_delivery_are_not_there_before(slug: str) -> None:
    later = [trace for trace in planted(slug)[1] if trace.since > 1]
    assert later
    for trace in later:
        said = {n: {v for e in known(slug, n)[1] if fits(e, *key(trace)) for v in e.values} for n in (1, trace.since)}
        assert said == {1: set(), trace.since: set(trace.values)}


def key(trace: Trace) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return trace.analysis, trace.key, trace.where


def fits(entry: Named, analysis: str, key: str, where: tuple[tuple[str, str], ...]) -> bool:
    return entry.analysis == analysis and entry.key == key and set(where) <= set(entry.where)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_clean_client_has_nothing_to_be_named(slug: str, number: int) -> None:
    """The baseline names records of a healthy client too: it describes, where the audit finds fault."""
    audited = {analysis.id for analysis in CATALOG if "audit" in analysis.phases} - NATURAL
    named = [entry for entry in known(slug, number, is_clean=True)[1] if entry.analysis in audited]
    assert named == []


def test_each_of_the_twelve_analyses_has_planted_figures() -> None:
    stated = {fact.id.rsplit(".", 1)[0] for slug in SLUGS for fact in known(slug, 1)[0]}
    assert stated >= TWELVE


@pytest.mark.parametrize("slug", SLUGS)
def test_each_defect_tells_its_story_and_changes_the_client(slug: str) -> None:
    assert all(defect.story.endswith(".") for defect in DEFECTS[slug])
    assert len({defect.id for defect in DEFECTS[slug]}) == len(DEFECTS[slug])


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_figure_is_stated_twice(slug: str, number: int) -> None:
    names = [(fact.id, fact.dimensions) for fact in known(slug, number)[0]]
    assert len(names) == len(set(names))


def test_restated_and_corrected_months_change_the_figures() -> None:
    """The truth follows the newest delivery: what Meta restates in the third is not what it said in the second."""
    reported = {
        number: [
            f.value for f in known(SHOP, number)[0] if f.dimensions == (("channel", "all"), ("step", "ad_reported"))
        ]
        for number in (2, 3)
    }
    world = planted(SHOP)[0]
    added = sum(ad.value for ad in world.restated) - sum(  # type: ignore[attr-defined]
        ad.value
        for ad in world.ads
        if (ad.day.year, ad.day.month) == (2026, 1)  # type: ignore[attr-defined]
    )
    new = sum(ad.value for ad in world.ads if DELIVERIES[1].on <= ad.day < DELIVERIES[2].on)  # type: ignore[attr-defined]
    assert reported[3][0] - reported[2][0] == added + new  # type: ignore[operator]
    assert added > 0
