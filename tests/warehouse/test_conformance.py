"""Every analysis of the catalogue says the same on DuckDB, Postgres and Spark as on files: one test an analysis and
engine, so that a new analysis is held to it without work.

Figures are equal to 1e-9 of their size, money to the cent, counts exactly; evidence row by row.
"""

from decimal import Decimal
from functools import cache
from math import isclose
from typing import Any

import pyarrow as pa
import pytest

from cmokit.analyses.base import Analysis, Outcome, run_analysis
from cmokit.analyses.catalog import BY_ID, CATALOG
from cmokit.runs.evidence import to_arrow
from cmokit.tables.client_warehouse import ClientWarehouse
from cmokit.tables.warehouse import Warehouse
from cmokit.vocabulary import Severity
from tests.warehouse.conftest import OURS

RELATIVE = 1e-9
CENT = Decimal("0.005")
# Later phases stand on registers, on reports published before and on other analyses, which no engine knows of.
ASKED = [analysis.id for analysis in CATALOG if {"audit", "baseline"} & set(analysis.phases)]
of_every_analysis = pytest.mark.parametrize("analysis_id", ASKED)


@cache
def on_files(analysis_id: str, snapshot: Warehouse) -> Outcome:
    return run_analysis(BY_ID[analysis_id], snapshot, OURS)


@of_every_analysis
def test_an_analysis_says_the_same_on_every_engine(analysis_id: str, warehouse: ClientWarehouse, snapshot: Warehouse):
    analysis, here = BY_ID[analysis_id], on_files(analysis_id, snapshot)
    there = run_analysis(analysis, warehouse, OURS)
    assert here.severity is not Severity.NOT_MEASURED
    assert there.severity is here.severity
    ours, theirs = ({fact.name: fact.value for fact in found.section.facts} for found in (here, there))
    assert sorted(theirs) == sorted(ours)
    assert [name for name in ours if not same(ours[name], theirs[name])] == []
    assert differences(analysis, here, there) == []


def differences(analysis: Analysis, here: Outcome, there: Outcome) -> list[Any]:
    """Evidence rows that are not the same, and columns of another type."""
    ours, theirs = (_evidence(analysis, found.evidence) for found in (here, there))
    if ours.schema != theirs.schema or len(ours) != len(theirs):
        return [ours.schema, theirs.schema, len(ours), len(theirs)]
    pairs = zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
    return [(a, b) for a, b in pairs if not all(same(a[name], b[name]) for name in a)]


def _evidence(analysis: Analysis, evidence: Any) -> pa.Table:
    return to_arrow(evidence, analysis.evidence_key) or pa.table({})


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, Decimal):
        return isinstance(theirs, Decimal) and abs(ours - theirs) < CENT
    if isinstance(ours, float):
        return isinstance(theirs, float) and isclose(ours, theirs, rel_tol=RELATIVE, abs_tol=1e-12)
    return bool(ours == theirs)


def test_the_comparison_itself_tells_a_cent_a_billionth_and_a_type_apart():
    assert same(Decimal("1.10"), Decimal("1.1000"))
    assert not same(Decimal("1.10"), Decimal("1.11"))
    assert not same(Decimal("1.10"), 1.10)
    assert not same(1.0, 1.0 + 2e-9)
    assert not same(None, 0)


def test_every_analysis_of_audit_and_baseline_is_asked():
    assert len(ASKED) > 40  # all of both, none left out by a slip
