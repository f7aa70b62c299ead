"""What no vendor module reads comes in as canonical files made by hand, and is analysed like everything else."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.by_hand import FILES
from tests.acceptance.desk import Desk, rows, table

DELIVERABLES = {"audit.pdf", "audit.html", "audit.xlsx", "audit.ipynb", "facts.json", "manifest.json"}


def audit(desk: Desk) -> Path:
    return desk.client().reports / "audit"


@pytest.fixture(scope="module")
def facts(by_hand: Desk) -> dict[str, Any]:
    """A figure's name → its value."""
    answer = by_hand.must("facts", "acme", "--json")
    return {row["name"]: row["value"] for row in json.loads(answer.out, parse_float=Decimal)}


@pytest.fixture(scope="module")
def verdicts(by_hand: Desk) -> dict[str, str]:
    said = json.loads((audit(by_hand) / "facts.json").read_text("utf-8"))
    return {analysis["id"]: analysis["severity"] for analysis in said["analyses"]}


@pytest.mark.parametrize("name", FILES)
def test_a_handmade_file_fills_its_own_table(by_hand: Desk, name: str) -> None:
    kind = name.removesuffix(".csv")
    from_it = [row for row in table(by_hand.client(), kind).to_pylist() if row["source_file"] == name]
    assert len(from_it) == FILES[name].count("\n") - 1


def test_every_row_says_where_it_stands(by_hand: Desk) -> None:
    found = rows(by_hand.client(), "touchpoints", "touchpoint_id", "source_file", "source_row", "source_system")
    assert found[0] == ("t1", "touchpoints.csv", 2, "canonical")
    assert found[-1] == ("t4", "touchpoints.csv", 5, "canonical")


def test_a_conversion_given_by_hand_is_not_derived_once_more(by_hand: Desk) -> None:
    """Won and lead are given, whole; the other kinds follow from people, deals and orders."""
    found = rows(by_hand.client(), "conversions", "kind", "conversion_id")
    assert [row for row in found if row[0] in ("won", "lead")] == [("lead", "k2"), ("won", "k1")]
    assert {"mql", "opportunity"} & {kind for kind, _ in found}


def test_the_audit_is_published_in_every_format(by_hand: Desk) -> None:
    assert {path.name for path in audit(by_hand).iterdir()} >= DELIVERABLES


def test_what_the_files_carry_is_measured(verdicts: dict[str, str]) -> None:
    measured = {name for name, severity in verdicts.items() if severity != "NOT_MEASURED"}
    assert measured >= {"crm.readiness", "lifecycle.conformance", "tracking.utm_governance"}
    assert measured >= {"funnel.conversion", "funnel.leaks", "money.platform_to_cash"}


def test_what_they_do_not_carry_is_asked_for(by_hand: Desk, verdicts: dict[str, str]) -> None:
    said = json.loads((audit(by_hand) / "facts.json").read_text("utf-8"))
    asked = {analysis["id"]: [missing["table"] for missing in analysis["missing"]] for analysis in said["analyses"]}
    assert verdicts["crm.duplicates"] == "NOT_MEASURED"
    assert asked["crm.duplicates"] == ["contacts"]
    assert asked["tracking.campaign_names"] == ["ad_spend", "campaigns"]


def test_the_figures_are_those_of_the_files(facts: dict[str, Any]) -> None:
    assert float(facts["lifecycle.conformance.backward_count"]) == 1  # c3 went from mql to lead
    assert float(facts["lifecycle.conformance.skipped_share[stage=mql]"]) == 0
    # nobody entered sales_qualified: whoever is an opportunity is no skip, the stage is not used
    assert "lifecycle.conformance.skipped_share[stage=opportunity]" not in facts
    # all three leads reached mql at some time; of three mql one reached a later stage, eleven days on
    assert float(facts["funnel.conversion.stage_share[from=lead,split=all,to=mql]"]) == 1
    assert str(facts["funnel.conversion.stage_share[from=mql,split=all,to=sales_accepted]"]) == "0.333333333333"
    assert float(facts["funnel.conversion.maturity_days[from=mql,to=sales_accepted]"]) == 11
    assert facts["funnel.leaks.lost_amount[funnel=pipeline,stage=Qualification]"] == Decimal("5000.50")
    assert float(facts["tracking.utm_governance.untagged_share[table=touchpoints]"]) == pytest.approx(1 / 3)
    # every digit of the money: the one deal that was won
    assert str(facts["money.platform_to_cash.step_amount[channel=paid_search,step=crm]"]) == "12000.10"


def test_the_list_of_figures_is_that_of_facts_json_digit_by_digit(by_hand: Desk, facts: dict[str, Any]) -> None:
    said = json.loads((audit(by_hand) / "facts.json").read_text("utf-8"), parse_float=Decimal)
    listed = by_hand.must("facts", "acme", "--history", "--json").out
    assert list(facts.values()) == [fact["value"] for fact in said["facts"]]
    assert [row["value"] for row in json.loads(listed, parse_float=Decimal)] == list(facts.values())


def test_a_second_run_with_nothing_changed_does_nothing(by_hand: Desk) -> None:
    answer = by_hand.must("run", "acme", "audit", "--json")
    assert answer.document["status"] == "unchanged"
    assert answer.err == ""


def test_a_figure_leads_back_to_the_lines_of_the_files(by_hand: Desk) -> None:
    traced = by_hand.must("trace", "acme", "lifecycle.conformance.backward_count", "--rows", "--json").document
    back = [row for row in traced["rows"] if row["problem"] == "backward"]
    assert [(row["contact_id"], row["source_file"], row["source_row"]) for row in back] == [
        ("c3", "stage_entries.csv", 8)
    ]
