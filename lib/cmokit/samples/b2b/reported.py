"""What the B2B client's dashboards say, month by month: one agrees with the CRM, others count otherwise.

The sales cockpit reads the leading deals. The marketing dashboard counts everybody in both systems, so twice. In the
management report somebody typed two months wrong.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from cmokit.samples.b2b.logged import Reported
from cmokit.samples.b2b.records import HUBSPOT, AdDay, Contact, Deal
from cmokit.samples.finance import month_of, months_before
from cmokit.samples.plan import Delivery

COCKPIT, MARKETING, MANAGEMENT = "Sales cockpit", "Marketing dashboard", "Management report"
WON_COUNT, WON_AMOUNT, NEW_CONTACTS, AD_SPEND = "won_count", "won_amount", "new_contacts_count", "ad_spend_amount"
# What somebody typed into the management report: month → factor on the amount won.
TYPED = {date(2025, 10, 1): Decimal("1.12"), date(2025, 12, 1): Decimal("0.9")}


def make_reported(
    delivery: Delivery, deals: Iterable[Deal], contacts: Iterable[Contact], ads: Iterable[AdDay]
) -> Iterator[Reported]:
    """deals: each once; contacts: the records of both systems; ads as reported last; of all months that are over."""
    won = [deal for deal in deals if deal.status == "won" and deal.closed_at]
    contacts, ads = list(contacts), list(ads)
    for month in months_before(delivery.on):
        own = [d for d in won if d.closed_at and month_of(d.closed_at) == month]
        count, amount = len(own), sum((d.amount or Decimal(0) for d in own), Decimal(0))
        yield _figure(COCKPIT, WON_COUNT, month, count, count, "count", "Ines Castellano")
        yield _figure(COCKPIT, WON_AMOUNT, month, amount, amount, "EUR", "Ines Castellano")
        typed = (amount * TYPED.get(month, Decimal(1))).quantize(Decimal(1))
        yield _figure(MANAGEMENT, WON_AMOUNT, month, typed, amount, "EUR", "Konstantin Uhlig")
        new = [contact for contact in contacts if month_of(contact.created_at) == month]
        leading = sum(contact.system == HUBSPOT for contact in new)
        yield _figure(MARKETING, NEW_CONTACTS, month, len(new), leading, "count", "Gareth Lindqvist")
        spent = sum((ad.spend for ad in ads if month_of(ad.day) == month), Decimal(0))
        yield _figure(MARKETING, AD_SPEND, month, spent, spent, "EUR", "Gareth Lindqvist")


def _figure(
    dashboard: str, metric: str, month: date, value: Decimal | int, true: Decimal | int, unit: str, owner: str
) -> Reported:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Reported(dashboard, metric, "all", month, last, float(value), unit, owner, float(true))
