"""Google Ads: the campaign report.

Line 1 is the report's name, line 2 its dates, line 3 the header. Without a Day segment every row covers the whole
range. Rows that begin with "Total:" repeat the spend, several times over. ` --` is a blank.
"""

from calendar import monthrange
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources import ads
from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.rows import Rows, by_value
from cmokit.vocabulary import Combine


def _campaigns(rows: Rows) -> Tables:
    account = pc.coalesce(rows.get("ad_account_id"), rows.get("account_name"))
    return ads.ad_spend(rows, "google_ads", ad_account_id=account, **_segment(rows))


def _segment(rows: Rows) -> dict[str, pa.Array]:
    """The days of a row in a report by month or week."""
    if rows.has("month_on"):
        last = by_value(rows.get("month_on"), lambda day: day.replace(day=monthrange(day.year, day.month)[1]))
        return {"period_start_on": rows.get("month_on"), "period_end_on": last}
    if rows.has("week_on"):
        last = by_value(rows.get("week_on"), lambda day: day + timedelta(days=6))
        return {"period_start_on": rows.get("week_on"), "period_end_on": last}
    return {}


CAMPAIGNS = Source(
    kind="google_ads.campaigns",
    system="google_ads",
    table="ad_spend",
    combine=Combine.RESTATED_WINDOW,
    required=("campaign", "spend_amount"),
    key=("campaign", "campaign_id"),
    nulls=("--",),
    fill=_campaigns,
    check=ads.notes,
    fields=fields(
        """
        period_start_on: Day | Date
        month_on > period_start_on: Month
        week_on > period_start_on: Week
        ad_account_id: Customer ID | Account ID
        account_name > ad_account_id: Account name | Account
        campaign_id: Campaign ID
        campaign: Campaign | Campaign name
        ad_group: Ad group | Ad group name
        ad: Ad name | Ad
        campaign_status: Campaign status | Campaign state
        campaign_type: Campaign type
        status: Status
        status_reasons: Status reasons
        budget_amount: Budget
        budget_name: Budget name
        budget_type: Budget type
        bid_strategy: Bid strategy type | Bid strategy
        optimization_share: Optimization score
        currency: Currency code | Currency
        spend_amount: Cost | ~Cost \\((?P<currency>[A-Z]{3})\\)
        impressions_count: Impr. | Impressions
        clicks_count: Clicks
        interactions_count: Interactions
        interaction_share: Interaction rate
        click_share: CTR
        conversions_number > platform_conversions_count: Conversions
        conversion_share: Conv. rate
        cost_per_conversion_amount: Cost / conv.
        platform_value_amount: Conv. value | Conversion value | All conv. value
        value_per_cost_number: Conv. value / cost
        thousand_impressions_amount: Avg. CPM
        click_amount: Avg. CPC
        average_amount: Avg. cost
        """
    ),
)

GOOGLE_ADS = (CAMPAIGNS,)
