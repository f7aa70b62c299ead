"""How many of those who enter a stage ever get further.

Asks
    Of the people that enter a lifecycle stage, how many reach the next one, by segment and by channel?
Measures
    For each stage and the one after it, by entry cohort: mature people that ever entered the later stage or one beyond
    it, divided by all mature people that entered the first (stage_share, with Wilson's interval). Mature are those who
    entered longer ago than the ninetieth percentile of the time that the step took (maturity_days). Entered, and
    entered too lately to be judged (immature_count).
Read it as
    The step with the smallest share is where the funnel narrows; a wide interval means that too few have passed.
Do next
    Look at the narrowest step by segment and channel; give the next stage's owner the list of those who stopped.
Limits
    People who skipped a stage count from the stages that they did enter. A stage set without a date is not seen. The
    slowest tenth may still move: the share is a floor for them. History before the first entry is not known.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, having, pick, share
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, TableColumn, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.linkage import copies, leading_records, with_leading_id
from cmokit.methods.spelling import is_filled
from cmokit.vocabulary import Severity
from cmokit.words import say, say_all

ID = "funnel.conversion"
MATURE_AT = 0.9  # the quantile of the time from stage to stage after which an entry counts as mature
SECONDS_A_DAY = 86_400
ENOUGH = 30  # people behind a share before it may be called the narrowest step or the weakest split
MOST_ROWS = 20
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Conversion:
    """pairs: (from, to) of adjacent stages that anybody entered, in the order of the lifecycle."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # person_id, from, to, entered_at, reached_at, is_mature, source_file, source_row
    pairs: Pairs


def measure(stage_entries: Any, contacts: Any, entity_links: Any, definitions: Definitions) -> Conversion:
    people = leading_records(contacts, entity_links, "contact")
    entries = _of_people(stage_entries, contacts, copies(contacts, entity_links, "contact"))
    cohorts = _cohorts(entries, definitions.lifecycle_order)
    waits = _waits(cohorts)
    if not waits:
        asks = Missing("stage_entries", ("entity", "entity_id", "stage", "entered_at"), say("asks.stage_entries"))
        raise CannotAnswer(say(f"{ID}.no_entries"), asks)
    judged = cohorts.mutate(is_mature=_is_mature(cohorts, waits, definitions))
    pairs = zip(definitions.lifecycle_order, definitions.lifecycle_order[1:], strict=False)
    entered = tuple(pair for pair in pairs if pair in waits)
    shown = ("person_id", "from", "to", "entered_at", "reached_at", "is_mature", "source_file", "source_row")
    evidence = judged.select(*shown).order_by("from", "to", "person_id")
    return Conversion(_facts(_counts(judged, people), waits, entered), evidence, entered)


def _of_people(stage_entries: Any, contacts: Any, of_copies: Any) -> Any:
    """Entries of contacts with the person they are. Systems whose contacts were received lose entries of gone ones."""
    entries = stage_entries.filter(stage_entries.entity == "contact", stage_entries.entered_at.notnull())
    sent = contacts.select("source_system").distinct()
    known = contacts.select("source_system", entity_id=contacts.contact_id)
    theirs = entries.semi_join(sent, "source_system").semi_join(known, ["source_system", "entity_id"])
    counted = ibis.union(theirs, entries.anti_join(sent, "source_system"))
    return with_leading_id(counted, of_copies, "entity_id", "person_id")


def _cohorts(entries: Any, order: tuple[str, ...]) -> Any:
    """One row per person and stage entered: first entry, first entry of any later stage, the source of the first."""
    rank = entries.stage.substitute({stage: str(n) for n, stage in enumerate(order)}, else_=ibis.null(str))
    ranked = entries.mutate(rank=rank.cast("int64")).filter(lambda t: t["rank"].notnull())
    first_come = ibis.window(
        group_by=["person_id", "rank"], order_by=["entered_at", "source_system", "source_file", "source_row"]
    )
    first = ranked.mutate(n=ibis.row_number().over(first_come)).filter(lambda t: t.n == 0).drop("n")
    later = first.select(later_person="person_id", later_rank="rank", later_at="entered_at")
    on = [first.person_id == later.later_person, later.later_rank > first["rank"]]
    reached = first.join(later, on).group_by("person_id", "rank").aggregate(reached_at=lambda t: t.later_at.min())
    joined = first.filter(first["rank"] < len(order) - 1).left_join(reached, ["person_id", "rank"])
    seconds = joined.reached_at.epoch_seconds() - joined.entered_at.epoch_seconds()
    after = {str(n): stage for n, stage in enumerate(order[1:])}
    return joined.select(
        "person_id",
        "entered_at",
        "reached_at",
        "source_system",
        "source_file",
        "source_row",
        # A later stage set before this one took no time; who never reached one has no time at all.
        seconds=ibis.cases((seconds < 0, 0), (seconds >= 0, seconds), else_=ibis.null("int64")),
        **{"from": joined.stage, "to": joined["rank"].cast(str).substitute(after)},
    )


