"""Every analysis is whole: card, words, test, sheet, tables and measures; and none is forgotten in the catalogue."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import cmokit.analyses
from cmokit.analyses.base import Analysis
from cmokit.analyses.catalog import BY_ID, CATALOG
from cmokit.tables.catalog import TABLES
from cmokit.vocabulary import Phase
from cmokit.words import has

TESTS = Path(__file__).parent / "analyses"
SHEET_NAME_LENGTH = 31  # of Excel
UNITS = {
    "count": "_count",
    "share": "_share",
    "days": "_days",
    "minutes": "minutes",
    "text": "_text",
    "money": "_amount",
}

of_every_analysis = pytest.mark.parametrize("analysis", CATALOG, ids=lambda analysis: analysis.id)


def test_every_module_with_an_analysis_is_in_the_catalogue():
    families = [m.name for m in iter_modules(cmokit.analyses.__path__) if m.ispkg]
    modules = [
        import_module(f"cmokit.analyses.{family}.{module.name}")
        for family in families
        for module in iter_modules([str(Path(cmokit.analyses.__path__[0]) / family)])
    ]
    assert {module.ANALYSIS.id for module in modules if hasattr(module, "ANALYSIS")} == set(BY_ID)


def test_ids_and_sheets_are_unique():
    assert len(BY_ID) == len(CATALOG)
    assert len({analysis.sheet.lower() for analysis in CATALOG}) == len(CATALOG)


@of_every_analysis
def test_the_id_is_family_and_module(analysis: Analysis):
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", analysis.id)
    assert inspect.getmodule(analysis.measure).__name__ == f"cmokit.analyses.{analysis.id}"


@of_every_analysis
def test_the_docstring_is_a_whole_method_card_and_the_words_are_there(analysis: Analysis):
    card = analysis.card
    assert all(vars(card).values())
    lacking = [m for m in analysis.measures if not has(f"{analysis.id}.measures.{m}")]
    assert lacking == [], "measures without words"


@of_every_analysis
def test_the_card_names_no_figure_that_the_code_might_change(analysis: Analysis):
    assert not re.search(r"\d", " ".join(vars(analysis.card).values()))


@of_every_analysis
def test_its_sheet_has_a_name_that_excel_takes(analysis: Analysis):
    assert 0 < len(analysis.sheet) <= SHEET_NAME_LENGTH
    assert not set(analysis.sheet) & set("[]:*?/\\")


@of_every_analysis
def test_it_has_a_test_of_its_own(analysis: Analysis):
    name = analysis.id.split(".")[1]
    assert (TESTS / analysis.family / f"test_{name}.py").is_file()


@of_every_analysis
def test_measures_are_named_after_their_unit_and_the_limit_is_on_one_of_them(analysis: Analysis):
    assert {m: u for m, u in analysis.measures.items() if u not in UNITS or not m.endswith(UNITS[u])} == {}
    assert analysis.limits.on in analysis.measures
    assert analysis.limits.unit == analysis.measures[analysis.limits.on]


@of_every_analysis
def test_it_takes_the_canonical_tables_that_it_names_and_no_others(analysis: Analysis):
    tables = analysis.needs + analysis.uses
    assert set(tables) <= set(TABLES)
    assert len(set(tables)) == len(tables)
    others = ("found",) if analysis.stands_on else ()
    assert set(inspect.signature(analysis.measure).parameters) == {*tables, "definitions", *others}
    assert [t for t in analysis.needs if not has(f"asks.{t}")] == []


@of_every_analysis
def test_its_phases_and_catalogue_rows_exist(analysis: Analysis):
    assert set(analysis.phases) <= set(Phase)
    assert analysis.phases
    assert all(re.fullmatch(r"[A-Z]{2,4}-\d\d", row) for row in analysis.rows)
