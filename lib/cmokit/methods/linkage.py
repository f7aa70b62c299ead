"""One person, company or deal out of its records in several systems. Ibis over the canonical tables."""

from ibis import ir

IDS = {"contact": "contact_id", "company": "company_id", "opportunity": "opportunity_id"}


def leading_records(records: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """Each person, company or deal once: the leading record, and records of other systems that are linked to none.

    records: contacts, companies or opportunities. A copy whose leading record is not among them (deleted, say) stays.
    """
    return records.anti_join(copies(records, entity_links, entity), ["source_system", IDS[entity]])


def copies(records: ir.Table, entity_links: ir.Table, entity: str) -> ir.Table:
    """The records that are copies of another one: source_system, the id column, leading_id, method."""
    own = IDS[entity]
    links = entity_links.filter(entity_links.entity == entity, entity_links.record_id != entity_links.leading_id)
    there = links.semi_join(records.select(leading_id=records[own]), "leading_id")
    return there.select("source_system", "leading_id", "method", **{own: there.record_id})


def with_leading_id(records: ir.Table, copies_of_it: ir.Table, own: str, leading: str) -> ir.Table:
    """The records with one more column `leading`: the id of the leading record, their own where they are no copy.

    own: the column with the record's id. copies_of_it: what `copies` gave. Ids are looked up within source_system.
    """
    [own_in_copies] = [name for name in copies_of_it.columns if name in IDS.values()]
    known = copies_of_it.select(
        copy_system=copies_of_it.source_system, copy_id=copies_of_it[own_in_copies], leads=copies_of_it.leading_id
    ).distinct()
    joined = records.left_join(known, [records.source_system == known.copy_system, records[own] == known.copy_id])
    return joined.mutate(**{leading: joined.leads.coalesce(joined[own])}).drop("copy_system", "copy_id", "leads")
