"""How long each lead waited for its first answer, in working minutes of whoever owns it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pandas as pd

from cmokit.methods.survival import Waits, kaplan_meier
from cmokit.methods.working_time import WorkingClock

BEFORE, NO_TIME, UNANSWERED, LATE = "before_lead", "no_time", "unanswered", "late"
APART = (BEFORE, NO_TIME)
STANDING_FOR_DAYS = (pd.Timedelta(hours=12), pd.Timedelta(0))
_EVERY_MINUTE = WorkingClock()


@dataclass(frozen=True)
class Owners:
    """Who owns leads: one id for each account, however a system names it, and where that person works."""

    ids: Mapping[str, str]
    zones: Mapping[str, str]
    names: Mapping[str, str]  # by id

    def id_of(self, written: str) -> str:
        return self.ids.get(written.casefold(), written)


def owners_of(users: Iterable[Mapping[str, Any]]) -> Owners:
    """users: rows of the table, in order. An id counts before a name or an address that another account shares."""
    ids: dict[str, str] = {}
    zones: dict[str, str] = {}
    names: dict[str, str] = {}
    known, rows = available_timezones(), list(users)
    for column in ("user_id", "email", "name"):
        for row in rows:
            if row[column] and row["user_id"]:
                ids.setdefault(row[column].strip().casefold(), row["user_id"])
    for row in rows:
        own = row["user_id"]
        if own and row["timezone"] in known:
            zones.setdefault(own, row["timezone"])
        if own and row["name"]:
            names.setdefault(own, row["name"])
    return Owners(ids, zones, names)


def created_by_day(rows: pd.DataFrame, timezone: str) -> pd.Series:
    """Whether a record's file gives days of creation and no times: all of its records are made at noon, which stands
    for a day, or all at midnight.
    """
    local = pd.DatetimeIndex(rows["created_at"]).tz_convert(timezone).tz_localize(None)
    of_day = pd.Series(local - local.normalize(), index=rows.index)
    ends = of_day.groupby(rows["source_file"]).agg(["min", "max"])
    of_days_alone = ends[(ends["min"] == ends["max"]) & ends["min"].isin(STANDING_FOR_DAYS)].index
    return rows["source_file"].isin(of_days_alone)


def texts(column: Any) -> Any:
    """A column of texts, trimmed, with nothing missing."""
    return column.astype(object).where(column.notna(), "").str.strip()


def waited(rows: pd.DataFrame, owners: Owners, clock: WorkingClock, timezone: str, until: datetime) -> pd.DataFrame:
    """The leads (`first_answers`) with `owner` (one id a person), is_answered, is_day_only, problem and their minutes.

    minutes: until the first attempt at the latest, else so far; least_minutes: at the earliest; clock_minutes: of every
    hour; automated_minutes: until the first message of a machine. problem: BEFORE, NO_TIME (created on a known day at
    no known time), UNANSWERED, or empty; who is set apart has no minutes.
    """
    found = rows.assign(owner=[owners.id_of(written) for written in texts(rows["owner_id"])])
    found["is_answered"] = found["latest_at"].notna()
    found["is_day_only"] = found["is_answered"] & (found["earliest_at"] < found["latest_at"])
    by_day = created_by_day(rows, timezone).to_numpy()
    before = found["was_met_before"].to_numpy(dtype=bool)
    kinds = [(before, BEFORE), (by_day, NO_TIME), (~found["is_answered"].to_numpy(), UNANSWERED)]
    found["problem"] = np.select([where for where, _ in kinds], [kind for _, kind in kinds], default="")
    ends = {"minutes": found["latest_at"].fillna(until), "least_minutes": found["earliest_at"].fillna(until)}
    for name, end in {**ends, "automated_minutes": found["automated_at"]}.items():
        found[name] = _minutes(found, end, clock, owners, timezone)
    found["clock_minutes"] = _EVERY_MINUTE.minutes_between(list(found["created_at"]), list(ends["minutes"]), "UTC")
    figures = ["minutes", "least_minutes", "automated_minutes", "clock_minutes"]
    found.loc[found["problem"].isin(APART), figures] = np.nan
    return found


def _minutes(rows: pd.DataFrame, end: Any, clock: WorkingClock, owners: Owners, timezone: str) -> Any:
    zones = np.array([owners.zones.get(owner, timezone) for owner in rows["owner"]], dtype=object)
    minutes = np.full(len(rows), np.nan)
    for zone in sorted(set(zones)):
        here = zones == zone
        since, until = list(rows["created_at"][here]), list(end[here])
        minutes[here] = clock.minutes_between(since, until, ZoneInfo(zone))
    return minutes


def curve(rows: pd.DataFrame, minutes: str = "minutes") -> Waits:
    """The share of the leads, none of them set apart, that still wait after each time."""
    return kaplan_meier(rows[minutes].to_numpy(), rows["is_answered"].to_numpy())
