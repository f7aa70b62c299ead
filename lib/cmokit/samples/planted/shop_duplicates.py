"""Customers who stand in the shop's list twice, and people who only look alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from cmokit.samples import names
from cmokit.samples.plan import DELIVERIES, Trace
from cmokit.samples.planted.arabic import latin_slips, phone_forms, spellings
from cmokit.samples.shop.customers import CUSTOMER, SUBSCRIBER, in_latin, latin
from cmokit.samples.shop.records import Contact, World

FIRST = DELIVERIES[0]
SETTLED = datetime(
    2025, 11, 20
)  # whoever is chosen was there by then, so that a second record comes before the first list
FIRST_SECOND_ID, FIRST_SECOND_MAILBOX = 90_001, 5_000
COMMON_NAME = ("محمد", "العتيبي")


def choose(
    world: World, draw: Random, count: int, fits: Callable[[Contact], bool] = lambda contact: True
) -> list[Contact]:
    """`count` contacts of long ago that stay as they are and that no other defect has touched."""
    able = [
        contact
        for contact in world.contacts
        if contact.id not in world.busy
        and contact.created_at < SETTLED
        and contact.gone_from is None
        and not contact.changes
        and fits(contact)
    ]
    chosen = sorted(draw.sample(able, count), key=lambda contact: contact.id)
    world.busy |= {contact.id for contact in chosen}
    return chosen


def is_arabic(contact: Contact) -> bool:
    return not contact.first_name.isascii()


def duplicate_customers(world: World, draw: Random) -> tuple[Trace, ...]:
    """Second accounts: another Arabic spelling, slips in Latin letters, names swapped, the number written otherwise."""
    for n, contact in enumerate(choose(world, draw, 78, is_arabic)):
        forms = spellings(contact.first_name, contact.last_name)
        _second(world, draw, contact, forms[n % len(forms)], phone=_other(contact, n))
    for n, contact in enumerate(choose(world, draw, 24, lambda contact: not is_arabic(contact))):
        forms = latin_slips(draw, contact.first_name, contact.last_name)
        _second(world, draw, contact, forms[n % len(forms)], phone=_other(contact, n))
    for n, contact in enumerate(choose(world, draw, 10, is_arabic)):
        swapped = contact.last_name, contact.first_name
        _second(world, draw, contact, swapped, phone=_other(contact, n))
    return ()


def duplicate_mailboxes(world: World, draw: Random) -> tuple[Trace, ...]:
    """Second accounts with the same mailbox in capitals, or with a slip in the mailbox and another number."""
    for n, contact in enumerate(choose(world, draw, 28)):
        box, domain = contact.email.split("@")
        email = (contact.email.upper(), contact.email.title(), f"{box.upper()}@{domain}")[n % 3]
        forms = spellings(contact.first_name, contact.last_name) if is_arabic(contact) else [_name(contact)]
        _second(world, draw, contact, forms[n % len(forms)], email=email)
    for n, contact in enumerate(choose(world, draw, 14, is_arabic)):
        box, domain = contact.email.split("@")
        forms = [_name(contact), *spellings(contact.first_name, contact.last_name)]
        email, phone = f"{box[:2]}{box[3:]}@{domain}", f"+966 50 003 {n:04d}"
        _second(world, draw, contact, forms[n % len(forms)], email=email, phone=phone)
    return ()


def triple_customers(world: World, draw: Random) -> tuple[Trace, ...]:
    """Customers with three accounts: the till's, the newsletter's, and one in capitals."""
    for n, contact in enumerate(choose(world, draw, 7, is_arabic)):
        forms = spellings(contact.first_name, contact.last_name)
        _second(world, draw, contact, forms[0], phone=_other(contact, n))
        other = world.contacts[-1]
        third = _record(world, draw, contact, forms[-1], email=contact.email.upper())
        world.clusters[-1] = tuple(sorted((contact.id, other.id, third.id)))
    return ()


def customers_in_two_scripts(world: World, draw: Random) -> tuple[Trace, ...]:
    """The same customer in Arabic and in Latin letters, with nothing but the number in common: hard to find."""
    for n, contact in enumerate(choose(world, draw, 4, is_arabic)):
        _second(world, draw, contact, in_latin(contact.first_name, contact.last_name), phone=_other(contact, n))
    return ()


def look_alike_customers(world: World, draw: Random) -> tuple[Trace, ...]:
    """No duplicates: a common name on many people, sisters and brothers with one number, a number of five."""
    for contact in choose(world, draw, 14, is_arabic):
        contact.first_name, contact.last_name = COMMON_NAME
    pairs = choose(world, draw, 24, is_arabic)
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        other.last_name, other.phone = one.last_name, one.phone
        if other.first_name == one.first_name:
            other.first_name = next(name for name in names.ARABIC_FIRST if name != one.first_name)
    for number, contact in enumerate(choose(world, draw, 5, is_arabic)):
        contact.phone, contact.first_name = "+966 50 004 0000", names.ARABIC_FIRST[number]
    return ()


def _name(contact: Contact) -> tuple[str, str]:
    return contact.first_name, contact.last_name


def _other(contact: Contact, n: int) -> str:
    forms = phone_forms(contact.phone)
    return forms[n % len(forms)]


def _second(world: World, draw: Random, contact: Contact, name: tuple[str, str], **values: str) -> None:
    """Another record of the same person; every ninth comes between the first two deliveries."""
    made = _record(world, draw, contact, name, **values)
    if len(world.clusters) % 9 == 0:
        made.created_at = FIRST.cutoff + timedelta(days=draw.randrange(2, 28), hours=10)
    world.clusters.append(tuple(sorted((contact.id, made.id))))


def _record(world: World, draw: Random, contact: Contact, name: tuple[str, str], **values: str) -> Contact:
    """The second record of a buyer is a reader's half of the time: two stages for one person."""
    count = sum(c.id >= str(FIRST_SECOND_ID) for c in world.contacts)
    box = "".join(latin(part) if not part.isascii() else part.lower() for part in _name(contact))
    email = f"{box.replace('al-', '')}{FIRST_SECOND_MAILBOX + count}@sandooq.example"
    stage = SUBSCRIBER if contact.stage == CUSTOMER and count % 2 else contact.stage
    at = contact.created_at + timedelta(days=draw.randrange(1, 40), minutes=draw.randrange(600))
    known = {"email": email, "first_name": name[0], "last_name": name[1], "stage": stage, **values}
    made = replace(contact, id=str(FIRST_SECOND_ID + count), created_at=at, changes=[], **known)  # type: ignore[arg-type]
    world.contacts.append(made)
    world.busy |= {made.id}
    return made
