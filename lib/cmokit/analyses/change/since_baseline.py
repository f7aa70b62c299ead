"""What changed since the baseline, and whether it is more than noise.

Asks
    Which of the headline figures are better or worse than in the baseline, by how much, and is that more than noise?
Measures
    The headline figures as of the report's day less those of the published baseline, each with the interval of the
    difference. A share with its records is told by the records that came since, held against those before (Newcombe),
    any other figure by both intervals; all figures judged together, so that of many none moves by chance alone
    (Benjamini and Hochberg). Where what was agreed about counting changed since the baseline, the baseline's files are
    measured again under today's definitions, and that stands in the baseline's place.
Read it as
    Better and worse are changes that chance alone would hardly bring. Within noise means that nothing was shown, not
    that nothing happened. A change says nothing about its cause.
Do next
    Hold what became better against the pilot's effect before anybody takes credit for it; ask the owner of what became
    worse.
Limits
    Before and after, without a control: the season, prices and people changed too. A figure without records or an
    interval cannot be told from noise. Two intervals that share records make a change look less certain than it is. A
    lead counted before that became a customer since stands with those that came since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.beside import BASELINE, Beside, Way, beside, moved_words
from cmokit.analyses.beside_shown import tally
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, pick, required
from cmokit.analyses.headlines import ANALYSES
from cmokit.analyses.known import Earlier
from cmokit.analyses.metric_rules import kind_of
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, Verdict
from cmokit.exhibits.text import cite, on_date, quote
from cmokit.methods.noise import Moved
from cmokit.methods.uncertainty import CONFIDENCE
from cmokit.vocabulary import MetricKind, Responsibility, Severity
from cmokit.words import joined, say, say_all

ID = "change.since_baseline"
UNITS = {"share": "share", "days": "days", "amount": "money"}  # of the headline figures
TOLD = (Way.WORSE, Way.BETTER)


@dataclass(frozen=True)
class SinceBaseline:
    """rows: headlines that the baseline states too, the worst first. baseline: the report they are held against."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row a headline, with its place in the baseline's facts.json
    rows: tuple[Beside, ...]
    baseline: Earlier


def measure(definitions: Definitions, found: Mapping[str, Found]) -> SinceBaseline:
    baseline = definitions.known.earlier.get(BASELINE)
    every = beside(ID, found, definitions)
    rows = sorted((row for row in every if row.since_baseline), key=_rank)
    if baseline is None or not rows:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("opportunities", (), say("asks.opportunities")))
    facts = [fact for row in rows for fact in _facts(row)]
    facts += [fact for fact in tally(ID, rows, [row.since_baseline for row in rows]) if fact.measure != "reached_count"]
    facts.append(count(f"{ID}.new_count", len(every) - len(rows), n=len(every)))
    return SinceBaseline(tuple(facts), _evidence(rows, baseline), tuple(rows), baseline)


def _rank(row: Beside) -> int:
    way = row.way(row.since_baseline)
    return TOLD.index(way) if way in TOLD else len(TOLD)


def _facts(row: Beside) -> Iterator[Fact]:
    moved, now, then = row.since_baseline, row.now, row.baseline
    if moved is None or then is None:
        return
    yield from (now, then)
    ending = now.id.rsplit("_", 1)[1]
    plain = now.but(n=None, low=None, high=None, confidence=None)
    if moved.difference is not None:
        bounds = {"low": moved.low, "high": moved.high, "confidence": CONFIDENCE} if moved.low is not None else {}
        yield plain.but(id=f"{ID}.moved_{ending}", value=moved.difference, **_in_kind(bounds, now.unit))
    if moved.since_n is not None:
        yield plain.but(id=f"{ID}.since_share", value=moved.since_share, n=moved.since_n)


