"""Readiness: each gap counted over the records it concerns; the worst state decides."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.crm.readiness import ANALYSIS
from cmokit.analyses.definitions import DEFAULTS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

TODAY = replace(DEFAULTS, as_of=date(2026, 1, 5))
FILE = {"kind": "hubspot.contacts", "extract_on": "2026-01-05", "rows_in_count": 12, "rows_set_aside_count": 0}


def files(**changes):
    return [{"file_id": "f", "source_file": "c.csv", **FILE, **changes}]


def test_a_contact_with_neither_source_nor_channel_is_counted_and_named():
    data = given(
        received_files=files(),
        contacts=[
            {"contact_id": "ann", "lead_source": "Webinar", "channel": "unknown"},
            {"contact_id": "bob", "lead_source": " ", "channel": "unknown"},
        ],
    )
    found = measured(ANALYSIS, data, TODAY)
    assert value_of(found.facts, "check_share", check="contact_without_source") == 0.5
    assert rows_of(found.evidence, "record_id", "source_file", "source_row") == [("bob", "contacts.csv", 3)]


def test_a_person_kept_in_two_systems_counts_once_and_a_test_record_never():
    copy = {"contact_id": "s1", "source_system": "salesforce"}
    data = given(
        received_files=files(),
        contacts=[
            {"contact_id": "ann", "lead_source": "Webinar"},
            copy,
            {"contact_id": "probe", "is_test": True},
        ],
        entity_links=[{"entity": "contact", "leading_id": "ann", "record_id": "s1", "source_system": "salesforce"}],
    )
    share = fact_of(measured(ANALYSIS, data, TODAY).facts, "check_share", check="contact_without_source")
    assert (share.value, share.n) == (0.0, 1)


def test_only_qualified_contacts_need_an_owner():
    people = [
        {"contact_id": f"c{n}", "lifecycle_stage": stage, "lead_source": "Fair", "owner_id": owner}
        for n, (stage, owner) in enumerate([("lead", None), ("mql", ""), ("customer", "eva"), (None, None)])
    ]
    found = measured(ANALYSIS, given(received_files=files(), contacts=people), TODAY)
    assert fact_of(found.facts, "check_share", check="contact_without_owner").n == 2
    assert rows_of(found.evidence, "record_id", check="contact_without_owner") == ["c1"]


def test_totals_and_footers_are_no_records_and_count_on_neither_side():
    """The usual mistake: a total row makes the export look worse than it is."""
    set_aside = [
        {"source_file": "c.csv", "source_row": row, "kind": "hubspot.contacts", "reason": reason}
        for row, reason in enumerate(["total", "footer", "torn"], start=10)
    ]
    data = given(received_files=files(rows_set_aside_count=3), rows_set_aside=set_aside)
    share = fact_of(measured(ANALYSIS, data, TODAY).facts, "set_aside_share", kind="hubspot.contacts")
    assert (share.value, share.n) == (0.1, 10)
    assert share.value != 3 / 12


def test_the_age_is_that_of_the_newest_file_in_use_on_the_day_of_the_report():
    received = [
        {**FILE, "file_id": "a", "extract_on": "2025-12-01"},
        {**FILE, "file_id": "b", "extract_on": None, "period_end_on": "2025-12-26"},
        {**FILE, "file_id": "c", "extract_on": "2026-02-04"},
        {**FILE, "file_id": "d", "extract_on": "2026-01-04", "is_withdrawn": True},
    ]
    found = measured(ANALYSIS, given(received_files=received), TODAY)
    assert value_of(found.facts, "data_age_days", kind="hubspot.contacts") == 10


def test_a_check_without_records_is_left_out():
    found = measured(ANALYSIS, given(received_files=files(), orders=[{"order_id": "1", "channel": "email"}]), TODAY)
    assert names_of(found.facts, "check_share") == ["crm.readiness.check_share[check=order_without_channel]"]


@pytest.mark.parametrize(
    ("without_amount", "severity", "verdict"),
    [(0, Severity.PASS, "ready"), (1, Severity.WARN, "ready_with_limits"), (3, Severity.FAIL, "not_ready")],
)
def test_the_worst_check_decides(without_amount, severity, verdict):
    deals = [
        {"opportunity_id": f"d{n}", "status": "open", "owner_id": "eva", "amount": None if n < without_amount else "10"}
        for n in range(12)
    ]
    done = outcome(ANALYSIS, given(received_files=files(), opportunities=deals), TODAY)
    assert done.severity is severity
    assert value_of(done.section.facts, "verdict_text") == verdict
    assert value_of(done.section.facts, "failed_count") == (1 if severity is Severity.FAIL else 0)


def test_payments_that_name_nothing_are_found_but_fees_need_no_order():
    payments = [
        {"payment_id": "p1", "kind": "charge"},
        {"payment_id": "p2", "kind": "charge", "invoice_id": "in_1"},
        {"payment_id": "p3", "kind": "fee"},
    ]
    found = measured(ANALYSIS, given(received_files=files(), payments=payments), TODAY)
    assert fact_of(found.facts, "check_share", check="payment_without_order").n == 2
    assert rows_of(found.evidence, "record_id") == ["p1"]
