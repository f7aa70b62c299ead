"""What to do first: the backlog ranked by four questions, and the first portfolio [WFD-01, WFD-02].

Whether data is ready is taken from the verdicts of published reports, never from a person's hope.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.engagement.workspace import ClientFolder
from cmokit.exhibits.facts_file import read_json
from cmokit.methods.ranking import Ranked, ranked
from cmokit.registers.backlog import ASKED, BACKLOG, EXCLUDED_FIRST, Kind, Opportunity
from cmokit.registers.base import read_register
from cmokit.vocabulary import Severity

CRITERIA = ("business_value", "frequency", "data_readiness", "adoption_feasibility")
EQUAL = (1.0, 1.0, 1.0, 1.0)  # nobody's weights: how much they matter is what the ranking's firmness says
OFTEN = 30  # times a month: daily work is as frequent as it gets
READY = {Severity.PASS: 1.0, Severity.WARN: 0.5, Severity.FAIL: 0.0, Severity.NOT_MEASURED: 0.0}
DEFAULT_ANALYSIS = "crm.readiness"  # judges an opportunity's data where it names no analysis of its own


@dataclass(frozen=True)
class Verdict:
    """What a published report says of one analysis, and of which day it knows."""

    analysis: str
    severity: Severity
    reason: str
    at_stake_amount: Decimal | None
    as_of: date | None = None


@dataclass(frozen=True)
class Priority:
    """One ranked opportunity. values: by CRITERIA, 0 to 1. judged_by: analysis → verdict; worst counts."""

    item: Opportunity
    values: Mapping[str, float]
    judged_by: Mapping[str, Severity]
    place: Ranked


@dataclass(frozen=True)
class Priorities:
    """ranked: first to last. portfolio: the best of each kind, None where there is none. excluded: never among the
    first. unanswered: what cannot be ranked, with the questions left open. verdicts: of the published reports.
    """

    weights: Mapping[str, float]
    ranked: tuple[Priority, ...]
    portfolio: Mapping[Kind, Priority | None]
    excluded: tuple[Opportunity, ...]
    unanswered: tuple[tuple[Opportunity, tuple[str, ...]], ...]
    verdicts: Mapping[str, Verdict]
    as_of: date | None


def priorities(folder: ClientFolder, weights: Sequence[float] = EQUAL) -> Priorities:
    """The client's open opportunities, ranked. weights: by CRITERIA. Raises ManyErrors for a register with faults."""
    verdicts, as_of = published_verdicts(folder)
    items = [item for item in read_register(folder, BACKLOG) if not item.is_closed]
    excluded = tuple(item for item in items if item.topic in EXCLUDED_FIRST)
    asked = [(item, tuple(f for f in ASKED if getattr(item, f) is None)) for item in items if item not in excluded]
    found = _ranked([item for item, missing in asked if not missing], verdicts, weights)
    portfolio = {kind: next((one for one in found if one.item.kind is kind), None) for kind in Kind}
    unanswered = tuple((item, missing) for item, missing in asked if missing)
    named = dict(zip(CRITERIA, weights, strict=True))
    return Priorities(named, found, portfolio, excluded, unanswered, verdicts, as_of)


def published_verdicts(folder: ClientFolder) -> tuple[dict[str, Verdict], date | None]:
    """Analysis → what the latest published report says of it, and the latest day of which any report knows."""
    documents = sorted((read_json(path) for path in folder.reports.glob("*/facts.json")), key=lambda d: d["as_of"])
    found = {item["id"]: _verdict(item, document["as_of"]) for document in documents for item in document["analyses"]}
    return found, date.fromisoformat(documents[-1]["as_of"]) if documents else None


def _verdict(item: Mapping[str, Any], as_of: str) -> Verdict:
    at_stake = item.get("money_at_stake_amount")
    amount = None if at_stake is None else Decimal(str(at_stake))
    return Verdict(item["id"], Severity(item["severity"]), item.get("reason") or "", amount, date.fromisoformat(as_of))


def _ranked(
    items: Sequence[Opportunity], verdicts: Mapping[str, Verdict], weights: Sequence[float]
) -> tuple[Priority, ...]:
    judged = {item.id: _judged(item, verdicts) for item in items}
    values = {item.id: _values(item, judged[item.id].values()) for item in items}
    by_id = {item.id: item for item in items}
    places = ranked({id_: [values[id_][name] for name in CRITERIA] for id_ in by_id}, weights)
    return tuple(Priority(by_id[p.name], values[p.name], judged[p.name], p) for p in places)


def _judged(item: Opportunity, verdicts: Mapping[str, Verdict]) -> dict[str, Severity]:
    """The verdicts that an opportunity's data rests on; an analysis that no report holds counts as not measured."""
    named = item.data_analyses or (DEFAULT_ANALYSIS,)
    return {name: verdicts[name].severity if name in verdicts else Severity.NOT_MEASURED for name in named}


def _values(item: Opportunity, judged: Iterable[Severity]) -> dict[str, float]:
    often = min(float(item.times_a_month or 0), OFTEN)
    return {
        "business_value": ((item.business_value or 1) - 1) / 4,
        "frequency": math.log1p(max(often, 0)) / math.log1p(OFTEN),
        "data_readiness": min(READY[severity] for severity in judged),
        "adoption_feasibility": ((item.adoption_feasibility or 1) - 1) / 4,
    }
