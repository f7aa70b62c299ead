"""What is mended, breaks again and comes up between deliveries, in both clients: the same plan over other records.

Telephone numbers: some blank ones are filled in, some of these are blank again a delivery later, others go blank; some
people with a blank one leave. Duplicates: some are merged, the second record into the first.
"""

from datetime import timedelta
from random import Random

from cmokit.samples.b2b.records import HUBSPOT, Change
from cmokit.samples.b2b.records import Contact as B2bContact
from cmokit.samples.b2b.world import World as B2bWorld
from cmokit.samples.plan import DELIVERIES, Trace
from cmokit.samples.planted import b2b_tools, shop_duplicates
from cmokit.samples.shop.records import Contact as ShopContact
from cmokit.samples.shop.records import World as ShopWorld

# Which deliveries show the number as blank, and of how many people.
PLAN = (((1,), 9), ((1, 3), 7), ((2, 3), 5), ((3,), 4))
GONE, MERGED = 3, 4  # people with a blank number who leave before the third delivery; duplicates merged by then
LAST = DELIVERIES[-1].number


def b2b_numbers_over_time(world: B2bWorld, draw: Random) -> tuple[Trace, ...]:
    """Numbers that are filled in, lost and lost again; people who leave; duplicates that are merged."""
    elsewhere = b2b_tools.persons_in(world, "salesforce") | b2b_tools.persons_with_deals(world)

    def is_lonely(contact: B2bContact) -> bool:
        return contact.person not in elsewhere and bool(contact.phone) and not contact.changes

    blank: list[str] = []
    for blank_in, count in PLAN:
        for contact in b2b_tools.choose(world, draw, b2b_tools.hubspot(world), count, is_lonely):
            contact.changes += [Change(n, "phone", "" if n in blank_in else contact.phone) for n in _numbers()]
            blank += [contact.id] if 1 in blank_in else []
    invited = {member.contact_id for member in world.members}
    for contact in b2b_tools.choose(
        world, draw, b2b_tools.hubspot(world), GONE, lambda c: is_lonely(c) and c.id not in invited
    ):
        contact.phone, contact.gone_from = "", LAST
        blank.append(contact.id)
    seconds = {pair[-1] for pair in world.clusters}
    records = [c for c in world.contacts if c.id in seconds and c.system == HUBSPOT and not c.changes]
    for contact in draw.sample(records, MERGED):
        contact.gone_from = LAST
    return (_missing(blank),)


def shop_numbers_over_time(world: ShopWorld, draw: Random) -> tuple[Trace, ...]:
    """Numbers that are filled in, lost and lost again; people who leave; accounts that are merged."""
    eve = {d.number: d.cutoff - timedelta(hours=3) for d in DELIVERIES}
    blank: list[str] = []
    for blank_in, count in PLAN:
        for contact in shop_duplicates.choose(world, draw, count, _has_number):
            values = {n: "" if n in blank_in else contact.phone for n in _numbers()}
            contact.changes += [(eve[n], "phone", value) for n, value in values.items()]
            blank += [contact.id] if 1 in blank_in else []
    for contact in shop_duplicates.choose(world, draw, GONE, _has_number):
        contact.phone, contact.gone_from = "", eve[LAST]
        blank.append(contact.id)
    seconds = {pair[-1] for pair in world.clusters if len(pair) == 2}
    records = [c for c in world.contacts if c.id in seconds and c.created_at < shop_duplicates.SETTLED]
    for contact in draw.sample(sorted(records, key=lambda c: c.id), MERGED):
        contact.gone_from = eve[LAST]
    return (_missing(blank),)


def _has_number(contact: ShopContact) -> bool:
    return bool(contact.phone)


def _numbers() -> tuple[int, ...]:
    return tuple(delivery.number for delivery in DELIVERIES)


def _missing(ids: list[str]) -> Trace:
    """Whose number the first delivery shows as blank; what comes later is told by the truth alone."""
    where = (("table", "contacts"), ("column", "phone"), ("problem", "missing"))
    return Trace("crm.completeness", "record_id", tuple(sorted(ids)), where)
