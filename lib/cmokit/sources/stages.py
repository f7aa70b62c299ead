"""Stage names of contacts and deals in the kit's words, and what a deal's stage says about its outcome."""

from cmokit.sources.base import value_key
from cmokit.vocabulary import LifecycleStage, OpportunityStatus

# HubSpot's internal values and labels; people's own stages stay as written.
LIFECYCLE = {
    "subscriber": LifecycleStage.SUBSCRIBER,
    "lead": LifecycleStage.LEAD,
    "mql": LifecycleStage.MQL,
    "marketingqualifiedlead": LifecycleStage.MQL,
    "salesacceptedlead": LifecycleStage.SALES_ACCEPTED,
    "salesaccepted": LifecycleStage.SALES_ACCEPTED,
    "sal": LifecycleStage.SALES_ACCEPTED,
    "sql": LifecycleStage.SALES_QUALIFIED,
    "salesqualifiedlead": LifecycleStage.SALES_QUALIFIED,
    "salesqualified": LifecycleStage.SALES_QUALIFIED,
    "opportunity": LifecycleStage.OPPORTUNITY,
    "customer": LifecycleStage.CUSTOMER,
    "evangelist": LifecycleStage.EVANGELIST,
    "other": LifecycleStage.OTHER,
}
# HubSpot's default deal stages: the export writes the label in headers and, at times, the internal name in cells.
DEAL_STAGES = {
    "appointmentscheduled": "Appointment Scheduled",
    "qualifiedtobuy": "Qualified To Buy",
    "presentationscheduled": "Presentation Scheduled",
    "decisionmakerboughtin": "Decision Maker Bought-In",
    "contractsent": "Contract Sent",
    "closedwon": "Closed Won",
    "closedlost": "Closed Lost",
}
# Standard Lead Status values of Salesforce, as stages of the lifecycle.
LEAD_STATUS = {
    "opennotcontacted": LifecycleStage.LEAD,
    "new": LifecycleStage.LEAD,
    "open": LifecycleStage.LEAD,
    "workingcontacted": LifecycleStage.SALES_ACCEPTED,
    "working": LifecycleStage.SALES_ACCEPTED,
    "qualified": LifecycleStage.SALES_QUALIFIED,
    "closedconverted": LifecycleStage.OPPORTUNITY,
    "closednotconverted": LifecycleStage.LEAD,
}
WON = {"closedwon", "won", "gewonnen", "abgeschlossengewonnen"}
LOST = {"closedlost", "lost", "verloren", "abgeschlossenverloren"}


def lifecycle_stage(text: str) -> str:
    """A lifecycle stage in the kit's words; one's own stage is kept verbatim."""
    return LIFECYCLE.get(value_key(text), text)


def stage_of_status(text: str) -> str:
    """The lifecycle stage that the status of a Salesforce lead means; an unknown status is a lead."""
    return LEAD_STATUS.get(value_key(text), LifecycleStage.LEAD)


def deal_stage(text: str) -> str:
    """A HubSpot deal stage by its label; one's own stage is kept verbatim."""
    return DEAL_STAGES.get(value_key(text), text)


def status_of_stage(text: str) -> str:
    """Open, won or lost, as far as a stage's name says it."""
    folded = value_key(text)
    if folded in WON:
        return OpportunityStatus.WON
    return OpportunityStatus.LOST if folded in LOST else OpportunityStatus.OPEN
