"""What is counted over leads with a score: bands, quarters, the forecast of the later half, drift, and the rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cmokit.analyses.figures import share
from cmokit.analyses.scoring.calibration_figures import ID, band_name
from cmokit.exhibits.fact import Fact
from cmokit.methods import score_power
from cmokit.methods.lead_outcomes import quarter
from cmokit.methods.score_power import Forecast
from cmokit.methods.scores import bands, drift
from cmokit.methods.uncertainty import CONFIDENCE

MOST_BANDS = 5
FEWEST_EACH = 10  # leads on either side of the outcome, before their scores are compared
FEWEST_A_QUARTER = 50
THIRDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Leads:
    """Leads with a score, by their ids; arrays of equal length. later: entered in the later half of the mature ones."""

    score: Any
    converted: Any
    mature: Any
    later: Any
    quarters: tuple[str, ...]

    @property
    def first(self) -> Any:
        return self.mature & ~self.later

    @property
    def held_out(self) -> Any:
        return self.mature & self.later


def leads_of(rows: pa.Table) -> Leads:
    mature = np.asarray(rows["is_mature"].to_pylist(), dtype=bool)
    entered = rows["entered_at"].cast(pa.int64()).to_numpy()
    middle = float(np.quantile(entered[mature], 0.5)) if mature.any() else 0.0
    months = rows["month"].to_pylist()
    return Leads(
        rows["score"].to_numpy().astype(np.float64), np.asarray(rows["reached_at"].is_valid()), mature,
        entered > middle, tuple(map(quarter, months)),
    )  # fmt: skip


def each_side(leads: Leads, which: Any) -> bool:
    won = leads.converted[which]
    return bool(min(won.sum(), (~won).sum()) >= FEWEST_EACH)


def bands_facts(leads: Leads) -> list[Fact]:
    score, won = leads.score[leads.mature], leads.converted[leads.mature]
    facts: list[Fact] = []
    for band in bands(score, won, most=MOST_BANDS):
        by: dict[str, Any] = {"band": band_name(band)}
        facts += share(f"{ID}.band_share", band.converted, band.n, sample=True, **by)
        facts.append(Fact(f"{ID}.lift_share", band.share / float(won.mean()), "share", band.n, dimensions=by))
    return facts


def quarters_facts(leads: Leads) -> list[Fact]:
    """Discrimination in all and by quarter, and each third of the scores by quarter; thirds fixed on the first half."""
    facts = _power("all", leads, leads.mature)
    edges = np.quantile(leads.score[leads.first], (1 / 3, 2 / 3), method="higher")
    third = np.searchsorted(edges, leads.score, side="right")
    quarters = np.asarray(leads.quarters)
    for name in sorted(set(quarters[leads.mature])):
        own = leads.mature & (quarters == name)
        if own.sum() < FEWEST_A_QUARTER:
            continue
        facts += _power(str(name), leads, own)
        for place, which in enumerate(THIRDS):
            won = leads.converted[own & (third == place)]
            facts += share(f"{ID}.third_share", int(won.sum()), len(won), sample=True, quarter=str(name), third=which)
    return facts


def _power(name: str, leads: Leads, own: Any) -> list[Fact]:
    found = score_power.power(leads.score[own], leads.converted[own]) if each_side(leads, own) else None
    if found is None:
        return []
    dims, n = {"quarter": name}, int(own.sum())
    return [Fact(f"{ID}.discrimination_share", found.value, "share", n, found.low, found.high, CONFIDENCE, dims)]


def forecast_facts(promised: Forecast) -> list[Fact]:
    parts, n = promised.brier, len(promised.chances)
    values = {name: getattr(parts, name) for name in ("score", "reliability", "resolution", "uncertainty", "spread")}
    facts = [Fact(f"{ID}.brier_share", value, "share", n, dimensions={"part": p}) for p, value in values.items()]
    facts.append(Fact(f"{ID}.skill_share", parts.skill, "share", n))
    if promised.line:
        for name, value in zip(("intercept", "slope"), promised.line, strict=True):
            facts.append(Fact(f"{ID}.{name}_share", value, "share", n))
    for place, one in enumerate(promised.bins, start=1):
        by: dict[str, Any] = {"bin": str(place)}
        facts.append(Fact(f"{ID}.expected_share", one.mean_score, "share", one.n, dimensions=by))
        facts += share(f"{ID}.observed_share", one.converted, one.n, sample=True, **by)
    whole = sum(one.converted for one in promised.bins)
    facts.append(Fact(f"{ID}.expected_share", float(promised.chances.mean()), "share", n, dimensions={"bin": "all"}))
    return [*facts, *share(f"{ID}.observed_share", whole, n, sample=True, bin="all")]


def drift_facts(leads: Leads) -> list[Fact]:
    """Against all that came later, whether they are old enough to be judged or not."""
    found = drift(leads.score[leads.first], leads.score[leads.later])
    if found is None:
        return []
    values = {"drift_share": found.value, "drift_by_chance_share": found.expected, "drift_p_share": found.p_value}
    return [Fact(f"{ID}.{name}", value, "share", int(leads.later.sum())) for name, value in values.items()]


def evidence(rows: pa.Table, leads: Leads, promised: Forecast | None) -> pa.Table:
    chance: list[float | None] = [None] * len(leads.score)
    for place, value in zip(np.flatnonzero(leads.held_out), promised.chances if promised else (), strict=False):
        chance[place] = float(value)
    half = np.where(leads.mature, np.where(leads.later, "later", "earlier"), "too young")
    kept = rows.select(["person_id", "score", "is_first", "entered_at", "reached_at", "source_file", "source_row"])
    return kept.append_column("half", pa.array(half.tolist(), pa.string())).append_column(
        "expected_share", pa.array(chance, pa.float64())
    )


def forecast_of(leads: Leads) -> Forecast | None:
    """Learned on the earlier half, held against the later one; None where either has too few on a side."""
    first, later = leads.first, leads.held_out
    if not (each_side(leads, first) and each_side(leads, later)):
        return None
    return score_power.forecast(leads.score[first], leads.converted[first], leads.score[later], leads.converted[later])
