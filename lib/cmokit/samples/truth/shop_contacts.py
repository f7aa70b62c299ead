"""The truth about the shop's customer list: spellings, identity, gaps, tags, who stands in it twice."""

from collections.abc import Callable

from cmokit.samples.plan import Delivery
from cmokit.samples.shop.contact_list import SYSTEM, contacts_of
from cmokit.samples.shop.records import Contact, World
from cmokit.samples.truth.b2b_tracking import Tagged, utm
from cmokit.samples.truth.facts import Named, Truth, extra_spellings, named, share, truth

Gap = tuple[str, str, int, list[str], list[str]]  # table, column, records, ids of the blank ones and of the wrong ones
Known = tuple[list[Truth], list[Named]]
COLUMNS: dict[str, Callable[[Contact], str]] = {
    "email": lambda c: c.email, "first_name": lambda c: c.first_name, "last_name": lambda c: c.last_name,
    "phone": lambda c: c.phone, "country": lambda c: c.country, "lifecycle_stage": lambda c: c.stage,
    "lead_source": lambda c: c.lead_source, "created_at": lambda c: str(c.created_at),
}  # fmt: skip


def known(world: World, delivery: Delivery) -> Known:
    """All that does not need the orders too."""
    contacts = contacts_of(world, delivery)
    parts = [_integrity(contacts), _identity(contacts), utm("contacts", _tagged(contacts)), _sources(contacts)]
    facts = [fact for facts, _ in parts for fact in facts]
    there = {contact.id for contact in contacts}
    clusters = ["|".join(cluster) for cluster in world.clusters if set(cluster) <= there]
    evidence = [entry for _, entries in parts for entry in entries]
    return facts, [*evidence, named("crm.duplicates", "cluster_id", clusters)]


def gaps(contacts: list[Contact]) -> list[Gap]:
    """Each column that the list holds, with the records in which it is blank or cannot be right."""
    found = []
    for column, of in COLUMNS.items():
        blank = [c.id for c in contacts if not of(c)]
        wrong = [c.id for c in contacts if of(c) and not is_valid(column, of(c))]
        found.append(("contacts", column, len(contacts), blank, wrong))
    return found


def is_valid(column: str, text: str) -> bool:
    """By the rules of the analysis, written down a second time and only as far as this list needs them."""
    if column == "email":
        box, _, domain = text.partition("@")
        return bool(box) and " " not in text and "." in domain
    if column == "phone":
        return sum(char.isdigit() for char in text) >= 7
    return text.upper() == "SA" if column == "country" else True


def _integrity(contacts: list[Contact]) -> Known:
    """Nobody needs an owner before the third stage, and the list refers to nothing: spellings are all there is."""
    columns = [[(c.lead_source, c.id) for c in contacts], [(c.country, c.id) for c in contacts]]
    extras = {
        extra: [id_ for text, id_ in column if text == extra]
        for column in columns
        for extra in extra_spellings(text for text, _ in column)
    }
    id_ = "crm.integrity"
    evidence = [named(id_, "record_id", ids, check="inconsistent_values", value=extra) for extra, ids in extras.items()]
    return [truth(f"{id_}.inconsistent_values_count", len(extras))], evidence


def _identity(contacts: list[Contact]) -> Known:
    """One system keeps people, so each record stands for itself."""
    id_, count = "integration.identity", len(contacts)
    held = truth(f"{id_}.records_count", count, entity="contact", system=SYSTEM)
    return [held, truth(f"{id_}.entities_count", count, entity="contact")], []


def _tagged(contacts: list[Contact]) -> list[Tagged]:
    return [Tagged(c.id, c.channel, c.utm_source, c.utm_medium, "", f"{c.created_at:%Y-%m}") for c in contacts]


def _sources(contacts: list[Contact]) -> Known:
    """Contacts of whom neither source nor channel is known."""
    id_, check = "crm.readiness", "contact_without_source"
    without = [c.id for c in contacts if not c.lead_source and c.channel == "unknown"]
    facts = share(f"{id_}.check_share", len(without), len(contacts), check=check)
    return facts, [named(id_, "record_id", without, check=check)]
