"""The figures of leads that were paid for in vain; measured ones first, what rests on an assumption apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import count, having, number, pick
from cmokit.exhibits.fact import Fact, Period
from cmokit.exhibits.recipe import Count, Quotient, Sum, Total
from cmokit.methods.acquisition import ALL, plus
from cmokit.methods.lead_waste import FINE, LATE, LOST, NO_REASON, PROBLEMS, REJECTED, UNANSWERED, Paid, lost_on
from cmokit.methods.order_ledger import ZERO, total_of

ID = "money.lead_waste"
MINUTES_AN_HOUR = 60


def measured(
    rows: Sequence[Paid], spent: Mapping[str, Decimal], leadless: Decimal, months: Sequence[date], currency: str
) -> list[Fact]:
    """Counts and amounts by problem and channel. spent: by channel with leads, in these months."""
    facts = [*_of_a_lead(rows, spent, currency), *_problems(rows, spent, currency)]
    facts += _wasted(rows, spent, currency)
    attempts = sum(row.attempts for row in rows if row.problem in (REJECTED, NO_REASON))
    facts.append(count(f"{ID}.rejected_attempts_count", attempts))
    if leadless:
        facts.append(Fact(f"{ID}.leadless_spend_amount", leadless, currency))
    dates = Period(months[0], plus(months[-1], 1) - timedelta(days=1))
    return [fact.but(period=dates) for fact in facts]


def _of_a_lead(rows: Sequence[Paid], spent: Mapping[str, Decimal], currency: str) -> list[Fact]:
    facts = [Fact(f"{ID}.spend_amount", total_of(spent.values()), currency, dimensions={"channel": ALL})]
    facts.append(count(f"{ID}.leads_count", len(rows), channel=ALL))
    leads = Counter(row.channel for row in rows)
    for channel, amount in spent.items():
        about = {"channel": channel}
        paid = Fact(f"{ID}.spend_amount", amount, currency, dimensions=about)
        came = Fact(f"{ID}.leads_count", leads[channel], "count", dimensions=about)
        each = next(row.cost for row in rows if row.channel == channel)
        name = f"{ID}.cost_per_lead_amount"
        recipe = Quotient(paid.name, came.name)
        facts += [paid, came, Fact(name, each, currency, leads[channel], dimensions=about, recipe=recipe)]
    return facts


def _problems(rows: Sequence[Paid], spent: Mapping[str, Decimal], currency: str) -> list[Fact]:
    """How many leads each problem has and what was paid for them, in all and by channel with advertising."""
    facts = []
    for problem in PROBLEMS:
        for channel in (ALL, *spent):
            own = [row for row in rows if row.problem == problem and channel in (ALL, row.channel)]
            where = {"problem": problem} | ({} if channel == ALL else {"channel": channel})
            about = {"problem": problem, "channel": channel}
            facts.append(
                Fact(f"{ID}.problem_count", len(own), "count", len(rows), dimensions=about, recipe=Count(where))
            )
            paid = total_of(row.cost for row in own)
            recipe = Total("cost_amount", where)
            facts.append(Fact(f"{ID}.spent_on_amount", paid, currency, len(own), dimensions=about, recipe=recipe))
    return facts


def _wasted(rows: Sequence[Paid], spent: Mapping[str, Decimal], currency: str) -> list[Fact]:
    """What was paid for leads that came to nothing by the client's own doing, and its share of the advertising."""
    facts = []
    for channel in (ALL, *spent):
        about = {"channel": channel}
        parts = tuple(Fact(f"{ID}.spent_on_amount", None, "", dimensions={"problem": p, **about}).name for p in LOST)
        wasted = Fact(
            f"{ID}.wasted_amount", lost_on(rows, LOST, channel), currency, dimensions=about, recipe=Sum(parts)
        )
        facts.append(wasted)
        whole = total_of(spent.values()) if channel == ALL else spent[channel]
        if whole:
            paid = Fact(f"{ID}.spend_amount", whole, currency, dimensions=about)
            part = float(Decimal(str(wasted.value)) / whole)
            recipe = Quotient(wasted.name, paid.name)
            facts.append(Fact(f"{ID}.wasted_share", part, "share", dimensions=about, recipe=recipe))
    return facts


def assumed(facts: Sequence[Fact], won: Sequence[Decimal], definitions: Definitions) -> list[Fact]:
    """Only what the engagement states as an assumption: how many slow leads a timely answer would have won, and how
    long an attempt takes, in money where the cost of an hour is agreed. Nothing where it states none.
    """
    return [*_answers(facts, won, definitions), *_work(facts, definitions)]


def _answers(facts: Sequence[Fact], won: Sequence[Decimal], definitions: Definitions) -> list[Fact]:
    lift = definitions.assumptions.answer_lift
    if lift is None or not won:
        return []
    counts = {f.dimensions["problem"]: f for f in having(facts, "problem_count") if f.dimensions["channel"] == ALL}
    slow = sum(number(counts[problem]) for problem in (UNANSWERED, LATE))
    mean = total_of(won) / len(won)
    return [
        Fact(f"{ID}.assumed_lift_share", lift, "share"),
        Fact(f"{ID}.won_value_amount", mean, definitions.currency, len(won)),
        Fact(f"{ID}.assumed_value_amount", Decimal(str(lift)) * slow * mean, definitions.currency, slow),
    ]


def _work(facts: Sequence[Fact], definitions: Definitions) -> list[Fact]:
    each, hour = definitions.assumptions.attempt_minutes, definitions.assumptions.hour_cost
    if each is None:
        return []
    attempts = number(pick(facts, "rejected_attempts_count"))
    found = [
        Fact(f"{ID}.assumed_attempt_minutes", each, "minutes"),
        Fact(f"{ID}.assumed_sales_minutes", each * attempts, "minutes", attempts),
    ]
    if hour is not None:
        cost = Decimal(str(each)) * attempts * hour / MINUTES_AN_HOUR
        found.append(Fact(f"{ID}.assumed_sales_amount", cost, definitions.currency, attempts))
    return found


def evidence(rows: Sequence[Paid], currency: str) -> pa.Table:
    """One row per lead with a problem and what was paid for it."""
    own = [row for row in rows if row.problem != FINE]
    texts: dict[str, list[Any]] = {
        "source_system": [row.source_system for row in own],
        "contact_id": [row.contact_id for row in own],
        "channel": [row.channel for row in own],
        "month": [f"{row.month:%Y-%m}" for row in own],
        "problem": [row.problem for row in own],
        "currency": [currency for _ in own],
        "source_file": [row.source_file for row in own],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    return pa.table(
        columns
        | {
            "minutes": pa.array([row.minutes for row in own], pa.float64()),
            "attempts": pa.array([row.attempts for row in own], pa.int64()),
            "cost_amount": pa.array([row.cost.quantize(ZERO) for row in own], pa.decimal128(18, 4)),
            "source_row": pa.array([row.source_row for row in own], pa.int64()),
        }
    )
