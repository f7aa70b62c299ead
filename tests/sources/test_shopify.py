"""Shopify's orders: one row per line item, order cells on the first alone, channels from notes, codes, answers."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cmokit.engagement.parts import AnswerRule, ChannelRules, DiscountRule
from cmokit.sources.shopify import attributes
from tests.sources.exports import BERLIN, one, read, rows_of, utc

HEADER = """Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,\
Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Zip,Note Attributes,\
Cancelled at,Payment Method,Payment Reference,Refunded Amount,Id,Phone,Payment ID
"""
ORDERS = (
    HEADER
    + """#1001,Ann@acme.com,pending,fulfilled,EUR,100.00,5.00,19.95,124.95,,10.00,2026-05-01 10:00:00 +0200,1,Shirt,\
50.00,S1,'01234,"utm_source: facebook
utm_medium: paid_social
landing_page: https://shop.example/?utm_campaign=ramadan",,Cash on Delivery (COD),c123.1,0.00,55,'+4930,r1
#1001,Ann@acme.com,,,,,,,,,,,2,Socks,25.00,S2,,,,,,,,,
#1002,bob@acme.com,paid,unfulfilled,EUR,20.00,0.00,3.80,23.80,,0.00,2026-05-01 11:00:00 +0200,1,Hat,20.00,S3,,,,Stripe,\
,0.00,56,,pi_9
"""
)
RULES = ChannelRules(
    discount_codes=(DiscountRule(prefix="NOOR", channel="affiliate"), DiscountRule(code="VIP", channel="email")),
    answers=(AnswerRule(contains="friend", channel="referral"),),
)


def order(note: str = "", code: str = "") -> str:
    return (
        HEADER + f'#7,a@b.com,paid,,EUR,1,0,0,1,{code},0,2026-05-01 10:00:00 +0200,1,Hat,1,S,,"{note}",,Stripe,,0,5,,\n'
    )


def channel_of(folder: Path, note: str = "", code: str = "") -> tuple[str, str | None]:
    table = read(folder, order(note, code), settings=replace(BERLIN, channels=RULES)).tables["orders"]
    return table["channel"][0].as_py(), table["channel_from"][0].as_py()


def test_continuation_rows_are_lines_and_no_orders(tmp_path: Path):
    found = read(tmp_path, ORDERS)
    assert rows_of(found.tables["orders"], "order_id", "total_amount", "source_row") == [
        ("1001", Decimal("124.95"), 2),
        ("1002", Decimal("23.80"), 6),
    ]
    assert rows_of(found.tables["order_lines"], "order_id", "line_no", "name", "quantity_count") == [
        ("1001", 1, "Shirt", 1),
        ("1001", 2, "Socks", 2),
        ("1002", 1, "Hat", 1),
    ]


def test_money_is_counted_once_per_order_and_not_once_per_line(tmp_path: Path):
    orders = read(tmp_path, ORDERS).tables["orders"]
    assert sum(orders["subtotal_amount"].to_pylist()) == Decimal("120")


def test_times_carry_the_shops_own_offset(tmp_path: Path):
    assert read(tmp_path, ORDERS).tables["orders"]["ordered_at"][0].as_py() == utc("2026-05-01 08:00")


@pytest.mark.parametrize("method", ["Cash on Delivery (COD)", "COD", "Nachnahme", "الدفع عند الاستلام"])
def test_cash_on_delivery_is_known_by_the_payment_method(tmp_path: Path, method: str):
    orders = read(tmp_path, ORDERS.replace("Cash on Delivery (COD)", method)).tables["orders"]
    assert orders["is_cash_on_delivery"].to_pylist() == [True, False]


def test_an_apostrophe_that_guards_a_number_is_no_part_of_it(tmp_path: Path):
    row = read(tmp_path, ORDERS).as_json(rows=True)["rows"][0]
    assert (row["Billing Zip"], row["Phone"]) == ("01234", "+4930")


def test_the_payments_ids_are_kept_for_the_processors_report(tmp_path: Path):
    assert read(tmp_path, ORDERS).tables["orders"]["payment_reference"].to_pylist() == ["r1;c123.1", "pi_9"]


def test_utm_of_the_landing_page_fills_what_the_notes_do_not_say(tmp_path: Path):
    orders = read(tmp_path, ORDERS).tables["orders"]
    assert rows_of(orders, "utm_source", "utm_campaign", "channel")[0] == ("facebook", "ramadan", "paid_social")


def test_notes_win_over_codes_and_codes_over_answers(tmp_path: Path):
    answer = "How did you hear about us?: from a friend"
    assert channel_of(tmp_path, f"utm_source: google\nutm_medium: cpc\n{answer}", "NOOR10") == (
        "paid_search",
        "note_attributes",
    )
    assert channel_of(tmp_path, answer, "noor10") == ("affiliate", "discount_code")
    assert channel_of(tmp_path, answer) == ("referral", "answer")
    assert channel_of(tmp_path, "", "SUMMER") == ("unknown", None)


def test_a_whole_code_fits_only_itself(tmp_path: Path):
    assert channel_of(tmp_path, code="VIP")[0] == "email"
    assert channel_of(tmp_path, code="VIP10")[0] == "unknown"


@pytest.mark.parametrize(
    ("note", "channel"),
    [
        ("landing_page: https://shop.example/?gclid=abc", "paid_search"),
        ("referrer: https://www.google.com/", "organic_search"),
        ("referring_site: https://l.instagram.com/", "organic_social"),
        ("referrer: https://blog.example/post", "referral"),
        ("gift: yes", "unknown"),
    ],
)
def test_a_click_id_or_the_referrer_says_the_channel_too(tmp_path: Path, note: str, channel: str):
    assert channel_of(tmp_path, note)[0] == channel


def test_attributes_are_named_alike_whatever_their_case():
    assert attributes("UTM-Source: x\n\nnonsense\nEmpty:\nurl: https://a.b/c:d") == {
        "utm_source": "x",
        "url": "https://a.b/c:d",
    }


def test_leading_zeros_and_the_hash_are_no_part_of_an_order_number(tmp_path: Path):
    assert one(read(tmp_path, order().replace("#7", "#0007")).tables["orders"], "order_id") == {"order_id": "7"}
