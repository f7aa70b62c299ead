"""The words of sources and media as channels."""

import pytest

from cmokit.sources import channels
from cmokit.vocabulary import Channel


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Organic Search", "organic_search"),
        ("ORGANIC_SEARCH", "organic_search"),
        ("Paid Social", "paid_social"),
        ("SOCIAL_MEDIA", "organic_social"),
        ("EMAIL_MARKETING", "email"),
        ("DIRECT_TRAFFIC", "direct"),
        ("Offline Sources", "offline"),
        ("AI_REFERRALS", "referral"),
        ("Trade Show", "event"),
        ("A fax", "unknown"),
        ("Other", "other"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_crms_source_is_a_channel_in_any_spelling(text: str | None, channel: str):
    assert channels.of_name(text) == channel


@pytest.mark.parametrize(
    ("source", "medium", "channel"),
    [
        ("google", "cpc", "paid_search"),
        ("Facebook", "CPC", "paid_social"),
        ("facebook", "paid_social", "paid_social"),
        ("ig", "paid", "paid_social"),
        ("linkedin", None, "organic_social"),
        ("google", "organic", "organic_search"),
        ("newsletter", "email", "email"),
        ("x", "Display", "display"),
        ("noor", "affiliate", "affiliate"),
        ("tv", "spot", None),
        (None, None, None),
        ("", "", None),
    ],
)
def test_a_utm_pair_is_a_channel(source: str | None, medium: str | None, channel: str | None):
    assert channels.of_utm(source, medium) == channel


def test_every_name_leads_to_a_channel_of_the_vocabulary():
    every = {*channels.NAMED.values(), *channels.MEDIA.values(), *channels.CLICK_IDS.values()}
    assert every <= set(Channel)


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("https://www.google.com.eg/search", "organic_search"),
        ("bing.com", "organic_search"),
        ("https://mail.google.com/", "referral"),
        ("https://l.instagram.com/?u=x", "organic_social"),
        ("https://t.co/abc", "organic_social"),
        ("https://mypinterestblog.example", "referral"),
        ("", None),
    ],
)
def test_a_referrer_is_a_search_engine_a_network_or_another_site(url: str, channel: str | None):
    assert channels.of_referrer(url) == channel


def test_a_landing_page_speaks_by_its_parameters():
    assert channels.of_landing("/products/x?utm_source=google&utm_medium=cpc#top") == "paid_search"
    assert channels.of_landing("/?ttclid=1") == "paid_social"
    assert channels.of_landing("/products/x") is None
