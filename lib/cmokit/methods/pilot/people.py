"""People put into arms by lot, each an observation of their own: shares of those who have had their days."""

from typing import Any

import pandas as pd

from cmokit.methods.pilot.cuped import adjusted
from cmokit.methods.pilot.effect import Effect, two_shares
from cmokit.methods.pilot.outcomes import ORDERED, moments, outcomes, past
from cmokit.methods.pilot.reading import PAST_DAYS, RANDOMISED, Reading, Wanted, arm_of, gap
from cmokit.methods.pilot.records import Records, Terms
from cmokit.methods.pilot.units import Runs, got_it


def of_people(units: pd.DataFrame, wanted: Wanted, records: Records, terms: Terms, runs: Runs) -> Reading:
    """People put into arms by lot: shares of the mature, each person once. units: of the list, as `units.assigned`."""
    counted = units[units["problem"] == ""]
    rows = outcomes(counted, wanted.outcome, wanted.stage, wanted.days, records, terms)
    rows["got_it"] = got_it(rows, runs)
    rows["crossed"] = _crossed(rows, wanted)
    arms = {variant: arm_of(rows[rows["variant"] == variant]) for variant in wanted.variants}
    control = arms[wanted.variants[0]]
    effects = {
        variant: two_shares(arms[variant].yes, arms[variant].mature, control.yes, control.mature, wanted.level)
        for variant in wanted.variants[1:]
        if arms[variant].mature and control.mature
    }
    before = _past_taken_out(rows, wanted, records, terms) if effects else {}
    return Reading(arms, effects, rows, adjusted=before, usual=_usual(rows, wanted))


def _crossed(rows: pd.DataFrame, wanted: Wanted) -> Any:
    """A control that got the change, and whoever stands in another arm in the CRM than on the list."""
    return (rows["got_it"] & (rows["variant"] == wanted.variants[0])) | rows["is_moved"].astype(bool)


def _past_taken_out(rows: pd.DataFrame, wanted: Wanted, records: Records, terms: Terms) -> dict[str, Effect]:
    """CUPED on the orders of the year before each person's start: nothing else is known of people before a pilot."""
    if wanted.design != RANDOMISED or wanted.outcome != ORDERED:
        return {}
    own = rows[rows["did"].notna()]
    orders = past(own, moments(ORDERED, None, records, terms), PAST_DAYS)
    control, found = (own["variant"] == wanted.variants[0]).to_numpy(), {}
    for variant in wanted.variants[1:]:
        treated = (own["variant"] == variant).to_numpy()
        both = treated | control
        did = own["did"].to_numpy(dtype=float)
        if told := adjusted(did[both], orders[both], treated[both].astype(float), wanted.level):
            found[variant] = told.effect
    return found


def _usual(rows: pd.DataFrame, wanted: Wanted) -> dict[str, float]:
    """as_treated: who got it against who did not, whatever the list said. immature_counted: the young as if they had
    had their days.
    """
    told = rows[rows["did"].notna()]
    found = {"as_treated": gap(told, told["did"].astype(float), told["got_it"])} if rows["got_it"].any() else {}
    every, treated = rows[rows["is_told"]], rows.loc[rows["is_told"], "variant"] != wanted.variants[0]
    if len(every) > len(told):
        found["immature_counted"] = gap(every, every["so_far"].astype(float), treated)
    return {name: value for name, value in found.items() if value is not None}
