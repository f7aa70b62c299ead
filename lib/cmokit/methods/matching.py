"""Rows of any table beside the people whom lists of people know: by record id, else by mailbox."""

from collections.abc import Mapping
from typing import Any

import ibis

BY_ID, BY_MAIL, UNKNOWN, NOBODY = "id", "e-mail", "unknown", "nobody"


def named_rows(contacts: Any, entity_links: Any, tables: Mapping[str, tuple[Any, str]]) -> Any:
    """table, source_system, record_id, contact_id, state, source_file, source_row of every row of these tables.

    tables: name → (rows, the column of their own id). Where a row names no id, its column `email`, if it has one, says
    who it is. An id is known whatever system wrote it.
    """
    rows = ibis.union(*(_named(name, table, own) for name, (table, own) in tables.items()))
    people = contacts.filter(~contacts.is_test.fill_null(False))
    links = entity_links.filter(entity_links.entity == "contact")
    ids = ibis.union(_keys(people.contact_id), _keys(links.record_id), distinct=True).mutate(has_id=True)
    mails = _keys(people.email).distinct().rename(mail="key").mutate(has_mail=True)
    joined = rows.left_join(ids, rows.key == ids.key).drop("key_right")
    both = joined.left_join(mails, joined.key == mails.mail)
    state = ibis.cases(
        (both.key.isnull(), NOBODY),
        (both.has_id.fill_null(False), BY_ID),
        (both.has_mail.fill_null(False), BY_MAIL),
        else_=UNKNOWN,
    )
    return both.mutate(state=state).drop("key", "mail", "has_id", "has_mail").cache()


def _named(name: str, table: Any, own: str) -> Any:
    person = table.contact_id.strip().nullif("")
    if "email" in table.columns:
        person = person.coalesce(table.email.strip().nullif(""))
    return table.select(
        table=ibis.literal(name),
        source_system=table.source_system,
        record_id=table[own],
        contact_id=person,
        source_file=table.source_file,
        source_row=table.source_row,
        key=person.lower(),
    )


def _keys(column: Any) -> Any:
    key = column.strip().nullif("").lower().name("key").as_table()
    return key.filter(key.key.notnull()).distinct()
