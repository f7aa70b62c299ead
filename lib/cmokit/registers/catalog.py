"""Every register, in the order in which an engagement needs them. A new one is a file beside this and one more line."""

from typing import Any

from cmokit.registers.access import ACCESS
from cmokit.registers.ai_systems import AI_SYSTEMS
from cmokit.registers.alerts import ALERTS
from cmokit.registers.approvals import APPROVALS
from cmokit.registers.assumptions import ASSUMPTIONS
from cmokit.registers.backlog import BACKLOG
from cmokit.registers.base import Register
from cmokit.registers.business_model import BUSINESS_MODEL
from cmokit.registers.cadence import CADENCE
from cmokit.registers.campaign_briefs import CAMPAIGN_BRIEFS
from cmokit.registers.changes import CHANGES
from cmokit.registers.claims import CLAIMS
from cmokit.registers.content_briefs import CONTENT_BRIEFS
from cmokit.registers.data_access import DATA_ACCESS
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.decision_rights import DECISION_RIGHTS
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES
from cmokit.registers.experiments import EXPERIMENTS
from cmokit.registers.findings import FINDINGS
from cmokit.registers.glossary import GLOSSARY
from cmokit.registers.goals import GOALS
from cmokit.registers.handoffs import HANDOFFS
from cmokit.registers.incidents import INCIDENTS
from cmokit.registers.integrations import INTEGRATIONS
from cmokit.registers.interviews import INTERVIEWS
from cmokit.registers.knowledge import KNOWLEDGE
from cmokit.registers.owners import OWNERS
from cmokit.registers.processes import PROCESSES
from cmokit.registers.prompts import PROMPTS
from cmokit.registers.raci import RACI
from cmokit.registers.risk_tiers import RISK_TIERS
from cmokit.registers.risks import RISKS
from cmokit.registers.source_of_truth import SOURCE_OF_TRUTH
from cmokit.registers.stage_map import STAGE_MAP
from cmokit.registers.tools import TOOLS
from cmokit.registers.training import TRAINING
from cmokit.registers.workflows import WORKFLOWS

CATALOG: tuple[Register[Any], ...] = (
    GOALS,
    BUSINESS_MODEL,
    OWNERS,
    RACI,
    DECISION_RIGHTS,
    CADENCE,
    STAGE_MAP,
    DATA_SOURCES,
    DATA_ACCESS,
    GLOSSARY,
    INTERVIEWS,
    SOURCE_OF_TRUTH,
    INTEGRATIONS,
    TOOLS,
    ACCESS,
    PROCESSES,
    BACKLOG,
    WORKFLOWS,
    EXPERIMENTS,
    ALERTS,
    TRAINING,
    HANDOFFS,
    PROMPTS,
    AI_SYSTEMS,
    KNOWLEDGE,
    CLAIMS,
    CAMPAIGN_BRIEFS,
    CONTENT_BRIEFS,
    RISK_TIERS,
    APPROVALS,
    CHANGES,
    RISKS,
    INCIDENTS,
    DECISIONS,
    ASSUMPTIONS,
    DELIVERABLES,
    FINDINGS,
)
BY_NAME = {register.name: register for register in CATALOG}
