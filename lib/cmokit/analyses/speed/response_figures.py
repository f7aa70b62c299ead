"""The figures of first answers, out of one row a lead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cmokit.analyses.answering import Answering
from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact
from cmokit.methods.lead_waits import APART, BEFORE, LATE, NO_TIME, curve, texts
from cmokit.methods.spelling import BLANK_WORDS
from cmokit.methods.survival import CONFIDENCE, Waits
from cmokit.methods.uncertainty import wilson

ID = "speed.first_response"
QUANTILES = (0.5, 0.75, 0.9)
MEDIAN = "0.5"
SPLITS = ("owner_id", "channel", "segment")
ENOUGH = 20  # leads, before a group is stated by itself and a figure may be relied on
HOUR, FOUR_HOURS = 60, 240
OLD_ENOUGH = 0.9  # the quantile of the time to conversion after which a lead has had its chance
NEVER = "none"


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The leads whose wait can be told."""
    return rows[~rows["problem"].isin(APART)]


def counts(rows: pd.DataFrame) -> list[Fact]:
    """How many leads there are, how many were answered, and what was set apart or not taken for an answer."""
    own, whole = counted(rows), len(rows)
    answered = int(own["is_answered"].sum())
    by_machine = own["automated_at"].notna() & ~(own["latest_at"] <= own["automated_at"])
    return [
        count(f"{ID}.leads_count", len(own), n=whole),
        count(f"{ID}.answered_count", answered, n=len(own)),
        count(f"{ID}.unanswered_count", len(own) - answered, n=len(own)),
        count(f"{ID}.before_lead_count", int((rows["problem"] == BEFORE).sum()), n=whole),
        count(f"{ID}.no_time_count", int((rows["problem"] == NO_TIME).sum()), n=whole),
        count(f"{ID}.date_only_count", int(own["is_day_only"].sum()), n=answered),
        count(f"{ID}.automated_count", int(by_machine.sum()), n=len(own)),
    ]


def times(rows: pd.DataFrame, promise: float | None, minutes: str = "minutes", **dims: str) -> list[Fact]:
    """Quantiles of the wait, as far as they are reached, and the share within the promise. rows: counted leads."""
    name = "" if minutes == "minutes" else "earliest_"
    waits, n = curve(rows, minutes), len(rows)
    facts = [_quantile(f"{ID}.{name}minutes", waits, q, n, {**dims, "quantile": str(q)}) for q in QUANTILES]
    known = int((rows["is_answered"] | (rows[minutes] >= (promise or 0))).sum())
    if promise is not None and known:
        low, high = _range(waits, promise, known)
        kept = waits.ended_by(promise)
        facts.append(Fact(f"{ID}.{name}within_sla_share", kept, "share", n, low, high, CONFIDENCE, dims))
    return [fact for fact in facts if fact is not None]


def _range(waits: Waits, promise: float, known: int) -> tuple[float, float]:
    """The interval of the share; where all or none were in time, Wilson's of those of whom that is known."""
    kept = waits.ended_by(promise)
    return wilson(round(kept * known), known) if kept in (0, 1) else waits.ended_by_interval(promise)


def _quantile(fact_id: str, waits: Waits, q: float, n: int, dims: dict[str, str]) -> Fact | None:
    value, (low, high) = waits.quantile(q), waits.quantile_interval(q)
    if value is None:
        return None
    if low is None or high is None:
        return Fact(fact_id, value, "minutes", n, dimensions=dims)
    return Fact(fact_id, value, "minutes", n, low, high, CONFIDENCE, dims)


