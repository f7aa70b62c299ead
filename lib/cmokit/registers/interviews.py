"""The register of interviews: what somebody said, when, and the figure that confirms or contradicts it [ENG-08].

Answers that differ from what a register holds stand here too, so that both can be seen.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Figure, PersonName


class Role(StrEnum):
    MARKETING = "marketing"
    SALES = "sales"
    OPERATIONS = "operations"
    FINANCE = "finance"
    MANAGEMENT = "management"


class Agrees(StrEnum):
    NOT_COMPARED = "not_compared"
    CONFIRMS = "confirms"
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot_tell"


class Answer(Item):
    """One answer of one person. about: register, item and field that it concerns, as `glossary/mql/definition`.

    agrees: whether the figure confirms it, as a person judged.
    """

    called: ClassVar[str] = "question"

    question: Text
    answer: Text | None = None
    person: PersonName = None
    role: Role | None = None
    said_on: Day | None = None
    about: Text | None = None
    figure: Figure = None
    agrees: Agrees = Agrees.NOT_COMPARED


def _said_by_somebody(items: Sequence[Answer]) -> Iterable[Problem]:
    for item in items:
        for field in ("person", "said_on"):
            if item.answer is not None and getattr(item, field) is None:
                yield Problem(item.id, field, "missing_key", "an answer says who gave it and when")


def _people_who_differ(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    by_subject: dict[str, list[Answer]] = {}
    for item in items:
        if item.about and item.answer:
            by_subject.setdefault(item.about, []).append(item)
    for about, told in by_subject.items():
        if len({item.answer for item in told}) > 1:
            people = ", ".join(dict.fromkeys(str(item.person) for item in told))
            message = f"{about}: different answers of {people}"
            yield Problem(told[-1].id, "answer", "two_answers", message, "bring both to one table and decide")


def _figure_contradicts(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.agrees is Agrees.CONTRADICTS:
            message = f"{item.person} says: {item.answer}; {item.figure or 'a figure'} says otherwise"
            yield Problem(item.id, "agrees", "contradicted", message, "show both to the person")


INTERVIEWS = Register(
    name="interviews", model=Answer, rules=(_said_by_somebody,), gaps=(_people_who_differ, _figure_contradicts)
)
