"""Each lead with what is known of it and what became of it: its company's traits, its deals, what was won of it.

Ibis over the canonical tables; amounts are turned into the reporting currency person by person, of those who won.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from cmokit.methods import deal_spans, loop, turned_away
from cmokit.methods.company_traits import TRAITS, with_company, with_usual_spelling
from cmokit.methods.linkage import leaders
from cmokit.methods.months import local_month
from cmokit.methods.order_ledger import ZERO, Convert
from cmokit.tables.contract import AMOUNT

WON, LOST, OPEN = "won", "lost", "open"
EARLIER, LATER, YOUNG = "earlier", "later", "too young"
SCHEMA = pa.schema([("person_id", pa.string()), ("won_amount", AMOUNT)])


@dataclass(frozen=True)
class Tables:
    """The canonical tables that leads and their deals stand in."""

    contacts: Any
    companies: Any
    opportunities: Any
    stage_entries: Any
    field_changes: Any
    entity_links: Any


@dataclass(frozen=True)
class Leads:
    """rows: one per person: person_id, traits, employees, job_title, channel, month, created_at, state, won_amount
    (null: nothing won), half (earlier, later, too young), source. wait_days: after which nine in ten had won; None
    where nobody did.
    """

    rows: Any
    wait_days: float | None


def leads(tables: Tables, convert: Convert, end: datetime, zone: str, currency: str, as_of: date) -> Leads:
    """convert: amount, currency, day → the reporting currency."""
    links = tables.entity_links
    spans = deal_spans.spans(tables.opportunities, tables.stage_entries, tables.companies, links, end)
    everybody = loop.people(tables.contacts, links)
    deals = loop.deals_of_people(tables.opportunities, tables.contacts, spans, links, everybody)
    reached = loop.reached(everybody, deals)
    wait = loop.wait_for(reached, WON)
    won = ibis.memtable(_won(deals, convert, currency, as_of))
    known = reached.filter(reached.created_at < end).select(
        "person_id", "channel", "created_at", "won_at", "opportunity_at", "source_file", "source_row"
    )
    told = known.inner_join(_traits(tables), "person_id").left_join(won, "person_id", rname="{name}_won")
    stated = _with_state(told, deals, tables, everybody)
    dated = stated.mutate(month=local_month(stated, "created_at", zone)).cache()
    return Leads(_halved(dated, wait, end), wait)


def _traits(tables: Tables) -> Any:
    known = leaders(tables.contacts, tables.entity_links, "contact").mutate(person_id=ibis._.leading_id)
    once = known.distinct(on="person_id", keep="first")
    told = with_usual_spelling(with_company(once, tables.companies, tables.entity_links).cache())
    return told.select("person_id", "employees", "job_title", *TRAITS)


def _won(deals: Any, convert: Convert, currency: str, as_of: date) -> pa.Table:
    own = deals.filter(deals.link == loop.LINKED, deals.outcome == WON, deals.amount.notnull())
    months = own.group_by("person_id", "currency", month=own.closed_at.date().truncate("M"))
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in months.aggregate(amount=own.amount.sum()).to_pyarrow().to_pylist():
        sums[row["person_id"]] += convert(row["amount"], row["currency"] or currency, row["month"] or as_of)
    return pa.Table.from_pylist([{"person_id": who, "won_amount": sums[who]} for who in sorted(sums)], schema=SCHEMA)


def _with_state(rows: Any, deals: Any, tables: Tables, everybody: Any) -> Any:
    """won; else open while a deal is; else lost where a deal was, or sales gave the person back; else open."""
    own = deals.filter(deals.link == loop.LINKED)
    by = own.group_by("person_id").aggregate(
        won_deals=(own.outcome == WON).sum(), open_deals=(own.outcome == OPEN).sum(), lost=(own.outcome == LOST).sum()
    )
    back = turned_away.rejected_people(tables.contacts, tables.field_changes, tables.entity_links, everybody)
    joined = rows.left_join(by, "person_id", rname="{name}_deals").left_join(
        back.select("person_id").distinct().mutate(is_back=True), "person_id", rname="{name}_back"
    )
    state = ibis.cases(
        (joined.won_deals.fill_null(0) > 0, WON),
        (joined.open_deals.fill_null(0) > 0, OPEN),
        ((joined.lost.fill_null(0) > 0) | joined.is_back.fill_null(False), LOST),
        else_=OPEN,
    )
    return joined.select(*rows.columns, state=state)


def _halved(rows: Any, wait: float | None, end: datetime) -> Any:
    """Whoever has had the time is of the earlier or of the later half by when they came."""
    came = rows.created_at.epoch_seconds()
    if wait is None:
        return rows.mutate(half=ibis.literal(YOUNG)).cache()
    is_mature = (ibis.literal(int(end.timestamp())) - came) / loop.SECONDS_A_DAY >= wait
    middle = rows.filter(is_mature).aggregate(middle=came.quantile(0.5)).to_pyarrow()["middle"][0].as_py()
    half = ibis.cases((~is_mature, YOUNG), (came > (middle or 0.0), LATER), else_=EARLIER)
    return rows.mutate(half=half).cache()
