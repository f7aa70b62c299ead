"""The glossary: what a word means, agreed by marketing and sales, and the values that carry it in the data [CRM-09]."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from cmokit.engagement.values import Day, Text
from cmokit.registers.base import Around, Item, Problem, Register
from cmokit.registers.fields import Owner, PersonName, ReviewOn, Wanted

TERMS = ("lead", "qualified_lead", "opportunity", "customer", "active_account", "lost_customer", "retained_account")


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REPLACED = "replaced"


class Term(Item):
    """One meaning of one word. values: how the systems write it, such as the values of a status field."""

    called: ClassVar[str] = "term"
    closed: ClassVar[tuple[str, ...]] = (State.REPLACED,)

    term: Text
    definition: Wanted = None
    rule: Text | None = None
    field: Text | None = None
    values: tuple[Text, ...] = ()
    owner: Owner = None
    marketing_agreed_by: PersonName = None
    sales_agreed_by: PersonName = None
    agreed_on: Day | None = None
    state: State = State.PROPOSED
    review_on: ReviewOn = None


def _one_meaning(items: Sequence[Term], around: Around) -> Iterable[Problem]:
    """Two people, two meanings: a finding, never the last one wins."""
    for item in items:
        others = [other for other in _open(items) if other.id != item.id and _said(other) == _said(item)]
        if not item.is_closed and others:
            message = f"{item.term} has {len(others) + 1} meanings: {item.id}, {', '.join(o.id for o in others)}"
            mend = "agree on one, and set the others to replaced"
            yield Problem(item.id, "term", "two_definitions", message, mend)


def _both_sides(items: Sequence[Term], around: Around) -> Iterable[Problem]:
    for item in items:
        for field, side in (("marketing_agreed_by", "marketing"), ("sales_agreed_by", "sales")):
            if item.state is State.AGREED and getattr(item, field) is None:
                yield Problem(item.id, field, "one_sided", f"{item.term} counts as agreed, but not by {side}")


def _usual_terms(items: Sequence[Term], around: Around) -> Iterable[Problem]:
    missing = missing_terms(items)
    if items and missing:
        message = f"not defined: {', '.join(missing)}"
        yield Problem("", "term", "term_missing", message, "write one sentence that both sides can count by")


def missing_terms(items: Sequence[Term]) -> tuple[str, ...]:
    """The usual terms that nobody has entered."""
    known = {_said(item) for item in items}
    return tuple(term for term in TERMS if term not in known)


def _open(items: Sequence[Term]) -> list[Term]:
    return [item for item in items if not item.is_closed]


def _said(item: Term) -> str:
    return item.term.strip().casefold().replace(" ", "_").replace("-", "_")


GLOSSARY = Register(name="glossary", model=Term, covers=("CRM-09",), gaps=(_one_meaning, _both_sides, _usual_terms))
