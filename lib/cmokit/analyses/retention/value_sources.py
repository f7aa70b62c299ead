"""Customers with their money, out of subscriptions or out of orders, and what winning one costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import pick
from cmokit.analyses.money import acquisition
from cmokit.analyses.money.exports_needed import any_row, missing_for_cash
from cmokit.exhibits.fact import Fact
from cmokit.methods.buyers import Bought, Place, buyers, whose
from cmokit.methods.cash_bridge import ledger
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.contribution import Item, of_orders
from cmokit.methods.customer_value import MARGIN, REVENUE, Customer
from cmokit.methods.goods_cost import LINE_COLUMNS, CostBook
from cmokit.methods.linkage import leaders, with_leading_id
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.methods.order_movements import ORDER_COLUMNS, order_of
from cmokit.methods.subscribers import Plan, plans, subscribers

SUBSCRIPTIONS, ORDERS = "subscriptions", "orders"
MOST_UNKNOWN = Decimal("0.25")  # of the value sold: with more of it at unknown cost, a margin would be a guess
_COLUMNS = (
    *("customer_id", "segment", "channel", "state", "started_on", "ended_on", "recurring_amount", "currency", "plan"),
    *("source_file", "source_row"),
)


@dataclass(frozen=True)
class Base:
    """The customers of one client. kinds: revenue alone, or with the margin. unknown: share of value at unknown cost.

    lacking: what is missing for a margin: `product_costs`, or the tables of cash. rates: currencies without a rate.
    older: buyers left out, whom the list knew before the first order received: what they bought before is unknown.
    plans: of subscribers, every paid interval.
    """

    basis: str
    customers: tuple[Customer, ...]
    kinds: tuple[str, ...]
    unknown: Decimal
    lacking: tuple[str, ...]
    rates: frozenset[tuple[str, date]]
    bought: tuple[Bought, ...] = ()
    older: int = 0
    plans: tuple[Plan, ...] = ()


def by_subscription(
    subscriptions: Any, contacts: Any, links: Any, book: CostBook, definitions: Definitions
) -> Base | None:
    """None where there are none. Customers are companies, else people, by their leading record."""
    if not any_row(subscriptions):
        return None
    people = leaders(contacts, links, "contact").group_by("leading_id")
    told = people.aggregate(segment=lambda t: t.segment.min(), channel=lambda t: t.channel.min())
    firms = with_leading_id(subscriptions, links, "company", "company_id", "buyer_id")
    known = with_leading_id(firms, links, "contact", "contact_id", "person_id")
    named = known.mutate(customer_id=known.buyer_id.coalesce(known.person_id, known.subscription_id))
    joined = named.left_join(told, named.person_id == told.leading_id)
    rows = joined.select(*_COLUMNS).order_by("source_file", "source_row").to_pyarrow().to_pylist()
    found, lacking = plans(({**row, "groups": _groups(row)} for row in rows), book, definitions.as_of)
    whole = total_of(plan.amount for plan in found)
    unknown = total_of(plan.amount for plan in found if plan.cost is None)
    share = unknown / whole if whole else Decimal(1)
    customers = tuple(subscribers(found, definitions.as_of))
    is_known = share <= MOST_UNKNOWN
    asked = () if is_known else ("product_costs",)
    kinds = _kinds(is_known)
    return Base(SUBSCRIPTIONS, customers, kinds, share, asked, frozenset(lacking), plans=tuple(found))


def _groups(row: Mapping[str, Any]) -> dict[str, str]:
    return {column: row[column] for column in ("segment", "channel") if row[column] and row[column] != UNKNOWN}


def _kinds(is_known: bool) -> tuple[str, ...]:
    return (REVENUE, MARGIN) if is_known else (REVENUE,)


def by_order(
    orders: Any,
    order_lines: Any,
    payments: Any,
    parcels: Any,
    contacts: Any,
    links: Any,
    book: CostBook,
    definitions: Definitions,
) -> Base | None:
    """None where there are none. Revenue: goods and shipping before tax of orders that were not cancelled."""
    if not any_row(orders):
        return None
    end = definitions.as_of_end
    rows = orders.select(*ORDER_COLUMNS).to_pyarrow().to_pylist()
    kept = [row for row in rows if row["ordered_at"] is not None and row["ordered_at"] < end]
    known = [o for o in (order_of(row, definitions.currency, end) for row in kept) if not o.is_cancelled]
    asked = missing_for_cash(orders, payments, parcels) | (set() if any_row(order_lines) else {"order_lines"})
    items, lacking = dict[Place, Item](), set[tuple[str, date]]()
    if not asked and book.states_any:
        settled = ledger(orders, payments, parcels, book.rates, as_of_end=end, as_of=definitions.as_of)
        lacking |= {need for one in settled for need in one.lacking}
        lines = order_lines.select(*LINE_COLUMNS).to_pyarrow().to_pylist()
        items = {_place(item): item for item in of_orders(settled, lines, book) if item.is_sale}
    who = whose(orders, links)
    bought = []
    for order in known:
        place = order.source_file, order.source_row
        revenue, item = book.rates.reported(order.before_tax, order.currency, order.ordered_on), items.get(place)
        lacking |= {(order.currency, order.ordered_on.replace(day=1))} if revenue is None else set()
        margin = item.contribution if item else ZERO
        bought.append(Bought(who[place], order.channel, order.ordered_on, revenue or ZERO, margin, place))
    old = _older(contacts, links, min(row["ordered_at"] for row in kept).date()) if kept else set[str]()
    older = {one.customer_id for one in bought if one.customer_id in old}
    bought = [one for one in bought if one.customer_id not in older]
    goods = [item.goods for one in bought if (item := items.get(one.place)) and item.goods]
    whole = total_of(g.value for g in goods)
    unknown = total_of(g.unknown for g in goods) / whole if whole else Decimal(1)
    is_known = unknown <= MOST_UNKNOWN
    needed = () if is_known else tuple(sorted(asked)) or ("product_costs",)
    customers = tuple(buyers(bought, definitions.as_of))
    return Base(ORDERS, customers, _kinds(is_known), unknown, needed, frozenset(lacking), tuple(bought), len(older))


def _older(contacts: Any, links: Any, first: date) -> set[str]:
    """Ids and mailboxes of the people whom the list knew more than a day before the first order received."""
    people = leaders(contacts, links, "contact").filter(lambda t: t.created_at.notnull())
    known = people.select("leading_id", mailbox=lambda t: t.email.lower(), on=lambda t: t.created_at.date())
    rows = known.to_pyarrow().to_pylist()
    return {who for row in rows if row["on"] < first - timedelta(days=1) for who in (row["leading_id"], row["mailbox"])}


def _place(item: Item) -> Place:
    return item.source_file or "", item.source_row or 0


def costs_of_winning(tables: Mapping[str, Any], definitions: Definitions) -> list[Fact]:
    """What a new customer costs in all, paid and loaded, as `money.acquisition` tells it; none where it cannot."""
    try:
        found = acquisition.measure(**tables, definitions=definitions)
    except CannotAnswer:
        return []
    each = (pick(found.facts, "cac_amount", channel="all", cost=how) for how in acquisition.COSTS)
    return [fact for fact in each if fact]
