"""Which words of the clients no list knows, and the money under them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cmokit.samples.b2b.records import LIFECYCLE
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.contact_list import contacts_of
from cmokit.samples.shop.records import Order, World
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth

ID = "crm.unmapped_values"
Known = tuple[list[Truth], list[Named]]
TAXONOMY = {*LIFECYCLE, "evangelist", "Evangelist", "other"}


@dataclass(frozen=True)
class Said:
    """One record that says a word. money: number of a deal or order → its amount."""

    record: str
    system: str
    word: str
    is_unmapped: bool
    money: Mapping[str, Decimal]


def of_b2b(state: State) -> Known:
    """Stages and sources of every record of a person in either system, and of every deal."""
    deals: dict[tuple[str, str], dict[str, Decimal]] = {}
    for deal in state.deals:
        if deal.amount is not None:
            deals.setdefault((deal.system, deal.contact_id), {})[deal.id] = deal.amount
    people = [(c, deals.get((c.system, c.id), {})) for c in state.contacts]
    own = [(d, {d.id: d.amount} if d.amount is not None else {}) for d in state.deals]
    return _all(
        {
            ("contacts", "lifecycle_stage"): [
                Said(c.id, c.system, c.stage, c.stage not in TAXONOMY, money) for c, money in people if c.stage
            ],
            ("contacts", "lead_source"): [
                Said(c.id, c.system, c.lead_source, c.channel == "unknown", money)
                for c, money in people
                if c.lead_source
            ],
            ("opportunities", "stage"): [Said(d.id, d.system, d.stage, False, money) for d, money in own],
            ("opportunities", "lead_source"): [
                Said(d.id, d.system, d.lead_source, d.channel == "unknown", money) for d, money in own if d.lead_source
            ],
        }
    )


def of_shop(world: World, delivery: Delivery, orders: list[Order]) -> Known:
    """Sources of customers and media of orders; statuses of orders and parcels are all known."""
    bought: dict[str, dict[str, Decimal]] = {}
    for order in orders:
        if order.email:
            bought.setdefault(order.email.strip().lower(), {})[order.id] = order.total
    people = [(c, bought.get(c.email.strip().lower(), {})) for c in contacts_of(world, delivery)]
    sources = [
        Said(c.id, "shop", c.lead_source, c.channel == "unknown", money if c.email else {})
        for c, money in people
        if c.lead_source
    ]
    media = [
        Said(o.id, "shopify", o.origin.utm_medium, o.origin.channel == "unknown", {o.id: o.total})
        for o in orders
        if o.origin.utm_medium
    ]
    return _all({("contacts", "lead_source"): sources, ("orders", "utm_medium"): media})


def _all(said: Mapping[tuple[str, str], list[Said]]) -> Known:
    facts, evidence = [], []
    for (table, column), records in said.items():
        where = {"table": table, "column": column}
        bad = [record for record in records if record.is_unmapped]
        facts += share(f"{ID}.unmapped_share", len(bad), len(records), **where)
        facts.append(truth(f"{ID}.unmapped_count", len(bad), **where))
        facts.append(truth(f"{ID}.unmapped_words_count", len({(r.system, r.word) for r in bad}), **where))
        facts.append(truth(f"{ID}.unmapped_amount", _money(bad), **where))
        for word in sorted({record.word for record in bad}):
            ids = (record.record for record in bad if record.word == word)
            evidence.append(named(ID, "record_id", ids, **where, value=word))
    return facts, evidence


def _money(records: Iterable[Said]) -> Decimal:
    """Each deal or order once a word."""
    once = {(r.system, r.word, number): amount for r in records for number, amount in r.money.items()}
    return sum(once.values(), Decimal(0))
