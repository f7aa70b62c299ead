"""The register of knowledge: which documents and facts exist, and who keeps them up to date [KB-01, KB-02].

Only what is approved may be used by a model.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Owner, ReviewOn, Wanted


class Kind(StrEnum):
    BRAND_RULES = "brand_rules"
    PRODUCT_FACTS = "product_facts"
    PRICING_RULES = "pricing_rules"
    CUSTOMER_PROFILES = "customer_profiles"
    RESEARCH = "research"
    POSITIONING = "positioning"
    MESSAGING = "messaging"
    PROOF_POINTS = "proof_points"
    CASE_STUDIES = "case_studies"
    CAMPAIGN_HISTORY = "campaign_history"
    CONTENT_STANDARDS = "content_standards"
    COMPETITOR_NOTES = "competitor_notes"
    OBJECTIONS = "objections"
    SALES_QUESTIONS = "sales_questions"
    LEGAL_LIMITS = "legal_limits"
    TONE = "tone"
    TERMS = "terms"
    AUDIENCES = "audiences"
    BUYING_STAGES = "buying_stages"
    TARGET_MARKETS = "target_markets"
    APPROVAL_RULES = "approval_rules"
    BENCHMARKS = "benchmarks"
    TEST_RESULTS = "test_results"
    DECISION_RECORDS = "decision_records"
    CONTRACTS = "contracts"
    POLICIES = "policies"


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    OUTDATED = "outdated"
    ARCHIVED = "archived"


class Knowledge(Item):
    """One document or collection of facts. place: where it lies."""

    closed: ClassVar[tuple[str, ...]] = (State.ARCHIVED,)

    name: Text
    kind: Kind
    place: Wanted = None
    version: Text | None = None
    owner: Owner = None
    may_read: tuple[Text, ...] = ()
    for_models: YesNo = False
    state: State = State.DRAFT
    review_on: ReviewOn = None


def _only_approved_for_models(items: Sequence[Knowledge], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.for_models and item.state is not State.APPROVED:
            message = f"{item.name} is {item.state} and may be read by a model"
            yield Problem(item.id, "for_models", "not_approved_for_models", message, "approve it, or set this to no")


def _looked_at_again(items: Sequence[Knowledge], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.APPROVED and item.review_on is None:
            yield Problem(item.id, "review_on", "no_review", f"no day is agreed to look at {item.name} again")
        if item.state is State.OUTDATED:
            yield Problem(item.id, "state", "outdated", f"{item.name} is outdated", "bring it up to date or archive it")


KNOWLEDGE = Register(
    name="knowledge",
    model=Knowledge,
    covers=("KB-01", "KB-02"),
    stops=(_only_approved_for_models,),
    gaps=(_looked_at_again,),
)
