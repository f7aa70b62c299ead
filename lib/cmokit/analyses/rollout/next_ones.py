"""What comes next: the open backlog by what it is worth, how often it comes and how easily people take it up."""

import math
from dataclasses import dataclass

from cmokit.analyses.definitions import Definitions
from cmokit.registers.backlog import ASKED, BACKLOG, EXCLUDED_FIRST, Opportunity
from cmokit.registers.workflows import WORKFLOWS, State

OFTEN = 30  # times a month: daily work is as frequent as it gets


@dataclass(frozen=True)
class Next:
    """score: 0 to 1. value, times, ease: what people said. state: of the workflow that was begun for it, or blank."""

    id: str
    name: str
    score: float
    value: int
    times: float
    ease: int
    state: str
    owner: str


def next_ones(definitions: Definitions) -> list[Next]:
    """The best first; left out is what is done, what cannot be ranked, what is never among the first, and what runs."""
    flows = {flow.id: flow for flow in definitions.known.items(WORKFLOWS)}
    running = {id_ for id_, flow in flows.items() if flow.state in (State.LIVE, State.TESTED)}
    items = [
        item
        for item in definitions.known.items(BACKLOG)
        if not item.is_closed and item.topic not in EXCLUDED_FIRST and item.id not in running and _is_answered(item)
    ]
    found = [_next(item, str(flows[item.id].state) if item.id in flows else "") for item in items]
    return sorted(found, key=lambda one: (-one.score, one.id))


def _is_answered(item: Opportunity) -> bool:
    return all(getattr(item, field) is not None for field in ASKED)


def _next(item: Opportunity, state: str) -> Next:
    value, ease, times = item.business_value or 1, item.adoption_feasibility or 1, float(item.times_a_month or 0)
    often = math.log1p(min(max(times, 0.0), OFTEN)) / math.log1p(OFTEN)
    score = ((value - 1) / 4 + often + (ease - 1) / 4) / 3
    return Next(item.id, item.opportunity, score, value, times, ease, state, item.owner or "")
