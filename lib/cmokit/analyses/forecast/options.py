"""Budget options side by side: what each changes in the levers, drawn where the change itself is not sure."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.forecast.levers import Plan
from cmokit.methods.scenarios import DRAWS, Numbers, Values, drawn, spread

AS_NOW, MORE, LESS, MOVED, TARGET, ANSWERED = "as_now", "more_spend", "less_spend", "moved", "target", "answered"
STEP = 0.2  # of the spend: stated, the same up, down and from one channel to another


def of(plan: Plan, definitions: Definitions, seed: int) -> tuple[dict[str, Values], dict[str, Any]]:
    """Option → levers that it changes, the plan as it is first; targets of the engagement that one of them uses."""
    levers = plan.model.levers
    spend = np.full(DRAWS, levers["spend"].middle)
    found: dict[str, Values] = {AS_NOW: {}, MORE: {"spend": spend * (1 + STEP)}, LESS: {"spend": spend * (1 - STEP)}}
    if len(plan.channels) > 1:
        found[MOVED] = {"cost": drawn(plan.model, seed)["cost"] / _gain(plan, seed)}
    targets = {name: definitions.targets[name] for name in plan.steps if name in definitions.targets}
    if ahead := open_targets(plan, targets):
        found[TARGET] = _reached(plan, ahead, drawn(plan.model, seed))
    if "answered" in levers:
        found[ANSWERED] = {"answered": np.ones(DRAWS)}
    return found, targets


def open_targets(plan: Plan, targets: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are not reached yet."""
    return {name: target for name, target in targets.items() if float(target.value) > plan.steps[name]}


def _gain(plan: Plan, seed: int) -> Numbers:
    """People for the same money, over now, if a fifth of the dearest channel's spend went to the cheapest."""
    random = np.random.default_rng([seed, 2])
    costs = {one.channel: spread(one.cost, random.standard_normal(DRAWS)) for one in plan.channels}
    now: Numbers = sum((one.spend / costs[one.channel] for one in plan.channels), np.zeros(DRAWS))
    cheap, dear = plan.channels[0], plan.channels[-1]
    moved = dear.spend * STEP
    told: Numbers = (now + moved / costs[cheap.channel] - moved / costs[dear.channel]) / now
    return told


def _reached(plan: Plan, targets: Mapping[str, Any], draws: Mapping[str, Numbers]) -> Values:
    """The step's share at its target instead of what was measured."""
    changed: dict[str, Numbers] = {}
    for name, target in targets.items():
        lever = "win" if "[from=opportunity" in name or "to_deal" not in draws else "to_deal"
        rise = float(target.value) / plan.steps[name]
        changed[lever] = np.minimum(changed.get(lever, draws[lever]) * rise, 1.0)
    return changed


def spend_of(plan: Plan, options: Mapping[str, Values]) -> dict[str, float]:
    """What each option spends over the months."""
    now, months = plan.model.levers["spend"].middle, plan.model.months
    return {name: float(np.mean(changed.get("spend", now))) * months for name, changed in options.items()}
