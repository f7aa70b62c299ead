"""People are found in texts however they are written there; ids, dates and amounts are nobody."""

import pytest

from cmokit.render.people import People

KNOWN = People.of(
    emails=["Anna.Berg@tal.example"],
    phones=["+49 171 555 0100", "0043 1 5550199", "555"],
    names=["Anna Berg", "José  Müller-Lüdenscheidt", "لمى العنزي", "Madonna"],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to anna.berg@tal.example.", "anna.berg@tal.example."),
        ("as ANNA  BERG said", "ANNA  BERG"),
        ("Berg, Anna", "Berg, Anna"),
        ("Jose\u0301 Müller-Lüdenscheidt", "Jose\u0301 Müller-Lüdenscheidt"),
        ("من لمى العنزي", "لمى العنزي"),
        ("call (+49) 171/555-01 00 now", "+49) 171/555-01 00"),
        ("0171 5550100", "0171 5550100"),
        ("1 5550199 in Vienna", "1 5550199"),
    ],
)
def test_a_person_is_found_as_written(text: str, found: str) -> None:
    assert KNOWN.first_in(text).strip("(") == found


@pytest.mark.parametrize(
    "text",
    [
        "Madonna sings",  # a name of one word is nobody's
        "Anna and Berg",
        "0.491715550100",  # the digits of a share
        "id1715550100",
        "on 2026-01-05 and 2026-01-06",
        "berg@tal.example",
        "Bergmann, Annabel",
    ],
)
def test_what_only_resembles_a_person_is_nobody(text: str) -> None:
    assert KNOWN.first_in(text) == ""


def test_every_person_is_withheld_and_the_rest_stays() -> None:
    told = KNOWN.withheld("From Anna Berg (anna.berg@tal.example, 0171 5550100) on 5 May", "–")
    assert told == "From – (–, –) on 5 May"


def test_who_may_stand_in_a_copy_is_looked_for_no_more() -> None:
    assert KNOWN.without("To: Anna Berg").first_in("Anna Berg: anna.berg@tal.example") == "anna.berg@tal.example"
    assert KNOWN.without("To: Anna Berg").first_in("Berg, Anna") == ""
    assert KNOWN.without("anna.berg@tal.example").first_in("anna.berg@tal.example") == ""
