"""Repairs as values: only what the evidence decides, nothing that is masked."""

from typing import Any

from cmokit.analyses.crm.duplicates import ANALYSIS as DUPLICATES
from cmokit.analyses.crm.integrity import ANALYSIS as INTEGRITY
from cmokit.analyses.repairs import Merge, Repair, is_masked, kept_values, respellings
from cmokit.analyses.tracking.utm_governance import ANALYSIS as UTM
from tests.analyses.builders import given, measured

TOKEN = "msk" + "bcdfghjklmnpqrst"
ANN = {"contact_id": "a1", "email": "ann@firm.example", "first_name": "Ann", "last_name": "Lee"}


def contacts(*sources: str, **more: Any) -> list[dict[str, Any]]:
    return [{"contact_id": str(n), "lead_source": source, **more} for n, source in enumerate(sources)]


def repairs_of(analysis: Any, **tables: Any) -> tuple[Any, ...]:
    return analysis.repairs(measured(analysis, given(**tables)))


def merge_of(*records: dict[str, Any]) -> Merge:
    [merge] = repairs_of(DUPLICATES, contacts=records)
    return merge


def test_an_unusual_spelling_becomes_the_usual_one_with_the_row_that_shows_it():
    [repair] = repairs_of(INTEGRITY, contacts=contacts("Organic", "Organic", "organic"))
    assert (repair.table, repair.record_id, repair.field) == ("contacts", "2", "lead_source")
    assert (repair.old, repair.new) == ("organic", "Organic")
    assert (repair.source_file, repair.source_row, repair.system) == ("contacts.csv", 4, "hubspot")
    assert "2" in repair.confidence
    assert "1" in repair.confidence


def test_two_equally_frequent_spellings_decide_nothing():
    """The usual mistake: the first in the alphabet wins and half of the records are rewritten."""
    assert repairs_of(INTEGRITY, contacts=contacts("Organic", "organic")) == ()


def test_each_system_keeps_its_own_spelling():
    theirs = [
        {**row, "contact_id": f"s{n}", "source_system": "salesforce"} for n, row in enumerate(contacts("web", "web"))
    ]
    assert repairs_of(INTEGRITY, contacts=[*contacts("Web", "Web"), *theirs]) == ()


def test_a_deals_stage_is_never_set():
    """Each pipeline has its own, and the client's automations listen to it."""
    deals = [{"opportunity_id": str(n), "stage": stage} for n, stage in enumerate(("Demo", "Demo", "demo"))]
    assert repairs_of(INTEGRITY, opportunities=deals) == ()


def test_what_is_missing_overwritten_or_linked_to_nothing_is_not_guessed():
    found = repairs_of(
        INTEGRITY,
        contacts=[{"contact_id": "1", "lifecycle_stage": "mql", "company_id": "gone"}],
        companies=[{"company_id": "c1", "name": "Firm"}],
    )
    assert found == ()


def test_only_contacts_are_given_the_usual_utm_value_since_visits_have_happened():
    people = [
        {"contact_id": str(n), "utm_source": s, "utm_medium": "cpc"}
        for n, s in enumerate(("google", "google", "Google"))
    ]
    visits = [{"touchpoint_id": str(n), "utm_source": s} for n, s in enumerate(("bing", "bing", "Bing"))]
    [repair] = repairs_of(UTM, contacts=people, touchpoints=visits)
    assert (repair.record_id, repair.field, repair.old, repair.new) == ("2", "utm_source", "Google", "google")


def test_masked_values_are_never_repaired():
    row = {"source_system": "hubspot", "table": "contacts", "record_id": "1", "field": "x", "usual": TOKEN.upper()}
    row |= {"rows_count": 1, "usual_count": 5, "source_file": "f", "source_row": 2}
    assert respellings([{**row, "value": TOKEN}]) == ()
    assert len(respellings([{**row, "value": "Plain"}])) == 1
    assert is_masked("+99912345678")
    assert not is_masked("")
    assert not is_masked(None)


def test_the_record_that_another_system_is_linked_to_survives_then_the_fuller_then_the_older():
    full = {**ANN, "contact_id": "a2", "phone": "+49 30 1234567", "created_at": "2025-05-01"}
    assert merge_of(ANN, full).survivor == "a2"
    assert merge_of({**ANN, "synced_id": "salesforce:1"}, full).survivor == "a1"
    old = {**ANN, "contact_id": "z9", "created_at": "2020-01-01"}
    assert merge_of({**ANN, "created_at": "2024-01-01"}, old).survivor == "z9"
    assert merge_of(ANN, {**ANN, "contact_id": "a2"}).survivor == "a1"


def test_a_contact_of_salesforce_survives_a_fuller_lead():
    lead = {**ANN, "contact_id": "00Q1", "source_system": "salesforce", "phone": "+49 30 1234567"}
    contact = {**ANN, "contact_id": "0031", "source_system": "salesforce"}
    merge = merge_of(lead, contact)
    assert (merge.survivor, merge.merged) == ("0031", ("00Q1",))


def test_records_that_disagree_wait_for_a_decision_and_do_not_count_as_repairable():
    merge = merge_of({**ANN, "owner_id": "eva"}, {**ANN, "contact_id": "a2", "owner_id": "tom"})
    assert merge.decide_first == ("owner_id",)
    assert merge.records == ()


def test_the_survivor_keeps_its_own_values_and_takes_a_single_other_one_where_it_is_blank():
    merge = merge_of(
        {**ANN, "phone": None, "job_title": "CEO", "synced_id": "salesforce:1"},
        {**ANN, "contact_id": "a2", "phone": "030 123456", "job_title": "Chief"},
    )
    kept = {k.field: (k.value, k.record_id) for k in merge.kept}
    assert kept == {"phone": ("030 123456", "a2"), "job_title": ("CEO", "a1")}


def test_two_different_values_for_a_blank_decide_nothing_and_a_masked_one_neither():
    blank, one, other = ({"phone": value} for value in (None, "1", "2"))
    assert kept_values("s", {"s": blank, "a": one, "b": other}, ["phone"]) == ()
    assert kept_values("s", {"s": blank, "a": {"phone": TOKEN}}, ["phone"]) == ()
    assert [k.value for k in kept_values("s", {"s": blank, "a": one, "b": dict(one)}, ["phone"])] == ["1"]


def test_companies_are_never_merged():
    firms = [{"company_id": str(n), "name": "Firm GmbH", "domain": "firm.example"} for n in range(2)]
    assert repairs_of(DUPLICATES, contacts=[ANN], companies=firms) == ()


def test_every_repair_changes_something():
    found = repairs_of(INTEGRITY, contacts=contacts(*["Web"] * 5, "web", "WEB", " w-e-b"))
    assert len(found) == 3
    assert [r for r in found if not isinstance(r, Repair) or r.old == r.new or not r.new] == []
