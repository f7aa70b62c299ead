"""The constraint in one sentence, drafted from published verdicts for a person to sign [ENG-01].

One of demand, conversion, retention, measurement, execution capacity, offer-market fit. Where data cannot carry a
decision at all, measurement comes first: nothing behind it can be trusted. Else the one with the most money at stake
among what failed, then among what is worth a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cmokit.runs.priorities import DEFAULT_ANALYSIS, Verdict
from cmokit.vocabulary import Severity


class Constraint(StrEnum):
    DEMAND = "demand"
    CONVERSION = "conversion"
    RETENTION = "retention"
    MEASUREMENT = "measurement"
    EXECUTION_CAPACITY = "execution_capacity"
    OFFER_MARKET_FIT = "offer_market_fit"


# Which analyses speak for which constraint.
SPEAKS_FOR: Mapping[str, Constraint] = {
    "crm.readiness": Constraint.MEASUREMENT,
    "tracking.breaks": Constraint.MEASUREMENT,
    "attribution.models": Constraint.MEASUREMENT,
    "funnel.conversion": Constraint.CONVERSION,
    "funnel.leaks": Constraint.CONVERSION,
    "funnel.decay": Constraint.CONVERSION,
    "pipeline.time_in_stage": Constraint.CONVERSION,
    "pipeline.velocity": Constraint.DEMAND,
    "money.budget": Constraint.DEMAND,
    "money.lead_trap": Constraint.DEMAND,
    "speed.first_response": Constraint.EXECUTION_CAPACITY,
    "speed.routing": Constraint.EXECUTION_CAPACITY,
    "money.lead_waste": Constraint.EXECUTION_CAPACITY,
    "work.delay": Constraint.EXECUTION_CAPACITY,
    "work.approvals": Constraint.EXECUTION_CAPACITY,
    "retention.cohorts": Constraint.RETENTION,
    "retention.lifetime_value": Constraint.RETENTION,
    "funnel.rejections": Constraint.OFFER_MARKET_FIT,
    "segments.icp": Constraint.OFFER_MARKET_FIT,
}
WORSE_FIRST = (Severity.FAIL, Severity.WARN)


@dataclass(frozen=True)
class Drafted:
    """constraint: None where nothing points to one. because: the verdicts that speak for it, the heaviest first.
    others: every other constraint with what speaks for it.
    """

    constraint: Constraint | None
    because: tuple[Verdict, ...]
    others: Mapping[Constraint, tuple[Verdict, ...]]


def drafted(verdicts: Mapping[str, Verdict]) -> Drafted:
    """verdicts: of the published reports, by analysis."""
    found = {constraint: _speaking(constraint, verdicts) for constraint in Constraint}
    readiness = verdicts.get(DEFAULT_ANALYSIS)
    if readiness and readiness.severity is Severity.FAIL:
        first: Constraint | None = Constraint.MEASUREMENT
    else:
        heaviest = max(Constraint, key=lambda constraint: _weight(found[constraint]))
        first = heaviest if found[heaviest] else None
    others = {constraint: told for constraint, told in found.items() if constraint is not first}
    return Drafted(first, found[first] if first else (), others)


def _speaking(constraint: Constraint, verdicts: Mapping[str, Verdict]) -> tuple[Verdict, ...]:
    told = [v for v in verdicts.values() if SPEAKS_FOR.get(v.analysis) is constraint and v.severity in WORSE_FIRST]
    return tuple(sorted(told, key=lambda v: (*(-part for part in _heavy(v)), v.analysis)))


def _weight(told: tuple[Verdict, ...]) -> tuple[Decimal, Decimal]:
    return max((_heavy(verdict) for verdict in told), default=(Decimal(-1), Decimal(0)))


def _heavy(verdict: Verdict) -> tuple[Decimal, Decimal]:
    """Severity first, then money."""
    place = Decimal(len(WORSE_FIRST) - WORSE_FIRST.index(verdict.severity))
    return place, verdict.at_stake_amount or Decimal(0)
