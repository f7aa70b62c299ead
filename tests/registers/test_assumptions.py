"""Assumptions: a fact is shown, a large assumption is tested, a settled one says by what."""

from cmokit.registers.assumptions import ASSUMPTIONS
from tests.registers.held import broken, codes, held

WHOLE = {"id": "a", "assumption": "Fairs close as often", "kind": "assumption", "size": "small", "owner": "Ann"}


def test_a_small_assumption_owes_nothing():
    assert codes(ASSUMPTIONS, held(ASSUMPTIONS, WHOLE)) == []


def test_a_large_decision_rests_on_nothing_untested():
    large = {**WHOLE, "size": "large"}
    assert codes(ASSUMPTIONS, held(ASSUMPTIONS, large)) == [("a", "test", "not_tested")]
    assert codes(ASSUMPTIONS, held(ASSUMPTIONS, {**large, "test": "compare"})) == []


def test_a_fact_is_shown_by_something():
    assert codes(ASSUMPTIONS, held(ASSUMPTIONS, {**WHOLE, "kind": "fact"})) == [("a", "support", "no_support")]
    assert codes(ASSUMPTIONS, held(ASSUMPTIONS, {**WHOLE, "kind": "fact", "figure": "money.x.y_amount"})) == []


def test_a_settled_one_says_what_showed_it():
    assert broken(ASSUMPTIONS, {**WHOLE, "state": "refuted"}) == [("a", "result", "missing_key")]
    assert broken(ASSUMPTIONS, {**WHOLE, "state": "refuted", "result": "half as often"}) == []
