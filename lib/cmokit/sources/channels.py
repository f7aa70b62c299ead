"""How the words of a source, a medium or an order become one of the kit's channels.

An order's channel comes, in this order, from its UTM parameters, landing page and referrer; from a mapped export that
names it; from the client's discount-code rules; from a how-did-you-hear answer; else it is unknown. This module does
all but the mapped export, which is another file.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from cmokit.engagement.parts import ChannelRules
from cmokit.sources.base import value_key
from cmokit.vocabulary import Channel

# HubSpot's original sources and Salesforce's lead sources, with the spellings people give them.
NAMED = {
    "organicsearch": Channel.ORGANIC_SEARCH,
    "organic": Channel.ORGANIC_SEARCH,
    "seo": Channel.ORGANIC_SEARCH,
    "paidsearch": Channel.PAID_SEARCH,
    "googleads": Channel.PAID_SEARCH,
    "adwords": Channel.PAID_SEARCH,
    "sea": Channel.PAID_SEARCH,
    "ppc": Channel.PAID_SEARCH,
    "cpc": Channel.PAID_SEARCH,
    "paidsocial": Channel.PAID_SOCIAL,
    "socialads": Channel.PAID_SOCIAL,
    "linkedinads": Channel.PAID_SOCIAL,
    "facebookads": Channel.PAID_SOCIAL,
    "metaads": Channel.PAID_SOCIAL,
    "socialmedia": Channel.ORGANIC_SOCIAL,
    "organicsocial": Channel.ORGANIC_SOCIAL,
    "social": Channel.ORGANIC_SOCIAL,
    "linkedin": Channel.ORGANIC_SOCIAL,
    "email": Channel.EMAIL,
    "emailmarketing": Channel.EMAIL,
    "newsletter": Channel.EMAIL,
    "display": Channel.DISPLAY,
    "banner": Channel.DISPLAY,
    "referral": Channel.REFERRAL,
    "referrals": Channel.REFERRAL,
    "wordofmouth": Channel.REFERRAL,
    "customerreferral": Channel.REFERRAL,
    "employeereferral": Channel.REFERRAL,
    "externalreferral": Channel.REFERRAL,
    "aireferrals": Channel.REFERRAL,
    "direct": Channel.DIRECT,
    "directtraffic": Channel.DIRECT,
    "affiliate": Channel.AFFILIATE,
    "partner": Channel.PARTNER,
    "partners": Channel.PARTNER,
    "partnerreferral": Channel.PARTNER,
    "event": Channel.EVENT,
    "tradeshow": Channel.EVENT,
    "conference": Channel.EVENT,
    "seminarinternal": Channel.EVENT,
    "seminarpartner": Channel.EVENT,
    "webinar": Channel.WEBINAR,
    "sales": Channel.SALES,
    "outbound": Channel.SALES,
    "coldcall": Channel.SALES,
    "phoneinquiry": Channel.SALES,
    "salesprospecting": Channel.SALES,
    "offline": Channel.OFFLINE,
    "offlinesources": Channel.OFFLINE,
    "purchasedlist": Channel.OFFLINE,
    "advertisement": Channel.OFFLINE,
    "print": Channel.OFFLINE,
    "othercampaigns": Channel.OTHER,
    "other": Channel.OTHER,
    "unknown": Channel.UNKNOWN,
}
NO_RULES = ChannelRules()
SEARCH_SITES = re.compile(r"(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex)(\.|$)")
SOCIAL_SITES = re.compile(
    r"(^|\.)(facebook|instagram|linkedin|tiktok|pinterest|twitter|youtube|snapchat|reddit)\."
    r"|(^|\.)(t\.co|x\.com|lnkd\.in)$"
)
SOCIAL_SOURCES = (
    *("facebook", "fb", "instagram", "ig", "meta", "linkedin", "tiktok", "snapchat", "pinterest"),
    *("twitter", "youtube", "reddit"),
)
PAID_MEDIUM = re.compile(r"cpc|ppc|cpm|cpv|paid.*|ads?|sem|sea")
CLICK_IDS = {
    "gclid": Channel.PAID_SEARCH,
    "gbraid": Channel.PAID_SEARCH,
    "wbraid": Channel.PAID_SEARCH,
    "msclkid": Channel.PAID_SEARCH,
    "ttclid": Channel.PAID_SOCIAL,
    "li_fat_id": Channel.PAID_SOCIAL,
}
MEDIA = {
    "email": Channel.EMAIL,
    "newsletter": Channel.EMAIL,
    "affiliate": Channel.AFFILIATE,
    "affiliates": Channel.AFFILIATE,
    "referral": Channel.REFERRAL,
    "partner": Channel.PARTNER,
    "event": Channel.EVENT,
    "webinar": Channel.WEBINAR,
    "display": Channel.DISPLAY,
    "banner": Channel.DISPLAY,
    "cpm": Channel.DISPLAY,
    "offline": Channel.OFFLINE,
    "print": Channel.OFFLINE,
    "qr": Channel.OFFLINE,
    "paidsearch": Channel.PAID_SEARCH,
    "paidsocial": Channel.PAID_SOCIAL,
    "organicsocial": Channel.ORGANIC_SOCIAL,
    "social": Channel.ORGANIC_SOCIAL,
    "socialmedia": Channel.ORGANIC_SOCIAL,
}


def of_name(text: str | None) -> str:
    """Channel of a source as a CRM names it ("Organic Search", "PAID_SOCIAL", "Trade Show").

    A source that nobody has mapped is unknown, not other: other is what the client itself calls so.
    """
    return NAMED.get(value_key(text or ""), Channel.UNKNOWN)


@lru_cache(maxsize=8192)
def of_utm(source: str | None, medium: str | None) -> str | None:
    """Channel of a UTM pair; None where it says nothing that is known."""
    where, how = value_key(source or ""), value_key(medium or "")
    if how in MEDIA:
        return MEDIA[how]
    if how and PAID_MEDIUM.fullmatch(how):
        return Channel.PAID_SOCIAL if _is_social(where) else Channel.PAID_SEARCH
    if how == "organic":
        return Channel.ORGANIC_SOCIAL if _is_social(where) else Channel.ORGANIC_SEARCH
    return Channel.ORGANIC_SOCIAL if _is_social(where) and not how else NAMED.get(where)


def medium_meant(medium: str | None, rules: ChannelRules) -> str | None:
    """The medium that the client's own one stands for (engagement.yaml, `channels.mediums`), else itself."""
    folded = (medium or "").strip().casefold()
    return next((meant for own, meant in rules.mediums.items() if own.strip().casefold() == folded), medium)


