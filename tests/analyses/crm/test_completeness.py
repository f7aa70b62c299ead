"""Completeness: filled and valid per column, each over the records that it is asked of."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.crm.completeness import ANALYSIS
from cmokit.analyses.definitions import DEFAULTS
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 1, 5), timezone="Europe/Berlin")


def shares(column, table="contacts", **tables):
    """(filled, valid) of one column."""
    facts = measured(ANALYSIS, given(**tables), AT).facts
    return tuple(value_of(facts, measure, table=table, column=column) for measure in ("filled_share", "valid_share"))


def test_blanks_are_not_filled_and_only_the_filled_can_be_invalid():
    emails = ["ann@firm.example", "ann@firm", " ", None]
    contacts = [{"contact_id": str(n), "email": email} for n, email in enumerate(emails)]
    assert shares("email", contacts=contacts) == (0.5, 0.5)
    found = measured(ANALYSIS, given(contacts=contacts), AT)
    assert rows_of(found.evidence, "record_id", "column", "value", "problem") == [
        ("1", "email", "ann@firm", "invalid"),
        ("2", "email", " ", "missing"),
        ("3", "email", None, "missing"),
    ]


def test_the_score_is_the_mean_of_filled_times_valid_and_a_column_without_rule_is_valid():
    contacts = [{"contact_id": "1", "email": "ann@firm", "last_name": "Lee"}, {"contact_id": "2", "last_name": "May"},
                {"contact_id": "3", "email": "cat@firm.example"}]  # fmt: skip
    facts = measured(ANALYSIS, given(contacts=contacts), AT).facts
    assert value_of(facts, "score_share") == pytest.approx((1 / 3 + 2 / 3) / 2)


def test_a_column_blank_in_every_record_is_named_but_not_counted():
    """The usual mistake: a column that was left out of the export makes the CRM look empty."""
    done = outcome(ANALYSIS, given(contacts=[{"contact_id": "1", "email": "ann@firm.example"}]), AT)
    assert names_of(done.section.facts, "filled_share") == [
        "crm.completeness.filled_share[column=email,table=contacts]"
    ]
    assert value_of(done.section.facts, "score_share") == 1.0
    assert "phone numbers of contacts" in done.section.reason


def test_close_date_is_asked_of_closed_deals_and_loss_reason_of_lost_ones():
    deals = [
        {"opportunity_id": "1", "status": "open"},
        {"opportunity_id": "2", "status": "won", "closed_at": "2025-12-01"},
        {"opportunity_id": "3", "status": "lost", "loss_reason": "Price"},
        {"opportunity_id": "4", "status": "lost"},
    ]
    facts = measured(ANALYSIS, given(opportunities=deals), AT).facts
    closed, lost = (
        fact_of(facts, "filled_share", table="opportunities", column=c) for c in ("closed_at", "loss_reason")
    )
    assert (closed.n, lost.n) == (3, 2)
    assert lost.value == 0.5


def test_a_deal_closed_tomorrow_is_impossible_and_one_closed_late_today_is_not():
    deals = [
        {"opportunity_id": "1", "status": "won", "closed_at": "2026-01-05T23:30:00+01:00"},
        {"opportunity_id": "2", "status": "won", "closed_at": "2026-01-06T00:30:00+01:00"},
    ]
    assert shares("closed_at", "opportunities", opportunities=deals) == (1.0, 0.5)


def test_an_amount_of_nothing_is_filled_but_impossible():
    deals = [{"opportunity_id": str(n), "amount": a} for n, a in enumerate(["10", "0", "-5", None])]
    assert shares("amount", "opportunities", opportunities=deals) == (0.75, pytest.approx(1 / 3))


def test_an_unknown_channel_is_a_blank():
    orders = [{"order_id": "1", "channel": "unknown"}, {"order_id": "2", "channel": "email"}]
    assert shares("channel", "orders", orders=orders) == (0.5, 1.0)


def test_copies_count_and_test_records_do_not():
    contacts = [
        {"contact_id": "1", "last_name": "Lee"},
        {"contact_id": "2", "source_system": "salesforce"},
        {"contact_id": "3", "is_test": True},
    ]
    fact = fact_of(
        measured(ANALYSIS, given(contacts=contacts), AT).facts, "filled_share", table="contacts", column="last_name"
    )
    assert (fact.value, fact.n) == (0.5, 2)


@pytest.mark.parametrize(("blank", "severity"), [(0, Severity.PASS), (2, Severity.WARN), (4, Severity.FAIL)])
def test_the_score_decides(blank, severity):
    contacts = [{"contact_id": str(n), "last_name": None if n < blank else "Lee"} for n in range(10)]
    assert outcome(ANALYSIS, given(contacts=contacts), AT).severity is severity
