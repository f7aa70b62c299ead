"""Experiments as charts and tables: the decisions, the arms, business beside operation, and what flatters."""

from collections.abc import Iterator, Sequence
from typing import Any

from cmokit.analyses.called import readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having
from cmokit.analyses.pilot.effect_figures import BUSINESS, ID
from cmokit.analyses.pilot.effect_said import fact, outcome_of, said
from cmokit.analyses.pilot.trial import Trial
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.words import say

SHORTCUTS = ("as_treated", "before_after", "immature_counted")
SHARE = "share"


def charts(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Chart, ...]:
    """Of each experiment that was read: the effect beside what would make it worth it; before and after of its arms."""
    return tuple(one for trial in trials if trial.effect for one in (*_effect(trial, facts), *_course(trial, facts)))


def _effect(trial: Trial, facts: Sequence[Fact]) -> Iterator[Chart]:
    names = said(trial, facts)
    data = [{"what": what, "figure": f.value, "low": f.low, "high": f.high} for what, f in _drawn(trial, facts)]
    words = "effect" if "least_share" in names else "effect_bare"
    for one in chart(f"{ID}.charts.{words}", "interval", data, axes=("what", "figure", SHARE), said=names):
        minimum = float(trial.plan.minimum_effect_share) if trial.plan else None
        yield Chart(
            one.kind, one.title, one.alt, one.data, one.x, one.y, one.unit,
            highlight=str(data[0]["what"]), limit=minimum, limit_label=say(f"{ID}.charts.effect.limit"),
        )  # fmt: skip


def _drawn(trial: Trial, facts: Sequence[Fact]) -> Iterator[tuple[str, Fact]]:
    """The effect first, then with what was known before taken out, and on the business outcome."""
    wanted = [("itt_share", "effect"), ("adjusted_share", "adjusted")]
    if trial.business and trial.best in trial.business.effects:
        wanted.append((f"{BUSINESS}itt_share", "business"))
    for measure, word in wanted:
        if found := fact(facts, trial, measure, trial.best):
            yield say(f"{ID}.drawn.{word}"), found


def _shortcut(facts: Sequence[Fact], trial: Trial, shortcut: str) -> Fact | None:
    own = {"experiment": trial.chosen.id, "shortcut": shortcut}
    return next((one for one in having(facts, "shortcut_share") if dict(one.dimensions) == own), None)


def _course(trial: Trial, facts: Sequence[Fact]) -> tuple[Chart, ...]:
    """The share of each arm in the parts of the days before the start, and after it."""
    blocks = [block for block in trial.main.blocks if block.rows] if trial.main else []
    if len({block.first for block in blocks}) < 2 or not trial.main or not trial.main.drifts:
        return ()
    data = (
        {"from_on": block.first, "share": block.yes / block.rows, "arm": readable(block.variant)} for block in blocks
    )
    axes = ("from_on", "share", SHARE)
    return chart(f"{ID}.charts.course", "line", data, axes=axes, said=said(trial, facts), series="arm")


def tables(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Table, ...]:
    return (*_decisions(trials, facts), *_arms(trials, facts), *_beside(trials, facts), *_usual(trials, facts))


def _decisions(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Table, ...]:
    columns = {"experiment": "text", "outcome": "text", "decision": "text", "why": "text"}
    columns |= {"effect": SHARE, "least": SHARE, "most": SHARE, "minimum": SHARE, "read_on": "date"}
    rows = (
        {
            "experiment": trial.chosen.id,
            "outcome": _headed(trial.plan.outcome, trial.plan.outcome_stage) if trial.plan else "",
            "decision": say(f"{ID}.decisions.{trial.decided.decision}"),
            "why": say(f"{ID}.whys.{trial.decided.why}"),
            "effect": _best(trial, facts, "itt_share"),
            "least": _best(trial, facts, "least_share"),
            "most": _best(trial, facts, "most_share"),
            "minimum": float(trial.plan.minimum_effect_share) if trial.plan else None,
            "read_on": trial.plan.end_on if trial.plan else None,
        }
        for trial in trials
    )
    return table(f"{ID}.tables.decisions", columns, rows)


def _headed(outcome: str, stage: str | None) -> str:
    """As a cell begins: with a capital letter."""
    told = outcome_of(outcome, stage)
    return told[:1].upper() + told[1:]


def _best(trial: Trial, facts: Sequence[Fact], measure: str) -> Fact | None:
    return fact(facts, trial, measure, trial.best) if trial.best else None


def _arms(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Table, ...]:
    counts = ("assigned_count", "mature_count", "immature_count", "untold_count", "crossed_count")
    every = list(_each_arm(trials, facts, (*counts, "rate_share", "before_share")))
    has_before = any(row["before_share"] for row in every)
    columns = {"experiment": "text", "arm": "text", **dict.fromkeys(counts, "count"), "rate_share": SHARE}
    return table(f"{ID}.tables.arms", columns | ({"before_share": SHARE} if has_before else {}), every)


def _each_arm(trials: Sequence[Trial], facts: Sequence[Fact], measures: Sequence[str]) -> Iterator[dict[str, Any]]:
    for trial in trials:
        for variant in trial.plan.variants if trial.plan and not trial.chosen.has_no_control else ():
            found = {measure: fact(facts, trial, measure, variant) for measure in measures}
            yield {"experiment": trial.chosen.id, "arm": readable(variant), **found}


def _beside(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Table, ...]:
    """The outcome of the plan and the business outcome of the same units, each with how many are too young."""
    columns = {"experiment": "text", "outcome": "text", "arm": "text", "mature": "count", "immature": "count"}
    columns |= {"rate": SHARE, "effect": SHARE, "least": SHARE, "most": SHARE}
    return table(f"{ID}.tables.beside", columns, (row for trial in trials for row in _both(trial, facts)))


def _both(trial: Trial, facts: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    if trial.plan is None or trial.business is None or trial.plan.business_outcome is None:
        return
    outcomes = (
        ("", _headed(trial.plan.outcome, trial.plan.outcome_stage)),
        (BUSINESS, _headed(trial.plan.business_outcome, trial.plan.business_stage)),
    )
    names = {"mature": "mature_count", "immature": "immature_count", "rate": "rate_share"}
    names |= {"effect": "itt_share", "least": "least_share", "most": "most_share"}
    for of, outcome in outcomes:
        for variant in trial.plan.variants:
            found = {name: fact(facts, trial, f"{of}{measure}", variant) for name, measure in names.items()}
            yield {"experiment": trial.chosen.id, "outcome": outcome, "arm": readable(variant), **found}


def _usual(trials: Sequence[Trial], facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = (
        {
            "experiment": trial.chosen.id,
            "way": say(f"{ID}.shortcuts.{shortcut}"),
            "value": found,
            "effect": _best(trial, facts, "itt_share"),
        }
        for trial in trials
        for shortcut in SHORTCUTS
        if (found := _shortcut(facts, trial, shortcut))
    )
    return table(f"{ID}.tables.usual", {"experiment": "text", "way": "text", "value": SHARE, "effect": SHARE}, rows)
