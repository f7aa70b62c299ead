"""The ad platforms' reports: Google's with preamble, totals rows and ` --`, LinkedIn's as UTF-16 with tabs."""

from collections.abc import Sequence
from datetime import date

from cmokit.samples.b2b.records import CURRENCY, AdDay
from cmokit.samples.b2b.view import View
from cmokit.samples.files import PLAIN, UTF16_TAB, csv_bytes

GOOGLE_HEADERS = (
    "Day", "Campaign status", "Campaign", "Campaign ID", "Campaign type", "Currency code", "Impr.", "Clicks", "CTR",
    "Avg. CPC", "Conversions", "Conv. value", "Cost",
)  # fmt: skip
LINKEDIN_HEADERS = (
    "Start Date (in UTC)", "Account Name", "Campaign Group Name", "Campaign Name", "Campaign ID", "Currency",
    "Total Spent", "Impressions", "Clicks", "Conversions", "Total Conversion Value", "Leads",
)  # fmt: skip
_TYPES = {"search": "Search", "display": "Display", "video": "Video"}
LINKEDIN_ACCOUNT = "Rhenalor Software AG"


def google_csv(view: View) -> bytes:
    """Campaign × day; numbers with thousands commas in quotes; ` --` where nothing can be divided; totals below."""
    ads = [ad for ad in view.ads if ad.platform == "google"]
    before = ["Campaign performance by day", f"{_long(ads[0].day)} - {_long(view.delivery.last_day)}"]
    ads = sorted(ads, key=lambda ad: (ad.day, ad.campaign))
    by_type = [(kind, [ad for ad in ads if _type(ad) == kind]) for kind in ("Search", "Display", "Video")]
    totals = [("Campaigns", ads), ("Account", ads), *by_type]
    after = [_google_total(f"Total: {what}", some) for what, some in totals if some]
    return csv_bytes(GOOGLE_HEADERS, [_google(ad) for ad in ads], PLAIN, before, after)


def linkedin_csv(view: View) -> bytes:
    """UTF-16 with tabs; month/day/year without zeros; a last row that holds the totals."""
    ads = sorted((ad for ad in view.ads if ad.platform == "linkedin"), key=lambda ad: (ad.day, ad.campaign))
    before = [
        "Campaign Performance Report (in UTC)",
        f"Report Start: {_long(ads[0].day)}, Report End: {_long(view.delivery.last_day)}",
        f"Date Generated: {_long(view.delivery.on)}",
        "",
    ]
    total = ["Total", LINKEDIN_ACCOUNT, "", "", "", CURRENCY, *_linkedin_sums(ads)]
    return csv_bytes(LINKEDIN_HEADERS, [_linkedin(ad) for ad in ads], UTF16_TAB, before, [total])


def _google(ad: AdDay) -> list[object]:
    return [
        ad.day.isoformat(), "Enabled", ad.campaign, ad.campaign_id, _type(ad), CURRENCY, f"{ad.impressions:,}",
        f"{ad.clicks:,}", _percent(ad.clicks, ad.impressions), _each(ad), f"{ad.conversions:.2f}", f"{ad.value:,.2f}",
        f"{ad.spend:,.2f}",
    ]  # fmt: skip


def _type(ad: AdDay) -> str:
    return _TYPES.get(ad.campaign.split("_")[0].lower(), "Search")


def _google_total(label: str, ads: Sequence[AdDay]) -> list[object]:
    clicks, shown = sum(ad.clicks for ad in ads), sum(ad.impressions for ad in ads)
    spend, value = sum(ad.spend for ad in ads), sum(ad.value for ad in ads)
    conversions = sum(ad.conversions for ad in ads)
    return [
        label, " --", " --", " --", " --", CURRENCY, f"{shown:,}", f"{clicks:,}", _percent(clicks, shown), " --",
        f"{conversions:,.2f}", f"{value:,.2f}", f"{spend:,.2f}",
    ]  # fmt: skip


def _linkedin(ad: AdDay) -> list[object]:
    day = f"{ad.day.month}/{ad.day.day}/{ad.day.year}"
    names = [LINKEDIN_ACCOUNT, ad.campaign, ad.ad_group, ad.campaign_id, CURRENCY]
    return [
        day,
        *names,
        f"{ad.spend:.2f}",
        ad.impressions,
        ad.clicks,
        ad.conversions,
        f"{ad.value:.2f}",
        ad.conversions,
    ]


def _linkedin_sums(ads: Sequence[AdDay]) -> list[object]:
    conversions = sum(ad.conversions for ad in ads)
    return [
        f"{sum(ad.spend for ad in ads):.2f}", sum(ad.impressions for ad in ads), sum(ad.clicks for ad in ads),
        conversions, f"{sum(ad.value for ad in ads):.2f}", conversions,
    ]  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%" if whole else " --"


def _each(ad: AdDay) -> str:
    return f"{ad.spend / ad.clicks:.2f}" if ad.clicks else " --"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
