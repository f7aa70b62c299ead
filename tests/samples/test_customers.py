"""The shop's customer list fits its orders; its doubles are one person written twice, its look-alikes are not."""

from functools import cache

import pytest

from cmokit.samples.generate import generate
from cmokit.samples.plan import DELIVERIES, SHOP, rng
from cmokit.samples.planted.arabic import latin_slips, phone_forms, spellings
from cmokit.samples.planted.shop_duplicates import COMMON_NAME
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.records import Contact, World


@cache
def world(is_clean: bool = False) -> World:
    made: World = generate(SHOP, () if is_clean else None)
    return made


def listed(number: int, is_clean: bool = False) -> list[Contact]:
    return contacts_of(world(is_clean), DELIVERIES[number - 1])


def digits(phone: str) -> str:
    """The last nine as a number: Python reads Arabic digits too."""
    return str(int("".join(char for char in phone if char.isdigit())))[-9:]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_whoever_ordered_stands_in_the_list_unless_deleted(number: int) -> None:
    cutoff = DELIVERIES[number - 1].cutoff
    there = {contact.email for contact in listed(number, is_clean=True)}
    deleted = {c.email for c in world(is_clean=True).contacts if c.gone_from and c.gone_from < cutoff}
    ordered = {order.email for order in world(is_clean=True).orders if order.created_at < cutoff}
    assert ordered <= there | deleted
    assert not there & deleted


def test_the_list_holds_a_few_thousand_people_most_of_them_in_arabic() -> None:
    people = listed(1)
    assert 2_000 < len(people) < 4_000
    in_arabic = [contact for contact in people if not contact.last_name.isascii()]
    assert 0.7 < len(in_arabic) / len(people) < 0.9


def test_in_a_clean_list_each_mailbox_and_number_stands_once() -> None:
    for of in (lambda c: c.email.lower(), lambda c: digits(c.phone)):
        values = [of(contact) for contact in listed(3, is_clean=True)]
        assert len(values) == len(set(values))


def test_between_deliveries_people_come_and_few_go() -> None:
    for number in (2, 3):
        before, after = ({contact.id for contact in listed(n)} for n in (number - 1, number))
        assert after - before
        assert 0 < len(before - after) < 0.05 * len(before)


def test_nobody_changes_stage_so_that_no_day_of_a_stage_is_invented() -> None:
    first = {contact.id: contact.stage for contact in listed(1)}
    last = {contact.id: contact.stage for contact in listed(3)}
    assert all(last.get(id_, stage) == stage for id_, stage in first.items())


def test_a_common_name_stands_for_many_people_with_their_own_mailbox_and_number() -> None:
    alike = [contact for contact in listed(1) if (contact.first_name, contact.last_name) == COMMON_NAME]
    assert len(alike) >= 14
    assert len({contact.email for contact in alike}) == len(alike)
    assert len({digits(contact.phone) for contact in alike if contact.phone}) >= len(alike) - 2


def test_doubles_share_their_number_or_their_mailbox_but_for_a_slip() -> None:
    by_id = {contact.id: contact for contact in world().contacts}
    for cluster in world().clusters:
        one, *others = (by_id[id_] for id_ in cluster)
        for other in others:
            is_same_number = digits(one.phone) == digits(other.phone)
            assert is_same_number or len(one.email) - len(other.email) == 1, (one, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        (("أحمد", "العتيبي"), ("احمد", "العتيبي")),
        (("إبراهيم", "الحربي"), ("ابراهيم", "الحربي")),
        (("آمنة", "الحربي"), ("امنة", "الحربي")),
        (("سارة", "الحربي"), ("ساره", "الحربي")),
        (("منى", "الحربي"), ("مني", "الحربى")),
        (("فهد", "العتيبي"), ("فهد", "عتيبي")),
        (("عبدالله", "الحربي"), ("عبد الله", "الحربي")),
        (("فهد", "الحربي"), ("فهد", "الحرب\u0640\u0640ي")),
        (("محمد", "الحربي"), ("مُحَمَّد", "الحربي")),
    ],
)
def test_a_name_is_written_in_each_of_the_ways_that_people_have(name: tuple[str, str], other: tuple[str, str]) -> None:
    assert other in spellings(*name)
    assert name not in spellings(*name)


def test_latin_names_lose_their_article_or_a_letter() -> None:
    found = latin_slips(rng("any"), "Fahad", "Al-Otaibi")
    assert ("Fahad", "Alotaibi") in found
    assert ("Fahad", "Al Otaibi") in found
    assert len({last for _, last in found}) == len(found)


def test_a_number_in_other_forms_is_the_same_number() -> None:
    forms = phone_forms("+966 50 000 2743")
    assert forms[0] == "0500002743"
    assert {digits(form) for form in forms} == {"500002743"}
