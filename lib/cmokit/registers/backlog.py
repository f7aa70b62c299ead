"""The backlog: what could be improved, how much it is worth, and how easily it can be done [WFD-01, WFD-02]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cmokit.engagement.values import Number, Text, YesNo
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, ItemId, Names, Owner

Points = Annotated[int, Field(ge=1, le=5)]
ASKED = ("business_value", "times_a_month", "adoption_feasibility")


class Kind(StrEnum):
    QUICK_WIN = "quick_win"
    MEASUREMENT = "measurement"
    CAPABILITY = "capability"


class Topic(StrEnum):
    """The kinds of work that are never automated first stand behind the others."""

    REPORTING = "reporting"
    FEEDBACK_SUMMARIES = "feedback_summaries"
    CONTENT_BRIEFS = "content_briefs"
    LEAD_ROUTING = "lead_routing"
    CAMPAIGN_ALERTS = "campaign_alerts"
    MEETING_SUMMARIES = "meeting_summaries"
    REPURPOSING = "repurposing"
    DATA_QUALITY = "data_quality"
    OTHER = "other"
    CRISIS = "crisis"
    LEGAL = "legal"
    POLITICAL = "political"
    PRICING = "pricing"
    MAJOR_BUDGET = "major_budget"
    SENSITIVE_MESSAGES = "sensitive_messages"


EXCLUDED_FIRST = (
    Topic.CRISIS, Topic.LEGAL, Topic.POLITICAL, Topic.PRICING, Topic.MAJOR_BUDGET, Topic.SENSITIVE_MESSAGES
)  # fmt: skip


class State(StrEnum):
    IDEA = "idea"
    CHOSEN = "chosen"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


class Opportunity(Item):
    """One possible improvement. business_value, adoption_feasibility: 1 (little) to 5 (much). times_a_month: how
    often the work comes. data_analyses: analyses of the audit whose verdicts say whether the data is ready.
    """

    called: ClassVar[str] = "opportunity"
    closed: ClassVar[tuple[str, ...]] = (State.DONE, State.DROPPED)

    opportunity: Text
    kind: Kind | None = None
    topic: Topic = Topic.OTHER
    process: Annotated[ItemId | None, Names("processes")] = None
    business_value: Points | None = None
    value_from: Text | None = None
    figure: Figure = None
    times_a_month: Number | None = None
    data_analyses: tuple[Text, ...] = ()
    adoption_feasibility: Points | None = None
    has_clear_pattern: YesNo | None = None
    is_measurable: YesNo | None = None
    owner: Owner = None
    decision: Annotated[ItemId | None, Names("decisions")] = None
    state: State = State.IDEA


def _answered(items: Sequence[Opportunity], around: Around) -> Iterable[Problem]:
    for item in items:
        for field in ASKED:
            if getattr(item, field) is None and not item.is_closed:
                message = f"{item.opportunity} cannot be ranked: {field.replace('_', ' ')} is not answered"
                yield Problem(item.id, field, "not_answered", message)


def _excluded_first(items: Sequence[Opportunity], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.topic in EXCLUDED_FIRST and item.state in (State.CHOSEN, State.STARTED):
            message = f"{item.opportunity}: {item.topic} is not among the first to be changed"
            yield Problem(item.id, "topic", "excluded_first", message, "begin with another, or have it decided")


BACKLOG = Register(
    name="backlog", model=Opportunity, covers=("WFD-01", "WFD-02"), stops=(_excluded_first,), gaps=(_answered,)
)
