"""Does the lead score foretell anything, and does it still?

Asks
    Do leads with a higher score really get further, by how much, and is what the score promises what comes?
Measures
    Of the leads whose history is known and whose time to the stage at which sales takes over is up (longer ago than the
    ninetieth percentile of that time), by band of the score: the share that ever got there, with Wilson's interval, and
    as lift over the share of all. Bands hold about equally many leads. Discrimination: how often the one of two leads
    that got there has the higher score, in all and by quarter of entry; a half is a coin. As a forecast: a logistic
    line through the earlier half of the leads turns points into a probability, and the later half shows what it is
    worth: Brier score in its parts, reliability by quantile bins, slope and intercept of the calibration (in log-odds),
    skill against telling everybody the average. Drift: the population stability index of the scores since then, in
    bands fixed on the earlier half, beside what chance alone gives samples of these sizes.
Read it as
    Bands must rise without overlapping, skill must lie above nothing, and lines by quarter must stay apart. A score
    that told leads apart once and no longer does is worse than none: people still trust it.
Do next
    Rank by the score only what it still tells apart; ask what changed in the quarter in which it lost its power; hold
    the score against outcomes every quarter, and set its limits anew when skill falls.
Limits
    Where the history of the field is not sent, the score is the one that stands today: a score that was raised after
    the outcome looks better than it was. Leads too young to be judged are no failures and are left out. The score's own
    signals are in no export; what single fields tell stands in the section on leaks.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, exports
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, required, share
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.scoring.calibration_counts import (
    FEWEST_EACH,
    Leads,
    bands_facts,
    drift_facts,
    each_side,
    evidence,
    forecast_facts,
    forecast_of,
    leads_of,
    quarters_facts,
)
from cmokit.analyses.scoring.calibration_figures import ID, charts, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.lead_outcomes import Outcomes, outcomes
from cmokit.methods.lead_scores import scores
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ENOUGH = 100  # mature leads with a score, before anything is said
ENTRIES = "stage_entries"
BY_CHANCE = 0.01  # a drift less likely than this is no chance


@dataclass(frozen=True)
class Calibration:
    """is_constant: every lead has one and the same score. goal: the stage that counts as converted."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per lead with a score
    goal: str
    is_constant: bool


def measure(
    contacts: Any, stage_entries: Any, field_changes: Any, entity_links: Any, definitions: Definitions
) -> Calibration:
    """CannotAnswer without scores, or with too few leads that are old enough on either side."""
    if not any_row(contacts.filter(contacts.score.notnull())):
        raise CannotAnswer(say(f"{ID}.no_score"), _score_ask(), *(() if any_row(stage_entries) else asks(ENTRIES)))
    if not any_row(stage_entries):
        raise CannotAnswer(say("verdict.missing_tables", tables=exports([ENTRIES])), *asks(ENTRIES))
    found = outcomes(
        stage_entries,
        contacts,
        entity_links,
        definitions.lifecycle_order,
        definitions.as_of_end,
        definitions.timezone,
    )
    told = found.rows.left_join(scores(contacts, field_changes, entity_links), "person_id", rname="{name}_scored")
    judged = told.filter(told.is_mature).aggregate(leads=lambda t: t.count(), scored=lambda t: t.score.count())
    whole = judged.to_pyarrow().to_pylist()[0]
    rows = told.filter(told.score.notnull()).order_by("person_id").to_pyarrow()
    leads = leads_of(rows)
    _refuse_too_few(leads)
    facts = [*share(f"{ID}.scored_share", whole["scored"], whole["leads"]), *_counts(leads, rows, found)]
    facts += bands_facts(leads)
    promised = forecast_of(leads)
    facts += [*quarters_facts(leads), *(forecast_facts(promised) if promised else ()), *drift_facts(leads)]
    is_constant = bool(np.ptp(leads.score[leads.mature]) == 0)
    return Calibration(tuple(facts), evidence(rows, leads, promised), found.goal, is_constant)


def _refuse_too_few(leads: Leads) -> None:
    if leads.mature.sum() < ENOUGH or not each_side(leads, leads.mature):
        needed = {"enough": limit(ENOUGH, "count"), "each": limit(FEWEST_EACH, "count")}
        raise CannotAnswer(say(f"{ID}.too_few", None, **needed), _score_ask(), *asks(ENTRIES))


def _score_ask() -> Missing:
    return Missing("contacts", ("score",), say(f"{ID}.asks_score"))


