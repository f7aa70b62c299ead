"""The register of risk tiers: rules by which a piece of work is of low, medium or high risk, and who approves it.

A rule fits where each of its conditions that is filled in holds the work's own value; the highest tier of all that fit
counts [GOV-02, GOV-03].
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cmokit.engagement.values import Text
from cmokit.registers.base import Item, Problem, Register
from cmokit.registers.fields import Owner, ReviewOn, Wanted


class Tier(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Audience(StrEnum):
    INTERNAL = "internal"
    CUSTOMER = "customer"
    PUBLIC = "public"


class Claim(StrEnum):
    NONE = "no_claim"
    APPROVED = "approved_claim"
    NEW = "new_claim"
    REGULATED = "regulated_claim"


class DataKind(StrEnum):
    AGGREGATE = "aggregate"
    BUSINESS = "business"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Money(StrEnum):
    NONE = "no_money"
    MINOR = "minor_budget"
    MAJOR = "major_budget"


class Exposure(StrEnum):
    NONE = "no_exposure"
    NORMAL = "normal_exposure"
    CRISIS = "crisis"


class LegalNeed(StrEnum):
    NONE = "no_legal_need"
    CONTRACT = "contract"
    PRIVACY = "privacy"
    PRICING = "pricing"
    POLITICAL = "political"


CONDITIONS: Mapping[str, type[StrEnum]] = {
    "audience": Audience,
    "claim": Claim,
    "data": DataKind,
    "money": Money,
    "exposure": Exposure,
    "legal_need": LegalNeed,
}


class RiskRule(Item):
    """One rule. A condition left blank holds for everything."""

    name: Text
    tier: Tier
    audience: tuple[Audience, ...] = ()
    claim: tuple[Claim, ...] = ()
    data: tuple[DataKind, ...] = ()
    money: tuple[Money, ...] = ()
    exposure: tuple[Exposure, ...] = ()
    legal_need: tuple[LegalNeed, ...] = ()
    examples: tuple[Text, ...] = ()
    approver: Wanted = None
    owner: Owner = None
    review_on: ReviewOn = None


@dataclass(frozen=True)
class ReviewLevel:
    """rule: the one that decided; None where none fits, and the work is of high risk until somebody says otherwise."""

    tier: Tier
    approver: str | None
    rule: RiskRule | None


def review_level(rules: Sequence[RiskRule], work: Mapping[str, str]) -> ReviewLevel:
    """The tier of a piece of work. work: condition → its value, such as audience → public."""
    fitting = [rule for rule in rules if _fits(rule, work)]
    if not fitting:
        return ReviewLevel(Tier.HIGH, None, None)
    highest = max(fitting, key=lambda rule: list(Tier).index(rule.tier))
    return ReviewLevel(highest.tier, highest.approver, highest)


def _fits(rule: RiskRule, work: Mapping[str, str]) -> bool:
    conditions: Iterable[tuple[Any, ...]] = (getattr(rule, name) for name in CONDITIONS)
    return all(not allowed or work.get(name) in allowed for name, allowed in zip(CONDITIONS, conditions, strict=True))


def _has_a_condition(items: Sequence[RiskRule]) -> Iterable[Problem]:
    for item in items:
        if not any(getattr(item, name) for name in CONDITIONS):
            mend = "fill in at least one condition; a rule without any would fit everything"
            yield Problem(item.id, "audience", "no_condition", "this rule fits everything", mend)


RISK_TIERS = Register(name="risk_tiers", model=RiskRule, covers=("GOV-02", "GOV-03"), rules=(_has_a_condition,))
