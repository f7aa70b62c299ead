"""Duplicates: within one system, with the evidence clusters; a synced copy is none."""

from cmokit.analyses.crm.duplicates import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

ANN = {"contact_id": "a1", "email": "ann@firm.example", "first_name": "Ann", "last_name": "Lee", "country": "France"}
DOUBLE = {
    "contact_id": "a2",
    "email": "ANN@firm.example",
    "first_name": "Ann",
    "last_name": "Lee",
    "country": "france ",
}
BOB = {"contact_id": "b1", "email": "bob@firm.example", "first_name": "Bob", "last_name": "May"}


def test_two_records_with_one_mailbox_are_a_cluster_named_by_both_ids():
    found = measured(ANALYSIS, given(contacts=[DOUBLE, BOB, ANN]))
    assert value_of(found.facts, "clusters_count") == 1
    assert value_of(found.facts, "pairs_count") == 1
    assert value_of(found.facts, "duplicate_share") == 0.333333333333
    assert rows_of(found.evidence, "cluster_id", "contact_id", "matched_by", "source_row") == [
        ("a1|a2", "a1", "same e-mail", 4),
        ("a1|a2", "a2", "same e-mail", 2),
    ]


def test_three_records_of_one_person_are_one_cluster_three_pairs_and_two_records_too_many():
    found = measured(ANALYSIS, given(contacts=[ANN, DOUBLE, {**ANN, "contact_id": "a3"}, BOB]))
    assert [value_of(found.facts, m) for m in ("clusters_count", "pairs_count", "duplicate_share")] == [1, 3, 0.5]


def test_a_copy_in_another_system_is_no_duplicate():
    copy = {**ANN, "contact_id": "s1", "source_system": "salesforce"}
    assert value_of(measured(ANALYSIS, given(contacts=[ANN, copy])).facts, "pairs_count") == 0


def test_a_lead_beside_the_contact_that_it_became_is_no_duplicate():
    """The usual mistake: every converted lead of Salesforce counts as a duplicate of its own contact."""
    lead = {**ANN, "contact_id": "00Q1", "source_system": "salesforce", "synced_id": "hubspot:a1;salesforce:0031"}
    contact = {**ANN, "contact_id": "0031", "source_system": "salesforce", "synced_id": "hubspot:a1"}
    share = fact_of(measured(ANALYSIS, given(contacts=[lead, contact])).facts, "duplicate_share")
    assert (share.value, share.n) == (0.0, 1)


def test_test_records_do_not_count():
    tests = [{**ANN, "contact_id": f"t{n}", "is_test": True} for n in range(2)]
    share = fact_of(measured(ANALYSIS, given(contacts=[BOB, *tests])).facts, "duplicate_share")
    assert (share.value, share.n) == (0.0, 1)


def test_records_that_disagree_on_a_stated_value_are_a_conflict_but_spelling_and_blanks_are_none():
    agree = measured(ANALYSIS, given(contacts=[ANN, DOUBLE]))
    assert value_of(agree.facts, "merge_conflict_count") == 0
    differ = measured(ANALYSIS, given(contacts=[{**ANN, "owner_id": "eva"}, {**DOUBLE, "owner_id": "tom"}]))
    assert value_of(differ.facts, "merge_conflict_count") == 1


def test_the_companys_own_website_ties_colleagues_records_together():
    people = [
        {"contact_id": "1", "first_name": "Ann", "last_name": "Ackermann", "company_id": "c1"},
        {"contact_id": "2", "first_name": "Ann", "last_name": "Ackermann", "email": "a.ackermann@firm.example"},
    ]
    companies = [{"company_id": "c1", "name": "Firm", "domain": "firm.example"}]
    assert value_of(measured(ANALYSIS, given(contacts=people, companies=companies)).facts, "clusters_count") == 1


def test_companies_are_one_by_website_or_by_name_and_country():
    companies = [
        {"company_id": "1", "name": "Quarzdora Bau GmbH & Co. KG", "domain": "quarz.example", "country": "Germany"},
        {"company_id": "2", "name": "QUARZDORA Bau GmbH", "country": "germany"},
        {"company_id": "3", "name": "Quarzdora Bau AG", "country": "Austria"},
        {"company_id": "4", "name": "Something else", "domain": "www.quarz.example", "country": "Germany"},
        {"company_id": "5", "name": "", "domain": "", "country": ""},
        {"company_id": "6", "name": "", "domain": " ", "country": ""},
        {"company_id": "7", "name": "Solo One", "domain": "gmail.com"},
        {"company_id": "8", "name": "Solo Two", "domain": "gmail.com"},
        {"company_id": "9", "name": "Quarzdora Bau GmbH", "country": "Germany", "source_system": "salesforce"},
    ]
    found = measured(ANALYSIS, given(contacts=[ANN], companies=companies))
    assert value_of(found.facts, "company_pairs_count") == 2
    assert [(pair["one_id"], pair["other_id"], pair["matched_by"]) for pair in found.companies] == [
        ("1", "2", "name"),
        ("1", "4", "domain"),
    ]


def test_without_companies_their_figure_is_left_out():
    assert names_of(measured(ANALYSIS, given(contacts=[ANN])).facts, "company_pairs_count") == []


def test_one_duplicate_in_three_fails_and_none_passes():
    assert outcome(ANALYSIS, given(contacts=[ANN, DOUBLE, BOB])).severity is Severity.FAIL
    assert outcome(ANALYSIS, given(contacts=[ANN, BOB])).severity is Severity.PASS
