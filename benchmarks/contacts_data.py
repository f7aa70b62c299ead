"""A million contacts of a CRM with their double records, and whose each record is: seeded, everything invented.

    write_contacts(folder, names, seed=1, rows=1_000_000) -> contacts-<seed>.parquet

What makes duplicates hard is in it: first and last names as frequent as the census counts them, so that namesakes meet
by the ten thousand; companies from three people to thousands, with mailboxes by the house's own pattern, numbered where
two people would have the same; desks' mailboxes and phones; families in one firm and behind one mailbox; and double
records that are captured anew: short forms, slips, initials, swapped fields, a private mailbox, another phone, no
company, a company that is itself there twice, a married name, a new employer. The rates were set before anything was
measured with them.
"""

from bisect import bisect
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from random import Random

DOUBLES = (0.88, 0.096, 0.018, 0.006)  # of the people, with 0, 1, 2, 3 more records
TEAM = 15  # people a company, on average
FREE = ("gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "aol.com")
DESKS = ("info", "sales", "office", "contact", "support", "admin")
PATTERNS = ("{f}.{l}", "{i}{l}", "{f}{l}", "{f}_{l}", "{l}{i}", "{f}")
PATTERN_SHARES = (0.5, 0.25, 0.07, 0.06, 0.05, 0.07)
SYLLABLES = """
al an ar bel bor cal cor dan dor el en far gal hal in kar kel lan lor mar mel nor or pan quin ral ser sol tan tor ul val
ven wil zan
"""
SHORT = {
    "robert": ("bob", "rob", "bobby"), "william": ("bill", "will", "billy"), "james": ("jim", "jimmy", "jamie"),
    "michael": ("mike", "mick"), "richard": ("rick", "dick", "rich"), "elizabeth": ("liz", "beth", "lisa", "betty"),
    "patricia": ("pat", "patty", "trish"), "jennifer": ("jen", "jenny"), "thomas": ("tom", "tommy"),
    "charles": ("charlie", "chuck"), "christopher": ("chris",), "daniel": ("dan", "danny"), "matthew": ("matt",),
    "anthony": ("tony",), "joseph": ("joe", "joey"), "margaret": ("maggie", "peggy", "meg"), "susan": ("sue", "susie"),
    "deborah": ("debbie", "deb"), "barbara": ("barb",), "kenneth": ("ken",), "steven": ("steve",),
    "edward": ("ed", "eddie", "ted"), "ronald": ("ron",), "timothy": ("tim",), "stephen": ("steve",),
    "jeffrey": ("jeff",), "gregory": ("greg",), "katherine": ("kate", "kathy", "katie"), "rebecca": ("becky",),
    "samuel": ("sam",), "benjamin": ("ben",), "alexander": ("alex",), "nicholas": ("nick",), "andrew": ("andy", "drew"),
    "victoria": ("vicky", "tori"), "cynthia": ("cindy",), "kimberly": ("kim",), "donald": ("don",),
    "joshua": ("josh",), "jonathan": ("jon",), "david": ("dave",), "lawrence": ("larry",), "raymond": ("ray",),
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    number: int
    domain: str
    pattern: str
    desk_phone: str


@dataclass(frozen=True)
class Person:
    """How somebody is at one time: with a company's mailbox or without."""

    number: int
    first: str
    last: str
    company: Company | None
    work_mail: str | None
    own_mail: str
    mobile: str


class Names:
    """Drawn as often as they are borne."""

    def __init__(self, lists: dict[str, list[list[object]]]) -> None:
        self._of = {
            k: ([str(n) for n, _ in v], list(accumulate(float(str(s)) for _, s in v))) for k, v in lists.items()
        }

    def draw(self, chance: Random, kind: str) -> str:
        names, upto = self._of[kind]
        return names[bisect(upto, chance.random() * upto[-1], hi=len(names) - 1)]


class World:
    def __init__(self, names: Names, seed: int, people: int) -> None:
        self.chance, self.names, self.taken = Random(seed), names, dict[str, int]()
        count = max(people // TEAM, 1)
        self.companies = [self._company(i) for i in range(count)]
        self._upto = list(accumulate((rank + 20) ** -0.8 for rank in range(count)))

    def _company(self, number: int) -> Company:
        syllables = "".join(self.chance.choice(SYLLABLES.split()) for _ in range(self.chance.choice((2, 3, 3, 4))))
        domain = self._unique(syllables, "." + self.chance.choice(("com", "com", "com", "net", "io", "org")))
        [pattern] = self.chance.choices(PATTERNS, PATTERN_SHARES)
        return Company(number, domain, pattern, self.phone())

    def _unique(self, head: str, tail: str) -> str:
        """Numbered where it is taken, by the next number that is free."""
        whole, count = head + tail, self.taken.get(head + tail, 0)
        while whole in self.taken:
            count += 1
            whole = f"{head}{count + 1}{tail}"
        self.taken[head + tail] = count
        self.taken.setdefault(whole, 0)
        return whole

    def phone(self) -> str:
        return f"{self.chance.randrange(201, 990)}{self.chance.randrange(200, 1000)}{self.chance.randrange(10000):04d}"

    def employer(self) -> Company:
        return self.companies[bisect(self._upto, self.chance.random() * self._upto[-1], hi=len(self.companies) - 1)]

    def mail_at(self, company: Company, first: str, last: str) -> str:
        box = company.pattern.format(f=plain(first), l=plain(last), i=first[0])
        return self._unique(box, f"@{company.domain}")

    def person(self, number: int, last: str | None = None, company: Company | None = None) -> Person:
        chance = self.chance
        first = self.names.draw(chance, chance.choice(("male", "female")))
        last = last or self.names.draw(chance, "last")
        if last and chance.random() < 0.02:
            last = f"{last}-{self.names.draw(chance, 'last')}"
        company = company or (self.employer() if chance.random() < 0.92 else None)
        work = self.mail_at(company, first, last) if company else None
        own = self._unique(
            chance.choice((f"{first}.{plain(last)}", f"{first}{plain(last)}", f"{first[0]}{plain(last)}", f"{first}")),
            f"{chance.choice(('', chance.randrange(50, 100), chance.randrange(1, 2000)))}@{chance.choice(FREE)}",
        )
        return Person(number, first, last, company, work, own, self.phone())


def plain(name: str) -> str:
    return name.replace("-", "").replace(" ", "").replace("'", "")


def slip(chance: Random, word: str) -> str:
    """One letter left out, doubled, swapped with the next, or another one."""
    at = chance.randrange(1, max(len(word) - 1, 2))
    how = chance.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at] * 2 + word[at + 1 :] if at < len(word) else word
    if how == 2:
        return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    return word[:at] + chance.choice("aeionrst") + word[at + 1 :]


def written(chance: Random, phone: str) -> str:
    area, middle, end = phone[:3], phone[3:6], phone[6:]
    forms = (phone, f"({area}) {middle}-{end}", f"{area}-{middle}-{end}", f"+1 {area} {middle} {end}")
    return chance.choice(forms)


Row = list[str | None]  # first, last, email, phone, company_id, company_domain


def captured(world: World, who: Person) -> Row:
    """The first record of somebody: clean, with what a form or a business card asks."""
    chance, mail, phone = world.chance, who.own_mail, None
    if who.company and who.work_mail:
        drawn = chance.random()
        mail = who.work_mail if drawn < 0.84 else who.own_mail if drawn < 0.95 else desk(chance, who.company)
    if chance.random() < 0.65:
        phone = who.company.desk_phone if who.company and chance.random() < 0.3 else who.mobile
    linked = who.company if who.company and chance.random() < 0.82 else None
    return record(chance, who.first, who.last, mail if chance.random() < 0.9 else None, phone, linked)


def again(world: World, who: Person) -> Row:
    """One more record of the same person, captured on another occasion by somebody else."""
    chance = world.chance
    if who.company and chance.random() < 0.04:  # at the new employer
        new = world.employer()
        who = replace(who, company=new, work_mail=world.mail_at(new, who.first, who.last))
    first, last = name_again(world, who)
    linked = who.company if who.company and chance.random() < 0.75 else None
    phone, drawn = None, chance.random()
    if drawn < 0.65:
        phone = who.mobile if drawn < 0.48 or not who.company else who.company.desk_phone
    row = record(chance, first, last, mail_again(world, who), phone, linked)
    if row[4] and chance.random() < 0.05:
        row[4] = f"{row[4]}b"  # the company is there twice
    return row


def name_again(world: World, who: Person) -> tuple[str | None, str | None]:
    chance, first, last = world.chance, who.first, who.last
    drawn = chance.random()
    if drawn < 0.14 and who.first in SHORT:
        first = chance.choice(SHORT[who.first])
    elif 0.14 <= drawn < 0.19:
        first = slip(chance, first)
    elif 0.19 <= drawn < 0.22:
        first = first[0]
    drawn = chance.random()
    if drawn < 0.06:
        last = slip(chance, last)
    elif drawn < 0.075:
        last = world.names.draw(chance, "last")  # married
    elif drawn < 0.095:
        return last, first
    elif drawn < 0.11:
        return None, f"{first} {last}"
    return (None, last) if chance.random() < 0.02 else (first, last)


def mail_again(world: World, who: Person) -> str | None:
    chance, drawn = world.chance, world.chance.random()
    mail = who.work_mail or who.own_mail
    if drawn < 0.52:
        return mail
    if drawn < 0.60:
        box, domain = mail.split("@")
        return f"{slip(chance, box)}@{domain}" if chance.random() < 0.7 else f"{box}@{slip(chance, domain)}"
    if drawn < 0.72:
        return who.own_mail
    if drawn < 0.76 and who.company:
        return desk(chance, who.company)
    if drawn < 0.80 and who.company:
        return f"{who.first}.{plain(who.last)}@{who.company.domain}"
    return None


def desk(chance: Random, company: Company) -> str:
    return f"{chance.choice(DESKS)}@{company.domain}"


def record(
    chance: Random, first: str | None, last: str | None, mail: str | None, phone: str | None, company: Company | None
) -> Row:
    """What is captured holds something by which to reach the person or the company."""
    text = phone and written(chance, phone)
    title = str.upper if chance.random() < 0.03 else str.title
    names = [name and title(name) for name in (first, last)]
    return [*names, mail, text, company and f"co-{company.number}", company and company.domain]


def rows_of(world: World, number: int, who: Person) -> list[tuple[int, Row]]:
    [more] = world.chance.choices(range(len(DOUBLES)), DOUBLES)
    found = [captured(world, who), *(again(world, who) for _ in range(more))]
    return [(number, row) for row in found if row[2] or row[3] or row[4]]


def write_contacts(folder: Path, names: dict[str, list[list[object]]], seed: int, rows: int) -> Path:
    """Columns of the canonical contacts that duplicates are judged by, and `person`: whose the record is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    world, made, number = World(Names(names), seed, rows * 7 // 8), list[tuple[int, Row]](), 0
    while len(made) < rows:
        number += 1
        who = world.person(number)
        made += rows_of(world, number, who)
        if who.company and world.chance.random() < 0.01:  # somebody of the family is in the firm
            number += 1
            made += rows_of(world, number, world.person(number, who.last, who.company))
        elif world.chance.random() < 0.002:  # two behind one mailbox
            number += 1
            kin = replace(world.person(number, who.last), own_mail=who.own_mail, company=None, work_mail=None)
            made += rows_of(world, number, kin)
    del made[rows:]
    world.chance.shuffle(made)
    columns = list(zip(*(row for _, row in made), strict=True))
    fields = ("first_name", "last_name", "email", "phone", "company_id", "company_domain")
    table = pa.table(
        {"source_system": ["crm"] * rows, "contact_id": [f"c{i:07d}" for i in range(rows)]}
        | {name: pa.array(column, pa.string()) for name, column in zip(fields, columns, strict=True)}
        | {"person": [number for number, _ in made]}
    )
    path = folder / f"contacts-{seed}-{rows}.parquet"
    pq.write_table(table, path)
    return path
