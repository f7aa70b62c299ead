"""A pilot's arm at a record in the CRM, read back from its export."""

from pathlib import Path

import pytest

from cmokit.sources.arms import MOST, label_of, name_of
from tests.sources.exports import read, rows_of

CONTACTS = "Record ID,Email,Lifecycle Stage,{head}\n101,a@one.example,lead,by_rule\n102,b@two.example,lead,\n"
LEADS = "Id,LastName,Email,Company,Status,{head}\n00Q5e00000ABCDE,Lee,a@one.example,Acme,Open,by_hand\n"
WANTED = ("experiment_id", "unit_kind", "unit_id", "variant", "assigned_at", "source_row")


@pytest.mark.parametrize("head", ["Pilot arm routing-pilot", "Pilot arm: routing-pilot", "pilot arm routing-pilot"])
def test_the_arm_comes_back_by_the_column_s_label(tmp_path: Path, head: str):
    found = read(tmp_path, CONTACTS.format(head=head)).tables["assignments"]
    assert rows_of(found, *WANTED) == [("routing-pilot", "contact", "101", "by_rule", None, 2)], "a blank is no arm"
    assert found["source_system"].to_pylist() == ["hubspot"]


def test_it_comes_back_by_the_internal_name_that_the_crm_makes_of_the_label(tmp_path: Path):
    assert name_of("routing-pilot") == "Pilot_arm_routing_pilot"
    found = read(tmp_path, LEADS.format(head="Pilot_arm_routing_pilot__c")).tables["assignments"]
    [(experiment, *rest)] = rows_of(found, *WANTED)
    assert (experiment, rest) == ("routing_pilot", ["contact", "00Q5e00000ABCDEEA5", "by_hand", None, 2])
    assert found["source_system"].to_pylist() == ["salesforce"]


def test_companies_carry_arms_too(tmp_path: Path):
    text = "Record ID,Company name,Company Domain Name,Pilot arm terms\n55,Acme,acme.example,new\n"
    assert rows_of(read(tmp_path, text).tables["assignments"], *WANTED) == [("terms", "company", "55", "new", None, 2)]


def test_an_export_without_such_a_column_says_nothing_of_arms(tmp_path: Path):
    assert "assignments" not in read(tmp_path, CONTACTS.format(head="Segment")).tables
    assert len(name_of("x" * 30)) == MOST
    assert label_of("terms") == "Pilot arm terms"
