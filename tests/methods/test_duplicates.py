"""Two records are one person when enough agrees and nothing contradicts; judged by pairs and by clusters."""

from collections.abc import Iterable
from itertools import combinations
from random import Random

import pyarrow as pa
import pytest

from cmokit.methods.duplicates import RECORD_SCHEMA, person_clusters

FIELDS = ("email", "first_name", "last_name", "phone", "company_id", "company_domain")


def record(contact_id: str, system: str = "hubspot", **fields: str) -> dict[str, str | None]:
    """`name="Ann Lee"` gives first and last name."""
    if "name" in fields:
        fields["first_name"], fields["last_name"] = fields.pop("name").split(" ", 1)
    return {"source_system": system, "contact_id": contact_id} | {name: fields.get(name) for name in FIELDS}


def clusters(*records: dict[str, str | None]) -> list[str]:
    return [c.id for c in person_clusters(pa.Table.from_pylist(list(records), schema=RECORD_SCHEMA))]


def are_one(one: dict[str, str | None], other: dict[str, str | None]) -> bool:
    return clusters(one, other) == ["1|2"]


SAME = {
    "the same mailbox in other case": (
        {"email": "Ann.Lee@Firm.example", "name": "Ann Lee"},
        {"email": "ann.lee@firm.example ", "name": "A. Lee"},
    ),
    "the same own mailbox, one record nameless": (
        {"email": "ann.lee@firm.example", "name": "Ann Lee"},
        {"email": "ann.lee@firm.example"},
    ),
    "a desk's mailbox and the same name": (
        {"email": "info@firm.example", "name": "Ann Lee"},
        {"email": "info@firm.example", "name": "Ann Lee"},
    ),
    "a short form at the same company": (
        {"name": "Katharina Ackermann", "company_id": "c"},
        {"name": "Kathi Ackermann", "company_id": "c"},
    ),
    "an umlaut written out": (
        {"name": "Jörg Müller", "company_id": "c"},
        {"name": "Joerg Mueller", "company_id": "c"},
    ),
    "an umlaut lost": ({"name": "Jörg Müller", "company_id": "c"}, {"name": "Jorg Muller", "company_id": "c"}),
    "first and last name swapped": (
        {"name": "Ann Ackermann", "company_id": "c"},
        {"name": "Ackermann Ann", "company_id": "c"},
    ),
    "a slip in the last name": (
        {"name": "Stefan Rademacher", "company_id": "c"},
        {"name": "Stefan Rademahcer", "company_id": "c"},
    ),
    "a slip in the mailbox": (
        {"name": "Ann Ackermann", "email": "ann.ackermann@firm.example"},
        {"name": "Ann Ackermann", "email": "ann.ackermnan@firm.example"},
    ),
    "a slip in the domain": (
        {"name": "Ann Ackermann", "email": "ann.ackermann@nordvell.example"},
        {"name": "Ann Ackermann", "email": "ann.ackermann@nordvel.example"},
    ),
    "the same phone written otherwise": (
        {"name": "Ann Ackermann", "phone": "+49 30 23125 001"},
        {"name": "Ann Ackermann", "phone": "030/23125001"},
    ),
    "the company known by its website only": (
        {"name": "Ann Ackermann", "email": "ann.ackermann@firm.example"},
        {"name": "Ann Ackermann", "company_domain": "www.firm.example"},
    ),
    "a double name": (
        {"name": "Ann Ackermann", "company_id": "c", "phone": "030 23125001"},
        {"name": "Ann Ackermann-Voigt", "company_id": "c", "phone": "030 23125001"},
    ),
    "a title": ({"name": "Ann Ackermann", "company_id": "c"}, {"name": "Dr. Ann Ackermann", "company_id": "c"}),
    "the whole name in one field": (
        {"name": "Ann Ackermann", "company_id": "c"},
        {"last_name": "Ann Ackermann", "company_id": "c"},
    ),
    "Arabic letters that people mix": (
        {"name": "أحمد الشمري", "phone": "0501234567"},
        {"name": "احمد الشمرى", "phone": "0501234567"},
    ),
}
APART = {
    "namesakes at different companies": (
        {"name": "Ann Ackermann", "email": "ann.ackermann@firm.example"},
        {"name": "Ann Ackermann", "email": "ann.ackermann@other.example"},
    ),
    "namesakes of whom nothing else is known": ({"name": "Ann Ackermann"}, {"name": "Ann Ackermann"}),
    "namesakes at a provider of free mail": (
        {"name": "Ann Ackermann", "email": "annie77@gmail.com"},
        {"name": "Ann Ackermann", "email": "ackermann@gmail.com"},
    ),
    "mailboxes that only a number tells apart": (
        {"name": "Ann Ackermann", "email": "ann.ackermann81@gmail.com"},
        {"name": "Ann Ackermann", "email": "ann.ackermann82@gmail.com"},
    ),
    "colleagues with one phone": (
        {"name": "Ann Ackermann", "company_id": "c", "phone": "030 23125001"},
        {"name": "Tom Bartels", "company_id": "c", "phone": "030 23125001"},
    ),
    "colleagues with the desk's mailbox": (
        {"name": "Ann Ackermann", "email": "info@firm.example"},
        {"name": "Tom Bartels", "email": "info@firm.example"},
    ),
    "siblings in the family firm": (
        {"name": "Ann Ackermann", "company_id": "c", "phone": "030 23125001"},
        {"name": "Tom Ackermann", "company_id": "c", "phone": "030 23125001"},
    ),
    "blank names, phones and mailboxes": (
        {"first_name": "", "last_name": " ", "email": "", "phone": "", "company_id": "c"},
        {"first_name": "", "last_name": " ", "email": "", "phone": "", "company_id": "c"},
    ),
    "the same record kept in two systems": (
        {"name": "Ann Lee", "email": "ann@firm.example", "system": "hubspot"},
        {"name": "Ann Lee", "email": "ann@firm.example", "system": "salesforce"},
    ),
    "two plus-tags of one mailbox without names": (
        {"email": "ann+news@firm.example"},
        {"email": "ann+shop@firm.example"},
    ),
}


