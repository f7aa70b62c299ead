"""How people came: touchpoints, conversions, campaigns, sessions, spend."""

from cmokit.tables.contract import CanonicalTable, columns
from cmokit.vocabulary import Combine

TOUCHPOINTS = CanonicalTable(
    name="touchpoints",
    grain="one row per dated interaction of a person with a channel",
    key=("source_system", "touchpoint_id"),
    combine=Combine.LOG,
    dated_by="touched_at",
    columns=columns(
        """
        touchpoint_id contact_id anonymous_id company_id touched_at kind channel campaign
        utm_source utm_medium utm_campaign utm_content utm_term page derived_from
        """,
        kind="ad_click | visit | form | email_click | event | call | chat | other",
    ),
)

CONVERSIONS = CanonicalTable(
    name="conversions",
    grain="one row per outcome that attribution credits",
    key=("source_system", "conversion_id"),
    combine=Combine.LOG,
    dated_by="converted_at",
    columns=columns(
        """
        conversion_id contact_id converted_at kind value_amount currency derived_from
        """,
        kind="lead | mql | opportunity | won | order",
    ),
)

CAMPAIGNS = CanonicalTable(
    name="campaigns",
    grain="one row per campaign in the CRM",
    key=("source_system", "campaign_id"),
    combine=Combine.SNAPSHOT,
    columns=columns(
        """
        campaign_id name parent_campaign_id channel initiative offer status started_on ended_on
        budget_amount actual_amount currency
        """,
    ),
)

CAMPAIGN_MEMBERS = CanonicalTable(
    name="campaign_members",
    grain="one row per person in a campaign",
    key=("source_system", "campaign_id", "contact_id"),
    combine=Combine.LOG,
    dated_by="associated_at",
    columns=columns(
        """
        campaign_id contact_id status associated_at responded_at
        """,
    ),
)

EMAIL_SENDS = CanonicalTable(
    name="email_sends",
    grain="one row per message sent to a person",
    key=("contact_id", "workflow_id", "campaign", "sent_at"),
    combine=Combine.LOG,
    dated_by="sent_at",
    columns=columns(
        """
        contact_id workflow_id campaign sent_at opened_at clicked_at bounced_at unsubscribed_at
        is_promotional
        """,
    ),
)

WEB_SESSIONS = CanonicalTable(
    name="web_sessions",
    grain="one row per day (or stated period) and source combination",
    key=("session_on", "period_end_on", "channel", "utm_source", "utm_medium", "utm_campaign", "source_system"),
    combine=Combine.RESTATED_WINDOW,
    dated_by="session_on",
    columns=columns(
        """
        session_on channel utm_source utm_medium utm_campaign sessions_count
        engaged_sessions_count key_events_count revenue_amount period_end_on
        """,
    ),
    notes={"period_end_on": "the last day that a row covers, where it covers more than session_on"},
)

AD_SPEND = CanonicalTable(
    name="ad_spend",
    grain="one row per ad platform, campaign (ad group, ad) and day or stated period",
    key=("platform", "ad_account_id", "campaign_id", "campaign", "ad_group", "ad", "period_start_on", "period_end_on"),
    combine=Combine.RESTATED_WINDOW,
    dated_by="period_start_on",
    columns=columns(
        """
        platform ad_account_id campaign_id campaign ad_group ad period_start_on period_end_on
        spend_amount currency impressions_count clicks_count platform_conversions_count
        platform_value_amount attribution_setting
        """,
    ),
)
