"""The figures of experiments, and their evidence: one row a unit. Nothing of an outcome where nothing was read."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cmokit.analyses.figures import count, share
from cmokit.analyses.pilot.trial import Trial
from cmokit.exhibits.fact import Fact, Period
from cmokit.methods.pilot.decision import Decision
from cmokit.methods.pilot.effect import Effect
from cmokit.methods.pilot.outcomes import ANSWERED, NEEDS
from cmokit.methods.pilot.reading import RANDOMISED, Arm, Reading
from cmokit.methods.pilot.records import COMPANY, CONTACT, OWNER
from cmokit.registers.plans import FrozenPlan

ID = "pilot.effect"
BUSINESS = "business_"
LIST = ("assignments",)
OF_LIST = ("assigned_count", "apart_count", "plans_count", "readout_days")
UNITS = {CONTACT: (), COMPANY: ("companies",), OWNER: ("users",)}  # tables that name them, beside contacts
READ = ("is_mature", "did", "crossed", "rows", "yes")
PROVEN = (Decision.EXPAND, Decision.STABILISE)


def facts(trials: Sequence[Trial], as_of: date) -> tuple[Fact, ...]:
    """Of all experiments, then of each."""
    read = [trial for trial in trials if trial.chosen.is_readable(as_of)]
    proven = [trial for trial in read if trial.decided.decision in PROVEN]
    every = [
        count(f"{ID}.experiments_count", len(trials)),
        count(f"{ID}.read_count", len(read), n=len(trials)),
        count(f"{ID}.proven_count", len(proven), n=len(trials)),
    ]
    own = [fact.but(tables=_tables(trial, fact)) for trial in trials for fact in _of_trial(trial, as_of)]
    return (*(fact.but(tables=LIST) for fact in every), *own)


def _tables(trial: Trial, fact: Fact) -> tuple[str, ...]:
    """The tables behind a figure: those of its outcome and of its units, where an outcome was read."""
    plan = trial.plan
    if fact.measure in ("corrected_share", "failed_share"):
        return ("workflow_runs",)
    if plan is None or fact.measure in OF_LIST or (trial.main is None and fact.measure != "shortcut_share"):
        return LIST
    outcome = plan.business_outcome if fact.measure.startswith(BUSINESS) else plan.outcome
    people = () if trial.main is None else LIST
    runs = ("workflow_runs",) if plan.workflow and trial.main else ()
    zones = ("users",) if outcome == ANSWERED else ()  # an answer is counted in the hours of whoever owns the lead
    stages = ("stage_entries",) if plan.unit_kind != CONTACT or trial.main is None else ()
    found = (
        *people,
        NEEDS[outcome or plan.outcome],
        "contacts",
        *UNITS[plan.unit_kind],
        "entity_links",
        *zones,
        *stages,
        *runs,
    )
    return tuple(dict.fromkeys(found))


def _of_trial(trial: Trial, as_of: date) -> Iterator[Fact]:
    own = trial.chosen.id
    yield Fact(f"{ID}.decision_text", str(trial.decided.decision), "text", dimensions={"experiment": own})
    yield count(f"{ID}.plans_count", trial.chosen.frozen, experiment=own)
    if trial.flatters is not None:
        yield Fact(
            f"{ID}.shortcut_share", trial.flatters, "share", dimensions={"experiment": own, "shortcut": "before_after"}
        )
    if (plan := trial.plan) is None or trial.chosen.has_no_control:
        return
    period = Period(plan.start_on, min(plan.assign_until_on, as_of))
    yield from (fact.but(period=period) for fact in _of_plan(trial, plan, as_of, own))


def _of_plan(trial: Trial, plan: FrozenPlan, as_of: date, own: str) -> Iterator[Fact]:
    if as_of < plan.end_on:
        yield Fact(f"{ID}.readout_days", (plan.end_on - as_of).days, "days", dimensions={"experiment": own})
    counted = trial.units[trial.units["problem"] == ""]
    yield count(f"{ID}.apart_count", len(trial.units) - len(counted), n=len(trial.units), experiment=own)
    for variant in plan.variants:
        size = int((counted["variant"] == variant).sum())
        yield count(f"{ID}.assigned_count", size, n=len(counted), experiment=own, variant=variant)
    if trial.main is None:
        return
    yield from _of_arms(trial.main, plan, own)
    control = trial.main.arms[plan.variants[0]]
    yield from share(f"{ID}.crossed_share", control.crossed, _all(control), experiment=own)
    yield from _of_effects(trial.main, own, "")
    for name, value in sorted(trial.main.usual.items()):
        yield Fact(f"{ID}.shortcut_share", value, "share", dimensions={"experiment": own, "shortcut": name})
    if trial.runs and trial.runs.total:
        yield from share(f"{ID}.corrected_share", trial.runs.corrected, trial.runs.used, experiment=own)
        yield from share(f"{ID}.failed_share", trial.runs.failed, trial.runs.total, experiment=own)
    if trial.business:
        yield from _of_arms(trial.business, plan, own, BUSINESS)
        yield from _of_effects(trial.business, own, BUSINESS)


def _of_arms(reading: Reading, plan: FrozenPlan, own: str, of: str = "") -> Iterator[Fact]:
    """Leads of one owner are alike, so a share of theirs carries no interval of its own."""
    alone = plan.unit_kind == CONTACT and plan.design == RANDOMISED
    for variant, arm in reading.arms.items():
        yield count(f"{ID}.{of}mature_count", arm.mature, n=_all(arm), experiment=own, variant=variant)
        yield count(f"{ID}.{of}immature_count", arm.immature, n=_all(arm), experiment=own, variant=variant)
        yield from share(f"{ID}.{of}rate_share", arm.yes, arm.mature, sample=alone, experiment=own, variant=variant)
        if not of:
            yield count(f"{ID}.untold_count", arm.untold, n=_all(arm), experiment=own, variant=variant)
            yield count(f"{ID}.crossed_count", arm.crossed, n=_all(arm), experiment=own, variant=variant)
            yield from share(f"{ID}.before_share", arm.before[0], arm.before[1], experiment=own, variant=variant)


def _all(arm: Arm) -> int:
    return arm.mature + arm.immature + arm.untold


def _of_effects(reading: Reading, own: str, of: str) -> Iterator[Fact]:
    for variant, effect in reading.effects.items():
        dims = {"experiment": own, "variant": variant}
        yield _effect(f"{ID}.{of}itt_share", effect, dims, _counted(reading, variant))
        if effect.low is not None and effect.high is not None:
            yield Fact(f"{ID}.{of}least_share", effect.low, "share", dimensions=dims)
            yield Fact(f"{ID}.{of}most_share", effect.high, "share", dimensions=dims)
        if effect.chance is not None and not of:
            yield Fact(f"{ID}.chance_share", effect.chance, "share", dimensions=dims)
    if of:
        return
    for name, others in (("drift_share", reading.drifts), ("adjusted_share", reading.adjusted)):
        for variant, effect in others.items():
            yield _effect(f"{ID}.{name}", effect, {"experiment": own, "variant": variant})


def _counted(reading: Reading, variant: str) -> int:
    control = next(iter(reading.arms.values()))
    return control.mature + reading.arms[variant].mature


def _effect(fact_id: str, effect: Effect, dims: dict[str, str], n: int | None = None) -> Fact:
    sure = round(effect.confidence, 6) if effect.low is not None else None
    return Fact(fact_id, effect.share, "share", n, effect.low, effect.high, sure, dims)


def shown(trials: Sequence[Trial], timezone: str) -> Any:
    """One row a unit for the evidence, as an Arrow table. leads_count, reached_count: of owners and companies."""
    import pyarrow as pa

    from cmokit.tables.contract import TIMESTAMP

    rows = pd.concat([_rows(trial) for trial in trials if len(trial.units)] or [_nobody()], ignore_index=True)
    local = rows["since"].astype("datetime64[us, UTC]").dt.tz_convert(timezone)
    told = {
        "experiment_id": pa.array(rows["experiment"], pa.string()),
        "unit_kind": pa.array(rows["unit_kind"], pa.string()),
        "unit_id": pa.array(rows["unit_id"], pa.string()),
        "variant": pa.array(rows["variant"], pa.string()),
        "assigned_at": pa.array(rows["since"], TIMESTAMP, from_pandas=True),
        "assigned_on": pa.array([None if pd.isna(at) else at.date() for at in local], pa.date32()),
        "is_mature": pa.array(_plain(rows["is_mature"]), pa.bool_()),
        "is_reached": pa.array(_plain(rows["did"]), pa.bool_()),
        "is_business_reached": pa.array(_plain(rows["business"]), pa.bool_()),
        "leads_count": pa.array(_plain(rows["rows"]), pa.int64()),
        "reached_count": pa.array(_plain(rows["yes"]), pa.int64()),
        "is_crossover": pa.array(_plain(rows["crossed"]), pa.bool_()),
        "problem": pa.array(rows["problem"].where(rows["problem"] != "", None), pa.string()),
        "source_file": pa.array(rows["source_file"], pa.string()),
        "source_row": pa.array(_plain(rows["source_row"]), pa.int64()),
    }
    return pa.table(told)


def _rows(trial: Trial) -> pd.DataFrame:
    """The list, with what was read of each unit; blank where its day has not come, or nothing could be read of it."""
    found = trial.units.assign(experiment=trial.chosen.id)
    read = trial.main.rows.set_index("unit_id") if trial.main else _nobody().set_index("unit_id")
    for name in READ:
        found[name] = found["unit_id"].map(read[name].astype(object)) if name in read else None
    business = trial.business.rows.set_index("unit_id") if trial.business else read
    has = bool(trial.business) and "did" in business
    found["business"] = found["unit_id"].map(business["did"].astype(object)) if has else None
    return found


def _nobody() -> pd.DataFrame:
    names = ["experiment", "unit_kind", "unit_id", "variant", "since", "problem", "source_file", "source_row"]
    return pd.DataFrame(columns=[*names, *READ, "business"])


def _plain(column: Any) -> list[Any]:
    """Its values as Python's own, nothing for what is missing."""
    return [None if pd.isna(value) else int(value) if isinstance(value, float) else value for value in column]
