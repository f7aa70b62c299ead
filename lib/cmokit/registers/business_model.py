"""The register of the business model: how the client earns its money, as its people say it [ENG-03]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Day
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, PersonName, Wanted


class Topic(StrEnum):
    REVENUE_SOURCES = "revenue_sources"
    MARGIN = "margin"
    ACQUISITION_COST = "acquisition_cost"
    RETENTION = "retention"
    PURCHASE_FREQUENCY = "purchase_frequency"
    SALES_CYCLE = "sales_cycle"
    PRICING = "pricing"
    CUSTOMER_VALUE = "customer_value"
    VALUABLE_GROUPS = "valuable_groups"
    GROWTH = "growth"
    BOTTLENECK = "bottleneck"
    LOSSES = "losses"


class Answer(Item):
    """What is said about one topic, by whom, and the figure that confirms or contradicts it."""

    called: ClassVar[str] = "topic"

    topic: Topic
    answer: Wanted = None
    figure: Figure = None
    said_by: PersonName = None
    said_on: Day | None = None


def _every_topic(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    missing = [topic.value for topic in Topic if topic not in {item.topic for item in items}]
    if items and missing:
        message = f"nothing is said about: {', '.join(missing)}"
        yield Problem("", "topic", "topic_missing", message, "ask for it; `register export` writes the questions")


def _said_by_somebody(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.answer and (item.said_by is None or item.said_on is None):
            field = "said_by" if item.said_by is None else "said_on"
            yield Problem(item.id, field, "no_source", f"who said this about {item.topic}, and when, is not known")


def _two_answers(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for item in items:
        others = [other for other in items if other.topic is item.topic and other.answer != item.answer]
        if item.answer and others:
            message = f"{item.topic}: {item.said_by or 'somebody'} and {others[0].said_by or 'somebody else'} differ"
            yield Problem(item.id, "answer", "two_answers", message, "keep both until the figure decides")


BUSINESS_MODEL = Register(
    name="business_model", model=Answer, covers=("ENG-03",), gaps=(_every_topic, _said_by_somebody, _two_answers)
)
