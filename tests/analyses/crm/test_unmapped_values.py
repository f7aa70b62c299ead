"""Words that no list knows are counted, weighed and named; they are put under nothing."""

from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.crm.unmapped_values import ANALYSIS
from cmokit.analyses.definitions import DEFAULTS, Definitions
from cmokit.exhibits.text import cited_names
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

DEAL = {"status": "open", "currency": "EUR", "created_at": "2025-12-01", "stage": "Proposal"}
AGREED = Definitions(pipeline_order=("Qualified", "Proposal"))


def contact(name: str, stage: str | None = "lead", **changes: Any) -> dict[str, Any]:
    return {"contact_id": name, "lifecycle_stage": stage, **changes}


def deal(name: str, amount: str | None = None, **changes: Any) -> dict[str, Any]:
    return {"opportunity_id": name, "amount": amount, **DEAL, **changes}


def found(definitions: Definitions = DEFAULTS, **tables: Any) -> Any:
    return measured(ANALYSIS, given(**tables), definitions)


def test_a_stage_outside_the_agreed_order_is_unmapped_and_other_is_not() -> None:
    result = found(contacts=[contact("a"), contact("b", "Nurture DE"), contact("c", "other"), contact("d", None)])
    where = {"table": "contacts", "column": "lifecycle_stage"}
    assert value_of(result.facts, "unmapped_share", **where) == pytest.approx(1 / 3)
    assert value_of(result.facts, "unmapped_count", **where) == 1
    assert 1 / 4 != 1 / 3, "the usual mistake divides by all records, blank ones too"
    assert rows_of(result.evidence, "record_id", "value") == [("b", "Nurture DE")]


def test_the_clients_own_spelling_is_shown_and_what_it_means_decides() -> None:
    result = found(
        contacts=[
            contact("a", "mql", lifecycle_stage_written="MQL neu"),
            contact("b", "weird", lifecycle_stage_written="Weird!"),
        ]
    )
    assert rows_of(result.evidence, "record_id", "value") == [("b", "Weird!")]


def test_a_source_without_a_channel_is_unmapped_whatever_the_channel_of_a_blank_one() -> None:
    rows = [
        contact("a", lead_source="Messe", channel="unknown"),
        contact("b", lead_source="Messe", channel=None),
        contact("c", lead_source="Messe", channel="event"),
        contact("d", lead_source=" ", channel="unknown"),
        contact("e", lead_source="Unknown", channel="unknown"),
        contact("f", lead_source="Other", channel="other"),
    ]
    result = found(contacts=rows)
    assert rows_of(result.evidence, "record_id") == ["a", "b"]
    assert value_of(result.facts, "unmapped_share", table="contacts", column="lead_source") == pytest.approx(2 / 5)
    assert value_of(result.facts, "unmapped_words_count", table="contacts", column="lead_source") == 1


def test_deal_stages_are_judged_by_the_agreed_order_alone_and_closed_deals_are_closed() -> None:
    deals = [deal("a"), deal("b", stage="Angebot"), deal("c", stage="Gewonnen!", status="won")]
    assert rows_of(found(AGREED, opportunities=deals).evidence, "record_id") == ["b"]
    without = found(opportunities=deals)
    assert value_of(without.facts, "unmapped_share", table="opportunities", column="stage") == 0


def test_money_is_that_of_the_deals_that_carry_the_word() -> None:
    deals = [
        deal("a", "100.10", contact_id="x"),
        deal("b", "0.05", contact_id="x", stage="Angebot"),
        deal("c", "7", contact_id="y", source_system="salesforce"),
    ]
    result = found(AGREED, contacts=[contact("x", "Nurture"), contact("y", "Nurture")], opportunities=deals)
    stages = value_of(result.facts, "unmapped_amount", table="contacts", column="lifecycle_stage")
    assert stages == Decimal("100.15"), "the deal of y is another system's"
    assert value_of(result.facts, "unmapped_amount", table="opportunities", column="stage") == Decimal("0.05")


def test_an_orders_money_stands_under_its_medium_and_its_parcels_status() -> None:
    orders = [
        {"order_id": "1", "total_amount": "10", "currency": "EUR", "channel": "unknown", "utm_medium": "mailing"},
        {"order_id": "2", "total_amount": "5", "currency": "EUR", "channel": "email", "utm_medium": "email"},
    ]
    parcels = [
        {"order_id": "2", "status": None, "status_written": "Beim Nachbarn"},
        {"order_id": "1", "status": "lost"},
    ]
    result = found(orders=orders, parcels=parcels)
    assert value_of(result.facts, "unmapped_amount", table="orders", column="utm_medium") == Decimal("10")
    assert value_of(result.facts, "unmapped_amount", table="parcels", column="status") == Decimal("5")


def test_money_without_a_rate_is_left_out_and_the_reason_says_so() -> None:
    tables = given(contacts=[contact("x", "Nurture")], opportunities=[deal("a", "1", contact_id="x", currency="CHF")])
    done = outcome(ANALYSIS, tables)
    assert "unmapped_amount" not in {fact.measure for fact in done.section.facts}
    assert "CHF" in done.section.reason
    assert done.section.missing


def test_a_single_word_warns_and_a_share_beyond_the_limit_fails() -> None:
    def severity(bad: int, whole: int) -> Severity:
        rows = [contact(f"c{n}", "Nurture" if n < bad else "lead") for n in range(whole)]
        return outcome(ANALYSIS, given(contacts=rows)).severity

    assert [severity(0, 100), severity(1, 100), severity(2, 100), severity(11, 100)] == [
        Severity.PASS,
        Severity.WARN,
        Severity.WARN,
        Severity.FAIL,
    ]


def test_records_that_say_no_word_cannot_answer() -> None:
    with pytest.raises(CannotAnswer):
        found(contacts=[contact("a", None)])


def test_the_finding_says_how_much_and_names_the_heaviest_word() -> None:
    tables = given(
        contacts=[contact("x", "Nurture"), contact("y", "Do not call")], opportunities=[deal("a", "9", contact_id="y")]
    )
    section = outcome(ANALYSIS, tables).section
    assert cited_names(section.headline)
    assert "Do not call" in " ".join(section.narrative)


def test_without_deals_a_persons_money_is_its_orders_and_each_order_counts_once() -> None:
    people = [contact("x", "Nurture", email="A@x.example"), contact("y", "Nurture", email="a@x.example ")]
    orders = [{"order_id": "1", "total_amount": "10.01", "currency": "EUR", "email": "a@x.example"}]
    where = {"table": "contacts", "column": "lifecycle_stage"}
    assert value_of(found(contacts=people, orders=orders).facts, "unmapped_amount", **where) == Decimal("10.01")
    with_deals = found(contacts=people, orders=orders, opportunities=[deal("a", "3", contact_id="x")])
    assert value_of(with_deals.facts, "unmapped_amount", **where) == Decimal("3")
