"""Campaign briefs: none goes live before somebody answers for the people who respond."""

import pytest

from cmokit.registers.campaign_briefs import BEFORE_LAUNCH, CAMPAIGN_BRIEFS
from tests.registers.held import broken, codes, held, stops

WHOLE = {
    "id": "spring",
    "campaign": "Spring webinar",
    "audience": "operations",
    "problem": "slow",
    "offer": "template",
    "message": "in three days",
    "proof": "case",
    "channel": "paid_social",
    "budget_amount": 8000,
    "currency": "EUR",
    "action": "register",
    "owner": "Ann",
    "tier": "medium",
    "approver": "Bo",
    "success_measure": "money.acquisition.cac_amount",
    "measurement_method": "UTM",
    "response_route": "inside sales",
    "response_owner": "Bo",
    "response_follow_up": "call",
    "state": "live",
}


def test_a_whole_brief_may_be_live():
    assert stops(CAMPAIGN_BRIEFS, held(CAMPAIGN_BRIEFS, WHOLE)) == []
    assert codes(CAMPAIGN_BRIEFS, held(CAMPAIGN_BRIEFS, WHOLE)) == []


@pytest.mark.parametrize("field", BEFORE_LAUNCH)
def test_each_field_that_is_missing_stops_it(field):
    lacking = {**WHOLE, field: None}
    assert (("spring", field, "live_without")) in stops(CAMPAIGN_BRIEFS, held(CAMPAIGN_BRIEFS, lacking))
    assert stops(CAMPAIGN_BRIEFS, held(CAMPAIGN_BRIEFS, {**lacking, "state": "draft"})) == []


def test_a_budget_has_a_currency():
    assert broken(CAMPAIGN_BRIEFS, {**WHOLE, "currency": None}) == [("spring", "currency", "missing_key")]
