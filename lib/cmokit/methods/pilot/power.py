"""What a pilot can show before it starts: the smallest effect that it would see, and how many units that needs.

Two shares in two arms, by the normal approximation with the spread of one share under no effect and of two under the
effect (Fleiss, Levin and Paik 2003, chapter 4). Rows of one company or owner resemble each other, so where those are
put into arms the variance is larger by the design effect, for clusters of unequal size (Kish 1965), and few clusters
tell less still: Student's quantiles with two degrees of freedom less than there are clusters. A staggered start has
the variance of Hussey and Hughes (2007).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

CLOSE = 1e-6
MOST = 10_000_000  # units beyond which nobody asks


@dataclass(frozen=True)
class Groups:
    """What is known of the rows before the start: share of those that did it, and how alike rows of a cluster are.

    within: the correlation of two rows of one cluster, 0 where each row stands for itself. larger: the mean size of
    the cluster that a row lies in, 1 without clusters.
    """

    share: float
    within: float = 0.0
    larger: float = 1.0

    @property
    def design_effect(self) -> float:
        """By how much clusters make the variance larger; never below 1."""
        return max(1.0, 1 + (self.larger - 1) * self.within)


@dataclass(frozen=True)
class Asked:
    """confidence: of the interval. power: how often an effect of that size is to be seen. clusters: of both arms; None
    where each row was put into an arm by itself.
    """

    confidence: float = 0.95
    power: float = 0.8
    clusters: int | None = None

    def quantiles(self) -> tuple[float, float] | None:
        """Of the interval and of the power; None where so few clusters carry none."""
        wanted = ((1 + self.confidence) / 2, self.power)
        if self.clusters is None:
            return NormalDist().inv_cdf(wanted[0]), NormalDist().inv_cdf(wanted[1])
        if self.clusters < 3:
            return None
        from scipy.special import stdtrit

        freedom = self.clusters - 2
        return float(stdtrit(freedom, wanted[0])), float(stdtrit(freedom, wanted[1]))


def groups(counts: Sequence[tuple[int, int]]) -> Groups:
    """counts: of each cluster, rows that did it and rows. Their likeness by the analysis of variance (Donner 1986).

    ValueError without a row.
    """
    sizes = [rows for _, rows in counts if rows]
    total, yes = sum(sizes), sum(did for did, rows in counts if rows)
    if not total:
        raise ValueError("no row to tell a share from")
    share, larger = yes / total, sum(rows * rows for rows in sizes) / total
    many = len(sizes)
    if many < 2 or total <= many:
        return Groups(share, 0.0, larger)
    between = sum(rows * (did / rows - share) ** 2 for did, rows in counts if rows) / (many - 1)
    inside = sum(rows * (did / rows) * (1 - did / rows) for did, rows in counts if rows) / (total - many)
    usual = (total - larger) / (many - 1)
    spread = between + (usual - 1) * inside
    return Groups(share, max(0.0, (between - inside) / spread) if spread > 0 else 0.0, larger)


def detectable(n_control: float, n_treated: float, before: Groups, asked: Asked) -> float | None:
    """The smallest rise of the share that is seen, in share points; None where even a rise to all would not be."""
    found = asked.quantiles()
    if found is None or min(n_control, n_treated) <= 0 or before.share >= 1:
        return None
    effect = before.design_effect
    return _smallest(
        lambda rise: _seen(rise, n_control / effect, n_treated / effect, before.share, found), before.share
    )


def missed(rise: float, least: float | None, asked: Asked) -> float | None:
    """How often a rise is not seen. least: the smallest that is seen as often as asked, which tells its spread."""
    found = asked.quantiles()
    if found is None or least is None or least <= 0:
        return None if found is None else 1.0
    z, power = found
    at = z - rise * (z + power) / least
    if asked.clusters is None:
        return NormalDist().cdf(at)
    from scipy.special import stdtr

    return float(stdtr(asked.clusters - 2, at))


def needed(rise: float, before: Groups, asked: Asked) -> int | None:
    """Rows in both arms, of equal size, that would see this rise; None where no number does."""
    found = asked.quantiles()
    if found is None or not 0 < rise <= 1 - before.share:
        return None
    z, power = found
    treated = before.share + rise
    middle = (before.share + treated) / 2
    spread = z * sqrt(2 * middle * (1 - middle)) + power * sqrt(
        before.share * (1 - before.share) + treated * (1 - treated)
    )
    rows = 2 * ceil(before.design_effect * (spread / rise) ** 2)
    return rows if rows <= MOST else None


def before_and_after(n_control: float, n_treated: float, earlier: float, before: Groups, asked: Asked) -> float | None:
    """Of a comparison of changes. earlier: rows of both arms in the days before. That rows of one cluster are alike
    before and after is left out, so that the effect is stated rather too large than too small.
    """
    if not earlier:
        return None
    whole = n_control + n_treated
    shrunk = 1 / (1 + whole / earlier)  # the days before have a spread of their own, which is added
    return detectable(n_control * shrunk, n_treated * shrunk, before, asked)


def staggered(units: int, waves: int, rows: float, before: Groups, asked: Asked) -> float | None:
    """Of a start on so many days, a day's units being equal in number. rows: of one unit between two of the days."""
    found = asked.quantiles()
    if found is None or units < waves or waves < 2 or rows <= 0 or not 0 < before.share < 1:
        return None
    periods, spread = waves + 1, before.share * (1 - before.share)
    alike = before.within * spread
    noise = (spread - alike) / rows
    began = [units * wave / waves for wave in range(periods)]  # units that have it, by period
    had = [sum(1 for period in range(periods) if period > place) for place in range(waves)]
    all_had = sum(began)
    squares, by_unit = sum(n * n for n in began), sum(n * n for n in had) * units / waves
    below = (units * all_had - squares) * noise + (
        all_had**2 + units * periods * all_had - periods * squares - units * by_unit
    ) * alike
    if below <= 0:
        return None
    rise = sum(found) * sqrt(units * noise * (noise + periods * alike) / below)
    return rise if rise <= 1 - before.share else None


def _seen(rise: float, n: float, treated: float, share: float, quantiles: tuple[float, float]) -> bool:
    """Whether a rise is as large as its spread asks for."""
    z, power = quantiles
    other = share + rise
    middle = (n * share + treated * other) / (n + treated)
    without = sqrt(middle * (1 - middle) * (1 / n + 1 / treated))
    with_it = sqrt(share * (1 - share) / n + other * (1 - other) / treated)
    return rise >= z * without + power * with_it


def _smallest(is_seen: Callable[[float], bool], share: float) -> float | None:
    low, high = 0.0, 1 - share
    if not is_seen(high):
        return None
    while high - low > CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return high
