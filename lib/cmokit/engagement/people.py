"""Who holds a responsibility: from the titles that `people:` carries, by one rule.

A title is compared in lower case, with `_`, `-`, `.` and `/` as blanks, by whole words. First comes whoever's title is
the responsibility itself; then whoever's title contains one of the phrases below, an earlier phrase before a later one,
an earlier person before a later one. Nobody stands in for a missing title: the report says that an owner is to be
named.
"""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from cmokit.vocabulary import Responsibility


class Titled(Protocol):
    @property
    def role(self) -> str: ...


P = TypeVar("P", bound=Titled)

# The head of a function first, then whoever works in it. A phrase that two functions could claim stands nowhere.
PHRASES: dict[Responsibility, tuple[str, ...]] = {
    Responsibility.MARKETING: (
        "chief marketing officer",
        "cmo",
        "head of marketing",
        "vp marketing",
        "vp of marketing",
        "marketing director",
        "director of marketing",
        "marketing lead",
        "marketing manager",
        "head of growth",
    ),
    Responsibility.SALES: (
        "chief revenue officer",
        "cro",
        "chief sales officer",
        "head of sales",
        "vp sales",
        "vp of sales",
        "sales director",
        "director of sales",
        "sales lead",
        "sales manager",
    ),
    Responsibility.REVENUE_OPERATIONS: (
        "revenue operations",
        "revops",
        "rev ops",
        "sales operations",
        "marketing operations",
        "crm manager",
    ),
    Responsibility.FINANCE: ("chief financial officer", "cfo", "finance", "controller", "treasurer"),
    Responsibility.CHIEF_EXECUTIVE: ("chief executive", "ceo", "managing director", "general manager", "founder"),
}


def holder(people: Iterable[P], responsibility: str) -> P | None:
    """Who holds a responsibility (or a title that is none, compared as a whole); None where nobody does."""
    listed, wanted = tuple(people), _words(responsibility)
    if not wanted:
        return None
    exact = next((person for person in listed if _words(person.role) == wanted), None)
    if exact is not None or responsibility not in list(Responsibility):
        return exact
    return next((p for phrase in PHRASES[Responsibility(responsibility)] for p in listed if _has(p, phrase)), None)


def _has(person: Titled, phrase: str) -> bool:
    return f" {phrase} " in f" {_words(person.role)} "


def _words(title: str) -> str:
    return " ".join(re.split(r"[\s_\-./,]+", title.casefold())).strip()