def _waits(cohorts: Any) -> dict[tuple[str, str], float | None]:
    """(from, to) of every pair that anybody entered → seconds after which nine in ten had got on; None if nobody did."""
    waits = cohorts.group_by("from", "to").aggregate(wait=lambda t: t.seconds.cast("float64").quantile(MATURE_AT))
    return {(row["from"], row["to"]): row["wait"] for row in waits.to_pyarrow().to_pylist()}


def _is_mature(cohorts: Any, waits: dict[tuple[str, str], float | None], definitions: Definitions) -> Any:
    end = definitions.as_of_end.timestamp()
    entered = cohorts.entered_at.epoch_seconds()
    known = [
        (cohorts["from"] == from_, entered <= end - wait) for (from_, _), wait in waits.items() if wait is not None
    ]
    return ibis.cases(*known, else_=False) if known else ibis.literal(False)


def _counts(judged: Any, people: Any) -> list[dict[str, Any]]:
    """Per pair and split: entered, mature, reached (of the mature). A blank channel is unknown, a blank segment none."""
    who = people.select(person_id=people.contact_id, segment=people.segment, channel=people.channel).distinct(
        on="person_id"
    )
    rows = judged.left_join(who, "person_id")
    channel = ibis.ifelse(is_filled(rows.channel), rows.channel, "unknown")
    segmented, known = rows.filter(is_filled(rows.segment)), rows.filter(rows.person_id_right.notnull())
    parts = [
        rows.mutate(split=ibis.literal("all")),
        segmented.mutate(split=ibis.literal("segment=").concat(segmented.segment)),
        known.mutate(split=ibis.literal("channel=").concat(channel)),
    ]
    every = ibis.union(*(part.select("from", "to", "split", "is_mature", "reached_at") for part in parts))
    counts = every.group_by("from", "to", "split").aggregate(
        entered=every.count(),
        mature=every.is_mature.sum(),
        reached=(every.is_mature & every.reached_at.notnull()).sum(),
    )
    return counts.order_by("from", "to", "split").to_pyarrow().to_pylist()


def _facts(counts: list[dict[str, Any]], waits: dict[tuple[str, str], float | None], pairs: Pairs) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for row in counts:
        if row["split"] != "all" and not row["mature"]:
            continue
        by = {"from_": row["from"], "to": row["to"], "split": row["split"]}
        facts += share(f"{ID}.stage_share", row["reached"], row["mature"], sample=True, **by)
        facts.append(count(f"{ID}.entered_count", row["entered"], **by))
        facts.append(count(f"{ID}.immature_count", row["entered"] - row["mature"], n=row["entered"], **by))
    for from_, to in pairs:
        if (wait := waits[from_, to]) is not None:
            about = {"from": from_, "to": to}
            facts.append(Fact(f"{ID}.maturity_days", wait / SECONDS_A_DAY, "days", dimensions=about))
    whole = [row for row in counts if row["split"] == "all"]
    young = sum(row["entered"] - row["mature"] for row in whole)
    facts += share(f"{ID}.immature_share", young, sum(row["entered"] for row in whole))
    return tuple(facts)


def judge(found: Conversion, limits: Limits) -> Verdict:
    """Shares have no limit of their own until one is agreed; what is judged is how much of the funnel can be read."""
    young = pick(found.facts, "immature_share")
    verdict = limits.verdict(young) if young else Verdict(Severity.WARN, say(f"{ID}.no_entries"))
    stuck = [pair for pair in found.pairs if not _share(found, pair)]
    if not stuck:
        return verdict
    steps = ", ".join(say(f"{ID}.step", **{"from": called(a, "stage"), "to": called(b, "stage")}) for a, b in stuck)
    return Verdict(verdict.severity, f"{verdict.reason} {say(f'{ID}.not_read', count=len(stuck), steps=steps)}")


def _share(found: Conversion, pair: tuple[str, str], split: str = "all") -> Fact | None:
    return pick(found.facts, "stage_share", from_=pair[0], to=pair[1], split=split)


def _narrowest(found: Conversion) -> Fact | None:
    """The smallest share with enough people behind it, else the smallest of all."""
    shares = [fact for pair in found.pairs if (fact := _share(found, pair))]
    enough = [fact for fact in shares if (fact.n or 0) >= ENOUGH] or shares
    return min(enough, key=lambda fact: (fact.value, fact.name), default=None)  # type: ignore[arg-type, return-value]


