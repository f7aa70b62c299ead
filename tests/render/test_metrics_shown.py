"""What each figure means, under which version and by whose approval; results and diagnostics apart."""

from dataclasses import replace
from datetime import date

from cmokit.exhibits.section import Section
from cmokit.render.appendices import definitions
from cmokit.render.blocks import Heading, TableBlock
from cmokit.render.board import board_pages
from cmokit.render.document import report_document
from cmokit.render.formats import Look
from cmokit.render.metrics_shown import ShownMetric, is_surface, kind_of, metric_blocks
from cmokit.render.notebook import Pages
from cmokit.render.people import People
from cmokit.render.report_meta import ReportMeta
from cmokit.render.summary import figure_groups, key_facts
from cmokit.render.text import FactBook, plain
from tests.render.sections import bridge, duplicates, fact, meta, names

LOOK = Look("en_GB", "en")
DUPLICATES = ShownMetric(
    "duplicate_records",
    "Duplicate records",
    "Contacts beyond the first of each person.",
    "operational",
    "diagnostic",
    ("crm.duplicates.duplicate_share",),
    "2",
    date(2026, 2, 1),
    "Shared mailboxes are left out.",
    "Jonas Weber",
)
CASH = replace(DUPLICATES, id="cash", name="Cash", kind="result", states=("money.platform_to_cash.step_amount",))
TERM = ShownMetric("qualified_lead", "Qualified lead", "As sales accepted it.", "", "", (), "1")
METRICS = (DUPLICATES, CASH, TERM)


def shown(stated: set[str]) -> list[list[str]]:
    blocks = metric_blocks(METRICS, stated, LOOK)
    return [
        [plain(cell.runs) for cell in row] for block in blocks if isinstance(block, TableBlock) for row in block.rows
    ]


def test_a_definition_stands_with_version_day_reason_and_approver() -> None:
    name, text, version = shown({"crm.duplicates.duplicate_share"})[0]
    assert name == "Duplicate records\noperational, diagnostic"
    assert text == DUPLICATES.text
    assert version == "2\nSince: 1 Feb 2026\nWhy this version: Shared mailboxes are left out.\nApproved by: Jonas Weber"


def test_only_metrics_that_the_report_states_and_terms_agreed_in_words_are_listed() -> None:
    assert [row[0].split("\n")[0] for row in shown({"crm.duplicates.duplicate_share"})] == [
        "Duplicate records",
        "Qualified lead",
    ]


def test_without_metrics_the_appendix_is_as_it_was() -> None:
    heads = [b for b in definitions([duplicates()], meta(), LOOK) if isinstance(b, Heading)]
    assert len(heads) == 1


def test_metrics_travel_with_the_report() -> None:
    told = meta(metrics=METRICS)
    assert ReportMeta.from_dict(told.to_dict()).metrics == METRICS


def test_what_no_metric_claims_is_no_result() -> None:
    assert kind_of(METRICS, "money.platform_to_cash.step_amount") == "result"
    assert kind_of(METRICS, "crm.duplicates.pairs_count") == "diagnostic"
    assert kind_of((), "money.platform_to_cash.step_amount") == ""


def test_the_summary_shows_results_before_and_apart_from_diagnostics() -> None:
    figures = report_document([duplicates(), names(), bridge()], meta(metrics=METRICS)).summary.figures
    assert [figure.kind for figure in figures] == ["result", "diagnostic", "diagnostic"]
    assert [head for _, head in figure_groups(figure.kind for figure in figures)] == [
        "summary.results",
        "summary.diagnostics",
    ]


def test_a_report_that_knows_no_metrics_has_key_figures_under_one_head() -> None:
    figures = report_document([duplicates(), bridge()], meta()).summary.figures
    assert [head for _, head in figure_groups(figure.kind for figure in figures)] == ["summary.figures"]


def test_clicks_are_no_key_figure_whoever_names_them_one() -> None:
    clicks = fact("money.budget.clicks_count", 900, "count")
    told = replace(duplicates(), facts=(clicks, *duplicates().facts), key_facts=(clicks.name, *duplicates().key_facts))
    [(_, chosen)] = key_facts([told], FactBook.of([told]), meta())
    assert is_surface((), clicks.id)
    assert chosen.name == duplicates().key_facts[0]


def test_a_section_of_clicks_alone_has_no_key_figure() -> None:
    clicks = fact("money.budget.clicks_count", 900, "count")
    told: Section = replace(duplicates(), facts=(clicks, *duplicates().facts), key_facts=(clicks.name,))
    assert key_facts([told], FactBook.of([told]), meta()) == []


def test_the_baseline_begins_with_where_the_business_stands() -> None:
    """The audit tells what is worst, and a result that is in order could miss its five figures."""
    told = [duplicates(), names(), bridge()]
    cash = next(f for f in bridge().facts if f.id in CASH.states)
    told[2] = replace(bridge(), key_facts=(*bridge().key_facts, cash.name))
    [(first, figure), *_] = key_facts(told, FactBook.of(told), meta(metrics=METRICS, phase="baseline"))
    assert first.analysis == "money.platform_to_cash"
    assert figure.id in CASH.states


def test_the_board_reads_no_approver_s_name() -> None:
    people = People(names=frozenset({("jonas", "weber")}))
    pages = board_pages(Pages((duplicates(),), meta(metrics=METRICS), ()), people)
    assert [metric.approver for metric in pages.meta.metrics if "Jonas" in metric.approver] == []
