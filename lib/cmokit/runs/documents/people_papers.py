"""Who holds what: prompts, access, failures, areas of work, what comes next, leaving a tool, and whoever joins."""

from collections.abc import Iterator
from typing import Any

from cmokit.analyses.handover.ending import ORDER_OF_IDEAS
from cmokit.analyses.handover.pieces import runs
from cmokit.registers.access import ACCESS
from cmokit.registers.backlog import BACKLOG
from cmokit.registers.base import Register
from cmokit.registers.campaign_briefs import CAMPAIGN_BRIEFS
from cmokit.registers.claims import CLAIMS
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.decisions import DECISIONS
from cmokit.registers.incidents import INCIDENTS
from cmokit.registers.integrations import INTEGRATIONS
from cmokit.registers.knowledge import KNOWLEDGE
from cmokit.registers.knowledge import State as KnowledgeState
from cmokit.registers.owners import OWNERS, Area
from cmokit.registers.prompts import PROMPTS
from cmokit.registers.tools import LEAVING, TOOLS
from cmokit.registers.training import TRAINING
from cmokit.registers.workflows import WORKFLOWS
from cmokit.render.word import Block, Heading, Text
from cmokit.runs.documents.paper import Papers

PROMPT = (
    "version", "inputs", "approved_sources", "output", "restrictions", "audience", "tone", "review_level", "system",
    "text_file", "owner", "changed_by", "changed_on", "change_reason", "state", "review_on",
)  # fmt: skip


def prompts(papers: Papers) -> bytes:
    return papers.document("prompts", _cards(papers, PROMPTS, PROMPT))


def leaving(papers: Papers) -> bytes:
    fields = ("purpose", "owner", "data_stored", "renews_on", *LEAVING, "without_it")
    return papers.document("leaving", _cards(papers, TOOLS, fields))


def _cards(papers: Papers, register: Register[Any], fields: tuple[str, ...]) -> Iterator[Block]:
    """One card an item, its name above it."""
    items = papers.items(register)
    if not items:
        yield Text(papers.say("nothing"))
    for item in items:
        yield Heading(item.known_as, 12, above=10)
        yield papers.card(register, item, fields)


def access(papers: Papers) -> bytes:
    return papers.document("access", _access(papers), is_wide=True)


def _access(papers: Papers) -> Iterator[Block]:
    fields = ["account", "person", "tool", "role", "level", "approved_by", "last_login_on", "ends_on", "owner"]
    widths = (0.14, 0.13, 0.1, 0.1, 0.11, 0.12, 0.1, 0.1, 0.1)
    yield papers.part("accounts")
    yield from papers.grid(ACCESS, papers.items(ACCESS), fields, widths)
    yield papers.part("removed")
    gone = [item for item in papers.items(ACCESS, also_closed=True) if item.is_closed]
    yield from papers.grid(ACCESS, gone, ("account", "person", "tool", "last_login_on"), (0.3, 0.3, 0.2, 0.2))
    yield papers.part("rights")
    fields = ["name", "may_read", "may_edit", "may_export", "may_delete", "owner"]
    yield from papers.grid(DATA_SOURCES, papers.items(DATA_SOURCES), fields, (0.18, 0.18, 0.16, 0.18, 0.14, 0.16))


def failures(papers: Papers) -> bytes:
    return papers.document("failures", _failures(papers), is_wide=True)


def _failures(papers: Papers) -> Iterator[Block]:
    yield papers.part("of_workflows")
    fields = ["name", "error_response", "exception_handling", "stop_method", "owner", "backup"]
    flows = [item for item in papers.items(WORKFLOWS) if runs(item)]
    yield from papers.grid(WORKFLOWS, flows, fields, (0.15, 0.21, 0.21, 0.21, 0.11, 0.11))
    yield papers.part("of_integrations")
    fields = ["name", "failure_behaviour", "alert", "conflict_rule", "owner", "state"]
    yield from papers.grid(INTEGRATIONS, papers.items(INTEGRATIONS), fields, (0.18, 0.26, 0.18, 0.16, 0.12, 0.1))
    yield papers.part("escalation")
    yield from papers.numbered(
        (papers.say(f"escalation.{step}", keeper=papers.keeper(area)) for step, area in _ESCALATION),
        papers.say("asked"),
    )
    yield papers.part("happened")
    fields = ["incident", "happened_on", "affected", "control_updated", "owner", "state"]
    told = papers.items(INCIDENTS, also_closed=True)
    yield from papers.grid(INCIDENTS, told, fields, (0.24, 0.1, 0.18, 0.24, 0.12, 0.12))
    yield papers.part("copies")
    fields = ["name", "backup", "restore_tested_on", "owner"]
    yield from papers.grid(DATA_SOURCES, papers.items(DATA_SOURCES), fields, (0.26, 0.4, 0.16, 0.18))


