"""The register of interviews: what somebody said, when, and the figure that confirms or contradicts it [ENG-08].

Answers that differ from what a register holds stand here too, so that both can be seen until somebody has settled it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Day, Text, YesNo
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


class State(StrEnum):
    """SETTLED: different answers were brought to one table, and it is decided which one counts."""

    OPEN = "open"
    SETTLED = "settled"


class Answer(Item):
    """One answer of one person. about: register, item and field that it concerns, as `glossary/mql/definition`.

    does_not_know: the person was asked and said so. stands: what the register held instead when this was said.
    agrees: whether the figure confirms it, as a person judged.
    """

    called: ClassVar[str] = "question"
    closed: ClassVar[tuple[str, ...]] = (State.SETTLED,)

    question: Text
    answer: Text | None = None
    does_not_know: YesNo = False
    person: PersonName = None
    role: Role | None = None
    said_on: Day | None = None
    about: Text | None = None
    stands: Text | None = None
    figure: Figure = None
    agrees: Agrees = Agrees.NOT_COMPARED
    state: State = State.OPEN


def one_answer(answers: Iterable[str]) -> bool:
    """Whether all say the same; blanks and capitals do not count."""
    return len({" ".join(answer.split()).casefold() for answer in answers}) <= 1


def counting(items: Iterable[Answer]) -> Mapping[str, tuple[Answer, ...]]:
    """Subject → the open answers to it; of one person those of the latest day, since people learn."""
    by_subject: dict[str, list[Answer]] = {}
    for item in items:
        if item.about and item.answer and not item.is_closed:
            by_subject.setdefault(item.about, []).append(item)
    return {about: tuple(item for item in told if not _later(item, told)) for about, told in by_subject.items()}


def _later(item: Answer, told: Iterable[Answer]) -> bool:
    days = [other.said_on for other in told if other.person == item.person and other.said_on]
    return item.said_on is not None and item.said_on < max(days, default=item.said_on)


def _said_by_somebody(items: Sequence[Answer]) -> Iterable[Problem]:
    for item in items:
        for field in ("person", "said_on"):
            if (item.answer is not None or item.does_not_know) and getattr(item, field) is None:
                yield Problem(item.id, field, "missing_key", "an answer says who gave it and when")


def _people_who_differ(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for about, told in counting(items).items():
        if not one_answer(str(item.answer) for item in told):
            people = ", ".join(dict.fromkeys(str(item.person) for item in told))
            message = f"{about}: different answers of {people}"
            yield Problem(told[-1].id, "answer", "two_answers", message, _MEND)


def _register_says_otherwise(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for told in counting(items).values():
        for item in told:
            if item.stands and one_answer(str(one.answer) for one in told):
                message = f"{item.about}: {item.person} says {item.answer}; the register holds {item.stands}"
                yield Problem(item.id, "answer", "differs_from_register", message, _MEND)


def _figure_contradicts(items: Sequence[Answer], around: Around) -> Iterable[Problem]:
    for item in items:
        if item.agrees is Agrees.CONTRADICTS:
            message = f"{item.person} says: {item.answer}; {item.figure or 'a figure'} says otherwise"
            yield Problem(item.id, "agrees", "contradicted", message, "show both to the person")


_MEND = "bring both to one table and decide; then write it into the register, and set the answers to settled"

INTERVIEWS = Register(
    name="interviews",
    model=Answer,
    covers=("ENG-08",),
    rules=(_said_by_somebody,),
    gaps=(_people_who_differ, _register_says_otherwise, _figure_contradicts),
)
