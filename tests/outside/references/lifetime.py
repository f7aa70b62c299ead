"""The CDNOW customers as lifetimes ships them, with its own parameters and what they expect."""

import json

from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.datasets import load_cdnow_summary, load_cdnow_summary_data_with_monetary_value, load_dataset
from lifetimes.utils import calibration_and_holdout_data

HORIZON = 39.0


def main():
    buyers = load_cdnow_summary()
    columns = [buyers[name].astype(float) for name in ("frequency", "recency", "T")]
    orders = BetaGeoFitter(penalizer_coef=0.0).fit(*columns)
    money = load_cdnow_summary_data_with_monetary_value()
    money = money[money["frequency"] > 0]
    spend = GammaGammaFitter(penalizer_coef=0.0).fit(money["frequency"], money["monetary_value"])
    said = {
        "buyers": [list(column) for column in columns],
        "parameters": {name: float(orders.params_[name]) for name in ("r", "alpha", "a", "b")},
        "expected": list(orders.conditional_expected_number_of_purchases_up_to_time(HORIZON, *columns)),
        "active": list(orders.conditional_probability_alive(*columns)),
        "spend": {
            "repeats": list(money["frequency"].astype(float)),
            "mean": list(money["monetary_value"]),
            "parameters": {name: float(spend.params_[name]) for name in ("p", "q", "v")},
            "expected": list(spend.conditional_expected_average_profit(money["frequency"], money["monetary_value"])),
        },
        "bought_later": bought_later(),
    }
    print(json.dumps(said, default=lambda value: value.item()))


def bought_later():
    """The same customers' own orders in the half year after the one that is fitted, in days."""
    kept = load_dataset("CDNOW_sample.txt", header=None, sep=r"\s+", names=["master", "id", "day", "discs", "spent"])
    halves = calibration_and_holdout_data(kept, "id", "day", "19970930", "19980630", datetime_format="%Y%m%d")
    names = ("frequency_cal", "recency_cal", "T_cal")
    days, columns = float(halves["duration_holdout"].iloc[0]), [halves[name].astype(float) for name in names]
    fit = BetaGeoFitter(penalizer_coef=0.0).fit(*columns)
    expected = fit.conditional_expected_number_of_purchases_up_to_time(days, *columns).sum()
    seen = {name: list(column) for name, column in zip(names, columns, strict=True)}
    return seen | {"days": days, "expected": expected, "frequency_holdout": list(halves["frequency_holdout"])}


main()
