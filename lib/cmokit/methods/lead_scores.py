"""One score a person: as it was when the person came, where the history of the field tells it. Ibis over the tables."""

from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id
from cmokit.methods.spelling import is_filled, squashed

FIELDS = ("score", "leadscore", "hubspotscore")  # how the field is called, case, blanks and punctuation left out
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def scores(contacts: Any, field_changes: Any, entity_links: Any) -> Any:
    """person_id, score, is_first (it is the first one that the person was given, not the one that stands today).

    Of a person's records the leading one counts, else the first by system and id that has a score.
    """
    scored = contacts.filter(contacts.score.notnull())
    own = with_leading_id(scored, entity_links, "contact", "contact_id", "person_id")
    leads = (own.contact_id == own.person_id) | (own.source_system + ":" + own.contact_id == own.person_id)
    order = [ibis.desc("leads"), "source_system", "contact_id"]
    ranked = own.mutate(leads=leads.fill_null(False))
    place = ibis.row_number().over(ibis.window(group_by="person_id", order_by=order))
    today = ranked.mutate(place=place).filter(lambda t: t.place == 0).select("person_id", now="score")
    first = _first(field_changes, entity_links)
    joined = today.outer_join(first, "person_id", rname="{name}_first")
    return joined.select(
        person_id=joined.person_id.coalesce(joined.person_id_first),
        score=joined.given.coalesce(joined.now.cast("float64")),
        is_first=joined.given.notnull(),
    )


def _first(field_changes: Any, entity_links: Any) -> Any:
    """person_id, given: the value before the first change, else that to which it was first set."""
    of_contacts = field_changes.filter(field_changes.entity == "contact")
    changes = of_contacts.filter(squashed(of_contacts.field).isin(FIELDS).fill_null(False))
    named = with_leading_id(changes, entity_links, "contact", "entity_id", "person_id")
    order = ["changed_at", "source_system", "entity_id", "source_row"]
    place = ibis.row_number().over(ibis.window(group_by="person_id", order_by=order))
    earliest = named.mutate(place=place).filter(lambda t: t.place == 0)
    value = ibis.ifelse(is_filled(earliest.old_value), earliest.old_value, earliest.new_value).strip()
    number = ibis.ifelse(value.re_search(NUMBER), value, ibis.null(str)).cast("float64")
    return earliest.select("person_id", given=number).filter(lambda t: t.given.notnull())
