"""What every analysis keeps to, whatever it measures: one contract over the whole catalogue."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import Analysis, CannotAnswer, Found, Outcome, measured, run_analysis, stated_facts
from cmokit.analyses.catalog import BY_ID, CATALOG
from cmokit.analyses.definitions import DEFAULTS, Assumptions
from cmokit.analyses.ideal_customer import IdealCustomer
from cmokit.analyses.known import Known
from cmokit.exhibits.bundle import from_bundle, to_bundle
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section
from cmokit.exhibits.text import cited_names, untraced_numerals
from cmokit.vocabulary import Responsibility, Severity
from tests.analyses.builders import FakeData, given
from tests.analyses.little_client import rows
from tests.analyses.little_known import known
from tests.analyses.money_walk import forbidden, watched

ASSUMED = Assumptions(Decimal(65), discount=0.10, answer_lift=0.05, attempt_minutes=12)
IDEAL = IdealCustomer(employees_from=50, since_on=date(2025, 6, 1))
AT = replace(DEFAULTS, as_of=date(2026, 1, 5), icp=IDEAL, answering=Answering(240), assumptions=ASSUMED, known=known())
UNKNOWN = replace(AT, known=Known())
# One row a campaign, added up over the rows of many days: no single row stands behind it.
OF_MANY_ROWS = {"tracking.campaign_names", "forecast.scenarios", "board.scorecard", "update.figures", "update.weeks"}
OF_MANY_ROWS |= {"update.findings", "update.decisions", "update.late", "update.sources"}  # items of registers, weeks
# What they state depends on what stands beside a figure, on the day, or on what is late; the little client has no past.
NOT_ALL_STATED = {"board.scorecard", "update.figures", "update.weeks", "update.late", "change.since_baseline"}
MOST_STEPS = 5
MOST_TABLE_ROWS = 17  # fifteen, and two more rather than a line that says what is left out
of_every_analysis = pytest.mark.parametrize("analysis", CATALOG, ids=lambda analysis: analysis.id)


@cache
def done(analysis_id: str) -> Outcome:
    """The analysis on the little client."""
    return run_analysis(analysis_named(analysis_id), given(**rows()), AT, other)


def nothing(analysis_id: str) -> Found:
    """What other analyses find where there is no data."""
    return CannotAnswer("no data")


@cache
def other(analysis_id: str) -> Found:
    """What another analysis finds on the little client, for those that stand on it."""
    analysis = BY_ID[analysis_id]
    try:
        found = measured(analysis, given(**rows()), AT, other)
    except CannotAnswer as answer:
        return answer
    return replace(found, facts=stated_facts(analysis, found.facts, AT))


def analysis_named(analysis_id: str) -> Analysis:
    return next(analysis for analysis in CATALOG if analysis.id == analysis_id)


@cache
def evidence_of(analysis_id: str) -> pa.Table:
    evidence = done(analysis_id).evidence
    return evidence if isinstance(evidence, pa.Table) else evidence.to_pyarrow()


def sentences(section: Section) -> list[str]:
    """Everything that the kit itself says in a section."""
    charts = [text for chart in section.charts for text in (chart.title, chart.alt, chart.limit_label)]
    heads = [column.header for table in section.tables for column in table.columns]
    tables = [text for table in section.tables for text in (table.title, table.note)]
    own = (section.headline, section.brief, section.reason, section.how_sure, section.decision, section.money_formula)
    return [*own, *section.narrative, *section.next_steps, *charts, *heads, *tables]


@of_every_analysis
def test_without_data_it_says_what_to_send_and_states_each_measure_without_a_value(analysis: Analysis):
    section = run_analysis(analysis, given(), UNKNOWN, nothing).section
    assert section.severity is Severity.NOT_MEASURED
    assert {fact.measure for fact in section.facts} == set(analysis.measures)
    assert {fact.value for fact in section.facts} == {None}
    assert section.missing
    assert all(missing.ask and missing.table for missing in section.missing)
    assert section.reason


@of_every_analysis
def test_tables_that_are_there_but_empty_are_no_data_either(analysis: Analysis):
    empty = FakeData(**dict.fromkeys(rows(), ()))
    assert run_analysis(analysis, empty, UNKNOWN, nothing).severity is Severity.NOT_MEASURED


@of_every_analysis
def test_it_measures_the_little_client(analysis: Analysis):
    assert done(analysis.id).severity is not Severity.NOT_MEASURED


@of_every_analysis
def test_its_facts_are_declared_unique_sorted_and_have_a_value(analysis: Analysis):
    facts = done(analysis.id).section.facts
    names = [(fact.id, sorted(fact.dimensions.items())) for fact in facts]
    assert names == sorted(names)
    assert len({fact.name for fact in facts}) == len(facts)
    assert [fact.name for fact in facts if fact.value is None] == []
    assert [fact.name for fact in facts if fact.analysis != analysis.id] == []
    units = {measure: AT.currency if unit == "money" else unit for measure, unit in analysis.measures.items()}
    own = {fact.name: fact.dimensions.get("currency", units.get(fact.measure)) for fact in facts}
    assert [fact.name for fact in facts if own[fact.name] != fact.unit] == []
    assert [fact.name for fact in facts if not has_form(fact)] == []


def has_form(fact: Fact) -> bool:
    """The value is of the unit's own kind: money exact, counts whole, shares within zero and one but for no sample."""
    # Credit shares outcomes out between channels: it counts them, in parts.
    whole = (int, float) if fact.measure == "credit_count" else int
    kind: Any = Decimal if fact.unit.isupper() else {"count": whole, "text": str}.get(fact.unit, (int, float))
    ends = [end for end in (fact.low, fact.high) if end is not None]
    inside = not ends or float(ends[0]) <= float(fact.value) <= float(ends[-1])  # type: ignore[arg-type]
    return isinstance(fact.value, kind) and not isinstance(fact.value, bool) and inside


