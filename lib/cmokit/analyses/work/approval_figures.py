"""The figures of approvals and rework, out of the items that came to one, and the rows behind them."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pyarrow as pa

from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact
from cmokit.methods.approval_rounds import NONE_GIVEN, PENDING, REFUSED, Approved, Decision, person_code
from cmokit.methods.survival import CONFIDENCE, kaplan_meier
from cmokit.tables.contract import TIMESTAMP

ID = "work.approvals"
ALL, MANY = "all", "4+"
QUANTILES = ("0.5", "0.9")
USUAL, MOST = QUANTILES
FEW = 10  # items of a kind, or decisions of a person, before they are told by themselves
MINUTES_AN_HOUR = 60
CENT = Decimal("0.01")


def facts(found: Sequence[Approved], currency: str, hour_cost: Decimal | None) -> list[Fact]:
    decisions = [decision for one in found for decision in one.decisions]
    told = [fact for kind in (ALL, *_kinds(found)) for fact in _of_kind(found, kind)]
    told += _made(decisions) + _rounds(found) + _reasons(found, decisions)
    told += [fact for who in _people(decisions) for fact in _of_person(decisions, who)]
    return told + _rework(found, currency, hour_cost)


def _kinds(found: Sequence[Approved]) -> list[str]:
    sizes = Counter(one.timed.item.kind for one in found if one.first_pass is not None)
    return sorted(kind for kind, size in sizes.items() if size >= FEW)


def _of_kind(found: Sequence[Approved], kind: str) -> list[Fact]:
    own = [one for one in found if kind in (ALL, one.timed.item.kind)]
    told = [one.first_pass for one in own if one.first_pass is not None]
    stays = [decision for one in own for decision in one.decisions]
    return [
        count(f"{ID}.items_count", len(told), kind=kind),
        *share(f"{ID}.first_pass_share", sum(told), len(told), sample=True, kind=kind),
        *_times(stays, {"kind": kind}),
    ]


def _times(decisions: Sequence[Decision], where: dict[str, str]) -> list[Fact]:
    """How long an approval takes, those that wait for their decision counted as waiting still."""
    if not decisions:
        return []
    told, made = [], [decision.is_made for decision in decisions]
    for unit in ("minutes", "days"):
        curve = kaplan_meier([getattr(decision.stay, unit) for decision in decisions], made)
        for quantile in QUANTILES:
            value, (low, high) = curve.quantile(float(quantile)), curve.quantile_interval(float(quantile))
            if value is not None:
                dims = {**where, "quantile": quantile}
                fact = Fact(f"{ID}.approval_{unit}", value, unit, len(decisions), dimensions=dims)
                is_sure = low is not None and high is not None
                told.append(fact.but(low=low, high=high, confidence=CONFIDENCE) if is_sure else fact)
    return told


def _made(decisions: Sequence[Decision]) -> list[Fact]:
    made = [decision for decision in decisions if decision.is_made]
    refused = sum(decision.outcome == REFUSED for decision in made)
    return [
        count(f"{ID}.decisions_count", len(made), owner=ALL),
        count(f"{ID}.pending_count", len(decisions) - len(made)),
        *share(f"{ID}.refused_share", refused, len(made), sample=True, owner=ALL),
    ]


def _people(decisions: Sequence[Decision]) -> list[str]:
    made = Counter(decision.stay.stay.owner for decision in decisions if decision.is_made)
    return sorted(who for who, size in made.items() if who and size >= FEW)


def _of_person(decisions: Sequence[Decision], who: str) -> list[Fact]:
    own = [decision for decision in decisions if decision.stay.stay.owner == who]
    made = [decision for decision in own if decision.is_made]
    code = person_code(who)
    refused = sum(decision.outcome == REFUSED for decision in made)
    return [
        count(f"{ID}.decisions_count", len(made), owner=code),
        *share(f"{ID}.refused_share", refused, len(made), sample=True, owner=code),
        *_times(own, {"owner": code}),
    ]


def names(found: Sequence[Approved]) -> dict[str, str]:
    """Who the figures of a person are about, by the code that they carry."""
    owners = {decision.stay.stay.owner for one in found for decision in one.decisions}
    return {person_code(owner): owner for owner in owners if owner}


def _rounds(found: Sequence[Approved]) -> list[Fact]:
    """Items through all approvals by the rounds that it took; what was handed in again, and for changing reasons."""
    done = [one.rounds for one in found if one.rounds is not None]
    told = Counter(MANY if rounds > 3 else str(rounds) for rounds in done)
    facts = [count(f"{ID}.rounds_count", told[rounds], n=len(done), rounds=rounds) for rounds in ("1", "2", "3", MANY)]
    facts.append(count(f"{ID}.revisions_count", sum(len(one.refusals) for one in found), n=len(found)))
    return [*facts, count(f"{ID}.contradicted_count", sum(one.is_contradicted for one in found), n=len(found))]


def _reasons(found: Sequence[Approved], decisions: Sequence[Decision]) -> list[Fact]:
    """Refusals by reason as it is written most often, whatever the case of its letters."""
    spelled: dict[str, Counter[str]] = {}
    for decision in decisions:
        if decision.outcome == REFUSED:
            reason = decision.reason or NONE_GIVEN
            spelled.setdefault(reason.casefold(), Counter())[reason] += 1
    whole = sum(sum(ways.values()) for ways in spelled.values())
    told = {min(ways, key=lambda way: (-ways[way], way)): sum(ways.values()) for ways in spelled.values()}
    return [count(f"{ID}.reason_count", n, n=whole, reason=reason) for reason, n in sorted(told.items())]


def _rework(found: Sequence[Approved], currency: str, hour_cost: Decimal | None) -> list[Fact]:
    again, work = (sum(s.minutes for one in found for s in getattr(one, part)) for part in ("rework", "work"))
    told = [Fact(f"{ID}.rework_minutes", float(again), "minutes", len(found))]
    if work:
        told.append(Fact(f"{ID}.rework_share", again / work, "share", len(found)))
    if hour_cost is not None:
        cost = Decimal(str(round(again, 6))) / MINUTES_AN_HOUR * hour_cost
        told.append(Fact(f"{ID}.rework_cost_amount", cost.quantize(CENT, ROUND_HALF_EVEN), currency, len(found)))
    return told


def shown(found: Sequence[Approved]) -> pa.Table:
    """One row an approval, in order of items and time."""
    rows = [(n, decision) for one in found for n, decision in enumerate(one.decisions, start=1)]
    stays = [decision.stay.stay for _, decision in rows]
    text = pa.string()
    return pa.table(
        {
            "source_system": pa.array([s.item[0] for s in stays], text),
            "item_id": pa.array([s.item[1] for s in stays], text),
            "kind": pa.array([s.kind for s in stays], text),
            "status": pa.array([s.status for s in stays], text),
            "approval_no": pa.array([n for n, _ in rows], pa.int64()),
            "entered_at": pa.array([s.entered_at for s in stays], TIMESTAMP),
            "left_at": pa.array([s.left_at for s in stays], TIMESTAMP),
            "owner": pa.array([s.owner or None for s in stays], text),
            "minutes": pa.array(np.array([decision.stay.minutes for _, decision in rows], dtype=np.float64)),
            "outcome": pa.array([decision.outcome for _, decision in rows], text),
            "rejected_reason": pa.array([decision.reason or None for _, decision in rows], text),
            "problem": pa.array([_problem(decision) for _, decision in rows], text),
            "source_file": pa.array([s.source_file for s in stays], text),
            "source_row": pa.array([s.source_row for s in stays], pa.int64()),
        }
    )


def _problem(decision: Decision) -> str | None:
    return decision.outcome if decision.outcome in (REFUSED, PENDING) else None
