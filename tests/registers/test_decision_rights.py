"""Decision rights: one person a subject, somebody else who validates, every subject entered."""

from cmokit.registers.decision_rights import DECISION_RIGHTS, Subject
from tests.registers.held import codes, held

WHOLE = [
    {"id": s.value, "subject": s.value, "owner": "Ann", "validates": "Bo", "signs": "Ann", "change_process": "meeting"}
    for s in Subject
]


def test_every_subject_with_somebody_who_decides_has_no_gap():
    assert codes(DECISION_RIGHTS, held(DECISION_RIGHTS, *WHOLE)) == []


def test_two_people_who_decide_about_one_subject_are_both_named():
    twice = held(DECISION_RIGHTS, *WHOLE, {**WHOLE[0], "id": "again", "owner": "Bo", "validates": "Ann"})
    assert codes(DECISION_RIGHTS, twice) == [
        ("again", "subject", "two_owners"),
        (WHOLE[0]["id"], "subject", "two_owners"),
    ]


def test_subjects_without_an_entry_are_one_line():
    assert codes(DECISION_RIGHTS, held(DECISION_RIGHTS, *WHOLE[2:])) == [("", "subject", "subject_missing")]


def test_nobody_validates_their_own_change_and_somebody_signs_the_budget():
    own = [{**item, "validates": "Ann"} if item["id"] == "adoption" else item for item in WHOLE]
    unsigned = [{**item, "signs": None, "validates": None} if item["id"] == "budget" else item for item in own]
    assert codes(DECISION_RIGHTS, held(DECISION_RIGHTS, *unsigned)) == [
        ("adoption", "validates", "validates_own"),
        ("budget", "signs", "nobody_signs"),
        ("budget", "validates", "nobody_validates"),
    ]
