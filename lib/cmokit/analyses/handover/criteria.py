"""What shows that a client runs the system alone: nine criteria, each a set of checks on what is on record [HND-03].

Nobody is asked how independent they feel. Who is inside the company follows from engagement.yaml: people who are still
there and are not the consultant.
"""

from collections.abc import Callable, Iterator
from typing import Any

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.handover.checks import Check, inside_owner, keeper_of
from cmokit.analyses.handover.pieces import runs
from cmokit.registers.access import ACCESS
from cmokit.registers.base import Item, Register
from cmokit.registers.cadence import CADENCE
from cmokit.registers.data_sources import DATA_SOURCES
from cmokit.registers.owners import Area
from cmokit.registers.prompts import PROMPTS
from cmokit.registers.prompts import State as PromptState
from cmokit.registers.tools import TOOLS
from cmokit.registers.training import TRAINING
from cmokit.registers.training import State as TrainingState
from cmokit.registers.workflows import WORKFLOWS, State, Workflow

Answers = Iterator[tuple[str, bool]]
Test = Callable[[Any, Definitions], Answers]


def _inside(name: str | None, definitions: Definitions) -> bool:
    return definitions.known.inside(name, definitions.as_of)


def _owned(item: Workflow, definitions: Definitions) -> Answers:
    yield "owner", _inside(item.owner, definitions)
    yield "backup", _inside(item.backup, definitions) and item.backup != item.owner


def _prompt(item: Any, definitions: Definitions) -> Answers:
    yield "owner", _inside(item.owner, definitions)
    yield "text_file", bool(item.text_file)
    yield "state", item.state is PromptState.APPROVED


def _data(item: Any, definitions: Definitions) -> Answers:
    yield "owner", _inside(item.owner, definitions)
    yield "may_export", bool(item.may_export)


def _contract(item: Any, definitions: Definitions) -> Answers:
    yield "owner", _inside(item.owner, definitions)
    yield "contract_end", bool(item.contract_end or item.renews_on)


def _account(item: Any, definitions: Definitions) -> Answers:
    yield "person", _inside(item.person, definitions)
    yield "is_shared", not item.is_shared


def _outsider(item: Any, definitions: Definitions) -> Answers:
    """It has an end, and where that is over it would be removed."""
    yield "ends_on", item.ends_on is not None and item.ends_on >= definitions.as_of


def _meeting(item: Any, definitions: Definitions) -> Answers:
    """Held by somebody of the company, and nobody waits for the consultant."""
    was_held = item.last_done_on is not None and item.last_done_on <= definitions.as_of
    yield "done_by", was_held and _inside(item.done_by, definitions)
    needs = (item.owner, item.done_by, *item.participants)
    yield "participants", not any(definitions.known.is_consultant(name) for name in needs)


def _fallback(item: Workflow, definitions: Definitions) -> Answers:
    yield "by_hand", bool(item.by_hand)
    yield "fallback_tested_on", item.fallback_tested_on is not None and item.fallback_tested_on <= definitions.as_of


def _trained(item: Workflow, definitions: Definitions) -> Answers:
    """Its owner or backup has shown that they can do it."""
    people = {name for name in (item.owner, item.backup) if _inside(name, definitions)}
    done = (t for t in definitions.known.items(TRAINING) if t.workflow == item.id and t.state is TrainingState.DONE)
    yield "training", any(t.person in people and bool(t.proof) for t in done)


def _is_live(item: Workflow, definitions: Definitions) -> bool:
    return item.state is State.LIVE


def _is_used(item: Any, definitions: Definitions) -> bool:
    return item.id in {prompt for flow in definitions.known.items(WORKFLOWS) if runs(flow) for prompt in flow.prompts}


def _is_open(item: Item, definitions: Definitions) -> bool:
    return not item.is_closed


def _is_outside(item: Any, definitions: Definitions) -> bool:
    return not item.is_closed and (item.is_agency or definitions.known.is_consultant(item.person))


def _is_own(item: Any, definitions: Definitions) -> bool:
    return not item.is_closed and not _is_outside(item, definitions)


# Criterion → register, which of its items count, what is asked of each, and whose area it is.
CRITERIA: dict[str, tuple[Register[Any], Callable[[Any, Definitions], bool], Test, Area]] = {
    "owners": (WORKFLOWS, _is_live, _owned, Area.AUTOMATION),
    "prompts": (PROMPTS, _is_used, _prompt, Area.KNOWLEDGE_BASE),
    "data": (DATA_SOURCES, _is_open, _data, Area.DATA_QUALITY),
    "contracts": (TOOLS, _is_open, _contract, Area.TECHNOLOGY),
    "accounts": (ACCESS, _is_own, _account, Area.TOOL_ACCESS),
    "outside_access": (ACCESS, _is_outside, _outsider, Area.TOOL_ACCESS),
    "meetings": (CADENCE, _is_open, _meeting, Area.STRATEGY),
    "fallbacks": (WORKFLOWS, _is_live, _fallback, Area.AUTOMATION),
    "training": (WORKFLOWS, _is_live, _trained, Area.AUTOMATION),
}
REGISTERS = tuple(sorted({TRAINING.name, *(register.name for register, *_ in CRITERIA.values())}))


def checks_of(definitions: Definitions) -> tuple[Check, ...]:
    """Every check of every criterion, in their order; none for a criterion of which nothing is on record."""
    return tuple(check for criterion in CRITERIA for check in _checks(criterion, definitions))


def _checks(criterion: str, definitions: Definitions) -> Iterator[Check]:
    register, counts, test, area = CRITERIA[criterion]
    keeper = keeper_of(area, definitions)
    for row, item in enumerate(definitions.known.items(register), start=1):
        if counts(item, definitions):
            owner = inside_owner(item, definitions) or keeper
            for field, is_met in test(item, definitions):
                yield Check(criterion, register.name, item.id, field, item.known_as, is_met, owner, row)
