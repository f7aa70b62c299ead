"""Days on which tracking broke, and whether demand went on meanwhile.

Asks
    On which days did analytics, forms or touches stop being counted, in whole or in one channel?
Measures
    Sessions in all and by channel, key events, touches and forms of each system, and sessions beside the clicks that ad
    platforms report, day by day (by week where days hold too few). Expected is the running median of the weeks around,
    times the weekday's own factor. A day is broken where less than half of that was counted and its robust z (median
    and MAD) lies beyond chance over all days of all series together; days in a row are one break, if two of them are
    broken or nothing was counted on one. A day without a row counts as nothing. Beside each break stands what came
    meanwhile (leads, orders, ad clicks), over the same weekdays of the weeks around.
Read it as
    Where leads, orders or clicks went on, tracking was broken and not demand: conversion rates, costs and attribution
    over these days are wrong. Where they fell too, look for a holiday, an outage or a pause of the ads first.
Do next
    Ask what was released on the first day of each break (consent banner, tag, theme, form); mark the days in every
    report; set an alert on a day without counts.
Limits
    The last day of each export may be incomplete and is not judged. A break from the first day on, one that never ends
    within the export, or one that loses less than half looks like the usual level; counting twice is not looked for.
    Channels with few visits can be judged by week or not at all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, required
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.tracking import break_figures
from cmokit.analyses.tracking.break_figures import ID, Broken, Demand
from cmokit.analyses.tracking.break_tables import break_chart, break_table, named, series_table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, on_date
from cmokit.methods import daily_breaks
from cmokit.methods.daily_breaks import Break, Step
from cmokit.methods.linkage import leading_records
from cmokit.methods.tracked_days import (
    ALL,
    FORMS,
    KEY_EVENTS,
    SESSIONS,
    TOUCHPOINTS,
    Days,
    Name,
    click_days,
    made_days,
    per_click,
    series_of,
    touch_days,
    web_days,
)
from cmokit.vocabulary import Responsibility
from cmokit.words import say, say_all

WHOLE = {KEY_EVENTS: SESSIONS, FORMS: TOUCHPOINTS, SESSIONS: SESSIONS}  # a part → what it is a part of
MOST_TOLD = 4


@dataclass(frozen=True)
class Breaks:
    """broken: every break in order of its first day. missing: what would say whether demand went on."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # series, system, channel, start_on, day_on, days_count, counted_count, expected_count, z, …
    broken: tuple[Broken, ...]
    missing: tuple[Missing, ...]


def measure(
    web_sessions: Any,
    touchpoints: Any,
    ad_spend: Any,
    contacts: Any,
    orders: Any,
    entity_links: Any,
    definitions: Definitions,
) -> Breaks:
    """CannotAnswer where no count is long and large enough."""
    zone = definitions.timezone
    counted = web_days(web_sessions) | touch_days(touchpoints, zone)
    clicks = click_days(ad_spend)
    series = series_of(counted, definitions.as_of)
    series |= per_click(series, clicks)
    every = {name: daily_breaks.steps_of(one) for name, one in series.items()}
    steps = {name: own for name, own in every.items() if own}
    if not steps:
        raise CannotAnswer(say(f"{ID}.too_short"), *asks("web_sessions", "touchpoints"))
    people = leading_records(contacts, entity_links, "contact")
    demand = Demand(made_days(people, "created_at", zone), made_days(orders, "ordered_at", zone), clicks)
    broken = tuple(Broken(name, one) for name, found in _breaks(steps).items() for one in found)
    whole = break_figures.with_states(broken, demand)
    missing = () if demand.is_known else asks("contacts")
    facts = break_figures.facts_of(whole, steps, len(every), demand)
    return Breaks(facts, _evidence(whole, counted), whole, missing)


def _breaks(steps: dict[Name, tuple[Step, ...]]) -> dict[Name, list[Break]]:
    """The large counts first; then their parts on the other days; then sessions beside clicks on what is left."""
    first = {name: own for name, own in steps.items() if name.channel == ALL and name.series in (SESSIONS, TOUCHPOINTS)}
    parts = {name: own for name, own in steps.items() if name not in first and name.series in WHOLE}
    rest = {name: own for name, own in steps.items() if name not in first and name not in parts}
    found = daily_breaks.found(first, {})
    found |= daily_breaks.found(parts, {name: _days(found, Name(WHOLE[name.series], name.system)) for name in parts})
    above = {
        name: _days(found, Name(SESSIONS, name.system)) | _days(found, Name(SESSIONS, name.system, name.channel))
        for name in rest
    }
    return found | daily_breaks.found(rest, above)


