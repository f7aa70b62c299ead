"""The last whole week beside the weeks before it, each as it was known at its own end.

Asks
    Was last week unlike the weeks before it?
Measures
    For each flow that is dated (leads, answers, deals, sales, spend, orders, cash) the last twelve whole weeks, each as
    known at its own end: what came later does not enter it. The last whole week is held against those before it: a
    share by their records taken together (Newcombe), anything else by their mean and by how far they lie from each
    other (a prediction interval with Student's t, never narrower than Poisson's for counts); all series judged together
    (Benjamini and Hochberg). A week that is not over yet stands apart and is compared with nothing.
Read it as
    A week that is unlike the others has a cause worth asking for; a week within their range has none, up or down.
Do next
    Ask for the cause of an unlike week where it began: tracking, then spend, then the people who answer.
Limits
    Twelve weeks know no season: a holiday is unlike the others and is no fault. Cash comes when it is settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, number, required
from cmokit.analyses.placeless import placeless
from cmokit.analyses.reporting_currency import rates_of
from cmokit.analyses.shown import table
from cmokit.analyses.update.unlike import CONFIDENCE, Unlike, unlike_weeks
from cmokit.exhibits.fact import Fact, Number, Period
from cmokit.exhibits.section import Chart, Missing, Section, Verdict
from cmokit.exhibits.text import cite, on_date
from cmokit.methods.weekly import MONEY, SERIES, TABLES, weekly_series
from cmokit.methods.weeks import A_DAY, A_WEEK, WeeklyPoint
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "update.weeks"
CHARTED = ("new_leads", "won_amount", "orders", "ordered_amount", "ad_spend_amount")  # the first two that are there


@dataclass(frozen=True)
class Weeks:
    """points: series by series, oldest first. unlike: series → its last whole week against those before."""

    facts: tuple[Fact, ...]
    evidence: Any  # series, week_start_on, value (text), n, is_whole
    points: tuple[WeeklyPoint, ...]
    unlike: tuple[Unlike, ...]


def measure(
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    entity_links: Any,
    activities: Any,
    users: Any,
    opportunities: Any,
    ad_spend: Any,
    orders: Any,
    payments: Any,
    parcels: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Weeks:
    people = (contacts, stage_entries, companies, entity_links, activities, users)
    money = (opportunities, ad_spend, orders, payments, parcels)
    tables = dict(zip(TABLES, (*people, *money), strict=True))
    points = weekly_series(tables, definitions, rates_of(fx_rates, definitions))
    told = [point for point in points if point.value is not None]
    if not told:
        raise CannotAnswer(say(f"{ID}.nothing"), Missing("contacts", ("created_at",), say("asks.contacts")))
    found = unlike_weeks(told)
    facts = [_fact(point, definitions) for point in told]
    facts += [fact for one in found if (fact := _usual(one, definitions))]
    facts.append(count(f"{ID}.unlike_count", sum(one.is_unlike for one in found), n=len(found)))
    return Weeks(tuple(facts), _rows(told), tuple(told), found)


def _fact(point: WeeklyPoint, definitions: Definitions) -> Fact:
    unit, ending = _unit(point.series, definitions)
    week = point.week_start_on
    named = {"series": point.series, "week": week.isoformat()}
    side = "week" if point.is_whole else "unfinished"
    period = Period(week, week + A_WEEK - A_DAY)
    return Fact(f"{ID}.{side}_{ending}", point.value, unit, point.n, dimensions=named, period=period)


def _usual(one: Unlike, definitions: Definitions) -> Fact | None:
    """The mean of the weeks before: of a share, of all their records."""
    if one.usual is None:
        return None
    unit, ending = _unit(one.last.series, definitions)
    low, high = (None if bound is None or unit == "count" else _as(bound, unit) for bound in (one.low, one.high))
    name = f"{ID}.{'mean' if unit == 'count' else 'usual'}_{ending}"
    confidence = None if low is None else CONFIDENCE
    return Fact(name, _as(one.usual, unit), unit, one.weeks, low, high, confidence, {"series": one.last.series})


def _as(value: float, unit: str) -> Number:
    """An amount to the cent, a number of records as a whole one."""
    if unit == "count":
        return round(value)
    return Decimal(str(value)).quantize(Decimal("0.01")) if unit.isupper() else value


def _unit(series: str, definitions: Definitions) -> tuple[str, str]:
    unit = SERIES[series]
    return (definitions.currency, "amount") if unit == MONEY else (unit, unit)


def _rows(points: Sequence[WeeklyPoint]) -> pa.Table:
    schema = pa.schema([("series", pa.string()), ("week_start_on", pa.date32()), ("value", pa.string())])
    schema = schema.append(pa.field("n", pa.int64())).append(pa.field("is_whole", pa.bool_()))
    rows = [{**vars(point), "value": str(point.value)} for point in points]
    return placeless(pa.Table.from_pylist(rows, schema=schema))


def judge(found: Weeks, limits: Limits) -> Verdict:
    unlike = required(found.facts, "unlike_count")
    severity = Severity.WARN if number(unlike) else Severity.PASS
    return Verdict(
        severity,
        say(f"{ID}.reasons.{'unlike' if number(unlike) else 'alike'}", count=number(unlike), unlike=cite(unlike)),
    )


def exhibit(found: Weeks, verdict: Verdict) -> Section:
    unlike = [one for one in found.unlike if one.is_unlike]
    last = max((point.week_start_on for point in found.points if point.is_whole), default=None)
    said = {"unlike": cite(required(found.facts, "unlike_count")), "week": on_date(last) if last else ""}
    words = "unlike" if unlike else "alike"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headlines.{words}", count=len(unlike), **said),
        brief=say(f"{ID}.briefs.{words}", count=len(unlike), **said),
        narrative=tuple(_told(found, one) for one in unlike),
        charts=tuple(_charts(found)),
        tables=_tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(required(found.facts, "unlike_count").name,),
        owner_role=Responsibility.MARKETING,
    )


def _told(found: Weeks, one: Unlike) -> str:
    by_name = {
        fact.dimensions.get("series"): fact for fact in found.facts if fact.measure.startswith(("usual_", "mean_"))
    }
    now = next(f for f in found.facts if f.measure.startswith("week_") and _is_of(f, one.last))
    way = "more" if one.usual is not None and float(now.value or 0) > one.usual else "less"  # type: ignore[arg-type]
    usual = by_name[one.last.series]
    return say(f"{ID}.told.{way}", series=say(f"{ID}.series.{one.last.series}"), now=cite(now), usual=cite(usual))


def _is_of(fact: Fact, point: WeeklyPoint) -> bool:
    return fact.dimensions == {"series": point.series, "week": point.week_start_on.isoformat()}


def _tables(found: Weeks) -> Any:
    units = {"flow": "text", "last": "mixed", "usual": "mixed", "change": "text", "unfinished": "mixed"}
    return table(f"{ID}.table", units, [_row(found, one) for one in found.unlike])


def _row(found: Weeks, one: Unlike) -> dict[str, Any]:
    mine = [fact for fact in found.facts if fact.dimensions.get("series") == one.last.series]
    return {
        "flow": say(f"{ID}.series.{one.last.series}"),
        "last": next(f for f in mine if f.measure.startswith("week_") and _is_of(f, one.last)),
        "usual": next((f for f in mine if f.measure.startswith(("usual_", "mean_"))), None),
        "change": say(f"{ID}.change.{'unlike' if one.is_unlike else 'alike' if one.usual is not None else 'few'}"),
        "unfinished": next((f for f in mine if f.measure.startswith("unfinished_")), None),
    }


def _charts(found: Weeks) -> list[Chart]:
    made: list[Chart] = []
    for series in CHARTED:
        points = [p for p in found.points if p.series == series and p.is_whole]
        if len(points) < 3 or len(made) == 2:
            continue
        name = say(f"{ID}.series.{series}")
        unit = next(f.unit for f in found.facts if f.dimensions.get("series") == series)
        data = tuple({"week": p.week_start_on, "value": p.value} for p in points)
        usual = fmean(float(p.value) for p in points[:-1])  # type: ignore[arg-type]
        made.append(
            Chart(
                kind="line",
                title=say(f"{ID}.chart.title", series=name),
                alt=say(f"{ID}.chart.alt", series=name),
                data=data,
                x="week",
                y="value",
                unit=unit,
                limit=usual,
                limit_label=say(f"{ID}.chart.usual"),
            )
        )
    return made


ANALYSIS = Analysis(
    id=ID,
    rows=("BRD-03", "CAM-06"),
    phases=("update",),
    sheet="Weeks",
    needs=(),
    uses=(*TABLES, "fx_rates"),
    measures={
        **{
            f"{side}_{name}": u
            for side in ("week", "unfinished")
            for name, u in (("count", "count"), ("share", "share"), ("amount", "money"))
        },
        **{"mean_count": "count", "usual_share": "share", "usual_amount": "money", "unlike_count": "count"},
    },
    limits=Limits(warn=0, fail=1000, on="unlike_count", unit="count"),
    evidence_key=("series", "week_start_on"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
