"""The register of workflows: how each runs, who answers for it, and what must be written down before it is live.

Nine attributes [WFD-03], all nine or not live; beside them the approval tier, the way to stop it, and for a workflow
that reports figures, data that can carry them [CRM-11]. How it is done by hand, and when that was tried, is asked at
the handover [WFD-10].
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, PersonName, ReviewOn, values
from cmokit.registers.retiring import days_in_order, retirement
from cmokit.registers.risk_tiers import Tier
from cmokit.registers.words import field_words

READINESS = "crm.readiness"  # the analysis whose failure keeps a reporting workflow from going live
NINE = (
    "trigger", "input_sources", "output_format", "review_points", "exception_handling", "access_controls", "owner",
    "service_level", "usefulness_metric",
)  # fmt: skip
BEFORE_LIVE = (*NINE, "tier", "stop_method")
FALLBACK = ("stop_method", "find_affected", "by_hand", "restore", "fallback_tested_on")


class State(StrEnum):
    PROPOSED = "proposed"
    DESIGNED = "designed"
    TESTED = "tested"
    LIVE = "live"
    PAUSED = "paused"
    RETIRED = "retired"


class Trial(StrEnum):
    """What is tried before a workflow meets real customers [WFD-07]."""

    TRIGGERS = "triggers"
    PERMISSIONS = "permissions"
    MAPPING = "mapping"
    MESSAGES = "messages"
    BUDGET_LIMITS = "budget_limits"
    FAILURES = "failures"


class Workflow(Item):
    """One workflow, from its trigger to its output. find_affected, by_hand, restore: what is done while it stands.

    test_records: what it was tried with, apart from real customers. tried: what was tried. released_to: how far it was
    let go at first.
    """

    closed: ClassVar[tuple[str, ...]] = (State.RETIRED,)

    name: Text
    process: Annotated[ItemId | None, Names("processes")] = None
    trigger: Text | None = None
    input_sources: tuple[Text, ...] = ()
    output_format: Text | None = None
    review_points: tuple[Text, ...] = ()
    exception_handling: Text | None = None
    access_controls: Text | None = None
    owner: Owner = None
    backup: PersonName = None
    service_level: Text | None = None
    usefulness_metric: Text | None = None
    ai_task: Text | None = None
    human_decision: Text | None = None
    automated_action: Text | None = None
    error_response: Text | None = None
    prompts: Annotated[tuple[ItemId, ...], Names("prompts")] = ()
    tools: Annotated[tuple[ItemId, ...], Names("tools")] = ()
    data_sources: Annotated[tuple[ItemId, ...], Names("data_sources")] = ()
    reports_figures: YesNo = False
    tier: Tier | None = None
    stop_method: Text | None = None
    tested_on: Day | None = None
    test_records: Text | None = None
    tried: tuple[Trial, ...] = ()
    released_to: Text | None = None
    find_affected: Text | None = None
    by_hand: Text | None = None
    restore: Text | None = None
    fallback_tested_on: Day | None = None
    fallback_tested_by: PersonName = None
    state: State = State.PROPOSED
    live_on: Day | None = None
    review_on: ReviewOn = None
    replaced_by: Annotated[ItemId | None, Names("workflows")] = None
    staff_told_on: Day | None = None
    training_updated_on: Day | None = None
    retire_on: Day | None = None
    retired_on: Day | None = None
    backup_until_on: Day | None = None
    left_over: tuple[Text, ...] = ()


def _all_or_not_live(items: Sequence[Workflow], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in _missing(item) if item.state is State.LIVE else ():
            label = field_words("workflows", field).label
            yield Problem(item.id, field, "not_ready_to_be_live", f"{item.name} is live without: {label}")


def _data_can_carry_it(items: Sequence[Workflow], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.LIVE and item.reports_figures and around.verdicts.get(READINESS) == "FAIL":
            message = f"{item.name} reports figures from data that failed readiness ({READINESS})"
            yield Problem(item.id, "state", "data_not_ready", message, "mend the data and run the audit again")


def _before_it_can_be_live(items: Sequence[Workflow], around: Around) -> Iterable[Problem]:
    """For one that is being built: what is still to be written down, as one line."""
    for item in items:
        if item.state in (State.DESIGNED, State.TESTED) and (missing := _missing(item)):
            labels = ", ".join(field_words("workflows", field).label for field in missing)
            yield Problem(item.id, missing[0], "before_live", f"{item.name}: before it can be live: {labels}")


def _somebody_stands_in(items: Sequence[Workflow], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.LIVE and item.backup is None:
            yield Problem(item.id, "backup", "no_backup", f"nobody stands in for {item.name}")


def _missing(item: Workflow) -> list[str]:
    return [field for field in BEFORE_LIVE if not values(item, field)]


WORKFLOWS = Register(
    name="workflows",
    model=Workflow,
    covers=("WFD-03", "WFD-10"),
    stops=(_all_or_not_live, _data_can_carry_it),
    rules=(days_in_order,),
    gaps=(_before_it_can_be_live, _somebody_stands_in, retirement),
)
