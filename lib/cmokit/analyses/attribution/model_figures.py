"""The figures of the attribution models: how much is known, what each model gives each channel, how far they differ."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmokit.analyses.figures import count, pick, share, size
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count, Quotient, Total
from cmokit.methods.attribution.intervals import CONFIDENCE
from cmokit.methods.attribution.journeys import UNKNOWN, Journeys
from cmokit.methods.attribution.models import Credit
from cmokit.methods.attribution.paths import Numbers
from cmokit.methods.attribution.shares import SHARES

ID = "attribution.models"
FEW = 30  # outcomes with a touch, below which the shares carry no move of budget
MOSTLY = 0.5  # of journeys that hold one touch: from here on the models cannot differ by much
STEP = Decimal("0.0001")
Facts = Sequence[Fact]


def facts_of(found: Journeys, credit: Credit, evidence: pa.Table, nameless: int, currency: str) -> tuple[Fact, ...]:
    """nameless: touches of nobody. evidence: as the analysis shows it."""
    return (*_known(found, credit), *_journeys(found), *_oddities(found, evidence, nameless),
            *_credit(found, credit, currency), *_effects(found, credit), *_moves(credit))  # fmt: skip


def is_one_touch(facts: Facts) -> bool:
    single = pick(facts, "single_touch_share")
    return single is not None and size(single) > MOSTLY


def _known(found: Journeys, credit: Credit) -> list[Fact]:
    outcomes, alone = found.outcomes_count, found.untouched.count
    linear = dict(zip(credit.channels, credit.counts["linear"], strict=True))
    unknown = (alone + float(linear.get(UNKNOWN, 0.0))) / outcomes
    whole = Fact(f"{ID}.outcomes_count", outcomes, "count", recipe=None)
    part = Fact(f"{ID}.untouched_count", alone, "count", outcomes, recipe=Count({"role": "untouched"}))
    return [
        whole,
        part,
        Fact(f"{ID}.touched_count", outcomes - alone, "count", outcomes),
        Fact(f"{ID}.untouched_share", alone / outcomes, "share", outcomes, recipe=Quotient(part.name, whole.name)),
        Fact(f"{ID}.unknown_share", unknown, "share", outcomes),
    ]


def _journeys(found: Journeys) -> list[Fact]:
    paths = found.paths
    ended, open_ = round(float(paths.converted.sum())), round(float(paths.open.sum()))
    numbers = {"outcome": ended, "open": open_, "all": ended + open_}
    single = round(float(paths.converted[paths.lengths == 1].sum()))
    return [count(f"{ID}.journeys_count", n, end=end) for end, n in numbers.items()] + [
        *share(f"{ID}.single_touch_share", single, ended)
    ]


def _oddities(found: Journeys, evidence: pa.Table, nameless: int) -> list[Fact]:
    """Moves from a channel to itself, touches at one moment, channels spelled in two ways, touches of nobody."""
    paths = found.paths
    is_move = np.diff(paths.path_of, prepend=-1) == 0
    weights = (paths.converted + paths.open)[paths.path_of]
    same = np.concatenate([[False], paths.codes[1:] == paths.codes[:-1]])[: len(paths.codes)] & is_move
    moves, repeated = float(weights[is_move].sum()), float(weights[same].sum())
    spelled = Counter(name.strip().casefold() for name in paths.channels)
    return [
        *share(f"{ID}.repeated_share", round(repeated), round(moves)),
        count(f"{ID}.tied_count", _tied(evidence)),
        count(f"{ID}.spelling_count", sum(n - 1 for n in spelled.values()), n=len(paths.channels)),
        count(f"{ID}.nameless_count", nameless, tables=("touchpoints",)),
    ]


def _tied(evidence: pa.Table) -> int:
    """Outcomes whose journey holds touches of different channels at one moment: nobody knows which came first."""
    touches = evidence.filter(pc.equal(evidence["role"], "touch"))
    at = ["conversion_id", "touched_at"]
    several = touches.group_by(at).aggregate([("channel", "count_distinct")])
    tied = several.filter(pc.greater(several["channel_count_distinct"], 1))
    return len(pc.unique(tied["conversion_id"]))


def _credit(found: Journeys, credit: Credit, currency: str) -> list[Fact]:
    n = found.outcomes_count - found.untouched.count
    facts = []
    for model, own in credit.counts.items() if n else ():
        for number, channel in enumerate(credit.channels):
            facts.append(_fact("credit_count", float(own[number]), "count", n, model, channel,
                               _ends(credit.count_intervals.get(model), number, float)))  # fmt: skip
    for model, own in credit.amounts.items() if n else ():
        for number, channel in enumerate(credit.channels):
            facts.append(_fact("credit_amount", _money(own[number]), currency, n, model, channel,
                               _ends(credit.amount_intervals.get(model), number, _money)))  # fmt: skip
    return facts


def _fact(measure: str, value: Any, unit: str, n: int, model: str, channel: str, ends: tuple[Any, Any]) -> Fact:
    """Credit of the models that look at one journey alone is the sum of a column of the evidence."""
    is_column = measure == "credit_count" and model in SHARES
    low, high = ends
    return Fact(
        f"{ID}.{measure}",
        value,
        unit,
        n,
        None if low is None else min(low, value),
        None if high is None else max(high, value),
        None if low is None else CONFIDENCE,
        {"model": model, "channel": channel},
        recipe=Total(model, {"channel": channel}) if is_column else None,
    )


def _ends(interval: tuple[Numbers, Numbers] | None, number: int, as_: Any) -> tuple[Any, Any]:
    return (as_(interval[0][number]), as_(interval[1][number])) if interval else (None, None)


def _money(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(STEP)


def _effects(found: Journeys, credit: Credit) -> list[Fact]:
    n = round(float(found.paths.converted.sum() + found.paths.open.sum()))
    if not found.paths.converted.sum():
        return []
    return [
        Fact(f"{ID}.removal_effect_share", min(max(float(value), 0.0), 1.0), "share", n,
             dimensions={"order": str(order), "channel": channel})
        for order, effects in credit.effects.items()
        for channel, value in zip(credit.channels, effects, strict=True)
    ]  # fmt: skip


def _moves(credit: Credit) -> list[Fact]:
    if not sum(own.sum() for own in credit.counts.values()):
        return []
    ranks = np.array(list(credit.ranks.values()))
    moves = ranks.max(axis=0) - ranks.min(axis=0)
    return [
        count(f"{ID}.rank_move_count", int(move), n=len(credit.channels), channel=channel)
        for channel, move in zip(credit.channels, moves, strict=True)
    ]
