"""Who owned each lead when, out of the history of owners. Ibis over the canonical tables, then one row a lead.

A queue is no owner. A lead whose owner was never changed since the history began has had its owner since then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import ibis
import pandas as pd

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled

QUEUE_ID = "00G"  # how Salesforce's ids of queues begin


@dataclass(frozen=True)
class History:
    """The system whose history of owners is used, and the moment at which that history begins."""

    system: str
    since: datetime


def changes_before(field_changes: Any, end: datetime) -> Any:
    """Changes of contacts and leads before `end`."""
    return field_changes.filter(field_changes.entity == "contact", field_changes.changed_at < end)


def changes_of_owner(field_changes: Any, end: datetime) -> Any:
    """Changes of the owner of contacts and leads before `end`."""
    return changes_before(field_changes, end).filter(lambda t: t.field == "owner_id")


def history_of(changes: Any) -> History | None:
    """The history that tells of most leads; None without any."""
    by_system = changes.group_by("source_system").aggregate(
        leads=lambda t: t.entity_id.nunique(), since=lambda t: t.changed_at.min()
    )
    rows = by_system.to_pyarrow().to_pylist()
    best = min(rows, key=lambda row: (-row["leads"], row["source_system"]), default=None)
    return None if best is None else History(best["source_system"], best["since"])


def by_person(changes: Any, leading: Any, entity_links: Any) -> Any:
    """The changes with `who`: the person as `with_leading_id` names it, also where the record itself is gone and only
    the leading record still names it (a lead that was converted).

    leading: leading contacts with `who`.
    """
    named = with_leading_id(changes, entity_links, "contact", "entity_id", "linked")
    names = leading.filter(is_filled(leading.synced_id)).select("who", name=leading.synced_id.split(";"))
    known = names.select("who", name=names.name.unnest())
    by_name = known.group_by("name").aggregate(told=known.who.min())
    keyed = named.mutate(name=named.source_system + ":" + named.entity_id)
    joined = keyed.left_join(by_name, keyed.name == by_name.name)
    kept = ("field", "old_value", "new_value", "changed_at", "source_row")
    return joined.select(*kept, who=joined.told.coalesce(joined.linked))


def queues_of(users: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Ids and names of accounts that nobody in particular uses, in small letters."""
    shared = (row for row in users if row["is_shared"])
    return frozenset(text.strip().casefold() for row in shared for text in (row["user_id"], row["name"]) if text)


def is_person(owner: Any, queues: frozenset[str]) -> bool:
    text = owner.strip() if isinstance(owner, str) else ""
    return bool(text) and not text.startswith(QUEUE_ID) and text.casefold() not in queues


@dataclass
class Owned:
    """One lead's owners in turn, with the moment from which each owned it: None for the time before the first change.
    A queue, or nobody, is the empty text.
    """

    turns: list[tuple[datetime | None, str]]

    def owned_at(self, moment: datetime) -> bool:
        """Whether a person owned it then."""
        before = [owner for since, owner in self.turns if since is None or since <= moment]
        return bool(before and before[-1])

    def first_after(self, moment: datetime) -> datetime | None:
        """When a person first owned it from that moment on, the moment itself where one did already."""
        if self.owned_at(moment):
            return moment
        return next((since for since, owner in self.turns if owner and since is not None and since > moment), None)

    @property
    def handed_on(self) -> int:
        """How often it went from one person to another, queues between them left out."""
        owners = [owner for _, owner in self.turns if owner]
        return sum(after != before for before, after in pairwise(owners))


def owned(changes: pd.DataFrame, current: dict[str, str], queues: frozenset[str]) -> dict[str, Owned]:
    """By person: the owners that the changes tell; for who has none, the owner as it stands (`current`)."""
    found = {who: Owned([(None, _person(owner, queues))]) for who, owner in current.items()}
    ordered = changes.sort_values(["who", "changed_at", "source_row"], kind="stable")
    for who, rows in ordered.groupby("who", sort=False):
        first = _person(rows["old_value"].iloc[0], queues)
        turns: list[tuple[datetime | None, str]] = [(None, first)]
        turns += [(at, _person(new, queues)) for at, new in zip(rows["changed_at"], rows["new_value"], strict=True)]
        found[str(who)] = Owned(turns)
    return found


def _person(owner: Any, queues: frozenset[str]) -> str:
    return owner.strip() if is_person(owner, queues) else ""


def current_owners(contacts: Any, entity_links: Any, system: str) -> Any:
    """Who owns each person's record in a system: who, owner_id; of several records the youngest."""
    own = contacts.filter(contacts.source_system == system)
    named = with_leading_id(own, entity_links, "contact", "contact_id", "who")
    newest = ibis.window(group_by="who", order_by=[ibis.desc("created_at"), ibis.desc("contact_id")])
    ranked = named.mutate(n=ibis.row_number().over(newest))
    return ranked.filter(ranked.n == 0).select("who", "owner_id")
