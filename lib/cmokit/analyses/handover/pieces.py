"""What a handover consists of, and which fields of which registers make each piece whole.

Nine items of the package [HND-01], six deliverables that are kept up [HND-02], the plan for leaving a tool [STK-04] and
the pack for whoever joins [KB-07].
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.handover.checks import Ask, Check, asked, keeper_of
from cmokit.registers.access import ACCESS
from cmokit.registers.alerts import ALERTS
from cmokit.registers.alerts import State as AlertState
from cmokit.registers.backlog import BACKLOG
from cmokit.registers.cadence import CADENCE
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.decision_rights import DECISION_RIGHTS, Subject
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.glossary import GLOSSARY, missing_terms
from cmokit.registers.handoffs import HANDOFFS
from cmokit.registers.integrations import INTEGRATIONS
from cmokit.registers.integrations import State as FlowState
from cmokit.registers.knowledge import KNOWLEDGE, Kind
from cmokit.registers.owners import OWNERS, Area
from cmokit.registers.processes import PROCESSES
from cmokit.registers.prompts import PROMPTS
from cmokit.registers.source_of_truth import SOURCE_OF_TRUTH
from cmokit.registers.stage_map import STAGE_MAP
from cmokit.registers.tools import LEAVING, TOOLS
from cmokit.registers.workflows import BEFORE_LIVE, WORKFLOWS, State

RUNNING = (State.TESTED, State.LIVE)  # workflows that people work with
SCORING = (Subject.SCORING_STRATEGY, Subject.QUALIFICATION_RULES)
# What somebody who joins reads first: of each group at least one document.
FIRST_READ: dict[str, tuple[Kind, ...]] = {
    "standards": (Kind.CONTENT_STANDARDS, Kind.BRAND_RULES, Kind.TONE),
    "facts": (Kind.PRODUCT_FACTS, Kind.PRICING_RULES),
    "research": (Kind.RESEARCH, Kind.CUSTOMER_PROFILES, Kind.COMPETITOR_NOTES),
    "examples": (Kind.CASE_STUDIES, Kind.CAMPAIGN_HISTORY, Kind.TEST_RESULTS),
}
More = Callable[[Definitions, str | None], Iterable[Check]]


@dataclass(frozen=True)
class Piece:
    """One piece. area: whose owner keeps it. more: checks that no single field answers, given the piece's keeper."""

    id: str
    area: Area
    asks: tuple[Ask, ...]
    more: More | None = None

    def checks(self, definitions: Definitions) -> Iterator[Check]:
        yield from asked(self.id, self.asks, self.area, definitions)
        if self.more:
            yield from self.more(definitions, keeper_of(self.area, definitions))


def runs(workflow: Any) -> bool:
    return workflow.state in RUNNING


def _of_subjects(*subjects: Subject) -> Callable[[Any], bool]:
    return lambda item: item.subject in subjects


def _is_active(alert: Any) -> bool:
    return alert.state is AlertState.ACTIVE


def _flows(integration: Any) -> bool:
    return integration.state in (FlowState.LIVE, FlowState.BROKEN)


def _usual_terms(definitions: Definitions, keeper: str | None) -> Iterator[Check]:
    items = definitions.known.items(GLOSSARY)
    for term in missing_terms(items) if items else ():
        yield Check("data_definitions", "glossary", "", "term", term.replace("_", " "), False, keeper)


def _accounts(definitions: Definitions, keeper: str | None) -> Iterator[Check]:
    """Each tool in use has an account on record."""
    held = {item.tool for item in definitions.known.items(ACCESS) if not item.is_closed}
    for row, tool in enumerate(definitions.known.items(TOOLS), start=1):
        if not tool.is_closed:
            yield Check("access", "tools", tool.id, "account", tool.name, tool.id in held, keeper, row)


def _areas(definitions: Definitions, keeper: str | None) -> Iterator[Check]:
    items = definitions.known.items(OWNERS)
    for area in Area if items else ():
        if area not in {item.area for item in items}:
            yield Check("named_owner", "owners", "", "area", area.value, False, keeper)


def _promise(definitions: Definitions, keeper: str | None) -> Iterator[Check]:
    is_agreed = definitions.answering.promise_minutes is not None
    yield Check("service_levels", "engagement", "sla", "first_response", "sla", is_agreed, keeper)


