"""Mailboxes of a function, not of a person: the same address says little about who writes, and names nobody."""

import re

SHARED_MAILBOXES = """
info information office mail email contact kontakt hello hallo hi sales vertrieb verkauf support service kundenservice
customerservice help admin administration team empfang reception zentrale sekretariat buchhaltung accounting invoice
invoices rechnung billing finance einkauf purchasing procurement marketing hr jobs career press presse newsletter
noreply shop order orders bestellung webmaster post postmaster it general enquiries inquiries family familie
"""
_SHARED = frozenset(SHARED_MAILBOXES.split())
MOST_DIGITS = 2  # info2 is a desk's; a longer number may be somebody's


def is_shared(local_part: str) -> bool:
    """Is the part before the @ that of a desk?"""
    letters = re.sub(r"[^a-z]", "", local_part.lower())
    return letters in _SHARED and sum(c.isdigit() for c in local_part) <= MOST_DIGITS and local_part.isascii()
