"""What happened to each person within the days of follow-up, yes or no. Who has not had those days yet is immature:
counted, and in no rate. Ibis over the canonical tables, then one row a person.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from cmokit.methods import first_answers
from cmokit.methods.cohorts import entries_of_people
from cmokit.methods.lead_waits import APART, waited
from cmokit.methods.linkage import leaders, leading_records, with_leading_id
from cmokit.methods.loop import people_of_deals
from cmokit.methods.pilot.cuped import strictly_before
from cmokit.methods.pilot.records import CONTACT, Records, Terms
from cmokit.methods.spelling import is_filled

ANSWERED, REACHED, WON, ORDERED = "answered", "reached", "won", "ordered"
NEEDS = {ANSWERED: "activities", REACHED: "stage_entries", WON: "opportunities", ORDERED: "orders"}


def outcomes(
    rows: pd.DataFrame, kind: str, stage: str | None, days: int, records: Records, terms: Terms
) -> pd.DataFrame:
    """rows: who, since (the moment from which it counts). With is_mature, so_far (happened by now), is_told (whether
    the records can say it) and did (so_far of the mature, null of the others).

    A lead's answer counts from the making of its record, and within the promise.
    """
    if kind == ANSWERED:
        found = _answered(rows, records, terms)
        until = found.attrs["until"]
    else:
        found, until = rows.assign(is_told=True), terms.until
        found["so_far"] = happened(rows, moments(kind, stage, records, terms), days)
    found["is_mature"] = found["since"] + timedelta(days=days) <= pd.Timestamp(until)
    known = found["is_mature"] & found["is_told"]
    return found.assign(did=found["so_far"].astype("boolean").where(known))


def happened(rows: pd.DataFrame, events: pd.DataFrame, days: int) -> Any:
    """Of each row, whether one of the events (who, at) of that person lies in the days from `since` on."""
    numbered = rows[["who", "since"]].assign(row=range(len(rows)))
    both = numbered.merge(events, on="who")
    inside = (both["at"] >= both["since"]) & (both["at"] < both["since"] + timedelta(days=days))
    return numbered["row"].isin(both.loc[inside, "row"]).to_numpy(dtype=bool)


def moments(kind: str, stage: str | None, records: Records, terms: Terms) -> pd.DataFrame:
    """Every time that it happened to anybody, before `until`: who, at."""
    events = {REACHED: _reached, WON: _won, ORDERED: _ordered}[kind](records, terms, stage)
    rows = events.filter(events["at"].notnull() & events.who.notnull() & (events["at"] < terms.until))
    told: pd.DataFrame = rows.order_by("who", "at").to_pyarrow().to_pandas()
    return told.assign(at=pd.to_datetime(told["at"], utc=True))


def _reached(records: Records, terms: Terms, stage: str | None) -> Any:
    wanted = first_answers.stages_from(terms.order, stage) if stage in terms.order and stage else (stage or "",)
    entries = entries_of_people(records.stage_entries, records.contacts, records.entity_links)
    return entries.filter(entries.stage.isin(wanted)).select(who="person_id", at="entered_at")


def _won(records: Records, terms: Terms, stage: str | None) -> Any:
    deals = leading_records(records.opportunities, records.entity_links, "opportunity")
    won = deals.filter(deals.status == "won")
    named = with_leading_id(won, records.entity_links, "opportunity", "opportunity_id", "deal").select(
        "deal", "closed_at"
    )
    people = people_of_deals(records.opportunities, records.contacts, records.entity_links)
    return named.inner_join(people, "deal").select(who="person_id", at="closed_at")


def _ordered(records: Records, terms: Terms, stage: str | None) -> Any:
    """Orders that were not cancelled by then; whose a contact names, else the only contact with its address."""
    kept = records.orders.filter(
        records.orders.cancelled_at.isnull() | (records.orders.cancelled_at >= terms.until).fill_null(False)
    )
    known = with_leading_id(kept, records.entity_links, CONTACT, "contact_id", "person").select(
        "person", at="ordered_at", mailbox=kept.email.lower()
    )
    people = leaders(records.contacts, records.entity_links, CONTACT)
    ids = people.select(known_id="leading_id").distinct()
    people = people.filter(lambda t: is_filled(t.email))
    by_mail = people.group_by(address=people.email.lower()).aggregate(owner=people.leading_id.min())
    joined = known.left_join(by_mail, [known.mailbox == by_mail.address])
    joined = joined.left_join(ids, [joined.person == ids.known_id])  # a shop may name an address in the contact's place
    return joined.select(who=joined.known_id.coalesce(joined.owner, joined.person), at="at")


def _answered(rows: pd.DataFrame, records: Records, terms: Terms) -> pd.DataFrame:
    """Whether a person's first try came within the promise, counted in working time from the record's making."""
    last: date = (pd.Timestamp(terms.until) - timedelta(microseconds=1)).tz_convert(terms.timezone).date()
    log = first_answers.covered(records.activities, last, terms.timezone)
    until = min(terms.until, log.end) if log else terms.until
    found = rows.merge(_waits(rows, records, terms, until), on="who", how="left")
    logged = pd.Timestamp(log.start if log else datetime(9999, 1, 1, tzinfo=UTC))
    found["is_told"] = found["created_at"].notna() & ~found["unclear"].isin(APART) & (found["created_at"] >= logged)
    in_time = found["minutes"] <= (terms.promise if terms.promise is not None else float("-inf"))
    told = found.assign(
        since=found["created_at"].fillna(found["since"]),
        so_far=(found["latest_at"].notna() & in_time & found["is_told"]).to_numpy(dtype=bool),
    )[[*rows.columns, "is_told", "so_far"]]
    told.attrs["until"] = until
    return told


def _waits(rows: pd.DataFrame, records: Records, terms: Terms, until: datetime) -> pd.DataFrame:
    """Of each person on record: who, created_at, latest_at (of the first try), minutes, unclear (why, if it is)."""
    wanted = ibis.memtable(pa.table({"who": pa.array(sorted(set(rows["who"])), pa.string())}))
    leading = leading_records(records.contacts, records.entity_links, CONTACT)
    dated = leading.filter(leading.created_at.notnull(), leading.created_at < until)
    people = with_leading_id(dated, records.entity_links, CONTACT, "contact_id", "who").semi_join(wanted, "who")
    own = people.select(*first_answers.RECORD, "who", "owner_id", "created_at", "source_file", "source_row")
    tried = first_answers.attempts(records.activities, records.entity_links, terms.timezone, until)
    found = first_answers.first_answers(own, tried).to_pyarrow().to_pandas()
    told = waited(found, records.owners, terms.clock, terms.timezone, until)
    told = told.rename(columns={"problem": "unclear"})
    return told.drop_duplicates("who")[["who", "created_at", "latest_at", "minutes", "unclear"]]


def past(rows: pd.DataFrame, events: pd.DataFrame, days: int) -> Any:
    """How often it happened to each of the rows in so many days strictly before their start; nothing from it on."""
    numbered = rows[["who", "since"]].assign(row=range(len(rows)))
    both = numbered.merge(events, on="who")
    inside = both[(both["at"] < both["since"]) & (both["at"] >= both["since"] - timedelta(days=days))]
    strictly_before(list(inside["at"]), list(inside["since"]))
    return inside["row"].value_counts().reindex(numbered["row"], fill_value=0).to_numpy(dtype=float)
