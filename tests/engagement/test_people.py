"""Who holds a responsibility, by title."""

import pytest

from cmokit.engagement.parts import Person
from cmokit.engagement.people import PHRASES, holder
from cmokit.vocabulary import Responsibility


def people(*titles: str) -> list[Person]:
    return [Person(role=title, name=f"{title} {n}") for n, title in enumerate(titles, 1)]


def held_by(responsibility: str, *titles: str) -> str | None:
    person = holder(people(*titles), responsibility)
    return person.role if person else None


@pytest.mark.parametrize(
    ("responsibility", "title"),
    [
        (Responsibility.MARKETING, "Head of Marketing"),
        (Responsibility.MARKETING, "head_of_marketing"),
        (Responsibility.MARKETING, "CMO"),
        (Responsibility.MARKETING, "VP Marketing, EMEA"),
        (Responsibility.SALES, "Chief Revenue Officer"),
        (Responsibility.SALES, "vp-sales"),
        (Responsibility.REVENUE_OPERATIONS, "Head of RevOps"),
        (Responsibility.REVENUE_OPERATIONS, "Rev Ops Lead"),
        (Responsibility.REVENUE_OPERATIONS, "revenue_operations"),
        (Responsibility.FINANCE, "chief_financial_officer"),
        (Responsibility.FINANCE, "CFO / COO"),
        (Responsibility.CHIEF_EXECUTIVE, "Founder & CEO"),
        (Responsibility.CHIEF_EXECUTIVE, "Managing Director"),
    ],
)
def test_a_usual_title_holds_its_responsibility(responsibility: str, title: str) -> None:
    assert held_by(responsibility, "Clerk", title) == title


def test_the_word_itself_comes_before_any_title_and_a_head_before_the_rest() -> None:
    assert held_by("finance", "CFO", "finance") == "finance"
    assert held_by("finance", "Head of Finance", "CFO") == "CFO"
    assert held_by("sales", "Sales Manager", "Head of Sales") == "Head of Sales"


def test_words_are_whole_and_one_function_does_not_stand_in_for_another() -> None:
    assert held_by("sales", "Microscopist", "Accrotech") is None, "cro is no part of a word"
    assert held_by("sales", "Sales Operations") is None
    assert held_by("marketing", "Marketing Operations") is None
    assert held_by("finance", "CEO") is None
    assert held_by("", "CEO") is None


def test_a_title_that_is_no_responsibility_is_compared_as_a_whole() -> None:
    assert held_by("Data Steward", "data_steward") == "data_steward"
    assert held_by("data", "data_steward") is None


def test_no_phrase_belongs_to_two_responsibilities() -> None:
    phrases = [phrase for group in PHRASES.values() for phrase in group]
    assert sorted(set(phrases)) == sorted(phrases)
    assert set(PHRASES) == set(Responsibility)
