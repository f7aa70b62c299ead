"""The defects that are planted, by client, in the order in which they are applied."""

from collections.abc import Callable
from typing import Any

from cmokit.samples.plan import B2B, SHOP, Defect
from cmokit.samples.planted import (
    anomalies,
    b2b_duplicates,
    b2b_fields,
    b2b_funnel,
    b2b_identity,
    b2b_tracking,
    finance,
    over_time,
    shop,
    shop_contacts,
    shop_duplicates,
    unmapped,
)

Plant = Callable[..., Any]


def _defect(slug: str, analysis: str, plant: Plant) -> Defect:
    """A defect named after its function; the function's docstring is its story."""
    return Defect(plant.__name__, slug, analysis, " ".join((plant.__doc__ or "").split()), plant)


def _b2b(analysis: str, plant: Plant) -> Defect:
    return _defect(B2B, analysis, plant)


def _shop(analysis: str, plant: Plant) -> Defect:
    return _defect(SHOP, analysis, plant)


# Who is in which system comes first: later defects choose among persons whom one system alone knows.
B2B_DEFECTS = (
    _b2b("integration.identity", b2b_identity.hubspot_only),
    _b2b("integration.identity", b2b_identity.salesforce_only),
    _b2b("integration.identity", b2b_identity.lone_deals),
    _b2b("integration.identity", b2b_identity.lone_companies),
    _b2b("funnel.leaks", b2b_funnel.leaking_stage),
    _b2b("lifecycle.conformance", b2b_funnel.skipped_stages),
    _b2b("lifecycle.conformance", b2b_funnel.backward_moves),
    _b2b("lifecycle.conformance", b2b_funnel.outside_stages),
    _b2b("integration.identity", b2b_identity.sync_id_missing),
    _b2b("integration.conflicts", b2b_identity.conflicting_contacts),
    _b2b("integration.conflicts", b2b_identity.conflicting_companies),
    _b2b("integration.conflicts", b2b_identity.conflicting_deals),
    _b2b("crm.duplicates", b2b_duplicates.duplicate_contacts),
    _b2b("crm.duplicates", b2b_duplicates.duplicate_salesforce_contacts),
    _b2b("crm.duplicates", b2b_duplicates.look_alikes),
    _b2b("crm.duplicates", b2b_duplicates.duplicate_companies),
    _b2b("crm.completeness", b2b_fields.impossible_values),
    _b2b("crm.completeness", b2b_fields.blank_values),
    _b2b("crm.completeness", b2b_fields.own_salesforce_phones),
    _b2b("crm.integrity", b2b_fields.missing_where_required),
    _b2b("crm.integrity", b2b_fields.spellings),
    _b2b("crm.integrity", b2b_fields.duplicate_fields),
    _b2b("crm.integrity", b2b_fields.overwritten),
    _b2b("crm.integrity", b2b_fields.broken_links),
    _b2b("tracking.utm_governance", b2b_tracking.contact_tags),
    _b2b("tracking.utm_governance", b2b_tracking.touch_tags),
    _b2b("tracking.campaign_names", b2b_tracking.campaign_names),
    _b2b("crm.readiness", b2b_tracking.rows_without_number),
    _b2b("crm.readiness", b2b_tracking.old_field_list),
    _b2b("money.control_totals", finance.ads_with_tax),
    _b2b("money.control_totals", finance.credit_note),
    _b2b("crm.unmapped_values", unmapped.unmapped_sources),
    _b2b("crm.completeness", over_time.b2b_numbers_over_time),
    _b2b("monitoring.alerts", anomalies.b2b_spend_jump),
    _b2b("monitoring.alerts", anomalies.b2b_lead_drop),
)

SHOP_DEFECTS = (
    _shop("money.platform_to_cash", shop.short_remittances),
    _shop("money.platform_to_cash", shop.collected_too_little),
    _shop("money.platform_to_cash", shop.paid_without_payment),
    _shop("money.platform_to_cash", shop.charged_otherwise),
    _shop("money.platform_to_cash", shop.late_adjustments),
    _shop("money.platform_to_cash", shop.unknown_channels),
    _shop("tracking.utm_governance", shop.careless_tags),
    _shop("tracking.campaign_names", shop.campaign_names),
    _shop("crm.completeness", shop.blank_mailboxes),
    _shop("crm.readiness", shop.loose_payments),
    _shop("crm.duplicates", shop_duplicates.duplicate_customers),
    _shop("crm.duplicates", shop_duplicates.duplicate_mailboxes),
    _shop("crm.duplicates", shop_duplicates.triple_customers),
    _shop("crm.duplicates", shop_duplicates.customers_in_two_scripts),
    _shop("crm.duplicates", shop_duplicates.look_alike_customers),
    _shop("crm.completeness", shop_contacts.blank_contact_fields),
    _shop("crm.completeness", shop_contacts.impossible_contact_values),
    _shop("crm.integrity", shop_contacts.contact_spellings),
    _shop("tracking.utm_governance", shop_contacts.contact_link_tags),
    _shop("crm.unmapped_values", unmapped.unmapped_answers),
    _shop("crm.completeness", over_time.shop_numbers_over_time),
    _shop("money.control_totals", finance.books_with_tax),
    _shop("money.control_totals", finance.books_by_cash),
    _shop("money.control_totals", finance.transfer_not_booked),
    _shop("money.contribution", finance.cost_not_stated),
    _shop("crm.readiness", shop.torn_items),
    _shop("monitoring.alerts", anomalies.shop_spend_jump),
    _shop("monitoring.alerts", anomalies.shop_order_drop),
)

DEFECTS: dict[str, tuple[Defect, ...]] = {B2B: B2B_DEFECTS, SHOP: SHOP_DEFECTS}
