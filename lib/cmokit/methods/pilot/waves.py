"""A staggered start read from records: who began on which day, and what each unit did in each window of days."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from cmokit.methods.pilot import staggered
from cmokit.methods.pilot.groups import leads_read
from cmokit.methods.pilot.outcomes import happened, moments
from cmokit.methods.pilot.reading import Arm, Reading, Wanted
from cmokit.methods.pilot.records import CONTACT, Records, Terms
from cmokit.methods.pilot.staggered import Waves
from cmokit.methods.pilot.units import moment


def of_waves(units: pd.DataFrame, wanted: Wanted, records: Records, terms: Terms) -> Reading:
    """The second variant against those who do not have it yet. A window whose days are not over is left out."""
    counted = units[units["problem"] == ""].reset_index(drop=True)
    days = counted["since"].dt.tz_convert(terms.timezone).dt.date
    starts = [moment(day, terms.timezone) for day in sorted(set(days))]
    wave = np.searchsorted(sorted(set(days)), days.to_numpy())
    if wanted.unit_kind == CONTACT:
        found, young = _people(counted, wave, starts, wanted, records, terms)
    else:
        found, young = _groups(counted, wave, starts, wanted, records, terms)
    effect = staggered.staggered(found, wanted.level) if len(counted) else None
    control, treated = wanted.variants[0], wanted.variants[1]
    on, off = _counts(found, found.treated), _counts(found, found.control)
    waiting = int((wave > 0).sum())
    arms = {control: Arm(waiting, off[1], 0, 0, off[0]), treated: Arm(len(counted), on[1], young, 0, on[0])}
    rows = counted.assign(crossed=counted["is_moved"].astype(bool), is_mature=None, did=None)
    return Reading(arms, {treated: effect} if effect else {}, rows, clusters=len(counted))


def _counts(found: Waves, weights: Any) -> tuple[int, int]:
    """Did it, of how many, over the windows in which both sides are there."""

    def sums(side: Any, counts: Any) -> Any:
        return (side[:, found.wave].T * counts).sum(axis=0)

    both = (sums(found.treated, found.rows) > 0) & (sums(found.control, found.rows) > 0)
    return int(sums(weights, found.yes)[both].sum()), int(sums(weights, found.rows)[both].sum())


def _people(
    units: pd.DataFrame, wave: Any, starts: list[datetime], wanted: Wanted, records: Records, terms: Terms
) -> tuple[Waves, int]:
    """Each person followed from every start on; with how many people's own days are not over."""
    events = moments(wanted.outcome, wanted.stage, records, terms)
    over = np.array([start + timedelta(days=wanted.days) <= terms.until for start in starts], dtype=bool)
    columns = [happened(units.assign(since=pd.Timestamp(start)), events, wanted.days) for start in starts]
    yes = np.column_stack(columns).astype(float) if columns else np.zeros((0, 0))
    at = np.array([start.timestamp() / 86_400 for start in starts])
    found = staggered.by_person(wave, yes * over, at, wanted.days)
    rows = found.rows * over
    return Waves(found.wave, found.yes, rows, found.treated, found.control), int((~over[wave]).sum())


def _groups(
    units: pd.DataFrame, wave: Any, starts: list[datetime], wanted: Wanted, records: Records, terms: Terms
) -> tuple[Waves, int]:
    """The leads of each owner or company by the window in which they were made; with how many are immature."""
    leads = leads_read(wanted, records, terms)
    places = {who: place for place, who in enumerate(units["who"])}
    own = leads[leads["is_after"] & leads["cluster"].isin(places) & leads["is_told"]]
    edges = np.array([start.astimezone(ZoneInfo("UTC")).timestamp() for start in starts])
    window = np.searchsorted(edges, [since.timestamp() for since in own["since"]], side="right") - 1
    own = own.assign(unit=own["cluster"].map(places).astype(int), window=window)
    told = own[own["did"].notna() & (own["window"] >= 0)]
    yes, rows = np.zeros((len(units), len(starts))), np.zeros((len(units), len(starts)))
    np.add.at(rows, (told["unit"].to_numpy(), told["window"].to_numpy()), 1.0)
    np.add.at(yes, (told["unit"].to_numpy(), told["window"].to_numpy()), told["did"].to_numpy(dtype=float))
    return staggered.by_day(wave, yes, rows), int(own["did"].isna().sum())
