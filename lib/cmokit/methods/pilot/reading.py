"""What was read of one outcome of one experiment: what each arm did, the effect, and what usual reports make of it.

Arms are as the list put them. The control is the first variant; each other one is held against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from cmokit.methods.pilot.effect import Effect

RANDOMISED, STAGGERED, DIFFERENCE, BEFORE_AFTER = "randomised", "staggered", "difference_in_differences", "before_after"
BLOCKS = 4  # of the days before the start, to show whether the arms moved alike
PAST_DAYS = 365  # of orders before the start


@dataclass(frozen=True)
class Wanted:
    """The outcome that is read, and the design that reads it."""

    design: str
    unit_kind: str
    variants: tuple[str, ...]
    outcome: str
    stage: str | None
    days: int
    start_on: date
    assign_until_on: date
    before_days: int
    confidence: float

    @property
    def level(self) -> float:
        """Of each comparison, so that all of them together hold at the plan's confidence."""
        return 1 - (1 - self.confidence) / max(len(self.variants) - 1, 1)


@dataclass(frozen=True)
class Arm:
    """Of those counted in an arm (people, or leads of its owners and companies): how many had their days of follow-up,
    how many not yet, of how many nothing can be told, and how many of the mature did it. crossed: who got the change
    in the control, or stands in another arm in the CRM. before: (did it, of how many) before the start.
    """

    units: int
    mature: int = 0
    immature: int = 0
    untold: int = 0
    yes: int = 0
    crossed: int = 0
    before: tuple[int, int] = (0, 0)

    @property
    def rate(self) -> float | None:
        return self.yes / self.mature if self.mature else None


@dataclass(frozen=True)
class Block:
    """Days before or after the start, and the share of one arm in them."""

    first: date
    variant: str
    yes: int
    rows: int


@dataclass(frozen=True)
class Reading:
    """effects, drifts (before the start, where nothing may differ), adjusted (CUPED): by variant. usual: what other
    ways of counting make of it, by their name. rows: one a unit, with is_mature, did and crossed.
    """

    arms: Mapping[str, Arm]
    effects: Mapping[str, Effect]
    rows: pd.DataFrame
    drifts: Mapping[str, Effect] = field(default_factory=dict)
    adjusted: Mapping[str, Effect] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    clusters: int = 0


def arm_of(rows: pd.DataFrame) -> Arm:
    """Of rows with is_told, is_mature, did and crossed."""
    told = rows["is_told"].to_numpy(dtype=bool)
    mature = rows["is_mature"].to_numpy(dtype=bool)
    return Arm(
        units=len(rows),
        mature=int((told & mature).sum()),
        immature=int((told & ~mature).sum()),
        untold=int((~told).sum()),
        yes=int(rows["did"].fillna(False).sum()),
        crossed=int(rows["crossed"].sum()),
    )


def gap(rows: pd.DataFrame, did: Any, here: Any) -> float | None:
    """The share of those here less that of the others; None where one side is empty."""
    return float(did[here].mean() - did[~here].mean()) if len(rows) and 0 < here.sum() < len(rows) else None
