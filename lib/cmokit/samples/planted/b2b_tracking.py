"""Links without or with wrong tags, campaign names that no rule reads, and exports that are torn or old."""

from dataclasses import replace
from random import Random

from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.records import Contact, Touch
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import Trace
from cmokit.samples.planted.b2b_tools import FIRST_CUTOFF, choose, hubspot, ids

UTM, NAMES = "tracking.utm_governance", "tracking.campaign_names"
PAID = ("paid_search", "paid_social", "email")


def _tags(table: str, problem: str, records: tuple[str, ...]) -> Trace:
    return Trace(UTM, "record_id", records, (("table", table), ("problem", problem)))


def contact_tags(world: World, draw: Random) -> tuple[Trace, ...]:
    """Paid and e-mail contacts without tags, with media nobody agreed on, in other spellings, on the wrong channel."""
    untagged = choose(world, draw, hubspot(world), 40, lambda c: c.channel in PAID and bool(c.utm_source))
    for contact in untagged:
        contact.utm_source = contact.utm_medium = contact.utm_campaign = ""
    outside = choose(world, draw, hubspot(world), 22, lambda c: c.channel in PAID and bool(c.utm_source))
    for n, contact in enumerate(outside):
        contact.utm_medium = ("mailing-list", "clicks")[n % 2]
    mismatch = choose(world, draw, hubspot(world), 15, lambda c: c.channel == "organic_search" and not c.utm_source)
    for contact in mismatch:
        contact.utm_source, contact.utm_medium, contact.utm_campaign = "google", "cpc", "search_brand_demo"
    for field, channel, typed, count in (
        ("utm_source", "paid_search", "Google", 9), ("utm_source", "paid_social", "LinkedIn", 7),
        ("utm_medium", "paid_search", "CPC", 5), ("utm_campaign", "paid_search", "Search-Brand-Demo", 6),
    ):  # fmt: skip
        able = choose(world, draw, hubspot(world), count, lambda c, ch=channel: _is_tagged(c, ch))  # type: ignore[misc]
        for contact in able:
            setattr(contact, field, typed)
    return (
        _tags("contacts", "untagged", ids(untagged)),
        _tags("contacts", "outside", ids(outside)),
        _tags("contacts", "mismatch", ids(mismatch)),
    )


def _is_tagged(contact: Contact, channel: str) -> bool:
    return contact.channel == channel and contact.utm_campaign in ("search_brand_demo", "social_abm_whitepaper")


def touch_tags(world: World, draw: Random) -> tuple[Trace, ...]:
    """Forms that lost their tags on the way through a redirect, and tags of an agency's own making."""
    able = [n for n, touch in enumerate(world.touches) if touch.channel in PAID and touch.at < FIRST_CUTOFF]
    chosen = draw.sample(able, 42)
    for n in chosen[:30]:
        world.touches[n] = replace(world.touches[n], utm_source="", utm_medium="")
    for n in chosen[30:]:
        world.touches[n] = replace(world.touches[n], utm_medium="agency")
    untagged, outside = ([world.touches[n].id for n in part] for part in (chosen[:30], chosen[30:]))
    return (
        _tags("touchpoints", "untagged", tuple(sorted(untagged))),
        _tags("touchpoints", "outside", tuple(sorted(outside))),
    )


def campaign_names(world: World, draw: Random) -> tuple[Trace, ...]:
    """Names typed by hand in the platforms and in the CRM, a second spelling, and children of deleted programmes."""
    renamed = {
        ("google", "search_competitor_switch"): "Competitor Q4 (Kopie)",
        ("google", "video_product_tour"): "Produktfilm neu",
        ("linkedin", "social_awareness_video"): "Awareness - Video DACH",
        ("linkedin", "social_hiring_managers"): "social_abm_white-paper",
    }
    for days in (world.ads, world.restated):
        days[:] = [replace(ad, campaign=renamed.get((ad.platform, ad.campaign), ad.campaign)) for ad in days]
    by_hand = [world.campaigns[n] for n in (2, 9)]
    for campaign, name in zip(by_hand, ("Herbstmesse Stand 7", "Webinar Datenqualität!"), strict=True):
        campaign.name = name
    lost = [world.campaigns[n] for n in (4, 5, 12)]
    for n, campaign in enumerate(lost):
        campaign.parent_id = salesforce_id("campaign", 900 + n)
    unread = tuple(sorted((*list(renamed.values())[:3], *(campaign.name for campaign in by_hand))))
    return (
        Trace(NAMES, "campaign", unread, (("problem", "unparsed"),)),
        Trace(NAMES, "campaign_id", tuple(sorted(campaign.id for campaign in lost)), (("problem", "orphan"),)),
    )


def rows_without_number(world: World, draw: Random) -> tuple[Trace, ...]:
    """Touchpoints whose number the website's export lost: they cannot be used."""
    able = [touch for touch in world.touches if touch.at < FIRST_CUTOFF]
    lost: list[Touch] = draw.sample(able, 24)
    world.keyless_touches += [replace(touch, id=f"{touch.id}b") for touch in lost]
    return ()


def old_field_list(world: World, draw: Random) -> tuple[Trace, ...]:
    """The field list came once, at the start, and never again."""
    world.only_first.add("fields")
    return ()
