"""The customer list as its tool exports it: a full list each time, under the kit's own column names."""

from dataclasses import replace

from cmokit.samples.files import csv_bytes
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.records import Contact, World

SYSTEM = "shop"
HEADERS = (
    "contact_id", "email", "first_name", "last_name", "phone", "country", "lead_source", "channel", "utm_source",
    "utm_medium", "lifecycle_stage", "created_at", "consent_email", "source_system",
)  # fmt: skip


def contacts_of(world: World, delivery: Delivery) -> list[Contact]:
    """Who is in the list on the morning of a delivery, as they are known then."""
    cutoff = delivery.cutoff
    there = (
        contact
        for contact in world.contacts
        if contact.created_at < cutoff and (contact.gone_from is None or contact.gone_from >= cutoff)
    )
    now = []
    for contact in there:
        changed: dict[str, object] = {name: value for at, name, value in contact.changes if at < cutoff}
        now.append(replace(contact, **changed))  # type: ignore[arg-type]
    return sorted(now, key=lambda contact: contact.id)


def contacts_csv(contacts: list[Contact]) -> bytes:
    return csv_bytes(HEADERS, [_row(contact) for contact in contacts])


def _row(c: Contact) -> list[object]:
    """Times are the shop's own, without zone."""
    return [
        c.id, c.email, c.first_name, c.last_name, c.phone, c.country, c.lead_source, c.channel, c.utm_source,
        c.utm_medium, c.stage, f"{c.created_at:%Y-%m-%d %H:%M}", "opted_in" if c.is_opted_in else "opted_out", SYSTEM,
    ]  # fmt: skip
