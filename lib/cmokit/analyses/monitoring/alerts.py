"""What was out of its usual range in the last four weeks, and whom it reaches.

Asks
    Which figures left their usual range, or the range that was agreed, since when, who looks into it, and what is
    checked first?
Measures
    Spend, conversions that platforms report, visits, new people, opportunities, orders and support cases day by day;
    week by week the same in sum, and the shares of leads that were qualified, got to sales or were answered in time, of
    e-mails clicked, and of dissatisfied ratings, each as known at the end of its own week. A day stands beside its
    level and weekday (a robust seasonal decomposition), a week beside the median of the eight before it. How far it
    lies away is told in median distances from the median (the robust z of Iglewicz and Hoaglin); Benjamini and
    Hochberg's rule decides over all days and weeks of all series together, and the figure must have moved by three
    tenths (a share by ten points). Beside these, the ranges that the register of alerts states. A day that is not over
    is never judged.
Read it as
    An alert says that something changed, not why. An open one is new to everybody; one that is being looked into has
    somebody; a closed one has a cause, and is not raised again.
Do next
    Go through the checks in their order and change nothing before a cause is found; then write the first day into the
    register of alerts, with the cause where it is known.
Limits
    Slow changes look like the usual level. Series with fewer than eight weeks, or with few a week, say nothing. Beyond
    chance is no proof: about one in a hundred of what is raised is chance all the same. What is quiet in all series at
    once, on a holiday, is raised until somebody closes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, required
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.monitoring import alert_shown as shown
from cmokit.analyses.monitoring.alert_figures import ID, facts_of
from cmokit.analyses.monitoring.alert_states import Alert, State, alerts_of, unwatched
from cmokit.analyses.monitoring.nobody import Nobody, reaches_nobody
from cmokit.analyses.monitoring.playbook import Signals, signals_of
from cmokit.analyses.reporting_currency import rates_of
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.anomaly.found import JUDGED, judged
from cmokit.methods.anomaly.gathered import TABLES, Gathered, gathered
from cmokit.methods.anomaly.watched import Name
from cmokit.registers.alerts import ALERTS
from cmokit.registers.alerts import Alert as Item
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

MOST_TOLD = 4


@dataclass(frozen=True)
class Alerts:
    """alerts: by first day. nobody: alerts that would reach nobody, each with where and the mend. series: all that were
    gathered, for the picture of the first alert.
    """

    facts: tuple[Fact, ...]
    evidence: pa.Table  # series, part, rule, start_on, state, day_on, days_count, value, expected, robust_z, …
    alerts: tuple[Alert, ...]
    nobody: tuple[Nobody, ...]
    unwatched: tuple[Item, ...]
    signals: Signals
    looked_at: tuple[Name, ...]
    series: Gathered


def measure(
    contacts: Any,
    stage_entries: Any,
    companies: Any,
    entity_links: Any,
    activities: Any,
    users: Any,
    opportunities: Any,
    orders: Any,
    ad_spend: Any,
    web_sessions: Any,
    email_sends: Any,
    tickets: Any,
    feedback: Any,
    received_files: Any,
    fx_rates: Any,
    definitions: Definitions,
    found: Mapping[str, Any],
) -> Alerts:
    """CannotAnswer where no series is long and large enough."""
    given = locals()
    series = gathered({name: given[name] for name in TABLES}, definitions, rates_of(fx_rates, definitions))
    result = judged(series, definitions.as_of, definitions.week_starts)
    if not result.steps:
        raise CannotAnswer(say(f"{ID}.too_short"), *asks("ad_spend", "contacts", "orders"))
    items = definitions.known.items(ALERTS)
    alerts = alerts_of(result, {**series.daily, **series.weekly}, items, definitions.as_of)
    nobody = reaches_nobody(alerts, items)
    looked_at = tuple(sorted({name for name, _ in result.steps}))
    blind = unwatched(items, (*series.daily, *series.weekly))
    return Alerts(
        facts_of(alerts, result, len(nobody), len(blind), definitions.currency),
        _evidence(alerts, series),
        tuple(alerts),
        tuple(nobody),
        tuple(blind),
        signals_of(alerts, {name.series for name in looked_at}, found, definitions.known),
        looked_at,
        series,
    )


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("series", "part", "rule", "state")),
        *((name, pa.date32()) for name in ("start_on", "day_on")),
        ("days_count", pa.int64()),
        *((name, pa.float64()) for name in ("value", "expected", "robust_z")),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)


def _evidence(alerts: Sequence[Alert], series: Gathered) -> pa.Table:
    """One row a day (or week, by its first day) of an alert, whatever its state."""
    rows = []
    for alert in alerts:
        one = alert.found
        for step in one.steps:
            file, row = series.place_of(one.name, step.last)
            rows.append(
                {
                    "series": one.name.series,
                    "part": one.name.part,
                    "rule": alert.rule,
                    "state": alert.state,
                    "start_on": one.first,
                    "day_on": step.day,
                    "days_count": step.days,
                    "value": round(step.value, 6),
                    "expected": round(step.expected, 6),
                    "robust_z": round(step.z, 6),
                    "source_file": file,
                    "source_row": row,
                }
            )
    return pa.Table.from_pylist(rows, SCHEMA)


def judge(found: Alerts, limits: Limits) -> Verdict:
    """By the alerts that are open; one that would reach nobody is a WARN at least."""
    verdict = about(limits.verdict(required(found.facts, "raised_count", state=State.OPEN)), say(f"{ID}.about"))
    unowned = required(found.facts, "unowned_count")
    if not unowned.value:
        return verdict
    severity = Severity.WARN if verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, f"{verdict.reason} {say(f'{ID}.unowned', number(unowned), unowned=cite(unowned))}")


def exhibit(found: Alerts, verdict: Verdict) -> Section:
    raised, unowned = required(found.facts, "raised_count", state=State.OPEN), required(found.facts, "unowned_count")
    looked_at = required(found.facts, "series_count", state="looked_at")
    open_ = [alert for alert in found.alerts if alert.state is State.OPEN]
    worst = sorted(open_, key=lambda alert: (-abs(alert.found.z), alert.found.first, alert.found.name))
    said = {"raised": cite(raised), "series": cite(looked_at), "window": limit(JUDGED, "days")}
    word = "some" if open_ else "none"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{word}", number(raised), **said),
        brief=say(f"{ID}.brief.{word}", number(raised), **said),
        narrative=(*(shown.told(found.facts, one) for one in worst[:MOST_TOLD]), *_more(found)),
        charts=shown.charts(found.facts, worst[0], found.series) if worst else (),
        tables=shown.tables(found, worst),
        next_steps=shown.steps(worst) or say_all(f"{ID}.do_nothing"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(raised.name, unowned.name),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", number(unowned), unowned=cite(unowned)) if unowned.value else "",
    )


def _more(found: Alerts) -> tuple[str, ...]:
    """What is being looked into, what was closed, what is not watched, and what is too small."""
    asked = {
        "acknowledged": required(found.facts, "raised_count", state=State.ACKNOWLEDGED),
        "closed": required(found.facts, "raised_count", state=State.CLOSED),
        "unwatched": required(found.facts, "unwatched_count"),
        "too_few": required(found.facts, "series_count", state="too_few"),
    }
    return tuple(
        say(f"{ID}.more.{word}", number(fact), figure=cite(fact)) for word, fact in asked.items() if fact.value
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("MON-01", "MON-03", "KPI-08"),
    phases=("scale", "update"),
    sheet="Alerts",
    needs=(),
    uses=(*TABLES, "fx_rates"),
    stands_on=("pipeline.velocity", "attribution.dashboards"),
    registers=("alerts",),
    measures={
        "raised_count": "count",
        "unowned_count": "count",
        "unwatched_count": "count",
        "series_count": "count",
        "lasted_days": "days",
        "value_count": "count",
        "usual_count": "count",
        "value_amount": "money",
        "usual_amount": "money",
        "value_share": "share",
        "usual_share": "share",
    },
    # One is worth a look; more than three at once and the week has no other subject.
    limits=Limits(warn=0, fail=3, on="raised_count", unit="count"),
    evidence_key=("series", "part", "rule", "start_on", "day_on"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
