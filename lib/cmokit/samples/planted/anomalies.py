"""What the weekly page must raise: a day of spend too high, days on which hardly anybody came. Planted after all else.

Both lie in the third delivery's new weeks. The week and the day of the delivery itself are not over, which is no drop.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from cmokit.samples.b2b.world import World as B2bWorld
from cmokit.samples.plan import Trace
from cmokit.samples.shop.records import World as ShopWorld

B2B_JUMP, B2B_DROP = date(2026, 2, 24), (date(2026, 2, 16), date(2026, 2, 19))
SHOP_JUMP, SHOP_DROP = date(2026, 2, 24), (date(2026, 2, 15), date(2026, 2, 18))
JUMPED = ("generic terms", "competitor terms", "integration terms")
TIMES = 10  # a zero too many
KEPT = 0.12  # share of people who came in all the same


def b2b_spend_jump(world: B2bWorld, draw: Random) -> tuple[Trace, ...]:
    """A shared budget was typed in with a zero too many: three campaigns spent ten days' money on one."""
    for n, ad in enumerate(world.ads):
        if ad.day == B2B_JUMP and ad.ad_group in JUMPED:
            seen, clicks, spend = ad.impressions * TIMES, ad.clicks * TIMES, ad.spend * TIMES
            world.ads[n] = replace(ad, impressions=seen, clicks=clicks, spend=spend)
    return ()


def b2b_lead_drop(world: B2bWorld, draw: Random) -> tuple[Trace, ...]:
    """The form did not send for four days: hardly anybody came in."""
    first, last = B2B_DROP
    people = {c.person: True for c in world.contacts if first <= c.created_at.date() <= last and c.person >= 0}
    sold = {c.person for c in world.contacts if any(stage == "opportunity" for stage, _ in c.entries)}
    older = {c.person for c in world.contacts if c.created_at.date() < first}
    touched = {c.person for c in world.contacts if c.id in world.busy or any(c.id in pair for pair in world.clusters)}
    able = [person for person in people if person not in sold | older | touched]
    lost = {person for person in able if draw.random() >= KEPT}
    _take_out(world, lost)
    return ()


def _take_out(world: B2bWorld, lost: set[int]) -> None:
    """These people never were: neither they nor the companies that came with them alone."""
    gone = {c.id for c in world.contacts if c.person in lost}
    world.contacts = [c for c in world.contacts if c.id not in gone]
    world.touches = [t for t in world.touches if t.contact_id not in gone]
    world.members = [m for m in world.members if m.contact_id not in gone]
    world.field_changes = [change for change in world.field_changes if change.contact_id not in gone]
    used = {c.company_id for c in world.contacts} | {d.company_id for d in world.deals}
    kept = {c.key for c in world.companies if c.id in used} | {c.key for c in world.companies if c.id in world.busy}
    new = datetime.combine(B2B_DROP[0], datetime.min.time()) - timedelta(hours=1)
    world.companies = [c for c in world.companies if c.key in kept or c.created_at < new]


def shop_spend_jump(world: ShopWorld, draw: Random) -> tuple[Trace, ...]:
    """A campaign's daily budget was typed in with a zero too many."""
    first = world.ads[0].campaign_id
    for n, ad in enumerate(world.ads):
        if ad.day == SHOP_JUMP and ad.campaign_id == first:
            seen, clicks, spend = ad.impressions * TIMES, ad.clicks * TIMES, ad.spend * TIMES
            world.ads[n] = replace(ad, impressions=seen, clicks=clicks, spend=spend)
    return ()


def shop_order_drop(world: ShopWorld, draw: Random) -> tuple[Trace, ...]:
    """The checkout refused most cards and cash alike for four days: few orders and few new people."""
    first, last = SHOP_DROP
    in_days = [o for o in world.orders if first <= o.created_at.date() <= last and o.id not in world.busy]
    lost = {o.number for o in in_days if draw.random() >= KEPT}
    buyers = {o.email for o in world.orders if o.number in lost}
    world.orders = [o for o in world.orders if o.number not in lost]
    left = {o.email for o in world.orders}
    clustered = {id_ for cluster in world.clusters for id_ in cluster}
    for contact in list(world.contacts):
        came = first <= contact.created_at.date() <= last and contact.email not in left
        if came and contact.id not in world.busy | clustered and (contact.email in buyers or draw.random() >= KEPT):
            world.contacts.remove(contact)
    return ()
