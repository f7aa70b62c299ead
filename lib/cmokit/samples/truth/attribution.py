"""Who had a part in the outcomes, worked out person by person in fractions: a second way to every model's credit.

Chains of order one are solved in fractions; those of order two and three by going through the chain again and again
until nothing changes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cmokit.samples.truth.facts import Named, Truth, named, share, truth

ID = "attribution.models"
STEP = Decimal("0.0001")
FINE = 10**18
END, NONE = ("won",), ("none",)
Path = tuple[str, ...]
Shares = dict[str, Fraction]
Rows = Mapping[Path, Mapping[Path, Fraction]]


@dataclass(frozen=True)
class Met:
    """A touch: who, when, by which channel."""

    person: str
    at: datetime
    channel: str


@dataclass(frozen=True)
class Won:
    """An outcome. id: as the report names it. person: empty where nobody is known."""

    id: str
    person: str
    at: datetime
    amount: Decimal | None


@dataclass
class Journey:
    """A person's touches up to an outcome, or after the last one; outcomes: how many at its end."""

    touches: list[Met]
    ends_at: datetime
    outcomes: int = 0
    amount: Decimal = field(default_factory=lambda: Decimal(0))

    @property
    def path(self) -> Path:
        return tuple(touch.channel for touch in self.touches)


def models(
    met: Iterable[Met], won: Sequence[Won], lookback_days: int, half_life_days: int
) -> tuple[list[Truth], list[Named]]:
    """The figures, and the outcomes without a touch by name."""
    journeys, bare = cut(met, won, lookback_days)
    alone = len(bare)
    ended = [journey for journey in journeys if journey.outcomes]
    outcomes, touched = len(won), sum(journey.outcomes for journey in ended)
    channels = sorted({channel for journey in journeys for channel in journey.path})
    parts = {
        "first": first, "last": last, "linear": linear, "position": position, "shapley": shapley,
        "time_decay": lambda journey: decayed(journey, half_life_days),
    }  # fmt: skip
    credit = {name: _summed(ended, part, channels) for name, part in parts.items()}
    effects = {order: removal_effects(journeys, channels, order) for order in (1, 2, 3)}
    for order, own in effects.items():
        whole = sum(own.values())
        credit[f"markov_{order}"] = {c: own[c] / whole * touched if whole else Fraction(0) for c in channels}
    unknown = alone + credit["linear"].get("unknown", Fraction(0))
    facts = [
        truth(f"{ID}.outcomes_count", outcomes),
        truth(f"{ID}.untouched_count", alone),
        truth(f"{ID}.touched_count", touched),
        *share(f"{ID}.untouched_share", alone, outcomes),
        truth(f"{ID}.unknown_share", float(unknown / outcomes)),
        *share(f"{ID}.single_touch_share", sum(j.outcomes for j in ended if len(j.path) == 1), touched),
        truth(f"{ID}.journeys_count", touched, end="outcome"),
        truth(f"{ID}.journeys_count", len(journeys) - len(ended), end="open"),
        truth(f"{ID}.journeys_count", len(journeys) - len(ended) + touched, end="all"),
        truth(f"{ID}.tied_count", sum(journey.outcomes for journey in ended if _is_tied(journey))),
        *_repeated_share(journeys),
    ]
    for model, own in credit.items():
        facts += [truth(f"{ID}.credit_count", float(own[c]), model=model, channel=c) for c in channels]
    for model in ("first", "last", "linear", "position", "shapley"):
        money = _summed(ended, parts[model], channels, in_money=True)
        facts += [truth(f"{ID}.credit_amount", _amount(money[c]), model=model, channel=c) for c in channels]
    for order, own in effects.items():
        facts += [truth(f"{ID}.removal_effect_share", float(own[c]), order=str(order), channel=c) for c in channels]
    return facts + list(_moves(credit, channels)), [named(ID, "conversion_id", bare, role="untouched")]


def _is_tied(journey: Journey) -> bool:
    """Touches of different channels at one moment."""
    at = Counter(moment for moment, _ in {(touch.at, touch.channel) for touch in journey.touches})
    return max(at.values()) > 1


def _repeated_share(journeys: Iterable[Journey]) -> list[Truth]:
    """Moves from a channel to itself, over all moves from touch to touch; as often as the journey has outcomes."""
    moves = [pair for journey in journeys for pair in list(pairwise(journey.path)) * max(journey.outcomes, 1)]
    return share(f"{ID}.repeated_share", sum(one == other for one, other in moves), len(moves))


def cut(met: Iterable[Met], won: Iterable[Won], lookback_days: int) -> tuple[list[Journey], list[str]]:
    """Journeys with a touch, and the ids of the outcomes that have none."""
    touches: dict[str, list[Met]] = defaultdict(list)
    outcomes: dict[str, list[Won]] = defaultdict(list)
    for touch in met:
        touches[touch.person].append(touch)
    for one in won:
        outcomes[one.person].append(one)
    span, journeys = timedelta(days=lookback_days), []
    bare = [one.id for one in outcomes.pop("", [])]
    for person in touches.keys() | outcomes.keys():
        left = sorted(touches[person], key=lambda touch: (touch.at, touch.channel))
        for moment in sorted({one.at for one in outcomes[person]}):
            ends = [one for one in outcomes[person] if one.at == moment]
            near = [touch for touch in left if moment - span <= touch.at <= moment]
            left = [touch for touch in left if touch.at > moment]
            if not near:
                bare += [one.id for one in ends]
                continue
            amount = sum((one.amount or Decimal(0) for one in ends), Decimal(0))
            journeys.append(Journey(near, moment, len(ends), amount))
        if left:
            end = left[-1].at
            journeys.append(Journey([touch for touch in left if touch.at >= end - span], end))
    return journeys, bare


