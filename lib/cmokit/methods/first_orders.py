"""Each buyer's first order: its channel, product, way of paying, and the country of the buyer. Ibis over the tables."""

from datetime import datetime
from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled

COLUMNS = ("product", "country", "channel", "payment")
IN_TIME = ("ordered_at", "source_file", "source_row")
ON_DELIVERY, AT_ONCE = "on_delivery", "at_once"


def kept_orders(orders: Any, order_lines: Any, contacts: Any, links: Any, end: datetime) -> Any:
    """One row per order that was not cancelled: order_id, customer_id, the columns of the customer's first order,
    source_file, source_row.

    Customers are told apart by contact or by e-mail, else each order is one.
    """
    kept = orders.filter(orders.ordered_at.notnull(), orders.cancelled_at.isnull(), orders.ordered_at < end)
    known = with_leading_id(kept, links, "contact", "contact_id", "person_id")
    rows = known.mutate(
        customer_id=known.person_id.coalesce(known.email.lower(), known.order_id),
        mailbox=known.email.lower(),
        own_channel=ibis.ifelse(is_filled(known.channel), known.channel, "unknown"),
        payment=_payment(known),
    ).cache()
    place = ibis.row_number().over(ibis.window(group_by="customer_id", order_by=IN_TIME))
    first = rows.mutate(place=place).filter(lambda t: t.place == 0)
    told = first.left_join(_products(order_lines), "order_id", rname="{name}_line")
    named = told.left_join(_countries(contacts), [told.mailbox == _countries(contacts).their_mailbox])
    groups = named.select("customer_id", "product", "country", "payment", channel=named.own_channel)
    own = rows.select("order_id", "customer_id", "source_file", "source_row")
    return own.inner_join(groups, "customer_id").order_by("order_id")


def _payment(orders: Any) -> Any:
    on_delivery = orders.is_cash_on_delivery
    return ibis.ifelse(on_delivery, ON_DELIVERY, ibis.ifelse(on_delivery.isnull(), ibis.null(str), AT_ONCE))


def _products(order_lines: Any) -> Any:
    """order_id, product: the name of the first line, else its SKU."""
    place = ibis.row_number().over(ibis.window(group_by="order_id", order_by=("line_no", "source_file", "source_row")))
    first = order_lines.mutate(place=place).filter(lambda t: t.place == 0)
    name = ibis.ifelse(is_filled(first.name), first.name.strip(), first.sku)
    return first.select("order_id", product=ibis.ifelse(is_filled(name), name, ibis.null(str)))


def _countries(contacts: Any) -> Any:
    """their_mailbox, country: one a mailbox, the first in the alphabet of those that are written."""
    filled = contacts.filter(is_filled(contacts.email), is_filled(contacts.country))
    return filled.group_by(their_mailbox=filled.email.lower()).aggregate(country=filled.country.strip().min())
