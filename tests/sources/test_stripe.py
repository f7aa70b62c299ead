"""Stripe's two reports: a charge is one movement in both, and gross less fee is net."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sources.exports import read, rows_of, utc

PAYMENTS = """id,Description,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Fee,Converted Currency,\
Status,Customer Email,Captured,PaymentIntent ID,order_id (metadata)
ch_1,Order #1002,2026-05-01 09:00,23.80,0.00,eur,23.80,0.60,eur,Paid,bob@acme.com,true,pi_9,
ch_2,x,2026-05-01 09:10,10.00,0.00,usd,9.00,0.50,eur,Paid,c@acme.com,true,pi_10,01003
ch_3,Order #1004,2026-05-01 09:00,23.80,0.00,eur,23.80,0.60,eur,Failed,bob@acme.com,true,pi_11,
"""
BALANCE = """balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,\
charge_id,description,automatic_payout_id
txn_1,2026-05-01 09:00:00,2026-05-08 00:00:00,eur,23.80,0.60,23.20,charge,ch_1,ch_1,Order #1002,po_1
txn_2,2026-05-03 09:00:00,2026-05-08 00:00:00,eur,-5.00,0.00,-5.00,refund,re_1,ch_1,REFUND FOR CHARGE,po_1
txn_3,2026-05-08 09:00:00,2026-05-08 00:00:00,eur,-18.20,0.00,-18.20,payout,po_1,,STRIPE PAYOUT,po_1
txn_4,2026-05-08 09:00:00,2026-05-08 00:00:00,eur,-1.00,0.00,-1.00,network_cost,fee_1,,Billing,
txn_5,2026-05-08 09:00:00,2026-05-08 00:00:00,eur,2.00,0.00,2.00,other_adjustment,adj_1,,Thanks,
"""


def test_a_charge_has_one_name_in_both_reports(tmp_path: Path):
    paid = read(tmp_path, PAYMENTS).tables["payments"]
    settled = read(tmp_path, BALANCE).tables["payments"]
    assert {"ch_1"} == set(paid["payment_id"].to_pylist()) & set(settled["payment_id"].to_pylist())


def test_an_order_is_named_by_metadata_or_description(tmp_path: Path):
    payments = read(tmp_path, PAYMENTS).tables["payments"]
    assert rows_of(payments, "payment_id", "order_id", "payment_reference") == [
        ("ch_1", "1002", "pi_9"),
        ("ch_2", "1003", "pi_10"),
    ]


def test_a_shops_internal_number_names_an_order_only_where_nothing_else_does(tmp_path: Path):
    text = PAYMENTS.replace("pi_9,", "pi_9,5870000032768").replace("01003", "5870000065536")
    assert read(tmp_path, text).tables["payments"]["order_id"].to_pylist() == ["1002", "5870000065536"]


def test_a_payment_that_failed_moved_no_money(tmp_path: Path):
    found = read(tmp_path, PAYMENTS)
    assert found.rows_used == 3
    assert "ch_3" not in found.tables["payments"]["payment_id"].to_pylist()
    assert "unpaid_payments" in [note.code for note in found.warnings]


def test_a_fee_in_another_currency_is_not_taken_off_the_charge(tmp_path: Path):
    payments = read(tmp_path, PAYMENTS).tables["payments"]
    assert rows_of(payments, "currency", "amount", "fee_amount", "net_amount") == [
        ("EUR", Decimal("23.8"), Decimal("0.6"), Decimal("23.2")),
        ("USD", Decimal("10"), None, None),
    ]


def test_every_movement_of_the_balance_is_a_row_of_its_kind(tmp_path: Path):
    payments = read(tmp_path, BALANCE).tables["payments"]
    assert rows_of(payments, "payment_id", "kind", "amount", "charge_id") == [
        ("ch_1", "charge", Decimal("23.8"), "ch_1"),
        ("txn_2", "refund", Decimal("-5"), "ch_1"),
        ("txn_3", "payout", Decimal("-18.2"), None),
        ("txn_4", "fee", Decimal("-1"), None),
        ("txn_5", "adjustment", Decimal("2"), None),
    ]


def test_the_nets_of_one_payout_add_up_to_it(tmp_path: Path):
    payments = read(tmp_path, BALANCE).tables["payments"]
    moved = dict(rows_of(payments, "payment_id", "net_amount"))
    assert moved["ch_1"] + moved["txn_2"] == -moved["txn_3"]


def test_a_row_whose_net_is_wrong_is_named(tmp_path: Path):
    found = read(tmp_path, BALANCE.replace("23.20,charge", "23.30,charge"))
    assert [(note.row, note.column) for note in found.warnings if note.code == "net_mismatch"] == [(2, "net")]
    assert not [note for note in read(tmp_path, BALANCE).warnings if note.code == "net_mismatch"]


def test_a_header_that_says_utc_means_utc_and_others_the_account(tmp_path: Path):
    account = BALANCE.replace("created_utc", "created").replace("available_on_utc", "available_on")
    assert read(tmp_path, BALANCE).tables["payments"]["occurred_at"][0].as_py() == utc("2026-05-01 09:00")
    assert read(tmp_path, account).tables["payments"]["occurred_at"][0].as_py() == utc("2026-05-01 07:00")


def test_the_day_of_availability_stays_the_day_that_is_written(tmp_path: Path):
    assert set(read(tmp_path, BALANCE).tables["payments"]["available_on"].to_pylist()) == {date(2026, 5, 8)}


def test_the_older_balance_history_is_read_alike(tmp_path: Path):
    text = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description\n"
    text += "txn_1,charge,ch_1,23.80,0.60,23.20,eur,2026-05-01 09:00,2026-05-08 00:00,Order #1002\n"
    found = read(tmp_path, text)
    assert found.kind == "stripe.balance"
    assert rows_of(found.tables["payments"], "payment_id", "kind", "order_id") == [("ch_1", "charge", "1002")]