def _in_kind(bounds: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Bounds of an amount as amounts."""
    as_amount = ("low", "high") if unit.isupper() else ()
    return {name: Decimal(repr(value)) if name in as_amount else value for name, value in bounds.items()}


def _evidence(rows: list[Beside], baseline: Earlier) -> pa.Table:
    places = {name: place for place, name in enumerate(baseline.facts, 1)}
    said = [
        {
            "figure": row.headline.figure,
            "then": str(row.baseline.value) if row.baseline else None,
            "now": str(row.now.value),
            "difference": str(moved.difference),
            "low": moved.low,
            "high": moved.high,
            "told_by": str(moved.basis),
            "change": str(row.way(moved)),
            "source_file": f"{baseline.phase}/facts.json",
            "source_row": places.get(row.headline.figure),
        }
        for row in rows
        if (moved := row.since_baseline)
    ]
    texts = ("figure", "then", "now", "difference", "told_by", "change", "source_file")
    schema = [(name, pa.string()) for name in texts]
    schema += [("low", pa.float64()), ("high", pa.float64()), ("source_row", pa.int64())]
    return pa.Table.from_pylist(said, schema=pa.schema(schema))


def judge(found: SinceBaseline, limits: Limits) -> Verdict:
    worse, better = (required(found.facts, name) for name in ("worse_count", "better_count"))
    if number(worse):
        return Verdict(Severity.FAIL, say(f"{ID}.reasons.worse", count=number(worse), worse=cite(worse)))
    if found.baseline.changed_settings:
        return Verdict(Severity.WARN, say(f"{ID}.reasons.terms"))
    if number(better):
        return Verdict(Severity.PASS, say(f"{ID}.reasons.better", count=number(better), better=cite(better)))
    return Verdict(Severity.WARN, say(f"{ID}.reasons.still"))


def exhibit(found: SinceBaseline, verdict: Verdict) -> Section:
    said: dict[str, Any] = {fact.measure: cite(fact) for fact in found.facts if fact.measure.endswith("_count")}
    said |= {"day": on_date(found.baseline.as_of), "settings": joined(map(quote, found.baseline.changed_settings))}
    has_moved = any(number(required(found.facts, name)) for name in ("better_count", "worse_count"))
    words = "moved" if has_moved else "still"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", **said),
        brief=say(f"{ID}.briefs.{words}", **said),
        narrative=tuple(_narrative(found, said)),
        charts=_chart(found),
        tables=_tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(required(found.facts, name).name for name in ("worse_count", "better_count")),
        owner_role=Responsibility.CHIEF_EXECUTIVE,
    )


def _narrative(found: SinceBaseline, said: Mapping[str, Any]) -> Iterator[str]:
    for row in found.rows:
        if row.baseline and (way := row.way(row.since_baseline)) in TOLD:
            since = pick(found.facts, "since_share", **row.now.dimensions)
            words = f"{way}_since" if since else str(way)
            more: dict[str, Any] = {"since": cite(since)} if since else {}
            yield say(f"{ID}.moved.{words}", figure=row.label, now=cite(row.now), then=cite(row.baseline), **more)
    yield say(f"{ID}.terms.{'changed' if found.baseline.changed_settings else 'same'}", **said)
    untold = required(found.facts, "untold_count")
    if number(untold):
        yield say(f"{ID}.untold", count=number(untold), **said)
    new = required(found.facts, "new_count")
    if number(new):
        yield say(f"{ID}.new", count=number(new), **said)


def _tables(found: SinceBaseline) -> tuple[Table, ...]:
    """Results apart from what helps to explain them."""
    others = [row for row in found.rows if kind_of(row.headline.figure.split("[")[0]) is MetricKind.DIAGNOSTIC]
    results = [row for row in found.rows if row not in others]
    units = {"headline": "text", "then": "mixed", "now": "mixed", "moved": "mixed", "change": "text", "told_by": "text"}
    told = (("results_table", results), ("reasons_table", others))
    return tuple(
        shown for name, some in told for shown in table(f"{ID}.{name}", units, (_row(row, found) for row in some))
    )


def _row(row: Beside, found: SinceBaseline) -> dict[str, Any]:
    moved: Moved | None = row.since_baseline
    ending = row.now.id.rsplit("_", 1)[1]
    return {
        "headline": row.label,
        "then": row.baseline,
        "now": row.now,
        "moved": pick(found.facts, f"moved_{ending}", **row.now.dimensions),
        "change": moved_words(row, moved),
        "told_by": say(f"{ID}.told_by.{moved.basis}") if moved else "",
    }


def _chart(found: SinceBaseline) -> tuple[Chart, ...]:
    """The shares' differences with their intervals, against no difference at all. What is paid back for a sum is no
    share of a whole: its scale would hide the others.
    """
    whole = {row.now.name for row in found.rows if row.now.unit == "share" and _is_part(row.now, row.baseline)}
    moved = {fact.dimensions["figure"]: fact for fact in found.facts if fact.measure == "moved_share"}
    shares = [moved[row.now.dimensions["figure"]] for row in found.rows if row.now.name in whole]
    shares = [fact for fact in shares if fact.low is not None]
    if len(shares) < 2:
        return ()
    names = {row.now.dimensions["figure"]: row.label for row in found.rows}
    rows = [
        {"figure": names[fact.dimensions["figure"]], "moved": fact.value, "low": fact.low, "high": fact.high}
        for fact in shares
    ]
    words = f"{ID}.chart"
    return (
        Chart(
            kind="interval",
            title=say(f"{words}.title"),
            alt=say(f"{words}.alt"),
            data=tuple(rows),  # type: ignore[arg-type]
            x="figure",
            y="moved",
            unit="share",
            limit=0.0,
            limit_label=say(f"{words}.limit"),
        ),
    )


def _is_part(*facts: Fact | None) -> bool:
    return all(fact is not None and 0 <= float(fact.value) <= 1 for fact in facts)  # type: ignore[arg-type]


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-02",),
    phases=("pilot", "scale", "handover"),
    sheet="Since the baseline",
    needs=(),
    stands_on=ANALYSES,
    measures={
        **{f"{side}_{unit}": kind for side in ("now", "baseline", "moved") for unit, kind in UNITS.items()},
        "since_share": "share",
        **dict.fromkeys(("better_count", "worse_count", "noise_count", "untold_count", "new_count"), "count"),
    },
    limits=Limits(warn=0, fail=0, on="worse_count", unit="count"),
    evidence_key=("figure",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
