"""The figures of routing, out of one row a lead."""

import numpy as np
import pandas as pd
import pyarrow as pa

from cmokit.analyses.figures import count, share
from cmokit.exhibits.fact import Fact
from cmokit.methods.survival import CONFIDENCE, kaplan_meier
from cmokit.tables.contract import TIMESTAMP

ID = "speed.routing"
CREATED, SINCE_QUALIFIED = "created", "qualified"
QUANTILES = ("0.5", "0.75", "0.9")
UNOWNED, HANDED_ON = "unowned", "handed_on"


def facts(rows: pd.DataFrame) -> list[Fact]:
    """Counts, shares and times of the leads that count for either wait."""
    qualified, new = rows[rows["is_qualified"]], rows[rows["is_new"]]
    seen = rows[rows["is_qualified"] | rows["is_new"]]
    owned = seen[(seen["handed_on_count"] > 0) | seen["has_owner"]]
    handed_on = int((owned["handed_on_count"] > 0).sum())
    unowned = int((~qualified["has_owner"]).sum())
    outside = int((rows["was_qualified"] & ~rows["is_known"]).sum())
    had_one = int((qualified["qualified_owned_at"] == qualified["qualified_at"]).sum())
    told = [
        count(f"{ID}.leads_count", len(new), since=CREATED),
        count(f"{ID}.leads_count", len(qualified), since=SINCE_QUALIFIED),
        count(f"{ID}.owned_before_count", had_one, n=len(qualified)),
        count(f"{ID}.unowned_count", unowned, n=len(qualified)),
        count(f"{ID}.outside_count", outside, n=int(rows["was_qualified"].sum())),
        count(f"{ID}.handed_on_count", handed_on, n=len(owned)),
        count(f"{ID}.times_handed_on_count", int(owned["handed_on_count"].sum()), n=len(owned)),
        *share(f"{ID}.handed_on_share", handed_on, len(owned), sample=True),
        *share(f"{ID}.unowned_share", unowned, len(qualified)),
    ]
    return told + _times(new, CREATED) + _times(qualified, SINCE_QUALIFIED)


def _times(rows: pd.DataFrame, since: str) -> list[Fact]:
    """Quantiles of the wait for an owner, as far as they are reached."""
    if rows.empty:
        return []
    waits = kaplan_meier(rows[f"{since}_minutes"].to_numpy(), rows[f"{since}_owned_at"].notna().to_numpy())
    facts = []
    for quantile in QUANTILES:
        value, (low, high) = waits.quantile(float(quantile)), waits.quantile_interval(float(quantile))
        dims = {"quantile": quantile, "since": since}
        if value is not None:
            told = Fact(f"{ID}.minutes", value, "minutes", len(rows), dimensions=dims)
            is_sure = low is not None and high is not None
            facts.append(told.but(low=low, high=high, confidence=CONFIDENCE) if is_sure else told)
    return facts


def shown(rows: pd.DataFrame) -> pa.Table:
    """One row a lead that is counted: `minutes` and `owned_at` since it was qualified, else since it was made."""
    own = rows[rows["is_new"] | rows["is_qualified"]]
    is_qualified = own["is_qualified"]
    minutes = own["qualified_minutes"].where(is_qualified, own["created_minutes"])
    at = own["qualified_owned_at"].where(is_qualified, own["created_owned_at"])
    problem = np.where(~own["has_owner"] & is_qualified, UNOWNED, np.where(own["handed_on_count"] > 0, HANDED_ON, ""))
    told = {
        "source_system": pa.array(own["source_system"], pa.string()),
        "contact_id": pa.array(own["contact_id"], pa.string()),
        "created_at": pa.array(own["created_at"], TIMESTAMP),
        "qualified_at": pa.array(own["qualified_at"].where(is_qualified), TIMESTAMP),
        "owned_at": pa.array(at, TIMESTAMP),
        "owner_id": pa.array(own["owner_id"], pa.string()),
        "minutes": pa.array(minutes, pa.float64(), from_pandas=True),
        "handed_on_count": pa.array(own["handed_on_count"], pa.int64()),
        "problem": pa.array([text or None for text in problem], pa.string()),
        "source_file": pa.array(own["source_file"], pa.string()),
        "source_row": pa.array(own["source_row"], pa.int64()),
    }
    return pa.table(told)
