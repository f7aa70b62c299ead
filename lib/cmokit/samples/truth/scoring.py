"""What the B2B client's lead score is worth, worked out lead by lead with nothing but sums and logarithms."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, erfc, exp, gamma, log, sqrt
from statistics import fmean, pstdev

from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth, share, truth
from cmokit.samples.truth.lead_outcomes import Lead, leads_of, middle

ID = "scoring.calibration"
FEWEST_A_BAND, FEWEST_EACH, FEWEST_A_QUARTER = 20, 10, 50
TINY = 1e-6
Outcomes = list[tuple[float, bool]]  # score or probability, taken over


def calibration(state: State) -> list[Truth]:
    leads, wait = leads_of(state)
    scored = [lead for lead in leads if lead.contact.score is not None]
    mature = [lead for lead in scored if lead.is_mature]
    half = middle(lead.entered for lead in mature)
    first = _outcomes(lead for lead in mature if lead.entered <= half)
    later = _outcomes(lead for lead in mature if lead.entered > half)
    base = sum(lead.reached is not None for lead in mature)
    facts = share(f"{ID}.scored_share", len(mature), sum(lead.is_mature for lead in leads))
    facts += [truth(f"{ID}.mature_count", len(mature)), truth(f"{ID}.immature_count", len(scored) - len(mature))]
    facts += [truth(f"{ID}.maturity_days", wait), truth(f"{ID}.entry_score_share", 0.0)]
    facts += share(f"{ID}.base_share", base, len(mature))
    for band in bands(_outcomes(mature), 5):
        name = f"{min(band)[0]:g}-{max(band)[0]:g}"
        won = sum(reached for _, reached in band)
        facts += share(f"{ID}.band_share", won, len(band), band=name)
        facts.append(truth(f"{ID}.lift_share", won / len(band) / (base / len(mature)), band=name))
    facts += _quarters(mature, sorted(score for score, _ in first))
    facts += _forecast(first, later)
    return facts + _drift([s for s, _ in first], [float(x.contact.score or 0) for x in scored if x.entered > half])


def _outcomes(leads: object) -> Outcomes:
    return [(float(lead.contact.score or 0), lead.reached is not None) for lead in leads]  # type: ignore[attr-defined]


def _edges(values: Sequence[float], parts: int) -> list[float]:
    """Where a ranked list is cut into that many parts: the value at the place or the next one."""
    ranked = sorted(values)
    return sorted({ranked[ceil(n / parts * (len(ranked) - 1))] for n in range(1, parts)})


def bands(rows: Outcomes, most: int = 10) -> list[Outcomes]:
    parts = max(1, min(most, len(rows) // FEWEST_A_BAND))
    edges = _edges([value for value, _ in rows], parts)
    found: dict[int, Outcomes] = {}
    for row in rows:
        found.setdefault(bisect_right(edges, row[0]), []).append(row)
    return [found[n] for n in sorted(found)]


def told_apart(rows: Outcomes) -> float:
    """Of all pairs of one taken over and one not, how often the first has the higher score; ties are a half."""
    no = sorted(value for value, won in rows if not won)
    places = [(bisect_right(no, value), _below(no, value)) for value, won in rows if won]
    return sum(below + (up_to - below) / 2 for up_to, below in places) / (len(places) * len(no))


def _below(ranked: list[float], value: float) -> int:
    return bisect_right(ranked, value - 1e-12)


def _both(rows: Outcomes) -> bool:
    won = sum(reached for _, reached in rows)
    return min(won, len(rows) - won) >= FEWEST_EACH


def _quarters(mature: list[Lead], first: list[float]) -> list[Truth]:
    edges = _edges(first, 3)
    facts = [truth(f"{ID}.discrimination_share", told_apart(_outcomes(mature)), quarter="all")]
    quarters: dict[str, list[Lead]] = {}
    for lead in mature:
        name = f"{lead.entered.year}-Q{(lead.entered.month + 2) // 3}"
        quarters.setdefault(name, []).append(lead)
    for name, own in quarters.items():
        rows = _outcomes(own)
        if len(rows) < FEWEST_A_QUARTER:
            continue
        facts += [truth(f"{ID}.discrimination_share", told_apart(rows), quarter=name)] if _both(rows) else []
        for place, third in enumerate(("low", "middle", "high")):
            part = [won for score, won in rows if bisect_right(edges, score) == place]
            facts += share(f"{ID}.third_share", sum(part), len(part), quarter=name, third=third)
    return facts


def line(rows: Outcomes) -> tuple[float, float]:
    """The logistic line of the outcomes on x, by Newton's steps: intercept and slope."""
    a, b = 0.0, 1.0
    for _ in range(60):
        chances = [1 / (1 + exp(-(a + b * x))) for x, _ in rows]
        weights = [p * (1 - p) for p in chances]
        gaps = [won - p for (_, won), p in zip(rows, chances, strict=True)]
        s0, s1 = sum(weights), sum(w * x for w, (x, _) in zip(weights, rows, strict=True))
        s2 = sum(w * x * x for w, (x, _) in zip(weights, rows, strict=True))
        g0, g1 = sum(gaps), sum(g * x for g, (x, _) in zip(gaps, rows, strict=True))
        whole = s0 * s2 - s1 * s1
        step = (s2 * g0 - s1 * g1) / whole, (s0 * g1 - s1 * g0) / whole
        a, b = a + step[0], b + step[1]
        if max(map(abs, step)) < 1e-13:
            break
    return a, b


