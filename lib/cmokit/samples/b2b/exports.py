"""All files of one delivery of the B2B client."""

from collections.abc import Callable
from datetime import timedelta

from cmokit.samples.b2b import (
    ads_files,
    books,
    canonical,
    hubspot,
    hubspot_logs,
    own_files,
    salesforce,
    salesforce_campaigns,
    salesforce_work,
)
from cmokit.samples.b2b.records import CURRENCY, SALESFORCE
from cmokit.samples.b2b.view import View, view
from cmokit.samples.b2b.world import World
from cmokit.samples.pilots import files_of as pilot_files
from cmokit.samples.plan import B2B, Delivery, rng
from cmokit.sources.finance.layout import FILE as FINANCE

# The delivery whose opportunities were exported a day early with wrong amounts, and then again.
CORRECTED = 2
# File name without its day → the kind of export, and what writes it.
FILES: dict[str, tuple[str, Callable[[View], bytes]]] = {
    "hubspot-contacts": ("hubspot.contacts", hubspot.contacts_csv),
    "hubspot-companies": ("hubspot.companies", hubspot.companies_csv),
    "hubspot-deals": ("hubspot.deals", hubspot.deals_csv),
    "hubspot-lifecycle-history": ("hubspot.property_history", hubspot_logs.lifecycle_csv),
    "hubspot-activities": ("hubspot.activities", hubspot_logs.activities_csv),
    "salesforce-lead": ("salesforce.lead", salesforce.leads_csv),
    "salesforce-contact": ("salesforce.contact", salesforce.contacts_csv),
    "salesforce-account": ("salesforce.account", salesforce.accounts_csv),
    "salesforce-opportunity": ("salesforce.opportunity", salesforce.deals_csv),
    "salesforce-opportunity-history": ("salesforce.opportunity_history", salesforce.history_csv),
    "salesforce-task": ("salesforce.task", salesforce_work.tasks_csv),
    "salesforce-event": ("salesforce.event", salesforce_work.events_csv),
    "salesforce-campaign": ("salesforce.campaign", salesforce_campaigns.campaigns_csv),
    "salesforce-campaign-member": ("salesforce.campaign_member", salesforce_campaigns.members_csv),
    "salesforce-user": ("salesforce.user", salesforce_work.users_csv),
    "salesforce-lead-history": ("salesforce.field_history", salesforce_work.lead_history_csv),
    "google-ads": ("google_ads.campaigns", ads_files.google_csv),
    "linkedin-ads": ("linkedin_ads.campaigns", ads_files.linkedin_csv),
    "fields": ("fields", canonical.fields_csv),
    "field-changes": ("field_changes", canonical.field_changes_csv),
    "stage-entries": ("stage_entries", canonical.stage_entries_csv),
    "touchpoints": ("touchpoints", canonical.touches_csv),
    "ga4-traffic-acquisition": ("ga4.traffic_acquisition", own_files.web_csv),
    "board-log": ("work_items", own_files.board_csv),
    "helpdesk-tickets": ("tickets", own_files.tickets_csv),
    "feedback": ("feedback", own_files.feedback_csv),
    "subscriptions": ("subscriptions", own_files.subscriptions_csv),
    "dashboards": ("dashboards", own_files.dashboards_csv),
}


def export(world: World, delivery: Delivery) -> dict[str, bytes]:
    """File name → content."""
    seen = view(world, delivery)
    files = {f"{stem}-{delivery.on}.csv": FILES[stem][1](seen) for stem in stems(world, seen)}
    files[FINANCE] = books.finance_file(world, delivery)
    files |= pilot_files(world.pilots, delivery, seen.since, canonical.BERLIN, CURRENCY)
    return files | (_with_wrong_amounts(world, delivery) if delivery.number == CORRECTED else {})


def stems(world: World, seen: View) -> list[str]:
    """The files that come. Nobody sends the stage log of a month without an entry, nor what a defect held back."""
    has_moves = any(move.at >= seen.since for contact in seen.contacts for move in contact.moves)
    left_out = world.only_first if seen.delivery.number > 1 else set()
    return [stem for stem in FILES if stem not in left_out and (has_moves or stem != "stage-entries")]


def _with_wrong_amounts(world: World, delivery: Delivery) -> dict[str, bytes]:
    """The opportunities of the day before, twelve amounts ten times too high; the newer file puts them right."""
    early = Delivery(delivery.number, delivery.on - timedelta(days=1))
    seen = view(world, early)
    priced = [deal.id for deal in seen.deals if deal.system == SALESFORCE and deal.amount]
    wrong = frozenset(rng(B2B, "wrong amounts").sample(priced, 12))
    return {f"salesforce-opportunity-{early.on}.csv": salesforce.deals_csv(seen, wrong)}