@pytest.mark.parametrize("why", SAME)
def test_one_person(why):
    one, other = SAME[why]
    assert are_one(record("1", **one), record("2", **other))


@pytest.mark.parametrize("why", APART)
def test_two_people(why):
    one, other = APART[why]
    assert not are_one(record("1", **one), record("2", **other))


def test_two_names_that_both_occur_often_are_no_slip_of_each_other():
    many = [record(f"x{n}", name=f"{'Julia' if n % 2 else 'Julian'} Nowak", company_id=f"c{n}") for n in range(12)]
    pair = [record("1", name="Julia Weber", company_id="c"), record("2", name="Julian Weber", company_id="c")]
    assert clusters(*many, *pair) == []
    assert clusters(*pair) == ["1|2"], "alone, nothing says that both are names"


def test_a_name_that_nobody_else_would_bear_is_enough_where_the_crm_is_large_enough_to_know():
    """The usual mistake: every name weighs alike, so that Thiselda Quarrington is no surer than another Tom Bartels."""
    crowd = [record(f"x{n}", name=f"{FIRSTS.split()[n % 12]} {LASTS.split()[n % 13]}") for n in range(12_000)]
    rare = [record("1", name="Thiselda Quarrington", phone="030 23125001"), record("2", name="Thiselda Quarrington")]
    assert clusters(*crowd, *rare) == ["1|2"]
    assert clusters(*crowd[:100], *rare) == []
    moved = [record(str(n), name="Thiselda Quarrington", company_id=f"c{n}") for n in (1, 2)]
    assert clusters(*crowd, *moved) == [], "two companies speak against it"


def test_a_house_numbers_the_mailboxes_of_its_namesakes():
    boxes = ("ann.ackermann@firm.example", "ann.ackermann2@firm.example")
    assert clusters(*(record(str(n), name="Ann Ackermann", email=box) for n, box in enumerate(boxes))) == []


def test_a_record_that_resembles_two_different_people_joins_only_one_of_them():
    """Plain transitive closure would make one person of Katharina and Konstantin, who share an initial."""
    at = {"company_id": "c", "phone": "030 23125001"}
    found = clusters(
        record("1", name="Katharina Ott", **at),
        record("2", name="K. Ott", **at),
        record("3", name="Konstantin Ott", **at),
    )
    assert found == ["1|2"]


