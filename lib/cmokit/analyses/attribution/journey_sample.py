"""A few journeys to read by eye: somebody who knows the deal says which model tells it best."""

import hashlib
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from cmokit.analyses.attribution.model_figures import ID
from cmokit.analyses.called import heading
from cmokit.analyses.shown import table
from cmokit.exhibits.section import Table
from cmokit.methods.attribution.shares import SHARES

JOURNEYS = 12


def sampled(conversion_ids: list[str]) -> list[str]:
    """The same few of the same outcomes, whatever their order: those whose names hash lowest."""
    return sorted(set(conversion_ids), key=_drawn)[:JOURNEYS]


def _drawn(conversion_id: str) -> str:
    return hashlib.sha256(f"{ID}|{conversion_id}".encode()).hexdigest()


def sample_table(evidence: pa.Table, timezone: str) -> tuple[Table, ...]:
    """One row a touch, in order, with its part by the models that look at one journey alone."""
    touches = evidence.filter(pc.equal(evidence["role"], "touch"))
    chosen = sampled(touches["conversion_id"].to_pylist())
    rows = touches.filter(pc.is_in(touches["conversion_id"], pa.array(chosen, pa.string()))).to_pylist()
    units = {"conversion": "text", "touched_on": "date", "channel": "text", **dict.fromkeys(SHARES, "share")}
    ordered = sorted(rows, key=lambda row: chosen.index(row["conversion_id"]))
    return table(f"{ID}.tables.sample", units, (_row(row, ZoneInfo(timezone)) for row in ordered))


def _row(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "conversion": row["conversion_id"],
        "touched_on": row["touched_at"].astimezone(zone).date(),
        "channel": heading(row["channel"], "channel"),
        **{name: row[name] for name in SHARES},
    }
