"""The figures of active and waiting time, out of timed pieces of work, and the rows behind them."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact
from cmokit.methods.survival import CONFIDENCE, kaplan_meier
from cmokit.methods.work_log import WorkLog
from cmokit.methods.work_times import TimedItem, TimedStay, flow_interval
from cmokit.tables.contract import TIMESTAMP

ID = "work.delay"
ALL = "all"
QUANTILES = ("0.5", "0.9")
USUAL, MOST = QUANTILES
FEW = 10  # items of a kind, or stays in a column, before it is told by itself
SEED = 3303
AGEING = "ageing"


def facts(items: Sequence[TimedItem], log: WorkLog) -> list[Fact]:
    """Of all work and of each kind; of each column; of what is open; and what was set apart."""
    told = [fact for kind in (ALL, *kinds(items)) for fact in _of_kind(items, kind)]
    told += _columns(items) + _open(items)
    return told + [count(f"{ID}.set_apart_count", n, problem=problem) for problem, n in sorted(log.set_apart.items())]


def kinds(items: Sequence[TimedItem]) -> list[str]:
    """Those of which there are enough items, in the order of the alphabet."""
    every = [timed.item.kind for timed in items]
    return [kind for kind in sorted(set(every)) if every.count(kind) >= FEW]


def _of_kind(items: Sequence[TimedItem], kind: str) -> list[Fact]:
    own = [timed for timed in items if kind in (ALL, timed.item.kind)]
    done = [timed for timed in own if timed.has_ended]
    told = [
        count(f"{ID}.items_count", len(done), kind=kind, state="ended"),
        count(f"{ID}.items_count", len(own) - len(done), kind=kind, state="open"),
        *_flow(own, kind),
        *_cycle(own, kind),
    ]
    for name, waiting in (("active", False), ("waiting", True)):
        if done:
            minutes, days = (
                [getattr(timed, f"{unit}_of")(waiting=waiting) for timed in done] for unit in ("minutes", "days")
            )
            told.append(Fact(f"{ID}.{name}_minutes", _mean(minutes), "minutes", len(done), dimensions={"kind": kind}))
            told.append(Fact(f"{ID}.{name}_days", _mean(days), "days", len(done), dimensions={"kind": kind}))
    return told


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _flow(own: Sequence[TimedItem], kind: str) -> list[Fact]:
    work, wait = ([timed.minutes_of(waiting=waiting) for timed in own] for waiting in (False, True))
    whole = sum(work) + sum(wait)
    if not whole:
        return []
    low, high = flow_interval(work, wait, SEED, CONFIDENCE)
    where = {"kind": kind}
    return [Fact(f"{ID}.flow_efficiency_share", sum(work) / whole, "share", len(own), low, high, CONFIDENCE, where)]


def _cycle(own: Sequence[TimedItem], kind: str) -> list[Fact]:
    lengths, ended = [timed.days for timed in own], [timed.has_ended for timed in own]
    return _quantiles("cycle_days", "days", lengths, ended, {"kind": kind})


def _quantiles(
    measure: str, unit: str, lengths: Sequence[float], ended: Sequence[bool], where: dict[str, str]
) -> list[Fact]:
    """By Kaplan and Meier, those that are reached; what goes on counts as long as it has lasted."""
    curve = kaplan_meier(lengths, ended)
    told = []
    for quantile in QUANTILES:
        value, (low, high) = curve.quantile(float(quantile)), curve.quantile_interval(float(quantile))
        if value is not None:
            fact = Fact(f"{ID}.{measure}", value, unit, len(lengths), dimensions={**where, "quantile": quantile})
            is_sure = low is not None and high is not None
            told.append(fact.but(low=low, high=high, confidence=CONFIDENCE) if is_sure else fact)
    return told


def _columns(items: Sequence[TimedItem]) -> list[Fact]:
    """Where work waits: each column's share of all waiting time, and how long one stay there takes."""
    stays: dict[str, list[TimedStay]] = {}
    for timed in items:
        for one in timed.stays:
            stays.setdefault(one.stay.status, []).append(one)
    waited = {name: sum(s.minutes for s in own if s.stay.is_waiting) for name, own in stays.items()}
    whole, told = sum(waited.values()), list[Fact]()
    for status, own in sorted(stays.items()):
        where = {"status": status}
        told.append(count(f"{ID}.stays_count", len(own), status=status))
        if whole and any(s.stay.is_waiting for s in own):
            n = sum(bool(s.stay.is_waiting) for s in own)
            told.append(Fact(f"{ID}.waiting_share", waited[status] / whole, "share", n, dimensions=where))
        if len(own) >= FEW:
            told += _quantiles("stay_minutes", "minutes", [s.minutes for s in own], [s.has_ended for s in own], where)
    return told


def _open(items: Sequence[TimedItem]) -> list[Fact]:
    going = [timed for timed in items if not timed.has_ended]
    late = ageing(items)
    told = [count(f"{ID}.ageing_count", len(late), n=len(going)), *share(f"{ID}.ageing_share", len(late), len(going))]
    if going:
        told.append(Fact(f"{ID}.oldest_days", max(timed.days for timed in going), "days", len(going)))
    return told


def ageing(items: Sequence[TimedItem]) -> list[TimedItem]:
    """Open work that has taken longer than nine in ten pieces take; none where so many have not ended."""
    if not items:
        return []
    curve = kaplan_meier([timed.days for timed in items], [timed.has_ended for timed in items])
    usual = curve.quantile(float(MOST))
    return [t for t in items if usual is not None and not t.has_ended and t.days > usual]


def shown(items: Sequence[TimedItem], late: Sequence[TimedItem]) -> pa.Table:
    """One row a stay, in order of items and time; the last stay of an open item that has aged is marked."""
    old = {timed.item.id for timed in late}
    rows = [(timed, one, one is timed.stays[-1] and timed.item.id in old) for timed in items for one in timed.stays]
    stays = [one.stay for _, one, _ in rows]
    text, moment = pa.string(), TIMESTAMP
    return pa.table(
        {
            "source_system": pa.array([s.item[0] for s in stays], text),
            "item_id": pa.array([s.item[1] for s in stays], text),
            "kind": pa.array([s.kind for s in stays], text),
            "status": pa.array([s.status for s in stays], text),
            "is_waiting": pa.array([s.is_waiting for s in stays], pa.bool_()),
            "entered_at": pa.array([s.entered_at for s in stays], moment),
            "left_at": pa.array([s.left_at for s in stays], moment),
            "owner": pa.array([s.owner or None for s in stays], text),
            "minutes": pa.array(np.array([one.minutes for _, one, _ in rows], dtype=np.float64)),
            "days": pa.array(np.array([one.days for _, one, _ in rows], dtype=np.float64)),
            "problem": pa.array([AGEING if is_late else None for *_, is_late in rows], text),
            "source_file": pa.array([s.source_file for s in stays], text),
            "source_row": pa.array([s.source_row for s in stays], pa.int64()),
        }
    )
