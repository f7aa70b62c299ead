"""One person whose Arabic name is written in two ways is one; namesakes and families are not."""

import pytest

from cmokit.methods.duplicate_rules import PROVIDER_FROM
from tests.methods.test_duplicates import are_one, clusters, record

HOME = {"phone": "+966 50 123 4567"}
SAME = {
    "teh marbuta as heh": ({"name": "سارة الحربي", **HOME}, {"name": "ساره الحربي", **HOME}),
    "a name stretched and with vowel signs": ({"name": "محمـد الشمري", **HOME}, {"name": "مُحَمَّد الشمري", **HOME}),
    "the Arabic article left out": ({"name": "فهد العتيبي", **HOME}, {"name": "فهد عتيبي", **HOME}),
    "the article in Latin letters, apart, written at the name or left out": (
        {"name": "Fahad Al-Otaibi", **HOME},
        {"name": "Fahad Alotaibi", **HOME},
    ),
    "the article in Latin letters left out": ({"name": "Fahad Alotaibi", **HOME}, {"name": "Fahad Otaibi", **HOME}),
    "a compound name as one word or two": (
        {"first_name": "عبد الله", "last_name": "الحربي", **HOME},
        {"first_name": "عبدالله", "last_name": "الحربي", **HOME},
    ),
    "a compound name in Latin letters": (
        {"first_name": "Abd al-Rahman", "last_name": "Harbi", **HOME},
        {"first_name": "Abdulrahman", "last_name": "Al Harbi", **HOME},
    ),
    "a Persian keyboard's letters": ({"name": "علي الكعبي", **HOME}, {"name": "علی الکعبی", **HOME}),
    "a phone in Arabic digits": (
        {"name": "فهد العتيبي", "phone": "+966 50 123 4567"},
        {"name": "فهد العتيبي", "phone": "٠٥٠١٢٣٤٥٦٧"},
    ),
}
APART = {
    "sisters with the family's phone": ({"name": "سارة الحربي", **HOME}, {"name": "نورة الحربي", **HOME}),
    "namesakes in Arabic of whom nothing else is known": ({"name": "محمد العتيبي"}, {"name": "محمد العتيبى"}),
    "a name that begins like the article": ({"name": "Alba Reyes", **HOME}, {"name": "Ba Reyes", **HOME}),
}


@pytest.mark.parametrize("why", SAME)
def test_one_person(why):
    one, other = SAME[why]
    assert are_one(record("1", **one), record("2", **other))


@pytest.mark.parametrize("why", APART)
def test_two_people(why):
    one, other = APART[why]
    assert not are_one(record("1", **one), record("2", **other))


def customers(count: int, **same: str) -> list[dict[str, str | None]]:
    return [record(f"x{n}", name="محمد العتيبي", email=f"m{n * 7}@bareed.example", **same) for n in range(count)]


def test_namesakes_with_one_provider_of_mail_are_no_colleagues_even_where_nobody_listed_the_provider():
    assert clusters(*customers(PROVIDER_FROM)) == []


def test_namesakes_at_a_large_firm_stay_candidates():
    """A domain whose people all belong to one company is a company's, however many they are."""
    assert len(clusters(*customers(PROVIDER_FROM, company_id="c"))) == 1
