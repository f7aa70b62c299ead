"""System conflicts: linked copies that differ, counted once per person, company or deal."""

from decimal import Decimal

import pytest

from cmokit.analyses.integration.conflicts import ANALYSIS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

SF = {"source_system": "salesforce"}


def link(leading, record, entity="contact", system="salesforce"):
    own = {"entity": entity, "leading_id": leading, "record_id": leading, "source_system": "hubspot", "method": "none"}
    return [own, {**own, "record_id": record, "source_system": system, "method": "synced id"}]


def two(field, one, other):
    """One person in two systems, with these two values."""
    contacts = [{"contact_id": "ann", field: one}, {"contact_id": "s1", field: other, **SF}]
    return given(contacts=contacts, entity_links=link("ann", "s1"))


@pytest.mark.parametrize(("one", "other", "differ"), [("Lee", "LEE ", 0), ("Lee", "May", 1)])
def test_case_and_outer_blanks_are_no_conflict(one, other, differ):
    found = measured(ANALYSIS, two("last_name", one, other))
    assert value_of(found.facts, "conflict_count", entity="contact", field="last_name") == differ


def test_a_blank_side_is_no_conflict_and_does_not_count():
    """The usual mistake: blank against filled counted as a conflict, and in the denominator."""
    contacts = [
        {"contact_id": "ann", "country": "France", "last_name": "Lee"},
        {"contact_id": "s1", "country": " ", "last_name": "Lee", **SF},
    ]
    found = measured(ANALYSIS, given(contacts=contacts, entity_links=link("ann", "s1")))
    assert names_of(found.facts, "conflict_share") == [
        "integration.conflicts.conflict_share[entity=contact,field=last_name]"
    ]


def test_the_evidence_names_both_values_and_the_leading_record():
    found = measured(ANALYSIS, two("country", "France", "Spain"))
    columns = ("leading_id", "field", "system_a", "value_a", "system_b", "value_b", "source_row")
    assert rows_of(found.evidence, *columns) == [
        ("ann", "country", "hubspot", "France", "salesforce", "Spain", 2),
    ]


def test_a_person_with_two_differing_copies_counts_once():
    contacts = [{"contact_id": "ann", "email": "a@x.example"}, {"contact_id": "s1", "email": "b@x.example", **SF},
                {"contact_id": "s2", "email": "c@x.example", **SF}]  # fmt: skip
    links = [*link("ann", "s1"), link("ann", "s2")[1]]
    fact = fact_of(
        measured(ANALYSIS, given(contacts=contacts, entity_links=links)).facts,
        "conflict_share",
        entity="contact",
        field="email",
    )
    assert (fact.value, fact.n) == (1.0, 1)


def test_amounts_are_compared_exactly_and_their_differences_added_up():
    deals = [
        {"opportunity_id": "1", "amount": "100.10", "currency": "EUR", "status": "won"},
        {"opportunity_id": "2", "amount": "100.1000", "currency": "EUR", "status": "open", **SF},
        {"opportunity_id": "3", "amount": "0.30", "currency": "EUR"},
        {"opportunity_id": "4", "amount": "0.10", "currency": "EUR", **SF},
        {"opportunity_id": "5", "amount": "5", "currency": "USD"},
        {"opportunity_id": "6", "amount": "9", "currency": "USD", **SF},
    ]
    links = [row for one in ("1", "3", "5") for row in link(one, str(int(one) + 1), "opportunity")]
    found = measured(ANALYSIS, given(opportunities=deals, entity_links=links))
    assert value_of(found.facts, "conflict_count", entity="opportunity", field="amount") == 2
    assert value_of(found.facts, "conflict_count", entity="opportunity", field="status") == 1
    assert value_of(found.facts, "difference_amount") == Decimal("0.2000")
    assert 0.30 - 0.10 != 0.2, "the same in floats"


def test_a_lead_beside_the_contact_of_its_own_system_is_not_compared():
    contacts = [{"contact_id": "003", "country": "France", **SF}, {"contact_id": "00Q", "country": "Spain", **SF}]
    links = [{**row, "source_system": "salesforce"} for row in link("003", "00Q")]
    assert outcome(ANALYSIS, given(contacts=contacts, entity_links=links)).severity is Severity.NOT_MEASURED


@pytest.mark.parametrize(("differing", "severity"), [(0, Severity.PASS), (2, Severity.WARN), (5, Severity.FAIL)])
def test_the_most_disputed_field_decides(differing, severity):
    contacts, links = [], []
    for n in range(40):
        contacts += [{"contact_id": f"h{n}", "country": "France"},
                     {"contact_id": f"s{n}", "country": "Spain" if n < differing else "France", **SF}]  # fmt: skip
        links += link(f"h{n}", f"s{n}")
    assert outcome(ANALYSIS, given(contacts=contacts, entity_links=links)).severity is severity
