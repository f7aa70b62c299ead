"""Curves of lifelines and statsmodels over the data that they ship."""

import json

import numpy as np
import statsmodels.api as sm
from lifelines import KaplanMeierFitter
from lifelines.datasets import (
    load_gbsg2,
    load_multicenter_aids_cohort_study,
    load_stanford_heart_transplants,
    load_waltons,
)
from statsmodels.duration.survfunc import CumIncidenceRight


def lifelines_curve(times, ended, entry=None):
    """Times of events with the share still waiting, its log-log interval, and the median."""
    fit = KaplanMeierFitter().fit(times, ended, entry=entry)
    events = fit.event_table[fit.event_table["observed"] > 0].index
    interval = fit.confidence_interval_survival_function_.loc[events]
    return {
        "waits": {
            "times": list(times),
            "ended": [bool(e) for e in ended],
            "entry": None if entry is None else list(entry),
        },
        "at": list(events),
        "waiting": list(fit.survival_function_.loc[events].iloc[:, 0]),
        "low": list(interval.iloc[:, 0]),
        "high": list(interval.iloc[:, 1]),
        "median": fit.median_survival_time_,
    }


def statsmodels_curve(times, ended):
    """Greenwood's errors, and quantiles with their log-log interval."""
    curve = sm.SurvfuncRight(times, ended)
    shares = [0.1, 0.25, 0.5]
    return {
        "waits": {"times": list(times), "ended": [bool(e) for e in ended]},
        "at": list(curve.surv_times),
        "waiting": list(curve.surv_prob),
        "error": list(curve.surv_prob_se),
        "quantiles": [[s, curve.quantile(s), *curve.quantile_ci(s, method="cloglog")] for s in shares],
    }


def transplants():
    """Stanford's patients on the list for a heart: one got there, one died before; the rest were waiting on."""
    rows = []
    for _, patient in load_stanford_heart_transplants().groupby("id"):
        [listed] = patient[patient["transplant"] == 0].itertuples()
        moved = bool((patient["transplant"] == 1).any())
        rows.append((float(listed.stop), 1 if moved else 2 if listed.event else 0))
    times, kinds = (np.array(column) for column in zip(*rows, strict=True))
    found = CumIncidenceRight(times, kinds)
    return {
        "times": times.tolist(),
        "kinds": kinds.tolist(),
        "at": list(found.times),
        "shares": [list(s) for s in found.cinc],
        "errors": [list(s) for s in found.cinc_se],
    }


def main():
    waltons, gbsg2, cohort = load_waltons(), load_gbsg2(), load_multicenter_aids_cohort_study()
    heart = sm.datasets.heart.load_pandas().data
    said = {
        "lifelines": {
            "waltons": lifelines_curve(waltons["T"], waltons["E"]),
            "gbsg2": lifelines_curve(gbsg2["time"], gbsg2["cens"]),
            "entered late": lifelines_curve(cohort["T"], cohort["D"], cohort["W"]),
        },
        "statsmodels": {
            "heart": statsmodels_curve(heart["survival"], heart["censors"]),
            "gbsg2": statsmodels_curve(gbsg2["time"], gbsg2["cens"]),
        },
        "transplants": transplants(),
    }
    print(json.dumps(said, default=lambda value: value.item()))


main()
