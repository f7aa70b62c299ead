"""Salesforce opportunities, in both dialects: API names (Data Loader) and report labels.

CloseDate is one column for two things: the day expected while a deal is open, the day it ended once it is closed.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.sources.base import Source, Tables, fields
from cmokit.sources.people import channel_of_source
from cmokit.sources.references import synced_id
from cmokit.sources.rows import Rows, by_value
from cmokit.sources.salesforce_people import deleted_note, ids, kept
from cmokit.sources.stages import status_of_stage
from cmokit.vocabulary import Combine, OpportunityStatus

NO_TEXT = pa.nulls(1, pa.string())[0]  # pa.scalar would import pandas


def _opportunities(all_rows: Rows) -> Tables:
    rows = kept(all_rows)
    status = _status(rows)
    is_open = pc.equal(status, OpportunityStatus.OPEN.value)
    nobody = pa.nulls(len(rows), rows.get("close_on").type)
    stated = {
        **{name: ids(rows, name) for name in ("opportunity_id", "company_id", "contact_id", "campaign_id", "owner_id")},
        "name": rows.first("name", "opportunity_name"),
        "status": status,
        "probability_share": rows.get("probability_percent"),
        "closed_at": pc.if_else(is_open, nobody, rows.get("close_on")),
        "expected_close_on": pc.if_else(is_open, rows.get("close_on"), nobody),
        "channel": channel_of_source(rows),
        "synced_id": synced_id(rows, "hubspot", "hubspot_id"),
    }
    return {"opportunities": rows.canonical("opportunities", **stated)}


def _status(rows: Rows) -> pa.Array:
    """IsWon and IsClosed decide; without them the stage's name does."""
    by_stage = pc.fill_null(by_value(rows.get("stage"), status_of_stage), OpportunityStatus.OPEN.value)
    closed = pc.if_else(rows.get("is_closed"), OpportunityStatus.LOST.value, OpportunityStatus.OPEN.value)
    won = pc.if_else(rows.get("is_won"), OpportunityStatus.WON.value, NO_TEXT)
    return pc.coalesce(won, closed, by_stage)


OPPORTUNITY = Source(
    kind="salesforce.opportunity",
    system="salesforce",
    table="opportunities",
    combine=Combine.SNAPSHOT,
    required=("stage", "opportunity_id|opportunity_name", "amount|close_on|is_closed|probability_percent"),
    key=("opportunity_id",),
    key_else=("opportunity_name", "company_name"),
    fill=_opportunities,
    check=deleted_note,
    fields=fields(
        """
        opportunity_id: Id | Opportunity ID
        company_id: AccountId | Account ID
        company_name: Account Name
        contact_id: ContactId | Primary Contact ID | Contact ID
        campaign_id: CampaignId | Primary Campaign Source ID | Campaign ID
        name: Name
        opportunity_name > name: Opportunity Name
        pipeline: Record_Type_Name__c | RecordType.Name | Opportunity Record Type | Record Type | RecordTypeId
        stage: StageName | Stage
        amount: Amount | ~Amount \\((?P<currency>[A-Z]{3})\\)
        currency: CurrencyIsoCode | Amount Currency | Opportunity Currency | Currency
        expected_amount: ExpectedRevenue | Expected Revenue
        probability_percent > probability_share: Probability | Probability (%)
        forecast: ForecastCategory | ForecastCategoryName | Forecast Category
        is_closed: IsClosed | Closed
        is_won: IsWon | Won
        close_on > closed_at: CloseDate | Close Date
        created_at: CreatedDate | Created Date | Create Date
        last_modified_at: LastModifiedDate | Last Modified Date
        last_activity_at: LastActivityDate | Last Activity
        lead_source: LeadSource | Lead Source
        motion: Type
        next_step: NextStep | Next Step
        owner_id: OwnerId | Opportunity Owner | Owner ID
        owner_role: Owner Role
        fiscal_period: Fiscal Period | Fiscal
        age_count: Age
        is_overdue: HasOverdueTask
        is_deleted: IsDeleted | Deleted
        loss_reason: Loss_Reason__c | Loss Reason | Closed Lost Reason
        product_line: Product_Line__c | Product Line
        segment: Segment__c | Segment
        hubspot_id > synced_id: HubSpot_Deal_ID__c | HubSpot Deal ID | HubSpot Record ID
        """
    ),
)
