"""The register of experiments: the question, the rule that decides it, and what was learned, failures too [EXP-01]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from cmokit.engagement.values import Day, Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner, Wanted

BEFORE_START = ("decision_rule", "disproof_condition", "primary_metric", "start_on", "end_on")


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class Experiment(Item):
    """One experiment. decision_rule: what is done at which result, written before the start."""

    called: ClassVar[str] = "question"
    closed: ClassVar[tuple[str, ...]] = (State.ENDED, State.STOPPED)

    question: Text
    hypothesis: Wanted = None
    audience: Wanted = None
    change: Wanted = None
    primary_metric: Figure = None
    expected_result: Wanted = None
    start_on: Day | None = None
    end_on: Day | None = None
    owner: Owner = None
    workflow: Annotated[ItemId | None, Names("workflows")] = None
    decision_rule: Text | None = None
    disproof_condition: Text | None = None
    outcome: Text | None = None
    learned: Text | None = None
    changes_standard: YesNo | None = None
    state: State = State.PLANNED


def _days_in_order(items: Sequence[Experiment]) -> Iterable[Problem]:
    for item in items:
        if item.start_on and item.end_on and item.end_on <= item.start_on:
            yield Problem(item.id, "end_on", "bad_order", "it ends before it has begun")


def _rule_before_the_start(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in BEFORE_START:
            if item.state is State.RUNNING and getattr(item, field) is None:
                message = f"{item.question}: runs, and this was not written before"
                yield Problem(item.id, field, "started_without", message, "stop it, or have it decided")


def _ended_says_what_was_learned(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ("outcome", "learned", "changes_standard"):
            if item.is_closed and getattr(item, field) is None:
                yield Problem(item.id, field, "not_told", f"{item.question}: over, and this is not written down")


def _over_time(items: Sequence[Experiment], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.RUNNING and item.end_on and item.end_on < around.today:
            yield Problem(item.id, "end_on", "overdue", f"{item.question} was to end on {item.end_on}")


EXPERIMENTS = Register(
    name="experiments",
    model=Experiment,
    covers=("EXP-01",),
    rules=(_days_in_order,),
    stops=(_rule_before_the_start,),
    gaps=(_ended_says_what_was_learned, _over_time),
)
