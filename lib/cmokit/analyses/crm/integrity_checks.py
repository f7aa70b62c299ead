"""The five checks of field integrity. Each gives its flawed places and how many places it looked at.

A flawed place: check, table, record_id, field, value, source_file, source_row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import ibis
from ibis import ir

from cmokit.analyses.record_checks import is_blank, is_from
from cmokit.methods.spelling import extra_spellings, is_filled

PICKLISTS = {
    "contacts": ("contact_id", ("lead_source", "lead_status", "country")),
    "companies": ("company_id", ("industry",)),
    "opportunities": ("opportunity_id", ("loss_reason", "stage")),
}


class Reference(NamedTuple):
    """A column that names a record of another table. named_by: what names the record that it stands in."""

    table: str
    column: str
    named_by: tuple[str, ...]
    target: str
    target_id: str


REFERENCES = (
    Reference("contacts", "company_id", ("contact_id",), "companies", "company_id"),
    Reference("opportunities", "company_id", ("opportunity_id",), "companies", "company_id"),
    Reference("opportunities", "contact_id", ("opportunity_id",), "contacts", "contact_id"),
    Reference("opportunities", "campaign_id", ("opportunity_id",), "campaigns", "campaign_id"),
    Reference("campaign_members", "contact_id", ("campaign_id", "contact_id"), "contacts", "contact_id"),
    Reference("campaign_members", "campaign_id", ("campaign_id", "contact_id"), "campaigns", "campaign_id"),
)
# Each pipeline has stages of its own, and to set one starts what the client has automated on it.
NEVER_MENDED = "stage"
WATCHED = ("lifecycle_stage", "lead_status", "owner_id")


@dataclass(frozen=True)
class Finding:
    """places: the flawed ones. count: as the check counts (pairs, spellings); affected out of looked_at: its share.

    mends: those that can be mended, as `repairs.respellings` takes them.
    """

    places: ir.Table
    count: int
    affected: int
    looked_at: int
    mends: ir.Table | None = None


def duplicate_fields(fields: ir.Table) -> Finding:
    """Fields of one object whose labels are the same but for case, punctuation and a number at the end; pairs."""
    bare = fields.label.lower().re_replace(r"[\s!-/:-@\[-`{-~]+", "").re_replace(r"[0-9]+$", "").nullif("")
    named = fields.mutate(bare=bare).filter(lambda t: t.bare.notnull())
    same = ibis.window(group_by=["source_system", "object", "bare"])
    grouped = named.mutate(twins=named.count().over(same)).filter(lambda t: t.twins > 1)
    sizes = grouped.group_by("source_system", "object", "bare").aggregate(n=grouped.count())
    pairs = sum(n * (n - 1) // 2 for n in sizes.n.to_pyarrow().to_pylist())
    places = _places(grouped, "duplicate_fields", "fields", grouped.field, grouped.object, grouped.label)
    return Finding(places, pairs, _count(grouped), _count(fields))


def inconsistent_values(tables: dict[str, ir.Table]) -> Finding:
    """Spellings of one value beside its most frequent one, per system; spellings."""
    check = "inconsistent_values"
    values = ibis.union(
        *(
            _places(t, check, name, t[record_id], column, t[column], "source_system").filter(is_filled(ibis._.value))
            for name, (record_id, columns) in PICKLISTS.items()
            for t, column in ((tables[name], column) for column in columns)
        )
    ).cache()
    where = ("source_system", "table", "field")
    extra = extra_spellings(values, by=where, value="value").cache()
    flawed = values.semi_join(extra, [*where, "value"]).drop("source_system")
    mends = values.filter(values.field != NEVER_MENDED).inner_join(extra, [*where, "value"])
    return Finding(flawed, _count(extra), _count(flawed), _count(values), mends)


def required_missing(contacts: ir.Table, opportunities: ir.Table, order: tuple[str, ...]) -> Finding:
    """Qualified contacts without owner or source, open deals without owner, amount or company; records."""
    people = contacts.filter(is_from("mql", contacts.lifecycle_stage, order))
    deals = opportunities.filter(opportunities.status == "open")
    gaps = [("contacts", people, people.contact_id, c, is_blank(people[c])) for c in ("owner_id", "lead_source")]
    gaps += [("opportunities", deals, deals.opportunity_id, c, is_blank(deals[c])) for c in ("owner_id", "company_id")]
    gaps += [("opportunities", deals, deals.opportunity_id, "amount", deals.amount.isnull())]
    nothing = ibis.null("string")
    flawed = [(name, t.mutate(gap_of=own).filter(gap), column) for name, t, own, column, gap in gaps]
    places = ibis.union(*(_places(t, "required_missing", name, t.gap_of, c, nothing) for name, t, c in flawed))
    missing = _count(places.select("table", "record_id", "source_file", "source_row").distinct())
    return Finding(places, missing, missing, _count(people) + _count(deals))


def overwritten(field_changes: ir.Table) -> Finding:
    """Values that a person set and an integration replaced with another one in the very next change; changes.

    Of two changes at the same moment the integration's comes second, unless the value it says it replaced is another.
    """
    watched = field_changes.filter(field_changes.field.isin(WATCHED))
    is_last = (watched.changed_by_kind == "integration").fill_null(False)
    record = ibis.window(
        group_by=["source_system", "entity", "entity_id", "field"],
        order_by=["changed_at", is_last, "new_value", "source_file", "source_row"],
    )
    before = watched.mutate(
        kind_before=watched.changed_by_kind.lag().over(record),
        value_before=watched.new_value.lag().over(record),
        at_before=watched.changed_at.lag().over(record),
    )
    follows = (before.changed_at != before.at_before) | (before.old_value == before.value_before)
    flawed = before.filter(
        before.changed_by_kind == "integration",
        before.kind_before == "person",
        before.value_before.fill_null("") != before.new_value.fill_null(""),
        follows.fill_null(True),
    )
    places = _places(flawed, "overwritten", "field_changes", flawed.entity_id, flawed.field, flawed.new_value)
    count = _count(flawed)
    return Finding(places, count, count, _count(watched))


def broken_links(tables: dict[str, ir.Table]) -> Finding:
    """References to records that the same system does not hold, where it holds any of that kind; references."""
    checked = ibis.union(*(_links(tables[ref.table], tables[ref.target], ref) for ref in REFERENCES)).cache()
    flawed = checked.filter(checked.is_broken)
    count = _count(flawed)
    return Finding(flawed.drop("is_broken"), count, count, _count(checked))


def _links(table: ir.Table, target: ir.Table, ref: Reference) -> ir.Table:
    """Every stated reference of one column that can be checked, with is_broken."""
    there = target.select(kept_in=target.source_system, found=target[ref.target_id]).distinct()
    systems = target.select("source_system").distinct().view()
    stated = table.filter(is_filled(table[ref.column])).semi_join(systems, "source_system")
    joined = stated.left_join(there, [stated.source_system == there.kept_in, stated[ref.column] == there.found])
    whole = joined.mutate(is_broken=joined.found.isnull())
    named = _joined_text(whole[part] for part in ref.named_by)
    return _places(whole, "broken_links", ref.table, named, ref.column, whole[ref.column], "is_broken")


def _joined_text(parts: Iterable[ir.StringColumn]) -> ir.StringValue:
    first, *rest = parts
    for part in rest:
        first = first + "|" + part.fill_null("")
    return first


def _places(
    rows: ir.Table, check: str, table: str, record_id: ir.Value, field: str | ir.Value, value: ir.Value, *more: str
) -> ir.Table:
    return rows.select(
        *more,
        check=ibis.literal(check),
        table=ibis.literal(table),
        record_id=record_id,
        field=ibis.literal(field) if isinstance(field, str) else field,
        value=value,
        source_file=rows.source_file,
        source_row=rows.source_row,
    )


def _count(table: ir.Table) -> int:
    return int(table.count().to_pyarrow().as_py())
