"""Tools: what each costs, when it renews, and what would happen without it."""

import pytest

from cmokit.registers.tools import TOOLS
from tests.registers.held import broken, codes, held

WHOLE = {
    "id": "mailer",
    "name": "Mailer",
    "purpose": "mails",
    "owner": "Ann",
    "users": ["marketing"],
    "data_stored": ["addresses"],
    "yearly_amount": "1200.00",
    "currency": "EUR",
    "data_policy": "contract of 2024",
    "measure": "replies",
    "renews_on": "2026-12-31",
    "without_it": "no mails",
}


def test_a_whole_tool_has_no_gap():
    assert codes(TOOLS, held(TOOLS, WHOLE)) == []


@pytest.mark.parametrize(
    ("renews_on", "found"), [("2026-03-01", 1), ("2026-04-15", 1), ("2026-04-16", 0), ("2026-02-28", 0)]
)
def test_a_renewal_is_named_while_it_can_still_be_decided(renews_on, found):
    assert len(codes(TOOLS, held(TOOLS, {**WHOLE, "renews_on": renews_on}))) == found


def test_a_tool_without_a_known_cost_is_named_and_a_removed_one_is_not():
    unknown = {**WHOLE, "yearly_amount": None, "currency": None}
    assert codes(TOOLS, held(TOOLS, unknown)) == [("mailer", "yearly_amount", "no_cost")]
    assert codes(TOOLS, held(TOOLS, {"id": "old", "name": "Old", "state": "removed"})) == []


def test_an_amount_without_a_currency_is_refused():
    assert broken(TOOLS, {**WHOLE, "currency": None}) == [("mailer", "currency", "missing_key")]
    assert broken(TOOLS, {**WHOLE, "yearly_amount": -1}) == [("mailer", "yearly_amount", "negative")]