_ESCALATION = (
    ("stop", Area.AUTOMATION),
    ("find", Area.DATA_QUALITY),
    ("tell", Area.GOVERNANCE),
    ("enter", Area.GOVERNANCE),
    ("start", Area.AUTOMATION),
)


def owners(papers: Papers) -> bytes:
    return papers.document("owners", _owners(papers))


def _owners(papers: Papers) -> Iterator[Block]:
    yield papers.part("areas")
    fields = ["area", "owner", "backup", "hours_a_week", "has_authority"]
    yield from papers.grid(OWNERS, papers.items(OWNERS), fields, (0.26, 0.24, 0.24, 0.12, 0.14))
    gone = sorted({item.owner for item in papers.items(OWNERS) if item.owner and item.owner not in papers.insiders})
    for name in gone:
        yield Text(papers.say("gone", name=name), size=9, above=3)
    yield papers.part("flows")
    fields = ["name", "owner", "backup", "state", "review_on"]
    yield from papers.grid(WORKFLOWS, papers.items(WORKFLOWS), fields, (0.34, 0.2, 0.2, 0.12, 0.14))


def backlog(papers: Papers) -> bytes:
    return papers.document("backlog", _backlog(papers))


def _backlog(papers: Papers) -> Iterator[Block]:
    """What was begun first, then what was chosen, then by value; points are those that people gave."""
    items = papers.items(BACKLOG)
    items.sort(key=lambda item: (ORDER_OF_IDEAS[item.state], -(item.business_value or 0), item.id))
    fields = ["opportunity", "state", "kind", "business_value", "adoption_feasibility", "times_a_month", "owner"]
    yield from papers.grid(BACKLOG, items, fields, (0.3, 0.1, 0.13, 0.1, 0.12, 0.1, 0.15))


def joiner_pack(papers: Papers) -> bytes:
    return papers.document("joiner", _joiner(papers), client=papers.engagement.name)


def _joiner(papers: Papers) -> Iterator[Block]:
    """What to read, whom to ask, what was decided, what may be said: for somebody who was not there."""
    yield papers.part("read_first")
    known = [item for item in papers.items(KNOWLEDGE) if item.state is KnowledgeState.APPROVED]
    yield from papers.grid(
        KNOWLEDGE, known, ("name", "kind", "place", "may_read", "owner"), (0.24, 0.16, 0.26, 0.16, 0.18)
    )
    yield papers.part("whom_to_ask")
    yield from papers.grid(OWNERS, papers.items(OWNERS), ("area", "owner", "backup"), (0.34, 0.33, 0.33))
    yield papers.part("how_we_work")
    flows = [item for item in papers.items(WORKFLOWS) if runs(item)]
    yield from papers.grid(WORKFLOWS, flows, ("name", "trigger", "output_format", "owner"), (0.26, 0.26, 0.28, 0.2))
    yield papers.part("may_be_said")
    yield from papers.grid(
        CLAIMS, papers.items(CLAIMS), ("claim", "limits", "state", "approver"), (0.4, 0.3, 0.12, 0.18)
    )
    yield papers.part("under_way")
    briefs = papers.items(CAMPAIGN_BRIEFS)
    yield from papers.grid(
        CAMPAIGN_BRIEFS, briefs, ("campaign", "audience", "message", "owner"), (0.22, 0.26, 0.32, 0.2)
    )
    yield papers.part("decided")
    told = [item for item in papers.items(DECISIONS, also_closed=True) if item.decision]
    yield from papers.grid(DECISIONS, told, ("issue", "decision", "decided_on", "owner"), (0.34, 0.32, 0.14, 0.2))
    yield papers.part("learned")
    fields = ["subject", "role", "content", "material"]
    yield from papers.grid(TRAINING, papers.items(TRAINING, also_closed=True), fields, (0.26, 0.16, 0.36, 0.22))


def inventory(papers: Papers) -> bytes:
    return papers.document("inventory", _inventory(papers), is_wide=True)


def _inventory(papers: Papers) -> Iterator[Block]:
    fields = ["name", "process", "trigger", "tools", "owner", "tier", "state", "live_on"]
    widths = (0.16, 0.14, 0.18, 0.14, 0.12, 0.08, 0.09, 0.09)
    yield from papers.grid(WORKFLOWS, papers.items(WORKFLOWS, also_closed=True), fields, widths)
