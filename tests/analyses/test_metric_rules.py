"""Results, diagnostics and metrics of attention alone are never taken for each other."""

from dataclasses import replace

import pytest

from cmokit.analyses.base import run_analysis
from cmokit.analyses.catalog import BY_ID
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.metric_rules import broken_rules, kind_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Table, TableColumn
from cmokit.exhibits.surface import is_surface_measure
from cmokit.exhibits.text import cite
from cmokit.vocabulary import MetricKind
from tests.analyses.builders import given
from tests.analyses.little_client import rows

RESULT = Fact("pipeline.velocity.win_rate_share", 0.2, "share")
DIAGNOSTIC = Fact("crm.duplicates.duplicate_share", 0.1, "share")
CLICKS = Fact("money.budget.clicks_count", 900, "count", dimensions={"channel": "display"})
SUPPORTING = Fact("pipeline.velocity.closed_count", 40, "count")


def section(*key: Fact, **said: object) -> Section:
    return Section("money.budget", "A finding.", key_facts=tuple(fact.name for fact in key), **said)  # type: ignore[arg-type]


def table_of(*facts: Fact) -> Table:
    return Table("Numbers", (TableColumn("value", "Value", "mixed"),), tuple({"value": fact} for fact in facts))


@pytest.mark.parametrize(
    "measure", ["clicks_count", "impressions_count", "reach_count", "cost_per_click_amount", "ctr_share"]
)
def test_attention_is_known_by_the_name_of_its_measure(measure: str):
    assert is_surface_measure(f"money.budget.{measure}")
    assert kind_of(f"money.budget.{measure}") is MetricKind.SURFACE


@pytest.mark.parametrize("measure", ["reached_share", "spend_amount", "review_count", "win_rate_share"])
def test_what_only_sounds_like_attention_is_none(measure: str):
    assert not is_surface_measure(f"money.budget.{measure}")


def test_clicks_are_never_a_key_figure():
    [broken] = broken_rules(section(CLICKS))
    assert "clicks_count[channel=display] stands in its key_facts" in broken


@pytest.mark.parametrize("place", ["headline", "brief", "decision", "money_formula"])
def test_clicks_never_stand_in_what_the_summary_says(place: str):
    [broken] = broken_rules(replace(section(), **{place: f"We got {cite(CLICKS)}."}))
    assert f"stands in its {place}" in broken


def test_clicks_may_be_told_where_the_finding_is_explained():
    assert (
        broken_rules(section(RESULT, narrative=(f"Of {cite(CLICKS)}, few bought.",), tables=(table_of(CLICKS),))) == ()
    )


@pytest.mark.parametrize("other", [DIAGNOSTIC, CLICKS])
def test_a_table_holds_results_or_diagnostics(other: Fact):
    [broken] = broken_rules(section(tables=(table_of(RESULT, SUPPORTING, other),)))
    assert "results and diagnostics stand together in the table 'Numbers'" in broken


def test_the_key_figures_of_a_section_are_of_one_kind():
    [broken] = broken_rules(section(RESULT, DIAGNOSTIC))
    assert "results and diagnostics stand together in its key figures" in broken


def test_supporting_figures_stand_beside_either():
    assert broken_rules(section(RESULT, SUPPORTING, tables=(table_of(DIAGNOSTIC, SUPPORTING),))) == ()


def bent(**changes: object) -> Section:
    """The section of an analysis whose exhibit says more than it may."""
    duplicates = BY_ID["crm.duplicates"]

    def boastful(found: object, verdict: object) -> Section:
        return replace(duplicates.exhibit(found, verdict), **changes)  # type: ignore[arg-type]

    return run_analysis(replace(duplicates, exhibit=boastful), given(**rows()), DEFAULTS).section


def test_an_analysis_that_boasts_of_clicks_cannot_be_shown():
    with pytest.raises(ValueError, match="surface metric"):
        bent(brief=f"we got {cite(CLICKS)}")


def test_key_figures_that_may_not_stand_together_are_told_apart():
    """Which key figures a section has can depend on its data: no client's run fails for it."""
    shown = bent(key_facts=(CLICKS.name, DIAGNOSTIC.name, SUPPORTING.name, RESULT.name))
    assert shown.key_facts == (DIAGNOSTIC.name, SUPPORTING.name)
