"""How many of those who enter a stage ever get further.

Asks
    Of the people that enter a lifecycle stage, how many reach the next one, by segment and by channel?
Measures
    For each stage and the one after it, by entry cohort: mature people that ever entered the later stage or one beyond
    it, divided by all mature people that entered the first (with Wilson's interval). Mature are those who entered
    longer ago than the ninetieth percentile of the time that the step took. Entered, and entered too lately to be
    judged.
Read it as
    The step with the smallest share is where the funnel narrows; a wide interval means that too few have passed.
Do next
    Look at the narrowest step by segment and channel; give the next stage's owner the list of those who stopped.
Limits
    People who skipped a stage count from the stages that they did enter. A stage set without a date is not seen. The
    slowest tenth may still move: the share is a floor for them. History before the first entry is not known.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading, readable
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, pick, share, size
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods import cohorts
from cmokit.methods.cohorts import Pair
from cmokit.methods.linkage import leading_records
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import joined, say, say_all

ID = "funnel.conversion"
SECONDS_A_DAY = 86_400
ENOUGH = 30  # people behind a share before it may be called the narrowest step, or a group is drawn and compared


@dataclass(frozen=True)
class Conversion:
    """pairs: (from, to) of adjacent stages that anybody entered, in the order of the lifecycle."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # person_id, from, to, entered_at, reached_at, is_mature, source_file, source_row
    pairs: tuple[Pair, ...]


def measure(stage_entries: Any, contacts: Any, entity_links: Any, definitions: Definitions) -> Conversion:
    order = definitions.lifecycle_order
    entries = cohorts.entries_of_people(stage_entries, contacts, entity_links)
    rows = cohorts.steps(entries, order, leading_records(contacts, entity_links, "contact"))
    waits = cohorts.waits(rows)
    if not waits:
        columns = ("entity", "entity_id", "stage", "entered_at")
        raise CannotAnswer(say(f"{ID}.no_entries"), Missing("stage_entries", columns, say("asks.stage_entries")))
    end = definitions.as_of_end.timestamp()
    judged = cohorts.with_maturity(rows, waits, end)
    counts = cohorts.counts(judged)
    sourced = cohorts.with_maturity(cohorts.cohorts(entries, order), waits, end)
    pairs = tuple(pair for pair in pairwise(order) if pair in waits)
    shown = ("person_id", "from", "to", "entered_at", "reached_at", "is_mature", "source_file", "source_row")
    return Conversion(_facts(counts, waits), sourced.select(*shown).order_by("from", "to", "person_id"), pairs)


