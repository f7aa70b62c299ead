"""What several defects of the B2B client share: picking records that nobody has touched, and taking records out."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE, Contact, Deal, Record
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import DELIVERIES

R = TypeVar("R", bound=Record)
FIRST_CUTOFF = DELIVERIES[0].cutoff


def choose(
    world: World, draw: Random, records: Sequence[R], count: int, fits: Callable[[R], bool] = lambda record: True
) -> list[R]:
    """`count` free records that existed before the first delivery and stay; they are busy from now on."""
    able = [
        record
        for record in records
        if record.id not in world.busy
        and record.created_at < FIRST_CUTOFF
        and record.gone_from is None
        and fits(record)
    ]
    chosen = draw.sample(able, count)
    world.busy |= {record.id for record in chosen}
    return sorted(chosen, key=lambda record: record.id)


def hubspot(world: World) -> list[Contact]:
    """HubSpot's contacts without the client's own tests."""
    return [contact for contact in world.contacts if contact.system == HUBSPOT and not contact.is_test]


def salesforce(world: World) -> list[Contact]:
    return [contact for contact in world.contacts if contact.system == SALESFORCE]


def deals(world: World, system: str) -> list[Deal]:
    return [deal for deal in world.deals if deal.system == system]


def persons_with_deals(world: World) -> set[int]:
    """Persons who are or will be an opportunity."""
    return {c.person for c in world.contacts if any(stage == "opportunity" for stage, _ in c.entries)}


def persons_in(world: World, system: str) -> set[int]:
    return {contact.person for contact in world.contacts if contact.system == system}


def records_of(world: World, person: int) -> list[Contact]:
    return [contact for contact in world.contacts if contact.person == person]


def is_quiet(contact: Contact) -> bool:
    """Nothing happens to this person's stage from three weeks before the first delivery on."""
    return contact.history[-1][1] < FIRST_CUTOFF - timedelta(days=21)


def last_entry(contact: Contact) -> datetime:
    return contact.history[-1][1]


def ids(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(sorted(record.id for record in records))
