"""Owners or companies put into arms: their leads are counted, and the owner or company is the observation.

Leads of one owner are alike; counted as so many observations they would make chance look like an effect.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from cmokit.methods.pilot import bootstrap, permutation
from cmokit.methods.pilot.cuped import adjusted_ratio
from cmokit.methods.pilot.effect import Clusters, Effect, clusters
from cmokit.methods.pilot.outcomes import ORDERED, outcomes
from cmokit.methods.pilot.reading import BLOCKS, DIFFERENCE, RANDOMISED, Arm, Block, Reading, Wanted, arm_of, gap
from cmokit.methods.pilot.records import CONTACT, OWNER, Records, Terms, leads_of
from cmokit.methods.pilot.units import Runs, got_it, moment


def of_clusters(units: pd.DataFrame, wanted: Wanted, records: Records, terms: Terms, runs: Runs) -> Reading:
    """Owners or companies put into arms: their leads made from the start on, and before it; the unit is the cluster."""
    counted = units[units["problem"] == ""]
    arm_of = dict(zip(counted["who"], counted["variant"], strict=True))
    moved = set(counted.loc[counted["is_moved"].astype(bool), "who"])
    leads = leads_read(wanted, records, terms)
    leads = leads.assign(variant=leads["cluster"].map(arm_of)).dropna(subset=["variant"])
    leads["got_it"] = got_it(leads, runs)
    control = leads["variant"] == wanted.variants[0]
    leads["crossed"] = leads["is_after"] & ((leads["got_it"] & control) | leads["cluster"].isin(moved))
    after, before = leads[leads["is_after"]], leads[~leads["is_after"]]
    arms = {v: _cluster_arm(v, counted, after, before) for v in wanted.variants}
    table = _by_cluster(counted, after, before)
    has_before = wanted.design == DIFFERENCE
    effects = _each(table, wanted, ("yes", "rows", *(("yes_before", "rows_before") if has_before else ())))
    usual = _treated_alone(arms, wanted) if has_before else {}
    return Reading(
        arms,
        effects,
        _with_counts(counted, table),
        drifts=_drifts(before, counted, wanted) if has_before else {},
        adjusted={} if has_before else _ratios(table, wanted),
        usual=usual,
        blocks=tuple(_blocks(leads, wanted, terms)),
        clusters=len(counted),
    )


def leads_read(wanted: Wanted, records: Records, terms: Terms) -> pd.DataFrame:
    """Leads made in the days before the start and in those of the pilot, with their outcomes and is_after."""
    start = pd.Timestamp(moment(wanted.start_on, terms.timezone))
    first = pd.Timestamp(moment(wanted.start_on - timedelta(days=wanted.before_days), terms.timezone))
    end = pd.Timestamp(moment(wanted.assign_until_on + timedelta(days=1), terms.timezone))
    kind = wanted.unit_kind if wanted.unit_kind != CONTACT else OWNER
    leads = leads_of(kind, records, terms, shops=wanted.outcome == ORDERED)
    here = leads[(leads["since"] >= first) & (leads["since"] < end)].reset_index(drop=True)
    told = outcomes(here, wanted.outcome, wanted.stage, wanted.days, records, terms)
    return told.assign(is_after=told["since"] >= start, block=_block(told["since"], first, start))


def _block(since: Any, first: pd.Timestamp, start: pd.Timestamp) -> Any:
    """Which equal part of the days before the start, or the first of those after it."""
    part = (start - first) / BLOCKS
    return np.minimum(((since - first) / part).astype(int), BLOCKS)


def before_and_after(wanted: Wanted, records: Records, terms: Terms) -> float | None:
    """The share of all leads after the start less the one before it: what flatters, and never decides."""
    told = leads_read(wanted, records, terms)
    own = told[told["did"].notna()]
    return gap(own, own["did"].astype(float), own["is_after"])


def _cluster_arm(variant: str, units: pd.DataFrame, after: pd.DataFrame, before: pd.DataFrame) -> Arm:
    own, past_rows = arm_of(after[after["variant"] == variant]), before[before["variant"] == variant]["did"].dropna()
    before_counts = (int(past_rows.sum()), len(past_rows))
    of_list = int((units["variant"] == variant).sum())
    return Arm(of_list, own.mature, own.immature, own.untold, own.yes, own.crossed, before_counts)


def _by_cluster(units: pd.DataFrame, after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """A row a cluster: who, variant, yes, rows, yes_before, rows_before, crossed."""
    found = units[["who", "variant"]].set_index("who")
    for part, ending in ((after, ""), (before, "_before")):
        told = part.dropna(subset=["did"]).groupby("cluster")["did"]
        found[f"yes{ending}"], found[f"rows{ending}"] = told.sum().astype(float), told.count().astype(float)
    found["crossed"] = after.groupby("cluster")["crossed"].any()
    found["crossed"] = found["crossed"].astype("boolean").fillna(False).astype(bool)
    return found.fillna(0.0)


def _with_counts(units: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    counts = table[["yes", "rows", "crossed"]].reset_index()
    return units.merge(counts, on="who", how="left").assign(is_mature=None, did=None)


def _each(table: pd.DataFrame, wanted: Wanted, columns: tuple[str, ...]) -> dict[str, Effect]:
    """The effect of each variant beside the control, as far as both have leads to count."""
    found = {}
    for variant in wanted.variants[1:]:
        if told := _pair(table, wanted, variant, columns):
            few = len(told) < permutation.FEW
            found[variant] = (permutation.by_division if few else bootstrap.by_drawing)(told, wanted.level)
    return found


def _pair(table: pd.DataFrame, wanted: Wanted, variant: str, columns: tuple[str, ...]) -> Clusters | None:
    own = table[table["variant"].isin((wanted.variants[0], variant))].sort_index()
    try:
        return clusters((own["variant"] == variant).astype(float), *(own[column] for column in columns))
    except ValueError:
        return None


def _ratios(table: pd.DataFrame, wanted: Wanted) -> dict[str, Effect]:
    """CUPED on each cluster's share before the start; the clusters were drawn by lot."""
    found = {}
    for variant in wanted.variants[1:]:
        told = _pair(table, wanted, variant, ("yes", "rows", "yes_before", "rows_before"))
        if wanted.design == RANDOMISED and told and (answer := adjusted_ratio(told, wanted.level)):
            found[variant] = answer.effect
    return found