def groups(rows: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """The counted leads of each owner, channel and segment, by the dimension that names them."""
    own = counted(rows).assign(owner_id=lambda t: t["owner"])
    for column in SPLITS:
        values = texts(own[column])
        for value, part in own.groupby(values, sort=True):
            if str(value).casefold() not in BLANK_WORDS:
                yield {column: str(value)}, part


def by_group(rows: pd.DataFrame, promise: float | None) -> list[Fact]:
    """The same times for each group of enough leads, and how many groups are too small."""
    facts: list[Fact] = []
    every = list(groups(rows))
    large = [(dims, part) for dims, part in every if len(part) >= ENOUGH]
    for dims, part in large:
        facts += times(part, promise, **dims)
        facts.append(count(f"{ID}.leads_count", len(part), **dims))
        facts.append(count(f"{ID}.unanswered_count", int((~part["is_answered"]).sum()), n=len(part), **dims))
    return [*facts, count(f"{ID}.small_groups_count", len(every) - len(large), n=len(every))]


def shortcuts(rows: pd.DataFrame) -> list[Fact]:
    """What usual reports make of the same leads: none of them is how long a lead waits."""
    own = counted(rows)
    answered = own[own["is_answered"]]
    or_machine = own[["minutes", "automated_minutes"]].min(axis=1)[own["is_answered"] | own["automated_at"].notna()]
    usual = {
        "mean_of_answered": answered["minutes"].mean(),
        "every_hour_counted": answered["clock_minutes"].median(),
        "machines_counted": or_machine.median(),
    }
    stated = {name: float(value) for name, value in usual.items() if not np.isnan(value)}
    return [Fact(f"{ID}.shortcut_minutes", v, "minutes", dimensions={"shortcut": n}) for n, v in stated.items()]


def bands(answering: Answering) -> tuple[tuple[str, float], ...]:
    """Bands of response with their last minute, fastest first; a working day is as long as agreed."""
    day = float(answering.end - answering.start)
    known = (("hour", float(HOUR)), ("four_hours", float(FOUR_HOURS)), ("day", day))
    return (*((name, last) for name, last in known if last <= day), ("later", np.inf))


def converted(rows: pd.DataFrame, answering: Answering, end: datetime) -> list[Fact]:
    """The share that went on by band of response, of the leads that are old enough to have done so."""
    own = counted(rows)
    took = (own["went_on_at"] - own["created_at"]).dropna()
    took = took[took >= timedelta(0)]
    if took.empty:
        return []
    old = own[own["created_at"] <= end - took.quantile(OLD_ENOUGH)]
    facts: list[Fact] = []
    for band, part in _banded(old, bands(answering)):
        went_on = int(part["went_on"].sum())
        facts += share(f"{ID}.converted_share", went_on, len(part), sample=True, band=band)
    return facts


def _banded(rows: pd.DataFrame, limits: tuple[tuple[str, float], ...]) -> Iterator[tuple[str, pd.DataFrame]]:
    answered, before = rows[rows["is_answered"]], -1.0
    for band, last in limits:
        yield band, answered[(answered["minutes"] > before) & (answered["minutes"] <= last)]
        before = last
    yield NEVER, rows[~rows["is_answered"]]


def shown(rows: pd.DataFrame, promise: float | None, timezone: str) -> Any:
    """One row a lead for the evidence, as an Arrow table. An attempt of which the day alone is known shows its day."""
    import pyarrow as pa

    from cmokit.tables.contract import TIMESTAMP

    day_only = rows["is_day_only"].to_numpy(dtype=bool)
    local = pd.DatetimeIndex(rows["latest_at"] - pd.Timedelta(microseconds=1)).tz_convert(timezone)
    days = [day.date() if by_day else None for day, by_day in zip(local, day_only, strict=True)]
    is_late = rows["is_answered"] & (rows["minutes"] > (np.inf if promise is None else promise))
    problem = rows["problem"].where(~is_late | (rows["problem"] != ""), LATE)
    told = {
        "source_system": pa.array(rows["source_system"], pa.string()),
        "contact_id": pa.array(rows["contact_id"], pa.string()),
        "created_at": pa.array(rows["created_at"], TIMESTAMP),
        "first_attempt_at": pa.array(rows["latest_at"].where(~rows["is_day_only"]), TIMESTAMP),
        "first_attempt_on": pa.array(days, pa.date32()),
        "owner_id": pa.array(rows["owner_id"], pa.string()),
        "minutes": pa.array(rows["minutes"], pa.float64(), from_pandas=True),
        "is_answered": pa.array(rows["is_answered"], pa.bool_()),
        "problem": pa.array(problem.where(problem != "", None), pa.string()),
        "source_file": pa.array(rows["source_file"], pa.string()),
        "source_row": pa.array(rows["source_row"], pa.int64()),
    }
    return pa.table(told)