def _counts(leads: Leads, rows: pa.Table, found: Outcomes) -> list[Fact]:
    mature, n = int(leads.mature.sum()), len(leads.score)
    at_entry = sum(rows["is_first"].to_pylist())
    assert found.wait_days is not None
    return [
        count(f"{ID}.mature_count", mature, n=n),
        count(f"{ID}.immature_count", n - mature, n=n),
        Fact(f"{ID}.maturity_days", found.wait_days, "days"),
        *share(f"{ID}.entry_score_share", at_entry, n),
        *share(f"{ID}.base_share", int(leads.converted[leads.mature].sum()), mature, sample=True),
    ]


def judge(found: Calibration, limits: Limits) -> Verdict:
    """By what the score is worth as a forecast of later leads; a constant one is worth nothing."""
    if found.is_constant:
        return Verdict(Severity.FAIL, say(f"{ID}.constant"))
    skill, more = pick(found.facts, "skill_share"), []
    verdict = (
        about(limits.verdict(skill), say(f"{ID}.about")) if skill else Verdict(Severity.WARN, say(f"{ID}.unproven"))
    )
    moved = pick(found.facts, "drift_p_share")
    if moved and float(str(moved.value)) < BY_CHANCE:
        drifted, chance = required(found.facts, "drift_share"), required(found.facts, "drift_by_chance_share")
        more.append(say(f"{ID}.drifted", drift=cite(drifted), chance=cite(chance)))
    if not required(found.facts, "entry_score_share").value:
        more.append(say(f"{ID}.as_of_today"))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Calibration, verdict: Verdict) -> Section:
    said = _said(found)
    told = "constant" if found.is_constant else "plain" if "skill" not in said else _sort(found)
    key = (pick(found.facts, "skill_share"), pick(found.facts, "discrimination_share", quarter="all"))
    base = required(found.facts, "base_share")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **said),
        brief=say(f"{ID}.brief.{told}", **said),
        narrative=_narrative(found, said),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure", **said),
        key_facts=tuple(fact.name for fact in (*key, base) if fact),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", **said) if verdict.severity is Severity.FAIL else "",
    )


def _sort(found: Calibration) -> str:
    return "worth" if float(str(required(found.facts, "skill_share").value)) > 0 else "worthless"


def _said(found: Calibration) -> dict[str, Any]:
    shares = [fact for fact in found.facts if fact.measure == "band_share"]
    named = {
        "base": required(found.facts, "base_share"),
        "low": shares[0],
        "high": shares[-1],
        "skill": pick(found.facts, "skill_share"),
        "power": pick(found.facts, "discrimination_share", quarter="all"),
        "immature": required(found.facts, "immature_count"),
        "mature": required(found.facts, "mature_count"),
        "wait": required(found.facts, "maturity_days"),
    }
    return {name: cite(fact) for name, fact in named.items() if fact} | {"goal": called(found.goal, "stage")}


def _narrative(found: Calibration, said: dict[str, Any]) -> tuple[str, ...]:
    told = []
    if "power" in said:
        told.append(say(f"{ID}.power", **said))
    quarters = [f for f in having(found.facts, "discrimination_share") if f.dimensions["quarter"] != "all"]
    in_time = sorted(quarters, key=lambda f: f.dimensions["quarter"])
    if len(in_time) > 1:
        told.append(say(f"{ID}.over_time", first=cite(in_time[0]), last=cite(in_time[-1])))
    expected, seen = (pick(found.facts, f"{name}_share", bin="all") for name in ("expected", "observed"))
    if expected and seen:
        told.append(say(f"{ID}.promised", expected=cite(expected), observed=cite(seen), **said))
    immature = required(found.facts, "immature_count")
    if immature.value:
        told.append(say(f"{ID}.immature", number(immature), **said))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("LSR-04",),
    phases=("baseline",),
    sheet="Score calibration",
    needs=("contacts",),
    uses=("stage_entries", "field_changes", "entity_links"),
    measures={
        "scored_share": "share",
        "mature_count": "count",
        "immature_count": "count",
        "maturity_days": "days",
        "entry_score_share": "share",
        "base_share": "share",
        "band_share": "share",
        "lift_share": "share",
        "discrimination_share": "share",
        "third_share": "share",
        "brier_share": "share",
        "skill_share": "share",
        "slope_share": "share",
        "intercept_share": "share",
        "expected_share": "share",
        "observed_share": "share",
        "drift_share": "share",
        "drift_by_chance_share": "share",
        "drift_p_share": "share",
    },
    # Below nothing it misleads; a twentieth better than the average is hardly worth a rule that people have to follow.
    limits=Limits(warn=0.05, fail=0.0, on="skill_share", higher_is_better=True),
    evidence_key=("person_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
