"""Logs are unions by key; payments of several reports are one movement; settlement lines stand once."""

from decimal import Decimal

from tests.sources.deliveries.given import Client, csv

PARCELS = (
    "order_id,awb,status,delivered_on,cod_collected_amount,freight_amount,"
    "adjustment_amount,net_remitted_amount,currency"
)


def test_entries_of_overlapping_files_stand_once_and_the_newest_version_wins(client: Client) -> None:
    header = "entity,entity_id,stage,entered_at,changed_by"
    lead, mql = "contact,ann,lead,2026-01-02T10:00:00Z", "contact,ann,mql,2026-01-20T10:00:00Z"
    client.give("log_2026-02-04.csv", csv(header, f"{lead},Bea Schmidt", f"{mql},"))
    client.give("log_2026-01-05.csv", csv(header, f"{lead},B. Schmidt"))
    assert client.column("stage_entries", "stage", "changed_by") == [("lead", "Bea Schmidt"), ("mql", None)]


def test_a_stage_entered_twice_is_two_entries(client: Client) -> None:
    header = "entity,entity_id,stage,entered_at"
    client.give("log_2026-01-05.csv", csv(header, "contact,ann,mql,2026-01-02T10:00:00Z"))
    client.give("log_2026-02-04.csv", csv(header, "contact,ann,mql,2026-01-20T10:00:00Z"))
    assert len(client.table("stage_entries")) == 2


def test_a_log_never_makes_anything_gone(client: Client) -> None:
    header = "touchpoint_id,contact_id,touched_at,kind,channel"
    client.give("touches_2026-01-05.csv", csv(header, "t1,ann,2026-01-02T10:00:00Z,visit,email"))
    client.give("touches_2026-02-04.csv", csv(header, "t2,ann,2026-02-02T10:00:00Z,visit,email"))
    assert client.column("touchpoints", "touchpoint_id") == ["t1", "t2"]


def test_one_charge_in_two_reports_is_one_movement_with_what_each_of_them_knows(client: Client) -> None:
    payments = csv(
        "id,Description,Created (UTC),Amount,Currency,Fee,Status,Customer Email",
        "ch_1,Order #1001,2026-01-02 10:00,100.00,eur,,Paid,ann@firm.example",
    )
    balance = csv(
        "balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,charge_id",
        "txn_1,2026-01-02 10:00:00,2026-01-09 00:00:00,eur,100.00,1.75,98.25,charge,ch_1,ch_1",
        "txn_2,2026-01-12 10:00:00,2026-01-19 00:00:00,eur,-100.00,0.00,-100.00,refund,re_1,ch_1",
    )
    client.give("payments_2026-02-01.csv", payments)
    client.give("balance_2026-01-31.csv", balance)
    columns = ("kind", "amount", "net_amount", "order_id", "email")
    assert client.column("payments", *columns) == [
        ("charge", Decimal("100.0000"), Decimal("98.2500"), "1001", "ann@firm.example"),
        ("refund", Decimal("-100.0000"), Decimal("-100.0000"), "1001", "ann@firm.example"),
    ]


def test_a_charge_finds_its_order_by_the_payment_that_the_shop_noted(client: Client) -> None:
    order = "order_id,ordered_at,total_amount,currency,payment_reference"
    payment = "payment_id,occurred_at,kind,amount,currency,payment_reference"
    client.give("orders_2026-02-01.csv", csv(order, "1001,2026-01-02T10:00:00Z,100.00,EUR,pi_7;pi_8"))
    client.give("payments_2026-02-01.csv", csv(payment, "ch_1,2026-01-02T10:00:00Z,charge,100.00,EUR,pi_8"))
    assert client.column("payments", "order_id") == ["1001"]


def test_settlement_lines_that_two_files_share_stand_once(client: Client) -> None:
    one, two = (
        "1001,A1,delivered,2026-01-10,50.00,4.00,,46.00,EUR",
        "1002,A2,delivered,2026-01-11,30.00,4.00,,26.00,EUR",
    )
    later = "1003,A3,returned,2026-01-20,0.00,4.00,,-4.00,EUR"
    client.give("courier_2026-01-15.csv", csv(PARCELS, one, two))
    client.give("courier_2026-01-31.csv", csv(PARCELS, two, later))
    assert client.column("parcels", "order_id") == ["1001", "1002", "1003"]


def test_a_later_adjustment_is_a_line_of_its_own(client: Client) -> None:
    client.give("courier_2026-01-15.csv", csv(PARCELS, "1001,A1,delivered,2026-01-10,50.00,4.00,,46.00,EUR"))
    client.give("courier_2026-02-15.csv", csv(PARCELS, "1001,A1,delivered,2026-01-10,0.00,0.00,-1.50,-1.50,EUR"))
    assert sum(client.column("parcels", "net_remitted_amount")) == Decimal("44.50")


def test_two_equal_lines_within_one_file_are_two_movements_however_often_they_come(client: Client) -> None:
    line = "1001,A1,returned,2026-01-10,0.00,4.00,,-4.00,EUR"
    client.give("courier_2026-01-15.csv", csv(PARCELS, line, line))
    client.give("courier_2026-01-31.csv", csv(PARCELS, line, line, "1002,A2,delivered,2026-01-20,9.00,4.00,,5.00,EUR"))
    assert client.column("parcels", "order_id") == ["1001", "1001", "1002"]
