"""Sections keep their numbers: what a remark cites today is the same section in a year."""

import re

from cmokit.analyses.catalog import CATALOG
from cmokit.analyses.numbers import NUMBERS

GIVEN = {  # numbers that issued copies carry; a line is added, never changed
    "crm.readiness": "1.1",
    "crm.duplicates": "1.5",
    "integration.identity": "2.1",
    "lifecycle.conformance": "3.1",
    "tracking.utm_governance": "4.1",
    "funnel.conversion": "5.1",
    "money.platform_to_cash": "6.1",
}


def test_every_analysis_has_a_number_of_its_own():
    assert [a.id for a in CATALOG if a.id not in NUMBERS] == [], "give it the next number of its family"
    assert len(set(NUMBERS.values())) == len(NUMBERS)
    assert all(re.fullmatch(r"[1-9]\d*\.[1-9]\d*", number) for number in NUMBERS.values())


def test_numbers_that_were_given_stay():
    assert NUMBERS == {**NUMBERS, **GIVEN}


def test_a_family_has_one_number():
    families = {name.split(".")[0]: number.split(".")[0] for name, number in NUMBERS.items()}
    assert len(set(families.values())) == len(families)
    assert all(number.split(".")[0] == families[name.split(".")[0]] for name, number in NUMBERS.items())
