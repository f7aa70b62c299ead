"""Every register, in the order in which an engagement needs them. A new one is a file beside this and one more line."""

from typing import Any

from cmokit.registers.ai_systems import AI_SYSTEMS
from cmokit.registers.base import Register
from cmokit.registers.business_model import BUSINESS_MODEL
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.deliverables import DELIVERABLES
from cmokit.registers.findings import FINDINGS
from cmokit.registers.glossary import GLOSSARY
from cmokit.registers.goals import GOALS
from cmokit.registers.owners import OWNERS
from cmokit.registers.processes import PROCESSES
from cmokit.registers.prompts import PROMPTS
from cmokit.registers.risk_tiers import RISK_TIERS
from cmokit.registers.stage_map import STAGE_MAP
from cmokit.registers.tools import TOOLS
from cmokit.registers.workflows import WORKFLOWS

CATALOG: tuple[Register[Any], ...] = (
    GOALS,
    BUSINESS_MODEL,
    OWNERS,
    STAGE_MAP,
    DATA_SOURCES,
    GLOSSARY,
    TOOLS,
    PROCESSES,
    WORKFLOWS,
    PROMPTS,
    AI_SYSTEMS,
    RISK_TIERS,
    DECISIONS,
    DELIVERABLES,
    FINDINGS,
)
BY_NAME = {register.name: register for register in CATALOG}
