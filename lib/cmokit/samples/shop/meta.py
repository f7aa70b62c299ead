"""Meta Ads Manager's export: day × campaign, the currency in the header, a totals row without a campaign on top."""

from cmokit.samples.files import WITH_MARK, csv_bytes
from cmokit.samples.shop.records import CURRENCY, NOTHING, AdDay

HEADERS = (
    "Reporting starts", "Reporting ends", "Campaign name", "Campaign ID", "Day", "Delivery", "Attribution setting",
    "Results", "Result indicator", "Impressions", "Link clicks", f"Amount spent ({CURRENCY})", "Purchases",
    "Purchases conversion value", "Account name", "Currency",
)  # fmt: skip
ACCOUNT = "Oud Dar Ads"


def meta_csv(ads: list[AdDay]) -> bytes:
    ads = sorted(ads, key=lambda ad: (ad.day, ad.campaign_id))
    return csv_bytes(HEADERS, [_summary(ads), *(_row(ad) for ad in ads)], WITH_MARK)


def _row(ad: AdDay) -> list[object]:
    day = ad.day.isoformat()
    return [
        day, day, ad.campaign, ad.campaign_id, day, "active", "7-day click", ad.purchases, "actions:purchase",
        ad.impressions, ad.clicks, f"{ad.spend:.2f}", ad.purchases, f"{ad.value:.2f}", ACCOUNT, CURRENCY,
    ]  # fmt: skip


def _summary(ads: list[AdDay]) -> list[object]:
    """Ads Manager puts the whole period into one row without campaign."""
    spend, value = sum((ad.spend for ad in ads), NOTHING), sum((ad.value for ad in ads), NOTHING)
    purchases, shown = sum(ad.purchases for ad in ads), sum(ad.impressions for ad in ads)
    return [
        ads[0].day.isoformat(), ads[-1].day.isoformat(), "", "", "", "", "", purchases, "", shown,
        sum(ad.clicks for ad in ads), f"{spend:.2f}", purchases, f"{value:.2f}", ACCOUNT, CURRENCY,
    ]  # fmt: skip
