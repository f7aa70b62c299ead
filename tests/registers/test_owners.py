"""The register of owners: exactly one person an area, with time, authority and somebody who stands in."""

from cmokit.registers.owners import OWNERS, Area
from tests.registers.held import codes, held

WHOLE = [
    {"id": area.value, "area": area.value, "owner": "Ann", "backup": "Bo", "hours_a_week": 4, "has_authority": True}
    for area in Area
]


def test_every_area_owned_has_no_gap():
    assert codes(OWNERS, held(OWNERS, *WHOLE)) == []


def test_an_area_that_nobody_entered_is_named_once():
    assert codes(OWNERS, held(OWNERS, *WHOLE[1:])) == [("", "area", "area_missing")]


def test_an_empty_register_is_not_started_and_says_nothing():
    assert codes(OWNERS, ()) == []


def test_two_owners_of_one_area_are_both_named():
    twice = {**WHOLE[0], "id": "again", "owner": "Bo", "backup": "Ann"}
    assert codes(OWNERS, held(OWNERS, *WHOLE, twice)) == [
        ("again", "area", "two_owners"),
        ("strategy", "area", "two_owners"),
    ]


def test_an_owner_without_time_authority_or_somebody_who_stands_in_is_named():
    alone = {"id": "strategy", "area": "strategy", "owner": "Ann", "backup": "Ann"}
    assert codes(OWNERS, held(OWNERS, alone, *WHOLE[1:])) == [
        ("strategy", "backup", "own_backup"),
        ("strategy", "has_authority", "no_authority"),
        ("strategy", "hours_a_week", "no_time"),
    ]
    nobody = {**WHOLE[0], "backup": None}
    assert codes(OWNERS, held(OWNERS, nobody, *WHOLE[1:])) == [("strategy", "backup", "no_backup")]


def test_an_area_without_an_owner_is_named_once():
    assert codes(OWNERS, held(OWNERS, {**WHOLE[0], "owner": None}, *WHOLE[1:])) == [("strategy", "owner", "no_owner")]
