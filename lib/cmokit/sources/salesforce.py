"""Salesforce: the exports that are read, in one list."""

from cmokit.sources.salesforce_activities import TASK
from cmokit.sources.salesforce_campaigns import CAMPAIGN, CAMPAIGN_MEMBER, USER
from cmokit.sources.salesforce_deals import OPPORTUNITY
from cmokit.sources.salesforce_events import EVENT
from cmokit.sources.salesforce_fields import FIELD_HISTORY, FIELD_REPORT
from cmokit.sources.salesforce_history import HISTORY, HISTORY_REPORT
from cmokit.sources.salesforce_people import ACCOUNT, CONTACT, LEAD

SALESFORCE = (
    *(LEAD, CONTACT, ACCOUNT, OPPORTUNITY, HISTORY, HISTORY_REPORT),
    *(FIELD_HISTORY, FIELD_REPORT, TASK, EVENT, CAMPAIGN, CAMPAIGN_MEMBER, USER),
)