def _drifts(before: pd.DataFrame, units: pd.DataFrame, wanted: Wanted) -> dict[str, Effect]:
    """The same comparison within the days before the start, their second half against their first: nought is wanted."""
    late, early = before[before["block"] >= BLOCKS // 2], before[before["block"] < BLOCKS // 2]
    return _each(_by_cluster(units, late, early), wanted, ("yes", "rows", "yes_before", "rows_before"))


def _treated_alone(arms: Mapping[str, Arm], wanted: Wanted) -> dict[str, float]:
    """Before and after of the treated without the others: a season moves it as much as the change does."""
    own = [arms[variant] for variant in wanted.variants[1:]]
    yes, rows = (sum(arm.before[place] for arm in own) for place in (0, 1))
    mature = sum(arm.mature for arm in own)
    return {"before_after": sum(arm.yes for arm in own) / mature - yes / rows} if rows and mature else {}


def _blocks(leads: pd.DataFrame, wanted: Wanted, terms: Terms) -> list[Block]:
    first = wanted.start_on - timedelta(days=wanted.before_days)
    days = [first + timedelta(days=round(wanted.before_days * part / BLOCKS)) for part in range(BLOCKS + 1)]
    told = leads.dropna(subset=["did"]).groupby(["block", "variant"])["did"].agg(["sum", "count"])
    return [
        Block(days[int(block)], str(variant), int(yes), int(rows)) for (block, variant), (yes, rows) in told.iterrows()
    ]
