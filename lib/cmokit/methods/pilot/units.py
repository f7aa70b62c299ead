"""The units of an experiment: who was put into which arm when, and which of them cannot be told.

Everybody stays in the arm of the list, whatever was done with them: who was not treated as the list said is a crossover
and counts where the list put them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from cmokit.methods.pilot.arms import Unit
from cmokit.methods.pilot.arms import units as units_of
from cmokit.methods.pilot.records import CONTACT, Records, Terms, whose

UNKNOWN_ARM, NO_DAY, NOT_FOUND, AFTER_ITS_DAYS = "unknown_arm", "no_day", "not_found", "after_its_days"
TWO_ARMS, REPEATED = "two_arms", "repeated"
USED, FAILED = "used", "failed"
COLUMNS = ["unit_kind", "unit_id", "variant", "since", "who", "is_moved", "problem", "source_file", "source_row"]


@dataclass(frozen=True)
class Asked:
    """What a plan says of its units. variants: the first is the control."""

    experiment: str
    unit_kind: str
    variants: tuple[str, ...]
    start_on: date
    assign_until_on: date
    workflow: str | None = None


def assigned(assignments: Any, asked: Asked, records: Records, terms: Terms) -> pd.DataFrame:
    """One row a unit of the list, by id: its arm, since (UTC), who, is_moved (a CRM shows another arm, or the list a
    second one), and problem (blank: counted). A person whom two records of the list name counts once, in the first arm.
    """
    listed = units_of(assignments, records.entity_links, asked.experiment, terms.timezone)
    own = [unit for unit in listed if unit.unit_kind == asked.unit_kind]
    names = whose([unit.unit_id for unit in own], asked.unit_kind, records, terms.leading)
    rows = pd.DataFrame([_row(unit, names) for unit in own], columns=COLUMNS)
    rows["since"] = pd.to_datetime(rows["since"].astype(object), utc=True)
    rows = rows[~(rows["since"] >= pd.Timestamp(terms.until))].reset_index(drop=True)
    after = moment(asked.assign_until_on + timedelta(days=1), terms.timezone)
    for problem, where in (
        (UNKNOWN_ARM, ~rows["variant"].isin(asked.variants)),
        (NO_DAY, rows["since"].isna()),
        (NOT_FOUND, rows["who"] == ""),
        (AFTER_ITS_DAYS, rows["since"] >= pd.Timestamp(after)),
    ):
        rows.loc[where & (rows["problem"] == ""), "problem"] = problem
    counted = rows[rows["problem"] == ""].sort_values("since", kind="stable")
    first = counted.groupby("who")["variant"].transform("first")
    again = counted.duplicated("who")
    rows.loc[again.index[again], "problem"] = REPEATED
    rows.loc[again.index[again & (counted["variant"] != first)], "problem"] = TWO_ARMS
    return rows


def _row(unit: Unit, names: dict[str, str]) -> dict[str, Any]:
    return {
        "unit_kind": unit.unit_kind,
        "unit_id": unit.unit_id,
        "variant": unit.variant,
        "since": unit.assigned_at,
        "who": names.get(unit.unit_id, ""),
        "is_moved": unit.is_moved or unit.is_in_two,
        "problem": "",
        "source_file": unit.source_file,
        "source_row": unit.source_row,
    }


def moment(day: date, timezone: str) -> datetime:
    """Where a day begins for the client."""
    return datetime.combine(day, time(), ZoneInfo(timezone))


@dataclass(frozen=True)
class Runs:
    """The runs of the workflow since the start: how many were used, of these corrected, how many failed, of how many.

    rows: of those used, who it was about, and at.
    """

    total: int
    used: int
    corrected: int
    failed: int
    rows: pd.DataFrame

    @property
    def troubled(self) -> float | None:
        """The larger of the shares corrected (of those used) and failed (of all); None without a run."""
        if not self.total:
            return None
        return max(self.corrected / self.used if self.used else 0.0, self.failed / self.total)


def runs_of(asked: Asked, records: Records, terms: Terms) -> Runs:
    """None of them where the plan names no workflow."""
    table = records.workflow_runs
    rows = table.filter(table.workflow_id == (asked.workflow or "")).order_by("run_id").to_pyarrow().to_pandas()
    start, at = pd.Timestamp(moment(asked.start_on, terms.timezone)), rows["started_at"]
    rows = rows[~(at < start) & ~(at >= pd.Timestamp(terms.until))]
    used = rows[rows["outcome"] == USED]
    people = whose(_filled(used["item_id"]), CONTACT, records, terms.leading)
    told = pd.DataFrame(
        {
            "who": [people.get(item) for item in used["item_id"]],
            "at": pd.to_datetime(used["started_at"], utc=True).array,
        }
    ).astype({"who": object})
    corrected = int((used["corrections_count"].fillna(0) > 0).sum())
    return Runs(len(rows), len(used), corrected, int((rows["outcome"] == FAILED).sum()), told)


def _filled(ids: Any) -> Sequence[str]:
    return [value for value in ids if isinstance(value, str) and value]


def got_it(rows: pd.DataFrame, runs: Runs) -> Any:
    """Of each row (who, since), whether a run was used on it from that moment on, or at an unknown one."""
    numbered = rows[["who", "since"]].assign(row=range(len(rows)))
    both = numbered.merge(runs.rows.dropna(subset=["who"]), on="who")
    counted = both[~(both["at"] < both["since"])]
    return numbered["row"].isin(counted["row"]).to_numpy(dtype=bool)
