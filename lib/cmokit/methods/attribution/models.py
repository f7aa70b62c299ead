"""Every model on the same journeys: credit in outcomes and in money, removal effects, intervals, ranks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from cmokit.methods.attribution import rules
from cmokit.methods.attribution.gathered import UNITS
from cmokit.methods.attribution.intervals import Interval, Model, intervals_of
from cmokit.methods.attribution.journeys import Journeys
from cmokit.methods.attribution.markov import FEW_STATES, ORDERS, removal_effects, shape_of, shared_out
from cmokit.methods.attribution.paths import Indices, Numbers, Paths

RULES: dict[str, Model] = {
    "first": rules.first_touch,
    "last": rules.last_touch,
    "linear": rules.linear,
    "position": rules.position,
    "shapley": rules.shapley,
}
MODELS = ("first", "last", "linear", "time_decay", "position", "markov_1", "markov_2", "markov_3", "shapley")
TIE = 9  # decimals: credits that agree so far have one rank


@dataclass(frozen=True)
class Credit:
    """By model, and by channel in the order of the paths' channels.

    counts: in outcomes. amounts: in money, empty where no outcome states an amount. effects: by order of the chain.
    low and high ends by model; a model that is not drawn again has none.
    """

    channels: tuple[str, ...]
    counts: dict[str, Numbers]
    amounts: dict[str, Numbers]
    effects: dict[int, Numbers]
    count_intervals: dict[str, Interval]
    amount_intervals: dict[str, Interval]

    @property
    def ranks(self) -> dict[str, Indices]:
        """1 for the channel with the most outcomes; equal credit has one rank."""
        return {name: _ranks(credit) for name, credit in self.counts.items()}


def credit_of(journeys: Journeys, rates: Mapping[tuple[str, str | None], float], *, seed: int | None) -> Credit:
    """rates: purse → how many of the reporting currency; what has none is in no amount. seed None: no intervals."""
    paths, money = journeys.paths, _money(journeys, rates)
    count = len(paths.channels)
    shapes = {order: shape_of(paths, order) for order in ORDERS}
    effects = {order: removal_effects(paths, order, shapes[order]) for order in ORDERS}
    outcomes, whole = float(paths.converted.sum()), float(money.sum()) / UNITS
    decayed, decayed_money = journeys.decayed.count, _decayed_money(journeys, rates)
    per_outcome = decayed / np.maximum(paths.converted[journeys.decayed.path], 1)
    per_money = decayed_money / np.maximum(paths.converted[journeys.decayed.path], 1)

    def by_decay(weights: Numbers, drawn: Paths) -> Numbers:
        return journeys.decayed.credit(weights * drawn.converted[journeys.decayed.path], count)

    def by_chain(order: int, drawn: Paths) -> Numbers:
        return shared_out(removal_effects(drawn, order, shapes[order]), float(drawn.converted.sum()))

    models: dict[str, Model] = {**RULES, "time_decay": partial(by_decay, per_outcome)}
    monies: dict[str, Model] = {name: partial(_in_money, rule, paths, money) for name, rule in RULES.items()}
    monies["time_decay"] = partial(by_decay, per_money)
    counts = {name: model(paths) for name, model in models.items()}
    amounts = {name: model(paths) for name, model in monies.items()} if whole else {}
    for order, effect in effects.items():
        counts[f"markov_{order}"] = shared_out(effect, outcomes)
        if whole:
            amounts[f"markov_{order}"] = shared_out(effect, whole)
    found, in_money = {}, {}
    if seed is not None and outcomes:
        few: dict[int, Model] = {o: partial(by_chain, o) for o in ORDERS if len(shapes[o].last) <= FEW_STATES}
        chains = {f"markov_{order}": model for order, model in few.items()}  # others would take minutes to draw
        both: dict[str, Model] = {
            **models,
            **chains,
            **({f"{name} money": m for name, m in monies.items()} if whole else {}),
        }
        drawn = intervals_of(paths, both, seed=seed)
        found = {name: drawn[name] for name in (*models, *chains)}
        in_money = {name: drawn[f"{name} money"] for name in monies} if whole else {}
        if whole:
            in_money |= {name: _times(drawn[name], whole / outcomes) for name in chains}
    return Credit(paths.channels, _sorted(counts), _sorted(amounts), effects, found, in_money)


def _sorted(by_model: dict[str, Numbers]) -> dict[str, Numbers]:
    return {name: by_model[name] for name in MODELS if name in by_model}


def _times(interval: Interval, factor: float) -> Interval:
    return interval[0] * factor, interval[1] * factor


def _in_money(rule: Model, whole: Paths, money: Numbers, drawn: Paths) -> Numbers:
    """A rule shares out what a path brought per outcome, as often as the path is drawn."""
    each = money / UNITS / np.maximum(whole.converted, 1)
    return rule(drawn.weighing(each * drawn.converted, drawn.open))


def _money(journeys: Journeys, rates: Mapping[tuple[str, str | None], float]) -> Numbers:
    """What each path brought, in units of the reporting currency."""
    found = np.zeros(len(journeys.paths.converted))
    for purse, units in journeys.amounts.items():
        found += units * rates.get(purse, 0.0)
    return found


def _decayed_money(journeys: Journeys, rates: Mapping[tuple[str, str | None], float]) -> Numbers:
    found = np.zeros(len(journeys.decayed.path))
    for purse, units in journeys.decayed.amounts.items():
        found += units * rates.get(purse, 0.0) / UNITS
    return found


def _ranks(credit: Numbers) -> Indices:
    settled = np.round(credit, TIE)
    return np.array([1 + int((settled > own).sum()) for own in settled], dtype=np.int64)
