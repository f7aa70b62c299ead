"""What makes a row of evidence the same finding in the next delivery."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cmokit.analyses.base import Analysis, run_analysis
from cmokit.analyses.catalog import CATALOG
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.tracked import SEPARATOR, Tracked, finding_keys, findings
from cmokit.runs.evidence import to_arrow
from tests.analyses.builders import given
from tests.analyses.little_client import rows

GAPS = Tracked(key=("table", "record_id", "column"), record="record_id", among="table")
MONEY = Tracked(key=("order_id",), record="order_id", table="orders", only="why", amount="unexplained_amount")


def test_a_finding_is_named_by_its_key_alone_and_blank_parts_are_no_other_finding() -> None:
    row = {"table": "contacts", "record_id": "1", "column": "phone", "value": "x"}
    assert finding_keys([row, {**row, "value": "y"}], GAPS) == [SEPARATOR.join(("contacts", "1", "phone"))] * 2
    assert finding_keys([{**row, "column": None}, {**row, "column": ""}], GAPS)[0].endswith(SEPARATOR)


def test_two_rows_of_one_finding_are_one_with_their_money_together_whatever_its_sign() -> None:
    told = [{"order_id": "7", "why": "x", "unexplained_amount": Decimal(n), "currency": "EUR"} for n in ("-5", "3")]
    [found] = findings(told, MONEY, "EUR").values()
    assert (found.table, found.record, found.amount) == ("orders", "7", Decimal(8))


def test_rows_that_are_no_findings_and_money_of_another_currency_are_left_out() -> None:
    plain = {"order_id": "1", "why": None, "unexplained_amount": Decimal(0), "currency": "EUR"}
    foreign = {"order_id": "2", "why": "x", "unexplained_amount": Decimal(9), "currency": "USD"}
    found = findings([plain, foreign], MONEY, "EUR")
    assert [(f.record, f.amount) for f in found.values()] == [("2", None)]


def test_an_entity_or_funnel_names_the_table_of_its_records() -> None:
    by = Tracked(key=("entity", "id"), record="id", among="entity")
    told = [{"entity": name, "id": "1"} for name in ("contact", "company", "opportunity", "orders", "visits")]
    tables = [found.table for found in findings(told, by, "EUR").values()]
    assert tables == ["contacts", "companies", "opportunities", "orders", "visits"]


@pytest.mark.parametrize("analysis", [a for a in CATALOG if a.tracked], ids=lambda analysis: analysis.id)
def test_the_columns_that_a_tracked_analysis_names_stand_in_its_evidence(analysis: Analysis) -> None:
    assert analysis.tracked is not None
    evidence = to_arrow(
        run_analysis(analysis, given(**rows()), replace(DEFAULTS, as_of=date(2026, 1, 5))).evidence,
        analysis.evidence_key,
    )
    assert evidence is not None
    needed = {
        *analysis.tracked.key,
        analysis.tracked.record,
        *filter(None, (analysis.tracked.among, analysis.tracked.together)),
    }
    assert needed <= set(evidence.column_names)
    assert set(analysis.tracked.key) <= {*analysis.evidence_key, "record_id"}