def _first_read(definitions: Definitions, keeper: str | None) -> Iterator[Check]:
    kinds = {item.kind for item in definitions.known.items(KNOWLEDGE) if not item.is_closed}
    for group, wanted in FIRST_READ.items():
        yield Check("joiner_pack", "knowledge", group, "kind", group, bool(kinds & set(wanted)), keeper)


PIECES = (
    Piece("process_maps", Area.AUTOMATION, (Ask(PROCESSES, ("trigger", "steps", "output", "owner")),)),
    Piece("procedures", Area.AUTOMATION, (Ask(WORKFLOWS, BEFORE_LIVE, runs),)),
    Piece(
        "prompts",
        Area.KNOWLEDGE_BASE,
        (Ask(PROMPTS, ("inputs", "output", "restrictions", "review_level", "text_file", "owner")),),
    ),
    Piece(
        "data_definitions",
        Area.DATA_QUALITY,
        (
            Ask(GLOSSARY, ("definition", "owner", "marketing_agreed_by", "sales_agreed_by")),
            Ask(DATA_SOURCES, ("holds", "refresh", "allowed_use", "owner")),
        ),
        _usual_terms,
    ),
    Piece("dashboards", Area.REPORTING, (Ask(CADENCE, ("figure", "agenda", "owner")),)),
    Piece("access", Area.TOOL_ACCESS, (Ask(ACCESS, ("person", "role", "owner", "last_login_on")),), _accounts),
    Piece(
        "failures",
        Area.AUTOMATION,
        (
            Ask(WORKFLOWS, ("error_response", "stop_method", "owner", "backup"), runs),
            Ask(INTEGRATIONS, ("failure_behaviour", "alert", "owner"), _flows),
        ),
    ),
    Piece("named_owner", Area.STRATEGY, (Ask(OWNERS, ("owner", "backup", "hours_a_week")),), _areas),
    Piece(
        "backlog", Area.STRATEGY, (Ask(BACKLOG, ("business_value", "times_a_month", "adoption_feasibility", "owner")),)
    ),
    Piece(
        "architecture",
        Area.TECHNOLOGY,
        (
            Ask(STAGE_MAP, ("systems", "available_data", "owner")),
            Ask(INTEGRATIONS, ("sender", "receiver", "moves", "cadence"), _flows),
            Ask(SOURCE_OF_TRUTH, ("system", "update_rule")),
        ),
    ),
    Piece("lifecycle", Area.SALES_INTEGRATION, (Ask(STAGE_MAP, ("inputs", "outputs", "owner", "typical_delay_days")),)),
    Piece(
        "scoring",
        Area.DATA_QUALITY,
        (Ask(DECISION_RIGHTS, ("owner", "validates", "change_process", "review_on"), _of_subjects(*SCORING)),),
    ),
    Piece(
        "service_levels",
        Area.SALES_INTEGRATION,
        (
            Ask(HANDOFFS, ("trigger", "action", "failure", "deadline_hours", "owner")),
            Ask(DECISION_RIGHTS, ("owner", "change_process"), _of_subjects(Subject.HANDOFF_SLA)),
        ),
        _promise,
    ),
    Piece("inventory", Area.AUTOMATION, (Ask(WORKFLOWS, ("process", "trigger", "tools", "owner")),)),
    Piece(
        "health",
        Area.REPORTING,
        (Ask(ALERTS, ("metric", "owner", "response", "channel"), _is_active, any_of=("low", "high")),),
    ),
    Piece("leaving", Area.TECHNOLOGY, (Ask(TOOLS, LEAVING),)),
    Piece(
        "joiner_pack",
        Area.KNOWLEDGE_BASE,
        (Ask(KNOWLEDGE, ("place", "version", "may_read", "owner")), Ask(DECISIONS, ("decision", "owner"))),
        _first_read,
    ),
)
REGISTERS = tuple(sorted({ask.register.name for piece in PIECES for ask in piece.asks}))


def checks_of(definitions: Definitions) -> tuple[Check, ...]:
    """Every check of every piece, in their order."""
    return tuple(check for piece in PIECES for check in piece.checks(definitions))
