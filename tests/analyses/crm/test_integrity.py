"""Field integrity: five checks, each found by hand on a handful of records."""

import pytest

from cmokit.analyses.crm.integrity import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, names_of, outcome, rows_of, value_of

ANN = {"contact_id": "ann", "lead_source": "Fair", "lifecycle_stage": "lead", "owner_id": "eva"}
FIELDS = [
    {"object": "contact", "field": "lead_source", "label": "Lead Source"},
    {"object": "contact", "field": "leadsource_c", "label": "Lead-source 2"},
    {"object": "company", "field": "lead_source", "label": "Lead Source"},
    {"object": "contact", "field": "score", "label": None},
    {"object": "contact", "field": "score_b", "label": "2024"},
]


def found_by(check, **tables):
    tables.setdefault("contacts", [ANN])
    found = measured(ANALYSIS, given(**tables))
    return value_of(found.facts, f"{check}_count"), rows_of(found.evidence, "record_id", check=check)


def test_fields_of_one_object_with_one_label_are_a_pair():
    assert found_by("duplicate_fields", fields=FIELDS) == (1, ["lead_source", "leadsource_c"])


def test_blank_labels_are_no_pair():
    blank = [{"object": "contact", "field": name, "label": ""} for name in "ab"]
    assert found_by("duplicate_fields", fields=blank) == (0, [])


def test_three_twins_make_three_pairs():
    twins = [{"object": "contact", "field": f"f{n}", "label": f"Region {n}"} for n in range(3)]
    assert found_by("duplicate_fields", fields=twins)[0] == 3


def test_every_spelling_beside_the_usual_one_counts_once_and_names_its_records():
    countries = ["Germany", "Germany", "germany", "germany", "GERMANY ", "France", None]
    contacts = [{"contact_id": f"c{n}", "country": country} for n, country in enumerate(countries)]
    count, records = found_by("inconsistent_values", contacts=[*contacts, {"contact_id": "c9", "country": "Germany"}])
    assert count == 2
    assert records == ["c2", "c3", "c4"]


def test_two_systems_may_spell_a_value_each_in_its_own_way():
    contacts = [
        {"contact_id": "h", "lead_source": "PAID_SEARCH"},
        {"contact_id": "s", "lead_source": "Paid Search", "source_system": "salesforce"},
    ]
    assert found_by("inconsistent_values", contacts=contacts) == (0, [])


def test_a_record_that_lacks_two_required_fields_counts_once_and_is_listed_for_both():
    contacts = [
        {"contact_id": "ann", "lifecycle_stage": "mql"},
        {"contact_id": "bob", "lifecycle_stage": "lead"},
        {"contact_id": "cat", "lifecycle_stage": "customer", "owner_id": "eva", "lead_source": " "},
    ]
    deals = [
        {"opportunity_id": "d1", "status": "open", "owner_id": "eva", "company_id": "c", "amount": "0"},
        {"opportunity_id": "d2", "status": "open", "owner_id": "eva", "company_id": "c"},
        {"opportunity_id": "d3", "status": "lost"},
    ]
    count, records = found_by("required_missing", contacts=contacts, opportunities=deals)
    assert count == 3
    assert records == ["ann", "ann", "cat", "d2"]


def changes(*steps, field="owner_id"):
    return [
        {"entity": "contact", "entity_id": "ann", "field": field, "new_value": value, "changed_by_kind": kind,
         "changed_at": f"2025-03-{day:02d}"}
        for day, (kind, value) in enumerate(steps, start=1)
    ]  # fmt: skip


def test_an_integration_that_undoes_a_person_is_found():
    steps = changes(("person", "eva"), ("integration", "tom"), ("integration", "ida"), ("person", "eva"))
    assert found_by("overwritten", field_changes=steps) == (1, ["ann"])


@pytest.mark.parametrize(
    "steps",
    [
        changes(("person", "eva"), ("integration", "eva")),
        changes(("workflow", "eva"), ("integration", "tom")),
        changes(("person", "eva"), ("workflow", "ida"), ("integration", "tom")),
        [*changes(("person", "eva"), ("integration", "tom"), field="phone"), *changes(("person", "eva"))],
    ],
)
def test_repeating_a_value_following_a_workflow_or_another_field_is_no_overwriting(steps):
    assert found_by("overwritten", field_changes=steps) == (0, [])


def test_two_changes_at_the_same_moment_count_alike_in_any_order_of_rows():
    moment = {"entity": "contact", "entity_id": "ann", "field": "owner_id", "changed_at": "2026-01-05T10:00:00"}
    person = {**moment, "changed_by_kind": "person", "old_value": "ida", "new_value": "eva"}
    sync = {**moment, "changed_by_kind": "integration", "old_value": "eva", "new_value": "ida"}
    first = {**sync, "old_value": "tom"}  # the sync set what the person then replaced
    for pair, found in (([person, sync], (1, ["ann"])), ([person, first], (0, []))):
        assert found_by("overwritten", field_changes=pair) == found
        assert found_by("overwritten", field_changes=pair[::-1]) == found


def test_a_link_to_nothing_is_broken_and_a_blank_one_is_none():
    contacts = [
        {**ANN, "company_id": "c9"},
        {"contact_id": "bob", "company_id": "c1"},
        {"contact_id": "cat", "company_id": ""},
    ]
    deals = [{"opportunity_id": "d1", "company_id": "c9", "contact_id": "ann", "campaign_id": "k1"}]
    companies = [{"company_id": "c1"}]
    assert found_by("broken_links", contacts=contacts, opportunities=deals, companies=companies) == (2, ["ann", "d1"])


def test_links_are_not_checked_against_an_export_that_was_not_received():
    """The usual mistake: without the companies of that system every contact has a broken link."""
    contacts = [{**ANN, "company_id": "001", "source_system": "salesforce"}, {"contact_id": "bob", "company_id": "c1"}]
    assert found_by("broken_links", contacts=contacts, companies=[{"company_id": "c1"}]) == (0, [])


def test_a_member_of_a_campaign_is_named_by_campaign_and_contact():
    members = [{"campaign_id": "k1", "contact_id": "ann"}, {"campaign_id": "k1", "contact_id": "gone"}]
    assert found_by("broken_links", campaign_members=members, campaigns=[{"campaign_id": "k1"}]) == (1, ["k1|gone"])


def test_a_check_without_its_table_is_left_out_and_asked_for():
    done = outcome(ANALYSIS, given(contacts=[ANN]))
    assert names_of(done.section.facts, "overwritten_count") == []
    assert [missing.table for missing in done.section.missing] == ["fields", "field_changes"]
    assert "no history of the fields was received" in done.section.reason


def test_the_largest_share_decides():
    clean = [{"contact_id": f"c{n}", "country": "France"} for n in range(30)]
    assert outcome(ANALYSIS, given(contacts=clean)).severity is Severity.PASS
    assert (
        outcome(ANALYSIS, given(contacts=[*clean, {"contact_id": "x", "country": "france"}])).severity is Severity.WARN
    )
    assert outcome(ANALYSIS, given(contacts=clean, fields=FIELDS)).severity is Severity.FAIL