def _forecast(first: Outcomes, later: Outcomes) -> list[Truth]:
    """Probabilities by the earlier leads' line, held against the later ones."""
    mean, spread = fmean(score for score, _ in first), pstdev([score for score, _ in first])
    a, b = line([((score - mean) / spread, won) for score, won in first])
    promised = [(1 / (1 + exp(-(a + b * (score - mean) / spread))), won) for score, won in later]
    base, n = fmean(won for _, won in promised), len(promised)
    score = fmean((chance - won) ** 2 for chance, won in promised)
    reliability = resolution = 0.0
    facts: list[Truth] = []
    for number, own in enumerate(bands(promised), start=1):
        chance, came = fmean(p for p, _ in own), fmean(won for _, won in own)
        reliability += len(own) * (chance - came) ** 2 / n
        resolution += len(own) * (came - base) ** 2 / n
        facts.append(truth(f"{ID}.expected_share", chance, bin=str(number)))
        facts.append(truth(f"{ID}.observed_share", came, bin=str(number)))
    uncertainty = base * (1 - base)
    parts = {"score": score, "reliability": reliability, "resolution": resolution, "uncertainty": uncertainty}
    parts["spread"] = score - reliability + resolution - uncertainty
    facts += [truth(f"{ID}.brier_share", value, part=part) for part, value in parts.items()]
    facts.append(truth(f"{ID}.skill_share", 1 - score / uncertainty))
    facts += [truth(f"{ID}.expected_share", fmean(p for p, _ in promised), bin="all")]
    facts += [truth(f"{ID}.observed_share", base, bin="all")]
    clipped = [(min(max(p, TINY), 1 - TINY), won) for p, won in promised]
    intercept, slope = line([(log(p / (1 - p)), won) for p, won in clipped])
    return [*facts, truth(f"{ID}.intercept_share", intercept), truth(f"{ID}.slope_share", slope)]


def _drift(before: list[float], now: list[float]) -> list[Truth]:
    """Half a lead is added to each band, so that none is empty."""
    lowest = min(before)
    edges = [edge for edge in _edges(before, 10) if edge > lowest]
    counts = [[0.5] * (len(edges) + 1) for _ in (before, now)]
    for side, values in zip(counts, (before, now), strict=True):
        for value in values:
            side[bisect_right(edges, value)] += 1
    shares = [[count / sum(side) for count in side] for side in counts]
    moved = sum((b - a) * log(b / a) for a, b in zip(*shares, strict=True))
    scale = 1 / len(before) + 1 / len(now)
    found = {
        "drift": moved,
        "drift_by_chance": len(edges) * scale,
        "drift_p": chance_above(moved / scale, len(edges)),
    }
    return [truth(f"{ID}.{name}_share", value) for name, value in found.items()]


def chance_above(x: float, freedom: int) -> float:
    """Of chi-square with whole degrees of freedom, in closed form."""
    half = x / 2
    if freedom % 2 == 0:
        return exp(-half) * sum(half**n / gamma(n + 1) for n in range(freedom // 2))
    return erfc(sqrt(half)) + exp(-half) * sum(half ** (n - 0.5) / gamma(n + 0.5) for n in range(1, freedom // 2 + 1))