def _days(found: dict[Name, list[Break]], name: Name) -> frozenset[date]:
    return frozenset(day for one in found.get(name, ()) for day in break_figures.days_of(one))


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("series", "system", "channel")),
        *((name, pa.date32()) for name in ("start_on", "day_on")),
        *((name, pa.int64()) for name in ("days_count", "counted_count")),
        ("expected_count", pa.float64()),
        ("robust_z", pa.float64()),
        ("state", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)


def _evidence(broken: tuple[Broken, ...], counted: dict[Name, Days]) -> pa.Table:
    """One row a broken day (or week, by its first day)."""
    rows = []
    for one in broken:
        name = one.name
        days = counted.get(name) or counted[Name(SESSIONS, name.system, name.channel)]
        for step in one.found.steps:
            file, row = days.row_of(step.day)
            rows.append(
                {
                    **name._asdict(),
                    "start_on": one.found.first,
                    "day_on": step.day,
                    "days_count": step.days,
                    "counted_count": step.counted,
                    "expected_count": round(step.expected, 6),
                    "robust_z": round(step.z, 6),
                    "state": one.state,
                    "source_file": file,
                    "source_row": row,
                }
            )
    return pa.Table.from_pylist(rows, SCHEMA)


def judge(found: Breaks, limits: Limits) -> Verdict:
    """By the share of days on which something was broken while demand went on, or nobody can say."""
    return about(limits.verdict(required(found.facts, "broken_share")), say(f"{ID}.about"))


def exhibit(found: Breaks, verdict: Verdict) -> Section:
    days, share = required(found.facts, "broken_days", state=ALL), required(found.facts, "broken_share")
    breaks = required(found.facts, "breaks_count", state=ALL)
    word = "some" if breaks.value else "fell" if found.broken else "none"
    said: dict[str, Any] = {"days": cite(days), "share": cite(share), "breaks": cite(breaks)}
    worst = sorted(found.broken, key=lambda one: (-one.found.days, one.name))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{word}", number(breaks), **said),
        brief=say(f"{ID}.brief.{word}", None, **said),
        narrative=(*(_told(found, one) for one in worst[:MOST_TOLD]), *_more(found)),
        charts=break_chart(found.facts, worst[0]) if worst else (),
        tables=(*break_table(found.facts, found.broken), *series_table(found.facts)),
        next_steps=say_all(f"{ID}.do.{'some' if found.broken else 'none'}"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(days.name, share.name),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision") if breaks.value else "",
    )


def _told(found: Breaks, one: Broken) -> str:
    """`From 11 to 14 November nothing of the sessions was counted, while …`"""
    kept, lost = (required(found.facts, m, **one.dimensions) for m in ("kept_share", "lost_count"))
    said = {"first": on_date(one.found.first), "last": on_date(one.found.last), "named": named(one.name)}
    word = "nothing" if one.found.counted == 0 else "part"
    told = say(f"{ID}.told.{word}", None, kept=cite(kept), lost=cite(lost), **said)
    beside = break_figures.demand_of(found.facts, one)
    if beside is None:
        return f"{told} {say(f'{ID}.beside.unknown')}"
    went = f"{ID}.beside.{beside.dimensions['demand']}.{one.state}"
    return f"{told} {say(went, None, share=cite(beside))}"


def _more(found: Breaks) -> tuple[str, ...]:
    few = required(found.facts, "series_count", state="too_few")
    return (say(f"{ID}.too_few", number(few), figure=cite(few)),) if few.value else ()


ANALYSIS = Analysis(
    id=ID,
    rows=("MON-05",),
    phases=("baseline",),
    sheet="Tracking breaks",
    needs=(),
    uses=("web_sessions", "touchpoints", "ad_spend", "contacts", "orders", "entity_links"),
    measures={
        "broken_share": "share",
        "broken_days": "days",
        "breaks_count": "count",
        "series_count": "count",
        "kept_share": "share",
        "counted_count": "count",
        "lost_count": "count",
        "demand_count": "count",
        "demand_share": "share",
    },
    # Any broken day spoils what is read over it; one in twenty spoils whole months.
    limits=Limits(warn=0.0, fail=0.05, on="broken_share"),
    evidence_key=("series", "system", "channel", "day_on"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
