"""Each metric is defined once, and what it means travels with every figure that states it."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.base import Analysis, run_analysis
from cmokit.analyses.catalog import BY_ID as ANALYSES
from cmokit.analyses.catalog import CATALOG
from cmokit.analyses.definitions import DEFAULTS, definitions_of
from cmokit.analyses.metric_list import BY_FACT, BY_ID, METRICS
from cmokit.analyses.metrics import AgreedWording, Metric, by_fact, definition_of
from cmokit.engagement.model import Engagement
from cmokit.exhibits.text import untraced_numerals
from cmokit.vocabulary import MetricFamily, MetricKind
from cmokit.words import catalogue, has, say, speaking
from tests.analyses.builders import given
from tests.analyses.little_client import rows

PARTS = ("name", "formula", "filter", "grain")
WIN_RATE = "pipeline.velocity.win_rate_share"
OURS = AgreedWording(2, "Deals won of those decided.", date(2026, 2, 1), "Agreed with finance.", "CFO")


def test_every_metric_is_defined_once_and_whole():
    assert len(BY_ID) == len(METRICS)
    assert [(m.id, part) for m in METRICS for part in PARTS if not has(f"metrics.{m.id}.{part}")] == []
    names = [metric.said("name") for metric in METRICS]
    assert len(set(names)) == len(names)


def test_the_words_hold_no_metric_that_the_list_lacks():
    defined = {
        word.split(".")[1] for word in catalogue("en") if word.startswith("metrics.") and word.endswith(".formula")
    }
    assert defined == set(BY_ID)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_definition_holds_no_figure_and_ends_its_sentences(metric: Metric):
    assert not untraced_numerals(metric.text)
    assert metric.text.endswith(".")
    assert ".." not in metric.text


def test_every_family_of_the_framework_has_metrics():
    assert {metric.family for metric in METRICS} == set(MetricFamily)


def test_what_a_raised_version_changed_is_said():
    raised = [metric.id for metric in METRICS if metric.version > 1 and not has(f"metrics.{metric.id}.reason")]
    assert raised == []


def test_a_metric_and_the_analysis_that_states_it_agree_on_measure_and_unit():
    wrong = []
    for fact_id, metric in BY_FACT.items():
        analysis = ANALYSES.get(fact_id.rpartition(".")[0])
        if analysis and analysis.measures.get(fact_id.rpartition(".")[2]) != metric.unit:
            wrong.append(fact_id)
    assert wrong == []


@pytest.mark.parametrize(
    "analysis", [a for a in CATALOG if a.phases == ("baseline",)], ids=lambda analysis: analysis.id
)
def test_an_analysis_of_the_baseline_states_a_metric(analysis: Analysis):
    """Later phases are held against it, so what it states must have one definition."""
    stated = [m for m in analysis.measures if f"{analysis.id}.{m}" in BY_FACT]
    assert stated, "name its main figure in analyses/metric_list.py"


def test_two_metrics_never_claim_one_figure():
    one = Metric("one", "share", MetricFamily.BUSINESS, MetricKind.RESULT, (WIN_RATE,))
    with pytest.raises(ValueError, match="win_rate_share states two metrics: one and other"):
        by_fact((one, replace(one, id="other")))


def test_a_figure_carries_its_metric_s_definition_and_others_that_of_their_analysis():
    facts = {f.measure: f for f in run_analysis(ANALYSES["crm.duplicates"], given(**rows()), DEFAULTS).section.facts}
    assert facts["duplicate_share"].definition.id == "duplicate_records"
    assert facts["pairs_count"].definition.id == "crm.duplicates"


def test_a_figure_that_could_not_be_measured_says_what_it_would_have_meant():
    section = run_analysis(ANALYSES["crm.duplicates"], given(), DEFAULTS).section
    [share] = [fact for fact in section.facts if fact.measure == "duplicate_share"]
    assert (share.value, share.definition.id) == (None, "duplicate_records")


def test_the_client_s_own_wording_stands_instead():
    definition = definition_of(WIN_RATE, replace(DEFAULTS, metrics={"win_rate": OURS}))
    assert (definition.id, definition.version, definition.text) == ("win_rate", "2", OURS.text)


def test_a_wording_is_read_from_engagement_yaml():
    metric = {"version": 2, "text": OURS.text, "since_on": "2026-02-01", "reason": OURS.reason, "approver": "CFO"}
    said = {
        "schema": 1,
        "client": "acme",
        "name": "Acme",
        "currency": "EUR",
        "timezone": "UTC",
        "start_on": "2026-01-05",
    }
    engagement = Engagement.model_validate({**said, "definitions": {"metrics": {"win_rate": metric}}})
    assert definitions_of(engagement, date(2026, 3, 1)).metrics == {"win_rate": OURS}


def test_facts_mean_the_same_in_every_language():
    """Otherwise a report in another language would look like one under other definitions."""
    with speaking("de"):
        spoken = definition_of(WIN_RATE, DEFAULTS)
    assert spoken == definition_of(WIN_RATE, DEFAULTS)
    assert say("metrics.win_rate.formula", language="en") in spoken.text