@of_every_analysis
def test_every_measure_is_stated_somewhere(analysis: Analysis):
    """A measure that the little client never shows is one that no test here looks at."""
    if analysis.id in NOT_ALL_STATED:
        pytest.skip("its own tests look at what the little client cannot state")
    assert set(analysis.measures) - {fact.measure for fact in done(analysis.id).section.facts} == set()


@of_every_analysis
def test_the_same_rows_in_another_order_give_the_same_figures_and_evidence(analysis: Analysis):
    again = run_analysis(analysis, Shuffled(**rows()), AT, other)
    assert again.section.facts == done(analysis.id).section.facts
    assert again.section == done(analysis.id).section
    evidence = again.evidence if isinstance(again.evidence, pa.Table) else again.evidence.to_pyarrow()
    assert evidence.to_pylist() == evidence_of(analysis.id).to_pylist()


class Shuffled(FakeData):
    """The same rows with their provenance, in another order."""

    def table(self, table: str) -> Any:
        if not self.has(table):
            return super().table(table)
        ours = self._tables[table]
        order = list(range(len(ours)))
        Random(table).shuffle(order)
        return ibis.memtable(ours.take(order))


@of_every_analysis
def test_its_evidence_names_file_and_row_of_every_record(analysis: Analysis):
    evidence = evidence_of(analysis.id)
    assert {"source_file", "source_row", *analysis.evidence_key} <= set(evidence.column_names)
    assert evidence.num_rows > 0
    placeless = [row for row in evidence.to_pylist() if row["source_file"] is None or row["source_row"] is None]
    assert placeless == [] or analysis.id in OF_MANY_ROWS


@of_every_analysis
def test_no_number_in_its_sentences_stands_outside_a_reference(analysis: Analysis):
    assert [(text, bad) for text in sentences(done(analysis.id).section) if (bad := untraced_numerals(text))] == []


@of_every_analysis
def test_every_figure_that_it_cites_is_one_of_its_facts(analysis: Analysis):
    section = done(analysis.id).section
    known = {fact.name for fact in section.facts}
    cited = {name for text in sentences(section) for name in cited_names(text)}
    assert cited - known == set()
    assert set(section.key_facts) - known == set()
    assert cited, "a finding without a figure"


@of_every_analysis
def test_the_section_is_whole(analysis: Analysis):
    section = done(analysis.id).section
    assert cited_names(section.headline), "the headline is the finding with its figure"
    assert section.key_facts
    assert section.owner_role in list(Responsibility)
    assert section.how_sure
    assert section.next_steps
    assert section.tables
    assert [text for text in sentences(section) if "{" in text.replace("{{", "")] == [], "a place left unfilled"
    assert all(chart.title and chart.alt for chart in section.charts)


@of_every_analysis
def test_its_brief_is_a_clause_with_its_figure(analysis: Analysis):
    brief = done(analysis.id).section.brief
    assert brief, "the little client has a finding to report in each"
    assert cited_names(brief)
    assert not brief.endswith(".")


@of_every_analysis
def test_its_steps_are_few_and_its_sentences_do_not_say_one_figure_three_times(analysis: Analysis):
    section = done(analysis.id).section
    said = [name for text in (section.headline, section.reason, *section.narrative) for name in cited_names(text)]
    assert len(section.next_steps) <= MOST_STEPS
    assert {name for name in said if said.count(name) > 2} == set()


@of_every_analysis
def test_its_tables_and_charts_hold_what_their_heads_announce(analysis: Analysis):
    section = done(analysis.id).section
    for table in section.tables:
        names = {column.name for column in table.columns}
        assert table.rows
        assert len(table.rows) <= MOST_TABLE_ROWS
        assert all(set(row) <= names for row in table.rows)
    for chart in section.charts:
        wanted = {chart.x, chart.y} | ({chart.series} if chart.series else set())
        assert chart.data
        assert all(wanted <= set(row) for row in chart.data)


@of_every_analysis
def test_its_section_survives_the_way_through_a_notebook(analysis: Analysis):
    bundle = to_bundle(done(analysis.id).section)
    there_and_back = to_bundle(from_bundle(json.loads(json.dumps(bundle))))
    assert there_and_back == bundle


@of_every_analysis
def test_money_is_only_added_and_compared_inside_the_engine(analysis: Analysis):
    with watched() as seen:
        outcome = run_analysis(analysis, given(**rows()), AT, other)
    run = [*seen, *([] if isinstance(outcome.evidence, pa.Table) else [outcome.evidence])]
    assert run or not analysis.needs, "only what registers alone answer asks the engine nothing"
    assert sorted({name for expression in run for name in forbidden(expression)}) == []


@pytest.mark.parametrize(
    ("careless", "operation"),
    [
        (lambda t: t.amount.mean(), "Mean"),
        (lambda t: t.mutate(x=t.amount * t.amount), "Multiply"),
        (lambda t: t.aggregate(x=t.amount.sum() / t.count()), "Divide"),
        (lambda t: t.mutate(x=t.amount.round(2)), "Round"),
        (lambda t: t.amount.quantile(0.5), "Quantile"),
    ],
)
def test_the_walk_finds_what_ibis_rounds_silently(careless: Any, operation: str):
    assert operation in forbidden(careless(given(opportunities=[]).table("opportunities")))


def test_a_cast_to_float_is_the_stated_way_out():
    deals = given(opportunities=[]).table("opportunities")
    assert forbidden(deals.aggregate(x=deals.amount.cast("float64").mean(), y=deals.amount.sum())) == []
