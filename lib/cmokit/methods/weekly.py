"""The last weeks of the headline flows, each week as it was known at its own end. Ibis over the canonical tables.

What came later does not enter a week: an order that was cancelled the week after counted, a lead answered on the
following Monday was unanswered, and a step of the lifecycle is judged by the people who had had their time by then.
Everything is read from dated records, in one query a series; what only a snapshot gives has no weeks. What a system
overwrites without a date (the amount of a deal that is already won, say) is as it stands today.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from cmokit.methods import first_answers, weekly_leads, weekly_money, weekly_sales
from cmokit.methods.first_answers import LEAD, stages_from
from cmokit.methods.order_exchange import Rates
from cmokit.methods.weeks import A_DAY, Told, Week, WeeklyPoint, weeks_to
from cmokit.methods.working_time import WorkingClock

WEEKS = 12
MONEY = "money"
# Series → its unit, in the order in which they are told.
SERIES = {
    "new_leads": "count",
    "qualified_to_sales": "share",
    "answered_in_time": "share",
    "opportunities": "count",
    "won": "count",
    "won_amount": MONEY,
    "ad_spend_amount": MONEY,
    "orders": "count",
    "ordered_amount": MONEY,
    "cash_amount": MONEY,
}
TABLES = (
    *("contacts", "stage_entries", "companies", "entity_links", "activities", "users", "opportunities", "ad_spend"),
    *("orders", "payments", "parcels"),
)
Tables = Mapping[str, Any]


class Answering(Protocol):
    """What was agreed about answering a lead."""

    @property
    def promise_minutes(self) -> float | None: ...

    @property
    def clock(self) -> WorkingClock: ...


class Agreed(Protocol):
    """What the weeks are told by: analyses.definitions.Definitions has it."""

    @property
    def as_of(self) -> date: ...

    @property
    def as_of_end(self) -> datetime: ...

    @property
    def timezone(self) -> str: ...

    @property
    def week_starts(self) -> int: ...

    @property
    def lifecycle_order(self) -> tuple[str, ...]: ...

    @property
    def vat_share(self) -> Decimal | None: ...

    @property
    def vat_included_in(self) -> tuple[str, ...]: ...

    @property
    def answering(self) -> Answering: ...


def weekly_series(tables: Tables, definitions: Agreed, rates: Rates, weeks: int = WEEKS) -> tuple[WeeklyPoint, ...]:
    """Every series that the tables can tell, week by week: the last whole weeks, and the one that is not over yet.

    tables: those of TABLES, by name; an empty one gives no series. A week before a series' first record is left out.
    """
    asked = weeks_to(definitions.as_of, definitions.week_starts, weeks, definitions.timezone)
    found = [
        *lead_points(tables, definitions, asked),
        *answer_points(tables, definitions, asked),
        *_sales(tables, definitions, rates, asked),
        *_money(tables, definitions, rates, asked),
    ]
    order = list(SERIES)
    return tuple(sorted(found, key=lambda point: (order.index(point.series), point.week_start_on)))


def lead_points(tables: Tables, agreed: Agreed, weeks: Sequence[Week], *, quality: bool = False) -> list[WeeklyPoint]:
    """New leads, and qualified people who got to sales; with `quality` also leads that were qualified."""
    told = _records(tables["contacts"], "created_at", agreed, weeks)
    if told is None:
        return []
    order = agreed.lifecycle_order
    rows = weekly_leads.steps(tables["contacts"], tables["stage_entries"], tables["entity_links"], order)
    if not rows["is_dated"].any():
        return []
    step = ("lead_at", "qualified_at")
    qualified = weekly_leads.step_share("lead_to_qualified", rows, step, weeks, told) if quality else []
    sold = weekly_leads.qualified_to_sales(rows, weeks, told)
    return [*weekly_leads.new_leads(rows, weeks, told), *qualified, *sold]


def answer_points(tables: Tables, agreed: Agreed, weeks: Sequence[Week]) -> list[WeeklyPoint]:
    """Leads tried within the promise; none where none is agreed, or no work is logged."""
    promise, zone = agreed.answering.promise_minutes, agreed.timezone
    log = first_answers.covered(tables["activities"], agreed.as_of, zone)
    if promise is None or log is None or log.end <= weeks[0].start:
        return []
    order, links = agreed.lifecycle_order, tables["entity_links"]
    people = (tables["contacts"], tables["stage_entries"], tables["companies"], links)
    leads = first_answers.leads(*people, order, stages_from(order, LEAD))
    tried = first_answers.attempts(tables["activities"], links, zone, log.end)
    return weekly_leads.answered_in_time(leads, tried, tables["users"], weeks, log, agreed.answering.clock, promise)


def _sales(tables: Tables, agreed: Agreed, rates: Rates, weeks: Sequence[Week]) -> list[WeeklyPoint]:
    made, placed = (
        _records(tables[t], at, agreed, weeks) for t, at in (("opportunities", "created_at"), ("orders", "ordered_at"))
    )
    deals = weekly_sales.deals(tables["opportunities"], tables["entity_links"], weeks, rates, made) if made else []
    return [*deals, *(weekly_sales.ordered(tables["orders"], weeks, rates, placed) if placed else [])]


def _money(tables: Tables, agreed: Agreed, rates: Rates, weeks: Sequence[Week]) -> list[WeeklyPoint]:
    spend, reported = (
        tables["ad_spend"],
        _days(tables["ad_spend"], ("period_start_on",), ("period_start_on", "period_end_on")),
    )
    vat = (agreed.vat_share, agreed.vat_included_in)
    found = weekly_money.spent(spend, weeks, rates, *vat, reported) if reported else []
    settled = {"payments": ("available_on", "occurred_at"), "parcels": ("remitted_on", "remitted_on")}
    came = [told for name, (first, last) in settled.items() if (told := _days(tables[name], (first,), (last,)))]
    if came:
        days = Told(min(t.first_on for t in came), min(*(t.last_on for t in came), agreed.as_of))
        found += weekly_money.cash(tables["payments"], tables["parcels"], weeks, rates, agreed.as_of, days)
    return found


def _records(rows: Any, at: str, agreed: Agreed, weeks: Sequence[Week]) -> Told | None:
    """What a snapshot tells of: from its first record to the day before it was taken, whose own day may be cut."""
    ends = rows.aggregate(first=rows[at].min(), seen=rows.last_seen_on.max()).to_pyarrow().to_pylist()[0]
    if ends["first"] is None:
        return None
    seen = ends["seen"] - A_DAY if ends["seen"] else agreed.as_of
    return Told(ends["first"].astimezone(weeks[0].zone).date(), seen)


def _days(rows: Any, firsts: Sequence[str], lasts: Sequence[str]) -> Told | None:
    """What a report by days tells of, from its first day to its last; None without any."""
    asked = {f"first_{n}": rows[name].min() for n, name in enumerate(firsts)}
    asked |= {f"last_{n}": rows[name].max() for n, name in enumerate(lasts)}
    ends = rows.aggregate(**asked).to_pyarrow().to_pylist()[0]
    days = {name: end.date() if isinstance(end, datetime) else end for name, end in ends.items() if end is not None}
    first = [day for name, day in days.items() if name.startswith("first")]
    return Told(min(first), max(day for name, day in days.items() if name.startswith("last"))) if first else None
