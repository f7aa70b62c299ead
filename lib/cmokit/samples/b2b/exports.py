"""All files of one delivery of the B2B client."""

from datetime import datetime, timedelta

from cmokit.samples.b2b import ads_files, canonical, hubspot, salesforce
from cmokit.samples.b2b.records import SALESFORCE, World
from cmokit.samples.b2b.view import view
from cmokit.samples.plan import B2B, DELIVERIES, Delivery, rng

# The delivery whose opportunities were exported a day early with wrong amounts, and then again.
CORRECTED = 2


def export(world: World, delivery: Delivery) -> dict[str, bytes]:
    """File name → content."""
    seen = view(world, delivery)
    before = next((d.cutoff for d in DELIVERIES if d.number == delivery.number - 1), datetime.min)
    day = delivery.on.isoformat()
    files = {
        f"hubspot-contacts-{day}.csv": hubspot.contacts_csv(seen),
        f"hubspot-companies-{day}.csv": hubspot.companies_csv(seen),
        f"hubspot-deals-{day}.csv": hubspot.deals_csv(seen),
        f"salesforce-lead-{day}.csv": salesforce.leads_csv(seen),
        f"salesforce-contact-{day}.csv": salesforce.contacts_csv(seen),
        f"salesforce-account-{day}.csv": salesforce.accounts_csv(seen),
        f"salesforce-opportunity-{day}.csv": salesforce.deals_csv(seen),
        f"salesforce-opportunity-history-{day}.csv": salesforce.history_csv(seen),
        f"google-ads-{day}.csv": ads_files.google_csv(seen),
        f"linkedin-ads-{day}.csv": ads_files.linkedin_csv(seen),
        f"fields-{day}.csv": canonical.fields_csv(seen),
        f"field-changes-{day}.csv": canonical.field_changes_csv(seen),
        f"stage-entries-{day}.csv": canonical.stage_entries_csv(seen, before),
        f"campaigns-{day}.csv": canonical.campaigns_csv(seen),
        f"campaign-members-{day}.csv": canonical.members_csv(seen),
        f"touchpoints-{day}.csv": canonical.touches_csv(seen),
    }
    if delivery.number == CORRECTED:
        files |= _export_with_wrong_amounts(world, delivery)
    late = {f"{kind}-{day}.csv" for kind in world.only_first} if delivery.number > 1 else set()
    # A file with headers alone is refused, as it should be; nobody sends the log of a month in which nothing happened.
    return {name: content for name, content in files.items() if name not in late and content.count(b"\n") > 1}


def _export_with_wrong_amounts(world: World, delivery: Delivery) -> dict[str, bytes]:
    """The opportunities of the day before, twelve amounts ten times too high; the newer file puts them right."""
    early = Delivery(delivery.number, delivery.on - timedelta(days=1))
    seen = view(world, early)
    priced = [deal.id for deal in seen.deals if deal.system == SALESFORCE and deal.amount]
    wrong = frozenset(rng(B2B, "wrong amounts").sample(priced, 12))
    return {f"salesforce-opportunity-{early.on.isoformat()}.csv": salesforce.deals_csv(seen, wrong)}
