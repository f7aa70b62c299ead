"""How many people stand still after they entered a stage.

Asks
    Of the people that enter a stage, how many have not got any further one, two and three months later, and where?
Measures
    Per stage, by Kaplan and Meier: the share that has not entered any later stage a number of days after the first
    entry, people who entered lately counted as long as they were seen, with intervals; by segment and channel where
    enough people entered. The people who have been standing in their furthest stage for longer than the last of these
    days, in number and of all who stand there. Entries into stages that the lifecycle does not know.
Read it as
    A share that hardly falls from the first month to the third says that whoever does not move early hardly ever does.
Do next
    Work through the people who stand at the stage that sales works on; decide after how many days a lead is recycled.
Limits
    People who skipped a stage count from the stages that they did enter; falling back is no progress. A stage set
    without a date is not seen. A person who left for good looks like one who waits.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading, listed, readable
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, number, pick, required, share, size
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit, quote
from cmokit.methods import stalled
from cmokit.methods.stalled import Waiting
from cmokit.methods.uncertainty import CONFIDENCE, wilson
from cmokit.vocabulary import LifecycleStage, Responsibility, Severity
from cmokit.words import say, say_all

ID = "funnel.decay"
DAYS = (30, 60, 90)
ENOUGH = 30  # people who entered, before a group is stated and compared
MOST_NAMED = 3  # unknown stages in a sentence


@dataclass(frozen=True)
class Decay:
    """stages: those that anybody entered, in order. judged: the stage that sales works on, else the first one."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per person and stage: as `stalled.entries`, and is_stalled
    stages: tuple[str, ...]
    judged: str
    unknown: tuple[str, ...]


def measure(stage_entries: Any, contacts: Any, entity_links: Any, definitions: Definitions) -> Decay:
    order = definitions.lifecycle_order
    rows = stalled.entries(stage_entries, contacts, entity_links, order, definitions.as_of_end)
    found = stalled.waiting(rows, order)
    if not found:
        columns = ("entity", "entity_id", "stage", "entered_at")
        raise CannotAnswer(say(f"{ID}.no_entries"), Missing("stage_entries", columns, say("asks.stage_entries")))
    facts = [fact for one in found if one.split == "all" or one.waits.n >= ENOUGH for fact in _facts(one)]
    whole = [one for one in found if one.split == "all"]
    still, long = sum(len(one.still) for one in whole), sum(_stalled(one) for one in whole)
    facts += [count(f"{ID}.standing_count", still), count(f"{ID}.stalled_count", long, n=still, stage="all")]
    facts += [count(f"{ID}.stalled_count", _stalled(one), n=len(one.still), stage=one.stage) for one in whole]
    facts += share(f"{ID}.stalled_now_share", long, still)
    odd = stalled.unknown_entries(stage_entries, contacts, entity_links, order)
    facts.append(count(f"{ID}.unknown_count", sum(odd.values())))
    stages = tuple(one.stage for one in whole)
    judged = LifecycleStage.MQL.value if LifecycleStage.MQL.value in stages else stages[0]
    is_stalled = rows.reached_at.isnull() & (rows.wait_days > DAYS[-1])
    evidence = rows.mutate(is_stalled=is_stalled).order_by("stage", "person_id")
    return Decay(tuple(facts), evidence, stages, judged, tuple(odd))


def _stalled(one: Waiting) -> int:
    return sum(days > DAYS[-1] for days in one.still)


def _facts(one: Waiting) -> list[Fact]:
    by = {"stage": one.stage, "split": one.split}
    facts = [Fact(f"{ID}.entered_count", one.waits.n, "count", dimensions=by)]
    for day in (day for day in DAYS if one.knows(day)):
        value, (low, high) = one.stalled(day), one.interval(day)
        if low == high:
            low, high = wilson(round(value * one.followed(day)), one.followed(day))
        name = {**by, "day": str(day)}
        facts.append(Fact(f"{ID}.stalled_share", value, "share", one.waits.n, low, high, CONFIDENCE, name))
    return facts


def _share(found: Decay, stage: str, day: int, split: str = "all") -> Fact | None:
    return pick(found.facts, "stalled_share", stage=stage, day=str(day), split=split)


