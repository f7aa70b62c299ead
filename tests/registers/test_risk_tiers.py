"""Risk tiers: the highest rule that fits decides, and no rule means high until somebody says otherwise."""

import pytest

from cmokit.registers.risk_tiers import RISK_TIERS, Tier, review_level
from tests.registers.held import broken, codes, held

RULES = held(
    RISK_TIERS,
    {"id": "inside", "name": "Internal", "tier": "low", "audience": ["internal"], "approver": "nobody", "owner": "Ann"},
    {"id": "public", "name": "Public", "tier": "medium", "audience": ["public", "customer"], "approver": "Manager"},
    {"id": "legal", "name": "Legal", "tier": "high", "legal_need": ["contract", "pricing"], "approver": "Counsel"},
    {
        "id": "private",
        "name": "Private data",
        "tier": "high",
        "data": ["personal", "sensitive"],
        "audience": ["public"],
    },
)


@pytest.mark.parametrize(
    ("work", "tier", "rule"),
    [
        ({"audience": "internal"}, Tier.LOW, "inside"),
        ({"audience": "public", "legal_need": "no_legal_need"}, Tier.MEDIUM, "public"),
        ({"audience": "internal", "legal_need": "pricing"}, Tier.HIGH, "legal"),
        ({"audience": "public", "data": "personal"}, Tier.HIGH, "private"),
        ({"audience": "internal", "data": "personal"}, Tier.LOW, "inside"),
    ],
)
def test_the_highest_rule_that_fits_decides_and_is_named(work, tier, rule):
    level = review_level(RULES, work)
    assert (level.tier, level.rule.id if level.rule else None) == (tier, rule)


def test_work_that_no_rule_knows_is_of_high_risk():
    level = review_level(RULES, {"data": "aggregate"})
    assert (level.tier, level.approver, level.rule) == (Tier.HIGH, None, None)


def test_a_rule_without_a_condition_is_refused():
    assert broken(RISK_TIERS, {"id": "all", "name": "All", "tier": "low"}) == [("all", "audience", "no_condition")]


def test_a_rule_without_approver_or_owner_is_named():
    assert codes(RISK_TIERS, RULES[1:2]) == [("public", "owner", "no_owner")]
    assert codes(RISK_TIERS, RULES[3:]) == [("private", "approver", "missing"), ("private", "owner", "no_owner")]
