"""What is said of each experiment: its decision with its figure, then what a reader has to know beside it."""

from collections.abc import Iterator, Sequence
from typing import Any

from cmokit.analyses.called import called, listed, readable
from cmokit.analyses.figures import number, pick, size
from cmokit.analyses.pilot.effect_figures import BUSINESS, ID
from cmokit.analyses.pilot.trial import BUSINESS_DAYS, Trial
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import cite, limit, on_date, quote
from cmokit.methods.pilot import decision
from cmokit.methods.pilot.decision import Decision, Why
from cmokit.methods.pilot.reading import DIFFERENCE
from cmokit.registers.plans import FrozenPlan
from cmokit.words import say

OF_BEST = ("itt_share", "least_share", "most_share", "rate_share", "chance_share", "drift_share", "adjusted_share")
OF_BUSINESS = ("itt_share", "least_share", "most_share")
OF_ALL = ("plans_count", "readout_days", "corrected_share", "failed_share")
WITHOUT_FIGURE = (Why.NO_RECORDS, Why.NO_PROMISE, Why.NOBODY_ASSIGNED, Why.ONE_ARM, Why.NO_PLAN)


def fact(facts: Sequence[Fact], trial: Trial, measure: str, variant: str = "") -> Fact | None:
    dims = {"experiment": trial.chosen.id} | ({"variant": variant} if variant else {})
    return pick(facts, measure, **dims)


def said(trial: Trial, facts: Sequence[Fact]) -> dict[str, Any]:
    """Everything that a sentence about an experiment may name, as marks; what does not exist is left out."""
    names: dict[str, Any] = {"question": quote(trial.chosen.question), "name": quote(trial.chosen.id)}
    found = {name: fact(facts, trial, name, trial.best) for name in OF_BEST} if trial.best else {}
    found |= {f"{BUSINESS}{name}": fact(facts, trial, f"{BUSINESS}{name}", trial.best) for name in OF_BUSINESS}
    found |= {name: fact(facts, trial, name) for name in OF_ALL}
    for shortcut in ("as_treated", "before_after", "immature_counted"):
        found[shortcut] = pick(facts, "shortcut_share", experiment=trial.chosen.id, shortcut=shortcut)
    if plan := trial.plan:
        names |= _of_plan(plan, trial)
        for name in ("rate_share", "crossed_count", "mature_count"):
            found[f"control_{name}"] = fact(facts, trial, name, plan.variants[0])
    names |= {name: cite(one) for name, one in found.items() if one}
    return names | {"finding": _finding(trial, names)}


def _of_plan(plan: FrozenPlan, trial: Trial) -> dict[str, Any]:
    told: dict[str, Any] = {
        "control": quote(readable(plan.variants[0])),
        "variant": quote(readable(trial.best or plan.variants[-1])),
        "minimum": limit(float(plan.minimum_effect_share), "share"),
        "limit": limit(float(plan.corrected_share_limit), "share"),
        "sure": limit(float(plan.confidence), "share"),
        "enough": limit(decision.FEW, "count"),
        "day": on_date(plan.end_on),
        "frozen_on": on_date(plan.frozen_on),
        "outcome": outcome_of(plan.outcome, plan.outcome_stage),
        "days": limit(max(BUSINESS_DAYS, plan.follow_up_days), "days"),
    }
    if trial.effect and trial.effect.low is not None:
        told["carried"] = limit(round(trial.effect.confidence, 4), "share")
    if trial.main:
        told["clusters"] = limit(trial.main.clusters, "count")
        told["groups"] = say(f"{ID}.groups.{plan.unit_kind}")
    if plan.business_outcome:
        told["business"] = outcome_of(plan.business_outcome, plan.business_stage)
    return told


def outcome_of(kind: str, stage: str | None) -> str:
    return say(f"{ID}.outcomes.{kind}", stage=called(stage, "stage") if stage else "")


def _finding(trial: Trial, names: dict[str, Any]) -> str:
    """The effect in half a sentence, with its range where it has one."""
    if "itt_share" not in names:
        return ""
    is_moved = trial.plan is not None and trial.plan.design == DIFFERENCE
    kind = "moved" if is_moved else "compared" if "control_rate_share" in names and "rate_share" in names else "bare"
    effect = say(f"{ID}.range", **names) if "least_share" in names else names["itt_share"]
    return say(f"{ID}.findings.{kind}", effect=effect, **names)


