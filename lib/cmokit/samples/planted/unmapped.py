"""Words for where somebody came from that no list knows: from the first delivery on, and new ones in the second."""

from datetime import datetime
from random import Random
from typing import Any

from cmokit.samples.b2b.records import SALESFORCE, Change
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted import shop_duplicates
from cmokit.samples.planted.b2b_tools import choose, hubspot, ids, is_quiet, persons_in

UNMAPPED = "crm.unmapped_values"
SECOND = 2
FAIR, GUIDE, SURVEY = "Messe Köln", "Branchenführer", "Podcast-Umfrage"
RIYADH_FAIR, PODCAST = "معرض الرياض", "بودكاست"
HEARD = datetime(2026, 1, 20, 9, 0)  # when the shop began to offer the podcast as an answer


def _named(word: str, records: tuple[str, ...], since: int = 1) -> Trace:
    where = (("table", "contacts"), ("column", "lead_source"), ("value", word))
    return Trace(UNMAPPED, "record_id", records, where, since)


def unmapped_sources(world: World, draw: Random) -> tuple[Trace, ...]:
    """Trade fair and guide, typed where the source was to be chosen; a survey's answer from the second delivery on."""
    in_salesforce = persons_in(world, SALESFORCE)
    with_deals = {deal.contact_id for deal in world.deals}

    def is_apart(contact: Any) -> bool:
        return contact.person not in in_salesforce and is_quiet(contact) and not contact.utm_source

    sold = choose(world, draw, hubspot(world), 12, lambda c: c.id in with_deals and not c.utm_source)
    at_fair = [*sold, *choose(world, draw, hubspot(world), 14, is_apart)]
    by_guide = choose(world, draw, hubspot(world), 9, is_apart)
    for word, contacts in ((FAIR, at_fair), (GUIDE, by_guide)):
        for contact in contacts:
            contact.lead_source, contact.channel = word, "unknown"
    asked = choose(world, draw, hubspot(world), 7, is_apart)
    for contact in asked:
        contact.changes += [Change(SECOND, "lead_source", SURVEY), Change(SECOND, "channel", "unknown")]
    return _named(FAIR, ids(at_fair)), _named(GUIDE, ids(by_guide)), _named(SURVEY, ids(asked), SECOND)


def unmapped_answers(world: Any, draw: Random) -> tuple[Trace, ...]:
    """A fair that nobody had put on the list; a podcast that customers name from the second delivery on."""
    at_fair = shop_duplicates.choose(world, draw, 31)
    for contact in at_fair:
        contact.lead_source, contact.channel, contact.utm_source, contact.utm_medium = RIYADH_FAIR, "unknown", "", ""
    heard = shop_duplicates.choose(world, draw, 13)
    for contact in heard:
        contact.changes += [(HEARD, "lead_source", PODCAST), (HEARD, "channel", "unknown")]
        contact.changes += [(HEARD, "utm_source", ""), (HEARD, "utm_medium", "")]
    found = ((RIYADH_FAIR, at_fair, 1), (PODCAST, heard, SECOND))
    return tuple(_named(word, tuple(sorted(c.id for c in contacts)), since) for word, contacts, since in found)
