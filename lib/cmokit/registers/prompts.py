"""The register of prompts: instructions to models, each with version, owner and limits [AIM-03]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import ItemId, Names, Owner, PersonName, ReviewOn, Wanted, WantedList
from cmokit.registers.risk_tiers import Tier


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    OUTDATED = "outdated"
    ARCHIVED = "archived"


class Prompt(Item):
    """One instruction in one version."""

    called: ClassVar[str] = "purpose"
    closed: ClassVar[tuple[str, ...]] = (State.ARCHIVED,)

    purpose: Text
    version: Annotated[str, Field(pattern=r"^v[1-9][0-9]*$")] = "v1"
    inputs: WantedList = ()
    approved_sources: WantedList = ()
    output: Wanted = None
    restrictions: WantedList = ()
    audience: Text | None = None
    tone: Text | None = None
    review_level: Tier | None = None
    system: Annotated[ItemId | None, Names("ai_systems")] = None
    text_file: Text | None = None
    owner: Owner = None
    changed_by: PersonName = None
    changed_on: Day | None = None
    change_reason: Text | None = None
    state: State = State.DRAFT
    review_on: ReviewOn = None


def _approved_is_reviewed(items: Sequence[Prompt], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.state is State.APPROVED and item.review_level is None:
            yield Problem(
                item.id, "review_level", "no_review_level", f"{item.purpose}: nobody said who reviews its output"
            )
        if item.state is State.APPROVED and item.review_on is None:
            yield Problem(item.id, "review_on", "no_review", f"no day is agreed to look at {item.purpose} again")


def _change_has_a_reason(items: Sequence[Prompt], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.version != "v1" and item.change_reason is None:
            message = f"{item.purpose} is in {item.version}, and nobody wrote why it was changed"
            yield Problem(item.id, "change_reason", "no_reason", message)


PROMPTS = Register(name="prompts", model=Prompt, covers=("AIM-03",), gaps=(_approved_is_reviewed, _change_has_a_reason))