def judge(found: Decay, limits: Limits) -> Verdict:
    """By the share that stands still a month after entering the stage that sales works on."""
    early = _share(found, found.judged, DAYS[0])
    verdict = Verdict(Severity.WARN, say(f"{ID}.too_young", day=limit(DAYS[0], "days")))
    if early:
        verdict = about(limits.verdict(early), say(f"{ID}.about", stage=called(found.judged, "stage")))
    odd = required(found.facts, "unknown_count")
    if not odd.value:
        return verdict
    names = listed([quote(stage) for stage in found.unknown[:MOST_NAMED]])
    more = say(f"{ID}.unknown", count=number(odd), figure=cite(odd), stages=names)
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {more}")


def exhibit(found: Decay, verdict: Verdict) -> Section:
    early, late = (_share(found, found.judged, day) for day in (DAYS[0], DAYS[-1]))
    long = required(found.facts, "stalled_count", stage="all")
    said: dict[str, Any] = {"stage": called(found.judged, "stage"), "long": cite(long), "last": limit(DAYS[-1], "days")}
    said |= {"standing": cite(required(found.facts, "standing_count")), "day": limit(DAYS[0], "days")}
    said |= {name: cite(fact) for name, fact in (("early", early), ("late", late)) if fact}
    words = "headline" if early else "headline_young"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.{words}", **said),
        narrative=_narrative(found, said, number(long)),
        charts=(*_lines(found, said), *_groups(found, said)),
        tables=_table(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        brief=say(f"{ID}.{words.replace('headline', 'brief')}", **said),
        key_facts=tuple(fact.name for fact in (early, late, long) if fact),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(found: Decay, said: dict[str, Any], long: int) -> tuple[str, ...]:
    told = [say(f"{ID}.later", **said)] if {"early", "late"} <= set(said) else []
    if long:
        told.append(say(f"{ID}.long", count=long, **said))
    groups = [f for f in _splits(found) if f.dimensions["split"].startswith("channel=")]
    if len(groups) > 1:
        ends = (groups[-1], groups[0])
        best, worst = (say(f"{ID}.of_split", split=_split(f, called), share=cite(f)) for f in ends)
        told.append(say(f"{ID}.spread", best=best, worst=worst))
    return tuple(told)


def _splits(found: Decay) -> list[Fact]:
    """The groups of the judged stage, the one that stands still most first."""
    wanted = {"stage": found.judged, "day": str(DAYS[0])}
    every = having(found.facts, "stalled_share")
    return [f for f in every if f.dimensions["split"] != "all" and wanted.items() <= dict(f.dimensions).items()]


def _split(fact: Fact, name: Any) -> str:
    column, value = fact.dimensions["split"].split("=", 1)
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def _lines(found: Decay, said: dict[str, Any]) -> tuple[Any, ...]:
    data = [
        {"day": str(day), "share": size(fact), "stage": heading(stage, "stage")}
        for stage in found.stages
        for day in DAYS
        if (fact := _share(found, stage, day))
    ]
    words = f"{ID}.charts.{'days' if 'early' in said else 'days_young'}"
    return chart(words, "line", data, axes=("day", "share", "share"), said=said, series="stage")


def _groups(found: Decay, said: dict[str, Any]) -> tuple[Any, ...]:
    dots = (
        {"split": _split(fact, heading), "share": fact.value, "low": fact.low, "high": fact.high}
        for fact in _splits(found)
    )
    words = said | {"few": limit(ENOUGH, "count")}
    return chart(f"{ID}.charts.splits", "interval", dots, axes=("split", "share", "share"), said=words)


def _table(found: Decay) -> tuple[Any, ...]:
    days = {f"day_{day}": day for day in DAYS}
    rows = (
        {"stage": stage, "entered": pick(found.facts, "entered_count", stage=stage, split="all")}
        | {name: _share(found, stage, day) for name, day in days.items()}
        | {"stalled": pick(found.facts, "stalled_count", stage=stage)}
        for stage in found.stages
    )
    units = {"stage": "text", "entered": "count", **dict.fromkeys(days, "share"), "stalled": "count"}
    return table(f"{ID}.tables.stages", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-05",),
    phases=("baseline",),
    sheet="Lead decay",
    needs=("stage_entries",),
    uses=("contacts", "entity_links"),
    measures={
        "stalled_share": "share",
        "entered_count": "count",
        "standing_count": "count",
        "stalled_count": "count",
        "stalled_now_share": "share",
        "unknown_count": "count",
    },
    # Of the people handed to sales, half have to be decided on within a month; at four in five nobody decides.
    limits=Limits(warn=0.5, fail=0.8, on="stalled_share"),
    evidence_key=("stage", "person_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
