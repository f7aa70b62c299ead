"""Credit by rule: first, last, linear and position-based, and Shapley's value of "was anywhere on the path".

Each gives credit by channel, adding up to the outcomes. The weights are multiplied by what a path brought, so that an
amount in place of the number of outcomes is shared out in the same way.
"""

import numpy as np

from cmokit.methods.attribution.paths import Numbers, Paths

FIRST_SHARE, LAST_SHARE = 0.4, 0.4  # of a path of three touches or more; what lies between shares the rest evenly


def first_touch(paths: Paths) -> Numbers:
    return paths.credit(paths.first, paths.converted)


def last_touch(paths: Paths) -> Numbers:
    return paths.credit(paths.last, paths.converted)


def linear(paths: Paths) -> Numbers:
    """Every touch the same part."""
    return paths.credit(paths.codes, (paths.converted / paths.lengths)[paths.path_of])


def position(paths: Paths) -> Numbers:
    """40 % to the first touch, 40 % to the last, 20 % to those between; two touches get halves, a single one all."""
    between = paths.lengths - 2
    ends = np.select([between == -1, between == 0], [1.0, 0.5], FIRST_SHARE)
    ends_last = np.select([between == -1, between == 0], [0.0, 0.5], LAST_SHARE)
    middle = np.where(between > 0, (1 - FIRST_SHARE - LAST_SHARE) / np.maximum(between, 1), 0.0)
    inner = middle[paths.path_of]
    inner[paths.starts[:-1]] = 0.0
    inner[paths.starts[1:] - 1] = 0.0
    credit = paths.credit(paths.codes, inner * paths.converted[paths.path_of])
    credit += paths.credit(paths.first, ends * paths.converted)
    return credit + paths.credit(paths.last, ends_last * paths.converted)


def shapley(paths: Paths) -> Numbers:
    """Each outcome in equal parts to the different channels on its path.

    That is Shapley's value for v(S) = outcomes of the paths whose channels all lie in S: the value of a sum of games
    "all of these channels are needed" is the sum of their values, and such a game divides equally among its players
    (Shapley 1953). So no coalition has to be counted, and no channel left out.
    """
    pairs = np.unique(paths.path_of * len(paths.channels) + paths.codes)
    path, code = pairs // len(paths.channels), pairs % len(paths.channels)
    different = np.bincount(path, minlength=len(paths.lengths))
    return paths.credit(code, (paths.converted / np.maximum(different, 1))[path])
