"""HubSpot's properties and the sources of their changes, in the kit's words."""

from cmokit.sources.base import value_key
from cmokit.vocabulary import ChangedByKind

# Properties by internal name or label, folded: what they are called here, and the object they are a property of.
PROPERTIES = {
    "lifecyclestage": "lifecycle_stage",
    "hsleadstatus": "lead_status",
    "leadstatus": "lead_status",
    "hubspotownerid": "owner_id",
    "owner": "owner_id",
    "contactowner": "owner_id",
    "dealowner": "owner_id",
    "companyowner": "owner_id",
    "dealstage": "stage",
    "stage": "stage",
    "pipeline": "pipeline",
    "amount": "amount",
    "closedate": "expected_close_on",
    "dealname": "name",
    "closedlostreason": "loss_reason",
    "hsanalyticssource": "lead_source",
    "originalsource": "lead_source",
    "originaltrafficsource": "lead_source",
    "hslatestsource": "latest_source",
    "latesttrafficsource": "latest_source",
    "hubspotscore": "score",
    "email": "email",
    "phone": "phone",
    "jobtitle": "job_title",
    "country": "country",
    "industry": "industry",
}
OF_DEALS = {"stage", "pipeline", "amount", "expected_close_on", "loss_reason"}
KINDS = {
    **dict.fromkeys(("crmui", "crmuibulkaction", "contactsweb", "contacts", "sales", "mobileios", "mobileandroid",
                     "bcc", "gmail", "meetings", "salesmessages"), ChangedByKind.PERSON),
    **dict.fromkeys(("workflows", "workflow", "automationplatform", "automation", "calculated", "form", "forms",
                     "analytics", "sequences", "chatspot", "deals", "deal", "internalprocessing", "sync"),
                    ChangedByKind.WORKFLOW),
    **dict.fromkeys(("import", "imports", "importapi"), ChangedByKind.IMPORT),
    **dict.fromkeys(("api", "integration", "integrations", "integrationsplatform", "integrationsync", "salesforce",
                     "privateapp", "extension"), ChangedByKind.INTEGRATION),
}  # fmt: skip


def is_property(text: str) -> bool:
    """Is this a property's name or label, and so nobody's name?"""
    return value_key(text) in PROPERTIES


def property_name(text: str) -> str:
    """A property as the canonical tables call it; one's own by its own name."""
    return PROPERTIES.get(value_key(text), text.strip().casefold().replace(" ", "_"))


def kind_of_source(text: str) -> str:
    """Who changed a value, as HubSpot's `source` says it."""
    return KINDS.get(value_key(text), ChangedByKind.UNKNOWN)
