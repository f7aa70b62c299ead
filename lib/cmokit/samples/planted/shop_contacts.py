"""What is wrong with the fields of the shop's customer list: blanks, what cannot be right, spellings, careless tags."""

from random import Random

from cmokit.samples.plan import Trace
from cmokit.samples.planted.shop_duplicates import choose
from cmokit.samples.shop.records import Contact, World

COMPLETENESS, INTEGRITY, UTM = "crm.completeness", "crm.integrity", "tracking.utm_governance"
# Usual source → what else was typed for it, and how often.
SPELLINGS = {
    "Instagram ad": {"instagram-ad": 9, "INSTAGRAM AD": 6},
    "Instagram": {"instagram": 11},
    "صديق أو قريب": {"صديق او قريب": 14, "صديـق أو قريب": 4},
    "إعلان في مجلة": {"اعلان في مجله": 6},
}


def _ids(contacts: list[Contact]) -> tuple[str, ...]:
    return tuple(sorted(contact.id for contact in contacts))


def _cells(column: str, problem: str, contacts: list[Contact]) -> Trace:
    where = (("table", "contacts"), ("column", column), ("problem", problem))
    return Trace(COMPLETENESS, "record_id", _ids(contacts), where)


def blank_contact_fields(world: World, draw: Random) -> tuple[Trace, ...]:
    """Mailboxes, numbers, names and countries never asked for; customers of whom nobody knows whence they came."""
    traces = []
    for column, count in (("email", 24), ("phone", 46), ("first_name", 12), ("country", 28)):
        chosen = choose(world, draw, count)
        for contact in chosen:
            setattr(contact, column, "")
        traces.append(_cells(column, "missing", chosen))
    sourceless = choose(world, draw, 41)
    for contact in sourceless:
        contact.lead_source = contact.utm_source = contact.utm_medium = ""
        contact.channel = "unknown"
    without = Trace("crm.readiness", "record_id", _ids(sourceless), (("check", "contact_without_source"),))
    return (*traces, _cells("lead_source", "missing", sourceless), without)


def impossible_contact_values(world: World, draw: Random) -> tuple[Trace, ...]:
    """Mailboxes, numbers and countries that cannot be right."""
    mails, numbers, places = choose(world, draw, 13), choose(world, draw, 11), choose(world, draw, 9)
    for n, contact in enumerate(mails):
        box, domain = contact.email.split("@")
        contact.email = (f"{box}(at){domain}", f"{box}@", f"{box} @{domain}", f"{box}@bareed")[n % 4]
    for n, contact in enumerate(numbers):
        contact.phone = ("٠٥٠", "050", "لا يوجد", "+966")[n % 4]
    for n, contact in enumerate(places):
        contact.country = ("Riyadh", "الرياض", "KSA/Jeddah")[n % 3]
    return (
        _cells("email", "invalid", mails),
        _cells("phone", "invalid", numbers),
        _cells("country", "invalid", places),
    )


def contact_spellings(world: World, draw: Random) -> tuple[Trace, ...]:
    """Sources and countries typed in other ways than the usual one, Arabic letters mixed among them."""
    traces = []
    for usual, others in SPELLINGS.items():
        for other, count in others.items():
            chosen = choose(world, draw, count, lambda contact, usual=usual: contact.lead_source == usual)  # type: ignore[misc]
            for contact in chosen:
                contact.lead_source = other
            traces.append(_spelled(other, chosen))
    small = choose(world, draw, 8)
    for contact in small:
        contact.country = "sa"
    return (*traces, _spelled("sa", small))


def _spelled(value: str, contacts: list[Contact]) -> Trace:
    return Trace(INTEGRITY, "record_id", _ids(contacts), (("check", "inconsistent_values"), ("value", value)))


def contact_link_tags(world: World, draw: Random) -> tuple[Trace, ...]:
    """Accounts opened behind links without tags, with a medium nobody agreed on, or with one of another channel."""
    untagged = choose(world, draw, 30, lambda contact: contact.channel == "paid_social")
    for contact in untagged:
        contact.utm_source = contact.utm_medium = ""
    outside = choose(world, draw, 12, lambda contact: contact.channel == "email")
    for contact in outside:
        contact.utm_medium = "mailing"
    mismatch = choose(world, draw, 10, lambda contact: contact.channel == "paid_social")
    for contact in mismatch:
        contact.utm_medium = "cpc"
    for contact in choose(world, draw, 9, lambda contact: contact.utm_source == "instagram"):
        contact.utm_source = "Instagram"
    return tuple(
        Trace(UTM, "record_id", _ids(contacts), (("table", "contacts"), ("problem", problem)))
        for problem, contacts in (("untagged", untagged), ("outside", outside), ("mismatch", mismatch))
    )
