"""Whose record is whose: the people, companies and owners that a list names. Ibis over the canonical tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from cmokit.methods import first_answers
from cmokit.methods.lead_waits import Owners, owners_of
from cmokit.methods.linkage import IDS, leaders, leading_records, with_leading_id
from cmokit.methods.working_time import WorkingClock

CONTACT, COMPANY, OWNER = "contact", "company", "owner"


@dataclass(frozen=True)
class Terms:
    """order: of the lifecycle. until: the first moment that no longer counts. clock, promise: of answering a lead, in
    working minutes; no promise is None. leading: object → system whose records lead.
    """

    order: tuple[str, ...]
    timezone: str
    until: datetime
    clock: WorkingClock
    promise: float | None = None
    leading: Mapping[str, str] | None = None

    def by(self, until: datetime) -> "Terms":
        return replace(self, until=min(self.until, until))


@dataclass(frozen=True)
class Records:
    """The client's tables as Ibis has them."""

    contacts: Any
    companies: Any
    stage_entries: Any
    activities: Any
    opportunities: Any
    orders: Any
    workflow_runs: Any
    users: Any
    entity_links: Any

    @property
    def owners(self) -> Owners:
        return owners_of(self.users.order_by("system", "user_id").to_pyarrow().to_pylist())


def whose(ids: Iterable[str], kind: str, records: Records, leading: Mapping[str, str] | None) -> dict[str, str]:
    """id as a list names it → who that is, over all linked records. An id that nothing has is not among them;
    an address is that of its contact.

    A list says no system: where two systems use an id for different things, the one that leads is meant.
    """
    if kind == OWNER:
        owners = records.owners
        known = set(owners.ids.values())
        return {id_: own for id_ in ids if (own := owners.id_of(id_)) in known or not known}
    own = IDS[kind]
    table = records.contacts if kind == CONTACT else records.companies
    wanted = ibis.memtable(pa.table({own: pa.array(sorted(set(ids)), pa.string())}))
    found = with_leading_id(table.semi_join(wanted, own), records.entity_links, kind, own, "who")
    rows = found.select("source_system", own, "who").to_pyarrow().to_pylist()
    first = (leading or {}).get(kind, "")
    told = sorted(rows, key=lambda row: (row["source_system"] != first, row["source_system"], row["who"]), reverse=True)
    found_by_id = {row[own]: row["who"] for row in told}
    return found_by_id | (_by_address(set(ids) - set(found_by_id), records) if kind == CONTACT else {})


def _by_address(ids: set[str], records: Records) -> dict[str, str]:
    """Where a shop names people by their addresses: the contact who has it, else the address stands for its person."""
    addresses = {id_: id_.strip().lower() for id_ in sorted(ids) if "@" in id_}
    if not addresses:
        return {}
    wanted = ibis.memtable(pa.table({"address": pa.array(sorted(set(addresses.values())), pa.string())}))
    people = leaders(records.contacts, records.entity_links, CONTACT)
    named = people.mutate(address=people.email.lower()).semi_join(wanted, "address")
    rows = named.group_by("address").aggregate(who=named.leading_id.min()).to_pyarrow().to_pylist()
    known = {row["address"]: row["who"] for row in rows}
    return {id_: known.get(address, id_) for id_, address in addresses.items()}


def leads_of(kind: str, records: Records, terms: Terms, *, shops: bool) -> pd.DataFrame:
    """Everybody who is, or ever was, a lead: who, cluster (the owner or company; blank without one), since (created).

    shops: everybody on record, also where no stage was ever entered.
    """
    people = leading_records(records.contacts, records.entity_links, CONTACT)
    dated = people.filter(people.created_at.notnull(), people.created_at < terms.until)
    if not shops:
        dated = dated.semi_join(_leads(records, terms), first_answers.RECORD)
    named = with_leading_id(dated, records.entity_links, CONTACT, "contact_id", "who")
    placed = with_leading_id(named, records.entity_links, COMPANY, "company_id", "company")
    rows = placed.select("who", "owner_id", "company", since="created_at").to_pyarrow().to_pandas()
    rows = rows.sort_values(["since", "who"]).drop_duplicates("who")
    owners = records.owners
    own = rows["owner_id"].astype(object).where(rows["owner_id"].notna(), "").str.strip()
    by_owner = [owners.id_of(written) for written in own]
    rows["cluster"] = by_owner if kind == OWNER else rows["company"].astype(object).where(rows["company"].notna(), "")
    return rows[["who", "cluster", "since"]].reset_index(drop=True)


def _leads(records: Records, terms: Terms) -> Any:
    tables = (records.contacts, records.stage_entries, records.companies, records.entity_links)
    return first_answers.leads(*tables, terms.order, terms.order[-1:]).select(*first_answers.RECORD)
