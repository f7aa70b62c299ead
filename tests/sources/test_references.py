"""References that several exports share, written alike."""

import pytest

from cmokit.sources.references import order_in_text, order_reference, salesforce_id


@pytest.mark.parametrize("text", ["#1001", "1001", " #1001 ", "0001001", "#0001001", "'1001"])
def test_an_order_is_one_order_however_it_is_written(text: str):
    assert order_reference(text) == "1001"


@pytest.mark.parametrize(
    ("text", "order"), [("", None), (None, None), ("#", None), ("000", "000"), ("EU-0012", "EU-0012")]
)
def test_an_order_number_is_not_emptied(text: str | None, order: str | None):
    assert order_reference(text) == order


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Order #1001", "1001"),
        ("Payment for order 1001", "1001"),
        ("Bestellung Nr. 1001", "1001"),
        ("#1001", "1001"),
        ("Oud Dar - order no: 1001", "1001"),
        ("Subscription creation", None),
        ("REFUND FOR CHARGE (re_3Q)", None),
        (None, None),
    ],
)
def test_a_description_may_name_an_order(text: str | None, order: str | None):
    assert order_in_text(text) == order


# Pairs as Salesforce itself shows them.
@pytest.mark.parametrize(
    ("short", "long"), [("0015000000Gv7qJ", "0015000000Gv7qJAAR"), ("001A0000006Vm9r", "001A0000006Vm9rIAC")]
)
def test_fifteen_characters_become_eighteen(short: str, long: str):
    assert salesforce_id(short) == salesforce_id(long) == long


def test_two_ids_that_differ_in_case_alone_stay_two():
    assert salesforce_id("001A0000006Vm9r") != salesforce_id("001a0000006Vm9r")


def test_what_is_no_salesforce_id_stays_as_it_is():
    assert salesforce_id("Olga Meier") == "Olga Meier"
    assert salesforce_id("") is None