def _facts(counts: list[dict[str, Any]], waits: dict[Pair, float | None]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for row in counts:
        if row["split"] != "all" and not row["mature"]:
            continue
        by = {"from_": row["from"], "to": row["to"], "split": row["split"]}
        young = row["entered"] - row["mature"]
        facts += share(f"{ID}.stage_share", row["reached"], row["mature"], sample=True, tables=(), **by)
        facts.append(count(f"{ID}.entered_count", row["entered"], n=None, tables=(), **by))
        facts.append(count(f"{ID}.immature_count", young, n=row["entered"], tables=(), **by))
    for (start, to), wait in waits.items():
        if wait is not None:
            step = {"from": start, "to": to}
            facts.append(Fact(f"{ID}.maturity_days", wait / SECONDS_A_DAY, "days", dimensions=step))
    whole = [row for row in counts if row["split"] == "all"]
    young = sum(row["entered"] - row["mature"] for row in whole)
    return (*facts, *share(f"{ID}.immature_share", young, sum(row["entered"] for row in whole)))


def judge(found: Conversion, limits: Limits) -> Verdict:
    """Shares have no limit until one is agreed; what is judged is how much of the funnel can be read yet."""
    young = pick(found.facts, "immature_share")
    verdict = (
        about(limits.verdict(young), say(f"{ID}.about")) if young else Verdict(Severity.WARN, say(f"{ID}.no_entries"))
    )
    unread = [pair for pair in found.pairs if not _share(found, pair)]
    if not unread:
        return verdict
    steps = joined(_step(pair, called) for pair in unread)
    return Verdict(verdict.severity, f"{verdict.reason} {say(f'{ID}.not_read', count=len(unread), steps=steps)}")


def _share(found: Conversion, pair: Pair) -> Fact | None:
    return pick(found.facts, "stage_share", from_=pair[0], to=pair[1], split="all")


def _step(pair: Pair, name: Any) -> str:
    """`Lead to MQL`; name: `called` for a sentence, `heading` for a label."""
    return say(f"{ID}.step", **{"from": name(pair[0], "stage"), "to": name(pair[1], "stage")})


def _narrowest(found: Conversion) -> Fact | None:
    """The smallest share with enough people behind it, else the smallest of all."""
    shares = [fact for pair in found.pairs if (fact := _share(found, pair))]
    enough = [fact for fact in shares if (fact.n or 0) >= ENOUGH] or shares
    return min(enough, key=lambda fact: (size(fact), fact.name), default=None)


def exhibit(found: Conversion, verdict: Verdict) -> Section:
    narrow = _narrowest(found)
    if narrow is None:
        return Section(ID, say(f"{ID}.nobody"), tables=_step_table(found), next_steps=say_all(f"{ID}.next_steps"))
    pair = narrow.dimensions["from"], narrow.dimensions["to"]
    said: dict[str, Any] = {"from": called(pair[0], "stage"), "to": called(pair[1], "stage"), "share": cite(narrow)}
    every = [f for f in having(found.facts, "stage_share") if _is_split_of(f, pair)]
    splits = [f for f in every if (f.n or 0) >= ENOUGH]
    steps = ((_step(p, heading), fact) for p in found.pairs if (fact := _share(found, p)))
    charts, axes = f"{ID}.charts", ("share", "share")
    young = pick(found.facts, "immature_share")
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **said),
        narrative=_narrative(found, pair, splits, said),
        charts=(
            *chart(f"{charts}.steps", "interval", _dots("step", steps), axes=("step", *axes), said=said),
            *chart(
                f"{charts}.splits",
                "interval",
                _dots("split", ((_split(f, heading), f) for f in splits)),
                axes=("split", *axes),
                said=said | {"few": limit(ENOUGH, "count")},
            ),
        ),
        tables=_step_table(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (narrow, young) if fact),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said),
        brief=say(f"{ID}.brief", **said),
    )


def _narrative(found: Conversion, pair: Pair, splits: list[Fact], said: dict[str, Any]) -> tuple[str, ...]:
    wait = pick(found.facts, "maturity_days", from_=pair[0], to=pair[1])
    told = [say(f"{ID}.maturity", wait=cite(wait), **said)] if wait else []
    if len(splits) > 1:
        best, worst = (say(f"{ID}.of_split", split=_split(f, called), share=cite(f)) for f in (splits[0], splits[-1]))
        told.append(say(f"{ID}.spread", best=best, worst=worst))
    return tuple(told)


def _is_split_of(fact: Fact, pair: Pair) -> bool:
    said = fact.dimensions
    return (said["from"], said["to"]) == pair and said["split"] != "all"


def _split(fact: Fact, name: Any) -> str:
    """`channel=paid_search` as `Paid search`."""
    column, value = fact.dimensions["split"].split("=", 1)
    return str(name(value, column) if column == "channel" else name(readable(value), column))


def _dots(axis: str, facts: Any) -> Any:
    return ({axis: label, "share": fact.value, "low": fact.low, "high": fact.high} for label, fact in facts)


def _step_table(found: Conversion) -> tuple[Any, ...]:
    rows = []
    for start, to in found.pairs:
        counts = {m: pick(found.facts, f"{m}_count", from_=start, to=to, split="all") for m in ("entered", "immature")}
        wait = pick(found.facts, "maturity_days", from_=start, to=to)
        rows.append({"from": start, "to": to, **counts, "wait": wait, "share": _share(found, (start, to))})
    units = {"from": "text", "to": "text", "entered": "count", "immature": "count", "wait": "days", "share": "share"}
    return table(f"{ID}.tables.steps", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-03",),
    phases=("audit", "baseline"),
    sheet="Funnel conversion",
    needs=("stage_entries",),
    uses=("contacts", "entity_links"),
    measures={
        "stage_share": "share",
        "entered_count": "count",
        "immature_count": "count",
        "immature_share": "share",
        "maturity_days": "days",
    },
    # Beyond one half, the shares rest on less than half of those who entered.
    limits=Limits(warn=0.5, fail=0.9, on="immature_share"),
    evidence_key=("from", "to", "person_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
