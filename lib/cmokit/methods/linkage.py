"""One person, company or deal out of its records in several systems. Ibis over the canonical tables.

`entity_links.leading_id` is the id of the record that leads, or `system:id` where two systems use that id for different
things.
"""

from ibis import ir

IDS = {"contact": "contact_id", "company": "company_id", "opportunity": "opportunity_id"}


def leading_records(records: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """Each person, company or deal once: the leading record, and records of other systems that are linked to none.

    records: contacts, companies or opportunities. A copy whose leading record is not among them (deleted, say) stays.
    """
    return records.anti_join(copies(records, entity_links, entity), ["source_system", IDS[entity]])


def copies(records: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """The records that are copies of another one: source_system, the id column, leading_id, method.

    Kept by the engine: what stands on them is asked many questions.
    """
    own = IDS[entity]
    ids = records.select("source_system", own)
    links = entity_links.filter(entity_links.entity == entity)
    there = leaders(ids, entity_links, entity).select("leading_id").distinct()
    copied = links.filter(~_leads(links)).semi_join(there, "leading_id")
    known = copied.select("source_system", "leading_id", "method", **{own: copied.record_id})
    return known.semi_join(ids, ["source_system", own]).cache()


def leaders(records: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """The records that lead, with leading_id as the links name it; those that no link knows stand for themselves."""
    own = IDS[entity]
    links = entity_links.filter(entity_links.entity == entity)
    leading = links.filter(_leads(links)).select("source_system", "leading_id", **{own: links.record_id})
    found = records.left_join(leading, ["source_system", own])
    named = found.mutate(leading_id=found.leading_id.coalesce(found[own])).select(*records.columns, "leading_id")
    linked = links.filter(~_leads(links)).select("source_system", **{own: links.record_id})
    return named.anti_join(linked, ["source_system", own])


def with_leading_id(rows: ir.Table, entity_links: ir.Table, entity: str, own: str, leading: str) -> ir.Table:
    """The rows with one more column `leading`: who the record in the column `own` is, by its leading record's id."""
    links = entity_links.filter(entity_links.entity == entity)
    known = links.select(link_system=links.source_system, link_id=links.record_id, leads=links.leading_id)
    joined = rows.left_join(known, [rows.source_system == known.link_system, rows[own] == known.link_id])
    return joined.mutate(**{leading: joined.leads.coalesce(joined[own])}).drop("link_system", "link_id", "leads")


def _leads(links: ir.Table) -> ir.BooleanValue:
    return (links.record_id == links.leading_id) | (links.source_system + ":" + links.record_id == links.leading_id)