def first(journey: Journey) -> list[Fraction]:
    return [Fraction(int(n == 0)) for n in range(len(journey.path))]


def last(journey: Journey) -> list[Fraction]:
    return first(journey)[::-1]


def linear(journey: Journey) -> list[Fraction]:
    return [Fraction(1, len(journey.path))] * len(journey.path)


def position(journey: Journey) -> list[Fraction]:
    size = len(journey.path)
    if size < 3:
        return linear(journey)
    return [Fraction(2, 5), *[Fraction(1, 5 * (size - 2))] * (size - 2), Fraction(2, 5)]


def shapley(journey: Journey) -> list[Fraction]:
    path = journey.path
    return [Fraction(1, len(set(path)) * path.count(channel)) for channel in path]


def decayed(journey: Journey, half_life_days: int) -> list[Fraction]:
    """To a billionth of a billionth: the powers themselves are no fractions."""
    ages = [(journey.ends_at - touch.at) / timedelta(days=half_life_days) for touch in journey.touches]
    weights = [2.0**-age for age in ages]
    return [Fraction(round(weight / sum(weights) * FINE), FINE) for weight in weights]


def _summed(journeys: Iterable[Journey], part: object, channels: Iterable[str], in_money: bool = False) -> Shares:
    found: Shares = dict.fromkeys(channels, Fraction(0))
    for journey in journeys:
        brought = Fraction(journey.amount) if in_money else Fraction(journey.outcomes)
        for channel, own in zip(journey.path, part(journey), strict=True):  # type: ignore[operator]
            found[channel] += own * brought
    return found


def _amount(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(STEP)


def removal_effects(journeys: Iterable[Journey], channels: Sequence[str], order: int) -> Shares:
    """What the chain loses without each channel; a journey with several outcomes at its end counts as often."""
    rows = _chain(journeys, order)
    chance = _solved if order == 1 else _repeated
    whole = chance(rows, None)
    return {channel: 1 - chance(rows, channel) / whole if whole else Fraction(0) for channel in channels}


def _chain(journeys: Iterable[Journey], order: int) -> Rows:
    counts: dict[Path, dict[Path, int]] = defaultdict(lambda: defaultdict(int))
    for journey in sorted(journeys, key=lambda one: (one.path, one.outcomes)):  # floats are added in one order, always
        path = journey.path
        steps = [path[max(0, n - order + 1) : n + 1] for n in range(len(path))]
        states = [(), *((str(len(step)), *step) for step in steps), END if journey.outcomes else NONE]
        for one, other in pairwise(states):
            counts[one][other] += journey.outcomes or 1
    return {one: {other: Fraction(n, sum(row.values())) for other, n in row.items()} for one, row in counts.items()}


def _leads(state: Path, without: str | None) -> bool:
    return state not in (END, NONE) and not (without is not None and state and state[-1] == without)


def _solved(rows: Rows, without: str | None) -> Fraction:
    """x = moves · x + won, by elimination: the chance of an outcome from the start."""
    names = [state for state in rows if _leads(state, without)]
    table = [
        [Fraction(int(a == b)) - rows[a].get(b, Fraction(0)) for b in names] + [rows[a].get(END, Fraction(0))]
        for a in names
    ]
    for i in range(len(names)):
        pivot = next(r for r in range(i, len(names)) if table[r][i])
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [v / table[i][i] for v in table[i]]
        for r in range(len(names)):
            if r != i and table[r][i]:
                table[r] = [v - table[r][i] * w for v, w in zip(table[r], table[i], strict=True)]
    return table[names.index(())][-1]


def _repeated(rows: Rows, without: str | None) -> Fraction:
    """The same by going through the chain until no chance moves any more."""
    kept = {one: {other: float(p) for other, p in row.items()} for one, row in rows.items() if _leads(one, without)}
    chance = dict.fromkeys(kept, 0.0) | {END: 1.0}
    moved = 1.0
    while moved > 1e-13:
        moved = 0.0
        for one, row in kept.items():
            now = sum(p * chance.get(other, 0.0) for other, p in row.items())
            moved, chance[one] = max(moved, abs(now - chance[one])), now
    return Fraction(chance[()])


def _moves(credit: Mapping[str, Shares], channels: Sequence[str]) -> Iterator[Truth]:
    for channel in channels:
        ranks = []
        for own in credit.values():
            settled = {name: round(float(value), 9) for name, value in own.items()}
            ranks.append(1 + sum(value > settled[channel] for value in settled.values()))
        yield truth(f"{ID}.rank_move_count", max(ranks) - min(ranks), channel=channel)
