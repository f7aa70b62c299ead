"""Which fields of a lead know its outcome already: filled after it, or telling it too well. Ibis over the tables.

A field that is written when a deal closes foretells every deal that has closed, and none that has not.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np

from cmokit.methods.company_traits import TRAITS, with_company, with_usual_spelling
from cmokit.methods.lead_owners import by_person, changes_before
from cmokit.methods.linkage import leaders
from cmokit.methods.score_power import Power, power
from cmokit.methods.spelling import is_filled
from cmokit.methods.uncertainty import wilson

# Fields of which only matters whether they are filled: values of their own for nearly everybody, or names of people.
PRESENCE = (
    *("email", "first_name", "last_name", "phone", "owner_id", "company_id", "converted_opportunity_id", "score"),
    *("utm_content", "utm_term", "converted_at", "unsubscribed_at", "bounced_at", "last_activity_at", "employees"),
)
# Fields whose values are few and mean something.
VALUED = (
    *("job_title", "lead_status", "lead_source", "channel", "utm_source", "utm_medium", "utm_campaign"),
    *("motion", "disqualified_reason", "consent_email", *TRAITS),
)
DATED = ("converted_at", "unsubscribed_at", "bounced_at", "last_activity_at")
FILLED = "filled"
LATE, BY_PRESENCE, BY_VALUE, CLEAN = "late", "presence", "value", "clean"
FEWEST = 20  # leads behind anything that is said of a field
NEARLY_ALL = 0.90  # the whole interval above this: whoever has the field, gets there
NEARLY_NONE = 0.10  # of the share of all; the whole interval below this: whoever has it, never does
MOSTLY_LATE = 0.5


@dataclass(frozen=True)
class Group:
    """Leads with one value of a field (None: blank). later: of the later half. timed: taken over, and it is known when
    the field was filled; late: of those, filled at that moment or after it. rejected: given back, never taken over.
    """

    field: str
    value: str | None
    is_later: bool
    leads: int
    reached: int
    rejected: int
    timed: int
    late: int


def leads_with_fields(found: Any, contacts: Any, companies: Any, entity_links: Any) -> Any:
    """Mature leads of `lead_outcomes` with every field of their leading record and of their company, as text."""
    known = leaders(contacts, entity_links, "contact").mutate(person_id=ibis._.leading_id)
    once = known.distinct(on="person_id", keep="first")
    told = with_usual_spelling(with_company(once, companies, entity_links).cache())
    named = {name: _text(told[name]) for name in (*PRESENCE, *VALUED)}
    moments = {f"at_{name}": told[name] for name in DATED}
    fields = told.select("person_id", **named, **moments)
    own = found.filter(found.is_mature).select("person_id", "entered_at", "reached_at", "source_file", "source_row")
    return own.inner_join(fields, "person_id").cache()


def _text(column: Any) -> Any:
    text = column.cast(str) if not column.type().is_string() else column.strip()
    return ibis.ifelse(is_filled(text), text, ibis.null(str))


def filled_at(field_changes: Any, contacts: Any, entity_links: Any, end: Any) -> Any:
    """person_id, field, filled_at: when it was first filled, where the history shows it blank before."""
    who = leaders(contacts, entity_links, "contact").mutate(who=ibis._.leading_id)
    changes = by_person(changes_before(field_changes, end), who, entity_links)
    filled = changes.filter(~is_filled(changes.old_value), is_filled(changes.new_value))
    return filled.group_by(person_id="who", field="field").aggregate(filled_at=filled.changed_at.min())


def long_form(leads: Any, filled: Any, rejected: Any, middle: float) -> Any:
    """One row per lead and field: field, value (null: blank), moment (of filling, if known), is_later, is_rejected."""
    out = rejected.select("person_id").distinct().mutate(is_out=True)
    told = leads.left_join(out, "person_id", rname="{name}_out")
    marked = told.mutate(
        is_later=told.entered_at.epoch_seconds() > middle,
        is_rejected=told.is_out.fill_null(False) & told.reached_at.isnull(),
    )
    parts = []
    for name in (*PRESENCE, *VALUED):
        value = ibis.ifelse(marked[name].notnull(), FILLED, ibis.null(str)) if name in PRESENCE else marked[name]
        moment = marked[f"at_{name}"] if name in DATED else ibis.null(marked.entered_at.type())
        kept = ("person_id", "reached_at", "is_later", "is_rejected", "source_file", "source_row")
        parts.append(marked.select(*kept, field=ibis.literal(name), value=value, own_moment=moment))
    rows = ibis.union(*parts)
    joined = rows.left_join(filled, ["person_id", "field"], rname="{name}_filled")
    moment = ibis.ifelse(joined.value.notnull(), joined.own_moment.coalesce(joined.filled_at), joined.own_moment)
    return joined.select(*rows.columns, moment=moment).drop("own_moment").cache()


def groups(rows: Any) -> list[Group]:
    """The rows of `long_form`, counted."""
    is_timed = rows.reached_at.notnull() & rows.moment.notnull()
    counted = rows.group_by("field", "value", "is_later").aggregate(
        leads=rows.count(),
        reached=rows.reached_at.count(),
        rejected=rows.is_rejected.sum(),
        timed=is_timed.sum(),
        late=(is_timed & (rows.moment >= rows.reached_at)).sum(),
    )
    found: list[dict[str, Any]] = counted.order_by("field", "value", "is_later").to_pyarrow().to_pylist()
    return [Group(**row) for row in found]


def decides(reached: int, leads: int, base: float) -> bool:
    """Whether nearly all of these leads get there, or nearly none: too good to have been known beforehand."""
    if leads < FEWEST:
        return False
    low, high = wilson(reached, leads)
    return low >= NEARLY_ALL or high <= NEARLY_NONE * base


def field_power(own: list[Group], base: float) -> Power | None:
    """How well the field tells leads apart: shares by value learned on the earlier half, tried on the later one."""
    learned = {group.value: group.reached / group.leads for group in own if not group.is_later}
    later = [group for group in own if group.is_later]
    sizes = [n for group in later for n in (group.reached, group.leads - group.reached)]
    scores = np.repeat([learned.get(group.value, base) for group in later for _ in (0, 1)], sizes)
    return power(scores, np.repeat([side == 0 for _ in later for side in (0, 1)], sizes))
