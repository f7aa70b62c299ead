"""LinkedIn Campaign Manager: the campaign performance report.

A title and the report's dates stand above the header; days are written month/day/year, in UTC. What LinkedIn calls a
campaign group is a campaign elsewhere, and its campaign an ad group.
"""

import pyarrow.compute as pc

from cmokit.sources import ads
from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.rows import Rows
from cmokit.vocabulary import Combine


def _campaigns(rows: Rows) -> Tables:
    stated = {
        "ad_account_id": pc.coalesce(rows.get("ad_account_id"), rows.get("account_name")),
        "campaign": pc.coalesce(rows.get("group_name"), rows.get("campaign_name")),
        "campaign_id": pc.coalesce(rows.get("group_id"), rows.get("campaign_id")),
        "ad_group": rows.get("campaign_name") if rows.has("group_name") else rows.get("ad_group"),
    }
    return ads.ad_spend(rows, "linkedin_ads", **stated)


CAMPAIGNS = Source(
    kind="linkedin_ads.campaigns",
    system="linkedin_ads",
    table="ad_spend",
    combine=Combine.RESTATED_WINDOW,
    required=("campaign_name|group_name", "spend_amount"),
    key=("campaign_name", "group_name", "campaign_id"),
    nulls=("-", "--"),
    timezone="UTC",
    date_order="mdy",
    fill=_campaigns,
    check=ads.notes,
    fields=fields(
        """
        period_start_on: Start Date (in UTC) | Start Date | Day
        period_end_on: End Date (in UTC) | End Date
        ad_account_id: Account ID
        account_name > ad_account_id: Account Name
        group_name > campaign: Campaign Group Name
        group_id: Campaign Group ID
        group_status: Campaign Group Status
        campaign_name > ad_group: Campaign Name
        campaign_id: Campaign ID
        campaign_status: Campaign Status
        campaign_type: Campaign Type
        ad: Ad Name | Creative Name
        ad_group: Ad Group Name
        currency: Currency
        spend_amount: Total Spent | ~Total Spent \\((?P<currency>[A-Z]{3})\\) | Spent
        impressions_count: Impressions
        clicks_count: Clicks
        landing_clicks_count: Clicks to Landing Page
        click_share: Click Through Rate | CTR
        thousand_impressions_amount: Average CPM
        click_amount: Average CPC
        conversions_number > platform_conversions_count: Conversions
        platform_value_amount: Total Conversion Value
        leads_count: Leads
        """
    ),
)

LINKEDIN_ADS = (CAMPAIGNS,)