def _is_social(source_key: str) -> bool:
    return any(source_key == name or (len(name) > 2 and source_key.startswith(name)) for name in SOCIAL_SOURCES)


@lru_cache(maxsize=8192)
def utm_of_landing(url: str | None) -> dict[str, str]:
    """The parameters of a landing page, by lower-case name; of a repeated one the first."""
    if not url or "?" not in url:
        return {}
    return {name.lower(): values[0] for name, values in parse_qs(url.partition("?")[2].partition("#")[0]).items()}


def of_landing(url: str | None, rules: ChannelRules = NO_RULES) -> str | None:
    """Channel of a landing page: its UTM parameters, else an ad platform's click id; None where it says nothing."""
    query = utm_of_landing(url)
    named = of_utm(query.get("utm_source"), medium_meant(query.get("utm_medium"), rules))
    return named or next((channel for name, channel in CLICK_IDS.items() if name in query), None)


@lru_cache(maxsize=8192)
def of_referrer(url: str | None) -> str | None:
    """Channel of the site that a visitor came from; None where none is given."""
    if not url or not url.strip():
        return None
    host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    if SEARCH_SITES.search(host) and not host.startswith("mail."):
        return Channel.ORGANIC_SEARCH
    return Channel.ORGANIC_SOCIAL if SOCIAL_SITES.search(host) else Channel.REFERRAL


def of_discount_code(codes: str | None, rules: ChannelRules) -> str | None:
    """Channel of an order's discount codes (several joined by commas) by the client's rules; the first that fits."""
    for code in (part.strip().casefold() for part in (codes or "").split(",")):
        for rule in rules.discount_codes if code else ():
            if code == (rule.code or "").casefold() or (rule.prefix and code.startswith(rule.prefix.casefold())):
                return rule.channel
    return None


def of_answer(answer: str | None, rules: ChannelRules) -> str | None:
    """Channel of a how-did-you-hear answer by the client's rules; the first that fits."""
    folded = (answer or "").casefold()
    return next((rule.channel for rule in rules.answers if folded and rule.contains.casefold() in folded), None)
