"""Salesforce: the exports that are read, in one list."""

from cmokit.sources.salesforce_deals import OPPORTUNITY
from cmokit.sources.salesforce_history import HISTORY, HISTORY_REPORT
from cmokit.sources.salesforce_people import ACCOUNT, CONTACT, LEAD

SALESFORCE = (LEAD, CONTACT, ACCOUNT, OPPORTUNITY, HISTORY, HISTORY_REPORT)
