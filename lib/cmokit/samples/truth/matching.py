"""The truth about whose touches, orders, tickets and words these are: which rows name a person whom a list knows."""

from collections.abc import Iterable, Mapping

from cmokit.samples.b2b.records import HUBSPOT
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.records import World
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth

ID = "integration.matching"
Rows = Mapping[tuple[str, str], Iterable[str]]  # table and system → whom each row names, by id or mailbox


def of_b2b(state: State) -> list[Truth]:
    """The ids of everybody who is in one of the two systems by now."""
    rows: Rows = {
        ("touchpoints", "hubspot"): [touch.contact_id for touch in state.touches],
        ("tickets", "helpdesk"): [ticket.contact_id for ticket in state.tickets],
        ("feedback", "survey"): [said.contact_id for said in state.said],
        ("activities", "hubspot"): [one.record for one in state.activities if one.system == HUBSPOT],
    }
    return _known(rows, ids={contact.id for contact in state.contacts}, mails=set())


def of_shop(world: World, delivery: Delivery) -> list[Truth]:
    """The mailboxes of the customer list; an order has no other person."""
    before = delivery.cutoff
    rows: Rows = {
        ("touchpoints", "shop"): [touch.email for touch in world.touches if touch.at < before],
        ("orders", "shopify"): [order.email for order in world.orders if order.created_at < before],
        ("tickets", "helpdesk"): [ticket.contact_id for ticket in world.tickets if ticket.opened_at < before],
        ("feedback", "reviews"): [said.contact_id for said in world.reviews if said.received_at < before],
    }
    people = contacts_of(world, delivery)
    return _known(rows, {contact.id for contact in people}, {contact.email.strip() for contact in people})


def _known(rows: Rows, ids: set[str], mails: set[str]) -> list[Truth]:
    ids, mails = ({text.lower() for text in told if text} for told in (ids, mails))
    facts = []
    for (table, system), names in rows.items():
        people = [name.strip().lower() for name in names]
        about = {"table": table, "system": system}
        by_id = sum(name in ids for name in people)
        by_mail = sum(name in mails and name not in ids for name in people)
        nobody = people.count("")
        facts += [
            truth(f"{ID}.rows_count", len(people), **about),
            truth(f"{ID}.matched_count", by_id, by="id", **about),
            truth(f"{ID}.matched_count", by_mail, by="e-mail", **about),
            truth(f"{ID}.nameless_count", nobody, **about),
            truth(f"{ID}.unknown_count", len(people) - by_id - by_mail - nobody, **about),
            *share(f"{ID}.matched_share", by_id + by_mail, len(people), **about),
        ]
    return facts
