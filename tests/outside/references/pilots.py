"""Two shares, cluster-robust errors, permutation tests and covariates as statsmodels and scipy have them."""

import json

import numpy as np
import statsmodels.api as sm
from scipy.stats import permutation_test, ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

SHARES = ((56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (0, 10, 0, 20), (10, 10, 0, 20), (130, 892, 118, 893))
SURE = (0.9, 0.95, 0.99)


def shares():
    """Newcombe's hybrid of Wilson's intervals, and Wilson's own."""
    told = []
    for yes, n, yes_control, n_control in SHARES:
        for sure in SURE:
            low, high = confint_proportions_2indep(
                yes, n, yes_control, n_control, method="newcomb", compare="diff", alpha=1 - sure
            )
            wilson = proportion_confint(yes, n, alpha=1 - sure, method="wilson")
            told.append([yes, n, yes_control, n_control, sure, float(low), float(high), *map(float, wilson)])
    return told


def adjusted():
    """Least squares beside a covariate, and errors that allow another variance in either arm (HC2)."""
    draw = np.random.default_rng(20)
    before = draw.poisson(2, 300).astype(float)
    treated = (np.arange(300) % 3 == 0).astype(float)
    outcome = (draw.random(300) < np.clip(0.1 + 0.08 * before + 0.1 * treated, 0, 1)).astype(float)
    fit = sm.OLS(outcome, sm.add_constant(np.column_stack([treated, before]))).fit()
    rest = outcome - fit.params[2] * before
    error = sm.OLS(rest, sm.add_constant(treated)).fit(cov_type="HC2").bse[1]
    return {
        "outcome": list(outcome), "before": list(before), "treated": list(treated),
        "effect": float(fit.params[1]), "theta": float(fit.params[2]), "error": float(error),
    }  # fmt: skip


def divided():
    """Every division of seven clusters of equal size, by scipy's own permutation test."""
    yes = np.array([9.0, 7, 8, 3, 5, 4, 2])
    treated = np.array([1, 1, 1, 0, 0, 0, 0])

    def gap(one, other, axis=-1):
        return np.mean(one, axis=axis) - np.mean(other, axis=axis)

    test = permutation_test(
        (yes[treated == 1] / 20, yes[treated == 0] / 20), gap, permutation_type="independent", n_resamples=np.inf
    )
    every = np.abs(test.null_distribution) >= abs(test.statistic) - 1e-12
    return {
        "yes": list(yes), "treated": [int(t) for t in treated], "rows": 20,
        "effect": float(test.statistic), "chance": float(every.mean()),
    }  # fmt: skip


def clustered():
    """Leads of forty companies: errors of least squares that know of the companies, and of those that do not."""
    draw = np.random.default_rng(21)
    habit = draw.beta(2, 4, 40)
    treated = np.repeat([1.0, 0.0], 20)
    rows = draw.integers(10, 40, 40)
    yes = draw.binomial(rows, habit)
    group = np.repeat(np.arange(40), rows)
    did = np.concatenate([np.repeat([1.0, 0.0], [y, n - y]) for y, n in zip(yes, rows, strict=True)])
    fit = sm.OLS(did, sm.add_constant(treated[group]))
    return {
        "yes": [int(y) for y in yes], "rows": [int(n) for n in rows], "treated": list(treated),
        "effect": float(fit.fit().params[1]),
        "error": float(fit.fit(cov_type="cluster", cov_kwds={"groups": group}).bse[1]),
        "blind_error": float(fit.fit().bse[1]),
        "welch": float(ttest_ind(yes[:20] / rows[:20], yes[20:] / rows[20:], equal_var=False).pvalue),
    }  # fmt: skip


def moved():
    """Before and after of chosen groups: the interaction in least squares over leads."""
    draw = np.random.default_rng(22)
    treated, rows = np.repeat([1, 0], 6), draw.integers(15, 40, (2, 12))
    yes = np.array([draw.binomial(rows[0], 0.3), draw.binomial(rows[1], 0.4 + 0.1 * treated)])
    parts = [(treated[i], after, yes[after, i], rows[after, i]) for i in range(12) for after in (0, 1)]
    did = np.concatenate([np.repeat([1.0, 0.0], [y, n - y]) for *_, y, n in parts])
    columns = np.concatenate([np.tile([t, a, t * a], (n, 1)) for t, a, _, n in parts]).astype(float)
    fit = sm.OLS(did, sm.add_constant(columns)).fit()
    return {
        "treated": [int(t) for t in treated], "effect": float(fit.params[3]),
        "yes_before": [int(y) for y in yes[0]], "yes": [int(y) for y in yes[1]],
        "rows_before": [int(n) for n in rows[0]], "rows": [int(n) for n in rows[1]],
    }  # fmt: skip


def main():
    parts = (shares, adjusted, divided, clustered, moved)
    print(json.dumps({part.__name__: part() for part in parts}))


main()