def told(trial: Trial, facts: Sequence[Fact]) -> str:
    """The decision of one experiment with what decided it."""
    why, names = trial.decided.why, said(trial, facts)
    if why is Why.NO_CONTROL and "before_after" in names:
        return say(f"{ID}.told.flatters", **names)
    if why is Why.FEW_CLUSTERS and not {"carried", "chance_share"} <= set(names):
        return say(f"{ID}.told.no_interval", **names)
    if why is Why.CORRECTIONS and not {"corrected_share", "failed_share"} <= set(names):
        return say(f"{ID}.told.failures", **names)
    return say(f"{ID}.told.{why}", **names)


def behind(trial: Trial, facts: Sequence[Fact]) -> str:
    """The same of the one that the headline is about, which has said its effect: what lies behind that."""
    names = said(trial, facts)
    if trial.decided.decision is Decision.NOT_SHOWN or not {"rate_share", "control_rate_share"} <= set(names):
        return told(trial, facts)
    sentences = [say(f"{ID}.behind.rates", **names)]
    if {"corrected_share", "failed_share"} <= set(names):
        sentences.append(say(f"{ID}.behind.runs", **names))
    if trial.decided.why is Why.RUNS_UNKNOWN:
        sentences.append(say(f"{ID}.behind.no_runs"))
    return " ".join(sentences)


def beside(trial: Trial, facts: Sequence[Fact]) -> Iterator[str]:
    """What changed or was looked at behind the plan's back, the business outcome, and what would have flattered."""
    names, chosen, plan = said(trial, facts), trial.chosen, trial.plan
    if chosen.frozen > 1:
        words = "changed" if chosen.moved else "frozen_again"
        yield say(f"{ID}.beside.{words}", fields=_fields(chosen.moved), **names)
    if chosen.differs:
        yield say(f"{ID}.beside.differs", fields=_fields(chosen.differs), **names)
    if chosen.early:
        yield say(f"{ID}.beside.early_{chosen.early}", **names)
    if plan is None or trial.main is None:
        return
    yield from _business(trial, facts, names)
    yield from _immature(trial, facts, plan, names)
    for name in ("as_treated", "before_after"):
        if _flatters(trial, facts, name):
            yield say(f"{ID}.beside.{name}", **names)
    if "drift_share" in names and trial.decided.why is not Why.DRIFTED:
        yield say(f"{ID}.beside.drift", **names)
    if "adjusted_share" in names:
        yield say(f"{ID}.beside.adjusted", **names)


def _flatters(trial: Trial, facts: Sequence[Fact], way: str) -> bool:
    """Whether a usual report would have made more of it than the plan does."""
    usual = pick(facts, "shortcut_share", experiment=trial.chosen.id, shortcut=way)
    return usual is not None and trial.effect is not None and size(usual) > max(trial.effect.share, 0.0)


def _fields(names: Sequence[str]) -> str:
    return listed([say(f"{ID}.fields.{name}") for name in names]) if names else ""


def _business(trial: Trial, facts: Sequence[Fact], names: dict[str, Any]) -> Iterator[str]:
    """Where few have had its days, the difference of those few says nothing."""
    if trial.business is None or trial.plan is None:
        return
    sizes = [fact(facts, trial, f"{BUSINESS}mature_count", v) for v in (trial.plan.variants[0], trial.best)]
    young = fact(facts, trial, f"{BUSINESS}immature_count", trial.best)
    if min(map(number, sizes)) < decision.FEW:
        if young and number(young):
            yield say(f"{ID}.beside.business_young", count=number(young), young=cite(young), **names)
    elif f"{BUSINESS}least_share" in names:
        yield say(f"{ID}.beside.business", **names)


def _immature(trial: Trial, facts: Sequence[Fact], plan: FrozenPlan, names: dict[str, Any]) -> Iterator[str]:
    young = fact(facts, trial, "immature_count", trial.best)
    if young and number(young):
        days = limit(plan.follow_up_days, "days")
        yield say(f"{ID}.beside.immature", count=number(young), young=cite(young), **{**names, "days": days})


def headline_words(trial: Trial) -> str:
    """Which headline an experiment makes: by decision, and by whether there is a figure to say."""
    if trial.decided.why is Why.HARM:
        return "harm"
    if trial.decided.decision is not Decision.NOT_SHOWN:
        return str(trial.decided.decision)
    if trial.decided.why is Why.BEFORE_ITS_DAY:
        return "waiting"
    return "not_shown" if trial.effect else "nothing"
