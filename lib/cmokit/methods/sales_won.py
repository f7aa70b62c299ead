"""Every sale with the channel and the advertised campaign that it came by: won deals, or orders that were kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cmokit.methods.channel_values import as_channel
from cmokit.methods.linkage import leaders, leading_records, with_leading_id
from cmokit.methods.loop import people_of_deals
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO
from cmokit.methods.order_movements import ORDER_COLUMNS, order_of
from cmokit.methods.spelling import is_filled

Lacking = set[tuple[str, date]]  # currency and month without a rate
Named = Callable[[str], str]  # a link's tag → the campaign that it means


@dataclass(frozen=True)
class Sale:
    """buyer: who bought. on: the local day. amount: before tax, in the reporting currency; zero where none stands."""

    record_id: str
    buyer: str
    channel: str
    campaign: str
    on: date
    amount: Decimal
    source_file: str
    source_row: int

    @property
    def month(self) -> date:
        return self.on.replace(day=1)


def tags_of_people(contacts: Any, entity_links: Any) -> Any:
    """who (by the leading record's id) and tag: the campaign on the person's own record, where one is there."""
    people = leaders(contacts, entity_links, "contact").filter(lambda t: is_filled(t.utm_campaign))
    return people.group_by(who=people.leading_id).aggregate(tag=people.utm_campaign.min())


def won(
    opportunities: Any, contacts: Any, entity_links: Any, rates: Rates, end: datetime, named: Named
) -> tuple[list[Sale], Lacking]:
    """Won deals closed before `end`, by id. The campaign is that of a person whom any record of the deal names."""
    deals = leading_records(opportunities, entity_links, "opportunity")
    closed = deals.filter(deals.status == "won", deals.closed_at.notnull())
    known = with_leading_id(closed, entity_links, "opportunity", "opportunity_id", "deal")
    buying = with_leading_id(known, entity_links, "company", "company_id", "buyer")
    people = people_of_deals(opportunities, contacts, entity_links)
    tagged = people.inner_join(tags_of_people(contacts, entity_links), [("person_id", "who")])
    tags = tagged.group_by("deal").aggregate(tag=tagged.tag.min())
    told = buying.left_join(tags, "deal", rname="{name}_right")
    columns = ("opportunity_id", "deal", "buyer", "channel", "tag", "closed_at", "amount", "currency")
    rows = told.select(*columns, "source_file", "source_row").order_by("opportunity_id", "source_file", "source_row")
    return _sales([row for row in rows.to_pyarrow().to_pylist() if row["closed_at"] < end], rates, end, named)


def _sales(rows: list[dict[str, Any]], rates: Rates, end: datetime, named: Named) -> tuple[list[Sale], Lacking]:
    found: list[Sale] = []
    lacking: Lacking = set()
    for row in rows:
        on = row["closed_at"].astimezone(end.tzinfo).date()
        own = row["currency"] or rates.reporting
        amount = ZERO if row["amount"] is None else rates.reported(row["amount"], own, on)
        if amount is None:
            lacking.add((own, on.replace(day=1)))
            continue
        who = row["buyer"] or row["deal"]
        found.append(_sale(row, row["opportunity_id"], who, on, amount, named))
    return found, lacking


def _sale(row: Mapping[str, Any], id_: str, who: str, on: date, amount: Decimal, named: Named) -> Sale:
    campaign, channel = named(row["tag"] or ""), as_channel(row["channel"])
    return Sale(id_, who, channel, campaign, on, amount, row["source_file"], row["source_row"])


def ordered(orders: Any, entity_links: Any, rates: Rates, end: datetime, named: Named) -> tuple[list[Sale], Lacking]:
    """Orders placed before `end` that were not cancelled by then: goods and shipping before tax, by id."""
    dated = orders.filter(orders.ordered_at.notnull())
    known = with_leading_id(dated, entity_links, "contact", "contact_id", "buyer")
    rows = known.select(*ORDER_COLUMNS, "buyer", tag="utm_campaign").order_by("order_id", "source_file", "source_row")
    found: list[Sale] = []
    lacking: Lacking = set()
    for row in rows.to_pyarrow().to_pylist():
        order = order_of(row, rates.reporting, end)
        if row["ordered_at"] >= end or order.is_cancelled:
            continue
        amount = rates.reported(order.before_tax, order.currency, order.ordered_on)
        if amount is None:
            lacking.add((order.currency, order.ordered_on.replace(day=1)))
            continue
        who = row["buyer"] or order.email.lower() or order.order_id
        found.append(_sale(row, order.order_id, who, order.ordered_on, amount, named))
    return found, lacking
