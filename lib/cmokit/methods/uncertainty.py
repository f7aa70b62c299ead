"""How far a share seen in a sample may lie from the one behind it."""

from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of a share, (low, high) within 0 to 1, also right for shares near 0 or 1 and small n.

    Newcombe 1998, method 3. Raises ValueError where there is nothing to divide by.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"no share of {successes} out of {n}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, z2 = successes / n, z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At 0 and n successes one bound equals the share exactly; rounding would leave 1e-18 beside it.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    return low, 1.0 if successes == n else min(1.0, middle + half)


def newcombe(
    successes: int, n: int, other_successes: int, other_n: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The interval of one share less another, seen in different records: (low, high) within -1 to 1.

    Newcombe 1998 (difference of two proportions), method 10. Raises ValueError where there is nothing to divide by.
    """
    low, high = wilson(successes, n, confidence)
    other_low, other_high = wilson(other_successes, other_n, confidence)
    share, other = successes / n, other_successes / other_n
    below = sqrt((share - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - share) ** 2 + (other - other_low) ** 2)
    return share - other - below, share - other + above