def test_clusters_do_not_depend_on_the_order_of_the_rows():
    people = [row for number, (row, _) in enumerate(noisy_people(120))]
    shuffled = people[:]
    Random(5).shuffle(shuffled)
    assert clusters(*people) == clusters(*shuffled)


FIRSTS = "Katharina Alexander Michael Thomas Elisabeth Stefan Susanne Andreas Johanna Markus Sabine Florian"
LASTS = "Ackermann Bartels Cordes Dreyer Ebeling Falkner Gerlach Hartwig Imhoff Jansen Kessler Lindner Müller"
SHORT = {"Katharina": "Kathi", "Alexander": "Alex", "Michael": "Michi", "Thomas": "Tom", "Elisabeth": "Lisa"}


def noisy_people(count: int, seed: int = 1) -> list[tuple[dict[str, str | None], int]]:
    """(record, person) pairs: a fifth of the people twice or three times, spoiled; namesakes, desks, shared phones."""
    rng = Random(seed)
    rows: list[tuple[dict[str, str | None], int]] = []
    for person in range(count):
        first, last, company = rng.choice(FIRSTS.split()), rng.choice(LASTS.split()), f"firm{rng.randrange(count // 3)}"
        own = {
            "first_name": first,
            "last_name": last,
            "company_id": company,
            "phone": f"030 {company[4:]:0>3}{rng.randrange(3):0>5}",
            "email": f"{first}.{last}@{company}.example".lower().replace("ü", "ue"),
        }
        if rng.random() < 0.1:
            own["email"] = f"info@{company}.example"
        for copy in range(1 + (rng.random() < 0.2) + (rng.random() < 0.03)):
            fields = spoiled(own, rng) if copy else own
            rows.append((record(f"{person:05d}-{copy}", **fields), person))
    rng.shuffle(rows)
    return rows


def spoiled(own: dict[str, str], rng: Random) -> dict[str, str]:
    fields = dict(own)
    for _ in range(rng.randint(1, 2)):
        how = rng.choice(("short", "swap", "mail", "no_mail", "no_phone", "umlaut", "slip", "case"))
        if how == "short":
            fields["first_name"] = SHORT.get(own["first_name"], own["first_name"])
        elif how == "swap":
            fields["first_name"], fields["last_name"] = fields["last_name"], fields["first_name"]
        elif how == "umlaut":
            fields["last_name"] = fields["last_name"].replace("ü", "ue")
        elif how == "mail":
            fields["email"] = swapped_letters(own["email"], rng)
        elif how == "slip":
            fields["last_name"] = swapped_letters(own["last_name"], rng)
        elif how == "case":
            fields["last_name"] = fields["last_name"].upper()
        else:
            fields.pop("email" if how == "no_mail" else "phone", None)
    return fields


def swapped_letters(text: str, rng: Random) -> str:
    at = rng.randrange(len(text.split("@")[0]) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def pairs_in(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def namesakes(rows: list[tuple[dict[str, str | None], int]]) -> set[int]:
    """People nobody could tell apart: another person of the same name at the same company."""
    seen: dict[tuple[str | None, ...], set[int]] = {}
    for row, person in rows:
        if row["contact_id"].endswith("-0"):
            seen.setdefault((row["first_name"], row["last_name"], row["company_id"]), set()).add(person)
    return {person for people in seen.values() if len(people) > 1 for person in people}


def test_precision_and_recall_over_all_true_pairs_of_a_noisy_crm():
    rows = noisy_people(900)
    hopeless = namesakes(rows)
    rows = [(row, person) for row, person in rows if person not in hopeless]
    people: dict[int, list[str]] = {}
    for row, person in rows:
        people.setdefault(person, []).append(row["contact_id"])
    true = pairs_in(people.values())
    found = pairs_in(c.split("|") for c in clusters(*(row for row, _ in rows)))
    assert len(true) > 150
    assert len(found & true) / len(found) >= 0.98
    assert len(found & true) / len(true) >= 0.92, "counted over all true pairs, not only those that share a block"