def exhibit(found: Conversion, verdict: Verdict) -> Section:
    narrow, young = _narrowest(found), pick(found.facts, "immature_share")
    if narrow is None:
        return Section(ID, say(f"{ID}.nobody"), tables=(_step_table(found),), next_steps=say_all(f"{ID}.next_steps"))
    words = {key: called(narrow.dimensions[key], "stage") for key in ("from", "to")} | {"share": cite(narrow)}
    from_, to = narrow.dimensions["from"], narrow.dimensions["to"]
    wait, splits = pick(found.facts, "maturity_days", from_=from_, to=to), _splits(found, narrow)
    judgeable = [fact for fact in splits if (fact.n or 0) >= ENOUGH]
    narrative = [say(f"{ID}.maturity", wait=cite(wait), **words)] if wait else []
    narrative += [say(f"{ID}.young", young=cite(young))] if young else []
    if len(judgeable) > 1:
        best, worst = (say(f"{ID}.of_split", split=_split(f), share=cite(f)) for f in (judgeable[0], judgeable[-1]))
        narrative.append(say(f"{ID}.spread", best=best, worst=worst))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline", **words),
        narrative=tuple(narrative),
        charts=tuple(chart for chart in (_step_chart(found, words), _split_chart(splits, words)) if chart.data),
        tables=tuple(table for table in (_step_table(found), _split_table(found, splits, words)) if table.rows),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (narrow, young) if fact),
        owner_role="sales",
        decision=say(f"{ID}.decision", **words),
    )


def _splits(found: Conversion, narrow: Fact) -> list[Fact]:
    about = {key: narrow.dimensions[key] for key in ("from", "to")}
    own = [f for f in having(found.facts, "stage_share") if f.dimensions["split"] != "all"]
    return [f for f in own if about.items() <= dict(f.dimensions).items()]


def _split(fact: Fact, shown: Any = called) -> str:
    """`channel=paid_search` as `Paid search`."""
    column, value = fact.dimensions["split"].split("=", 1)
    return shown(value, column)


def _step_name(pair: tuple[str, str]) -> str:
    return say(f"{ID}.step", **{"from": heading(pair[0], "stage"), "to": heading(pair[1], "stage")})


def _step_chart(found: Conversion, words: dict[str, str]) -> Chart:
    shares = [(pair, fact) for pair in found.pairs if (fact := _share(found, pair))]
    data = tuple({"step": _step_name(p), "share": f.value, "low": f.low, "high": f.high} for p, f in shares)
    return Chart(
        "interval", say(f"{ID}.charts.steps"), say(f"{ID}.alts.steps", **words), data, "step", "share", "share"
    )


def _split_chart(splits: list[Fact], words: dict[str, str]) -> Chart:
    data = tuple({"split": _split(f, heading), "share": f.value, "low": f.low, "high": f.high} for f in splits)
    title, alt = say(f"{ID}.charts.splits"), say(f"{ID}.alts.splits", **words)
    return Chart("interval", title, alt, data, "split", "share", "share")


def _step_table(found: Conversion) -> Table:
    heads = (("from", "text"), ("to", "text"), ("entered", "count"), ("immature", "count"), ("wait", "days"))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in (*heads, ("share", "share")))
    rows = tuple(
        {
            "from": pair[0],
            "to": pair[1],
            "entered": pick(found.facts, "entered_count", from_=pair[0], to=pair[1], split="all"),
            "immature": pick(found.facts, "immature_count", from_=pair[0], to=pair[1], split="all"),
            "wait": pick(found.facts, "maturity_days", from_=pair[0], to=pair[1]),
            "share": _share(found, pair),
        }
        for pair in found.pairs
    )
    return Table(say(f"{ID}.tables.steps"), columns, rows, say(f"{ID}.tables.steps_note"))


def _split_table(found: Conversion, splits: list[Fact], words: dict[str, str]) -> Table:
    heads = (("split", "text"), ("entered", "count"), ("immature", "count"), ("share", "share"))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in heads)
    rows = []
    for fact in splits[:MOST_ROWS]:
        by = {"from_": fact.dimensions["from"], "to": fact.dimensions["to"], "split": fact.dimensions["split"]}
        counts = {name: pick(found.facts, f"{name}_count", **by) for name in ("entered", "immature")}
        rows.append({"split": _split(fact, heading), **counts, "share": fact})
    return Table(say(f"{ID}.tables.splits"), columns, tuple(rows))


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
