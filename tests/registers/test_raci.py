"""Who does what: one accountable person, every step done by somebody, nobody approving their own work."""

from cmokit.registers.raci import RACI, STEPS
from tests.registers.held import codes, held

WHOLE = {"id": "mail", "work": "Newsletter", "owner": "Ann", "has_authority": True} | dict.fromkeys(STEPS, "Bo")
WHOLE["approves"] = "Ann"


def test_work_with_everybody_named_has_no_gap():
    assert codes(RACI, held(RACI, WHOLE)) == []


def test_two_accountable_people_for_one_work_are_both_named():
    both = held(RACI, WHOLE, {**WHOLE, "id": "mail-2", "work": "newsletter ", "owner": "Bo"})
    assert codes(RACI, both) == [("mail", "work", "two_owners"), ("mail-2", "work", "two_owners")]


def test_steps_that_nobody_does_are_one_line():
    assert codes(RACI, held(RACI, {**WHOLE, "monitors": None, "repairs": None})) == [("mail", "monitors", "step_open")]


def test_nobody_approves_what_they_made():
    assert codes(RACI, held(RACI, {**WHOLE, "approves": "Bo"})) == [("mail", "approves", "approves_own_work")]


def test_an_owner_without_authority_is_named():
    assert codes(RACI, held(RACI, {**WHOLE, "has_authority": False})) == [("mail", "has_authority", "no_authority")]
