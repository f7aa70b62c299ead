"""Removal effects beside chains that were counted by other code and solved in exact fractions by FLINT."""

import pytest

from cmokit.methods.attribution.markov import removal_effects
from cmokit.methods.attribution.paths import paths_of


@pytest.mark.parametrize("order", [1, 2, 3])
def test_removal_effects_are_the_exact_ones(outside, order):
    told = outside("markov")
    paths = paths_of([(path, won, lost) for path, won, lost in told["journeys"]])
    exact = told["effects"][str(order)]
    assert dict(zip(paths.channels, removal_effects(paths, order), strict=True)) == pytest.approx(exact, rel=1e-9)
