"""Every kind of export that cmokit reads, listed by hand; a new vendor module adds its line here."""

from cmokit.sources.base import Source
from cmokit.sources.canonical import CANONICAL
from cmokit.sources.finance.source import FINANCE
from cmokit.sources.ga4 import GA4
from cmokit.sources.google_ads import GOOGLE_ADS
from cmokit.sources.hubspot import HUBSPOT
from cmokit.sources.linkedin_ads import LINKEDIN_ADS
from cmokit.sources.meta_ads import META_ADS
from cmokit.sources.salesforce import SALESFORCE
from cmokit.sources.shopify import SHOPIFY
from cmokit.sources.stripe import STRIPE
from cmokit.sources.timing import TIMING

SOURCES: tuple[Source, ...] = (
    *HUBSPOT,
    *SALESFORCE,
    *GA4,
    *GOOGLE_ADS,
    *LINKEDIN_ADS,
    *META_ADS,
    *SHOPIFY,
    *STRIPE,
    TIMING,
    *CANONICAL,
)
# The finance workbook is found by its sheets, not by one row of headers, so it is none of SOURCES.
KINDS: tuple[str, ...] = tuple(dict.fromkeys(source.kind for source in (*SOURCES, FINANCE)))
