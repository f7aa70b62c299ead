"""Every kind of export that cmokit reads, listed by hand; a new vendor module adds its line here."""

from cmokit.sources.base import Source
from cmokit.sources.canonical import CANONICAL
from cmokit.sources.google_ads import GOOGLE_ADS
from cmokit.sources.hubspot import HUBSPOT
from cmokit.sources.linkedin_ads import LINKEDIN_ADS
from cmokit.sources.meta_ads import META_ADS
from cmokit.sources.salesforce import SALESFORCE
from cmokit.sources.shopify import SHOPIFY
from cmokit.sources.stripe import STRIPE

SOURCES: tuple[Source, ...] = (
    *HUBSPOT,
    *SALESFORCE,
    *GOOGLE_ADS,
    *LINKEDIN_ADS,
    *META_ADS,
    *SHOPIFY,
    *STRIPE,
    *CANONICAL,
)
KINDS: tuple[str, ...] = tuple(dict.fromkeys(source.kind for source in SOURCES))
