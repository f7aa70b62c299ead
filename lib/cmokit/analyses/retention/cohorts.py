"""Who comes back, month by month after the first order.

Asks
    Of the customers who began in a month, how many ordered again in each later month, and how many within a quarter?
Measures
    Customers by the calendar month of their first order, each told apart by contact, else by e-mail; cancelled orders
    left out. Of each cohort the share that ordered in a month counted from the first, only where that month is over;
    months that are still running are left out and counted. In all: all cohorts that have seen the month, with Wilson's
    interval. Coming back at all: another order, a day or more after the first, within the stated days, of customers who
    have had these days; by channel of the first order where enough customers came by it. Where orders carry no answer
    and subscriptions do, a customer is retained while a subscription is active on the month's last day.
Read it as
    Read along a row how a cohort thins out, and down a column whether newer cohorts do better than older ones did.
    Differences within the interval may be chance.
Do next
    Find what those who came back did in their first weeks; give everybody else a reason for the second order.
Limits
    A customer from before the first export looks new and is more loyal than a new one: the oldest cohorts flatter.
    Who orders with another address is another customer. The share in all mixes other cohorts for later months. That
    customers of a channel come back does not prove that the channel made them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import about, count, having, number, pick, required, share
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count
from cmokit.exhibits.section import Chart, Section, Table, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.returning import Cohort, by_orders, by_subscriptions, cohorts, pooled
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "retention.cohorts"
ALL = "all"
MONTHS = 12
SHOWN = (1, 2, 3, 6, 9, 12)  # months of the table on the page
WITHIN = 90  # days for a second order
ENOUGH = 30  # customers, before a share is stated for all or for a channel
FEWEST_COHORTS = 2
# Subscribers stay unless they leave: below three in four after a quarter, more is lost than any campaign brings.
SUBSCRIBED = Limits(warn=0.90, fail=0.75, on="retained_share", higher_is_better=True)
QUARTER = 3  # months after which subscribers are judged


@dataclass(frozen=True)
class Retention:
    """basis: `orders` or `subscriptions`. cohorts: in order of their month, those too young to show a share too."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row per customer
    cohorts: tuple[Cohort, ...]
    basis: str


def measure(orders: Any, subscriptions: Any, entity_links: Any, definitions: Definitions) -> Retention:
    """CannotAnswer with too few customers or cohorts, by orders and by subscriptions alike."""
    end = definitions.as_of_end
    if any_row(orders):
        customers, active = by_orders(orders, entity_links, end, definitions.timezone)
        found = cohorts(customers, active, end, MONTHS)
        if _carries(found):
            came_back = _came_back(customers, definitions)
            return Retention((*_facts(found), *came_back), customers, tuple(found), "orders")
    if any_row(subscriptions):
        customers, active = by_subscriptions(subscriptions, entity_links, definitions.as_of)
        found = cohorts(customers, active, end, MONTHS)
        if _carries(found):
            return Retention(_facts(found), customers, tuple(found), "subscriptions")
    few: dict[str, Any] = {"customers": limit(ENOUGH, "count"), "cohorts": limit(FEWEST_COHORTS, "count")}
    raise CannotAnswer(say(f"{ID}.too_few", **few), *asks("orders", "subscriptions"))


def _carries(found: list[Cohort]) -> bool:
    old = [one for one in found if one.active]  # those that have seen a whole month after their own
    return len(old) >= FEWEST_COHORTS and sum(one.size for one in old) >= ENOUGH


def _facts(found: list[Cohort]) -> tuple[Fact, ...]:
    whole = sum(one.size for one in found)
    facts = [_customers(ALL, whole, {})]
    facts += [_customers(one.month, one.size, {"cohort": one.month}) for one in found]
    facts.append(count(f"{ID}.immature_count", sum(one.running for one in found)))
    for one in found:
        for k, active in one.active.items():
            facts += share(f"{ID}.retained_share", active, one.size, cohort=one.month, month=str(k))
    for k in range(1, MONTHS + 1):
        facts += share(f"{ID}.retained_share", *pooled(found, k), sample=True, cohort=ALL, month=str(k))
    return tuple(facts)


def _customers(cohort: str, size: int, where: dict[str, str]) -> Fact:
    return Fact(f"{ID}.customers_count", size, "count", dimensions={"cohort": cohort}, recipe=Count(where))


def _came_back(customers: Any, definitions: Definitions) -> list[Fact]:
    """Of the customers who have had the days for it, those with a second order; in all and by channel."""
    old = customers.filter(customers.first_at <= definitions.as_of_end - timedelta(days=WITHIN))
    named = old.mutate(channel=old.channel.coalesce(UNKNOWN))
    told = named.group_by("channel").aggregate(
        size=named.count(), repeated=(named.repeat_days <= WITHIN).fill_null(False).sum()
    )
    rows = [
        (r["channel"], int(r["repeated"]), int(r["size"])) for r in told.order_by("channel").to_pyarrow().to_pylist()
    ]
    rows.insert(0, (ALL, sum(part for _, part, _ in rows), sum(size for _, _, size in rows)))
    return [
        fact
        for channel, part, size in rows
        if channel == ALL or size >= ENOUGH
        for fact in share(f"{ID}.repeat_share", part, size, sample=True, channel=channel, within=str(WITHIN))
    ]


def _retained(facts: Iterable[Fact], k: int, cohort: str = ALL) -> Fact | None:
    return pick(facts, "retained_share", cohort=cohort, month=str(k))


def _repeat(facts: Iterable[Fact], channel: str = ALL) -> Fact | None:
    return pick(facts, "repeat_share", channel=channel, within=str(WITHIN))


def _kept(found: Retention) -> Fact:
    """Who is still there after a quarter, or after as much of it as was seen."""
    return next(fact for k in range(QUARTER, 0, -1) if (fact := _retained(found.facts, k)))


def judge(found: Retention, limits: Limits) -> Verdict:
    """Buyers by those who came back at all; subscribers by those who are still there after a quarter."""
    if found.basis == "subscriptions":
        return about(SUBSCRIBED.verdict(_kept(found)), say(f"{ID}.about.subscriptions"))
    repeat = _repeat(found.facts)
    if repeat is None:
        return Verdict(Severity.WARN, say(f"{ID}.too_young", within=limit(WITHIN, "days")))
    return about(limits.verdict(repeat), say(f"{ID}.about.orders", within=limit(WITHIN, "days")))


def exhibit(found: Retention, verdict: Verdict) -> Section:
    first, repeat = required(found.facts, "retained_share", cohort=ALL, month="1"), _repeat(found.facts)
    last = next(f for k in range(MONTHS, 0, -1) if (f := _retained(found.facts, k)) and (f.n or 0) >= ENOUGH)
    said: dict[str, Any] = {"first": cite(first), "last": cite(last), "within": limit(WITHIN, "days")}
    said |= {"months": limit(int(last.dimensions["month"]), "count"), "enough": limit(ENOUGH, "count")}
    said |= {"customers": cite(required(found.facts, "customers_count", cohort=ALL))}
    said |= {"repeat": cite(repeat)} if repeat else {}
    words = f"{found.basis}.repeat" if repeat else f"{found.basis}.plain"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=_narrative(found, said, number(required(found.facts, "immature_count"))),
        charts=(*_heatmap(found, said), *_channels(found, said)),
        tables=(*_table(found), *_all_table(found)),
        next_steps=say_all(f"{ID}.next_steps.{found.basis}"),
        how_sure=say(f"{ID}.how_sure.{found.basis}"),
        key_facts=tuple(dict.fromkeys(fact.name for fact in (repeat or _kept(found), first, last) if fact)),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision.{words}", **said) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(found: Retention, said: dict[str, Any], running: int) -> tuple[str, ...]:
    told = [say(f"{ID}.later", **said)] if said["first"] != said["last"] else []
    channels = [fact for fact in _by_channel(found) if fact.dimensions["channel"] != UNKNOWN]
    if len(channels) > 1:
        best, worst = (
            say(f"{ID}.of_channel", channel=called(fact.dimensions["channel"], "channel"), share=cite(fact))
            for fact in (channels[0], channels[-1])
        )
        told.append(say(f"{ID}.spread", best=best, worst=worst))
    if running:
        told.append(say(f"{ID}.running", running, figure=cite(required(found.facts, "immature_count"))))
    return tuple(told)


def _by_channel(found: Retention) -> list[Fact]:
    return [fact for fact in having(found.facts, "repeat_share") if fact.dimensions["channel"] != ALL]


def _heatmap(found: Retention, said: dict[str, Any]) -> tuple[Chart, ...]:
    data = (
        {"month": str(k), "share": fact.value, "cohort": one.month}
        for one in found.cohorts[-MONTHS:]
        for k in one.active
        if (fact := _retained(found.facts, k, one.month))
    )
    words = f"{ID}.charts.cohorts"
    return chart(words, "heatmap", data, axes=("month", "share", "share"), said=said, series="cohort")


def _channels(found: Retention, said: dict[str, Any]) -> tuple[Chart, ...]:
    data = (
        {"channel": fact.dimensions["channel"], "share": fact.value, "low": fact.low, "high": fact.high}
        for fact in _by_channel(found)
    )
    return chart(f"{ID}.charts.channels", "interval", data, axes=("channel", "share", "share"), said=said)


def _table(found: Retention) -> tuple[Table, ...]:
    """A cohort a row, with what is known of it; in all first."""
    months = {f"month_{k}": k for k in SHOWN if _retained(found.facts, k)}
    names = [ALL, *(one.month for one in found.cohorts[-MONTHS:])]
    rows = (
        {"cohort": heading(name, "cohort"), "customers": required(found.facts, "customers_count", cohort=name)}
        | {column: _retained(found.facts, k, name) for column, k in months.items()}
        for name in names
    )
    return table(
        f"{ID}.tables.cohorts", {"cohort": "text", "customers": "count", **dict.fromkeys(months, "share")}, rows
    )


def _all_table(found: Retention) -> tuple[Table, ...]:
    rows = (
        {"month": fact.dimensions["month"], "share": fact, "low": fact.low, "high": fact.high, "customers": fact.n}
        for k in range(1, MONTHS + 1)
        if (fact := _retained(found.facts, k))
    )
    units = {"month": "text", "share": "share", "low": "share", "high": "share", "customers": "count"}
    return table(f"{ID}.tables.all", units, rows)


ANALYSIS = Analysis(
    id=ID,
    rows=("RET-01",),
    phases=("baseline",),
    sheet="Retention",
    needs=(),
    uses=("orders", "subscriptions", "entity_links"),
    measures=dict.fromkeys(("retained_share", "repeat_share"), "share")
    | dict.fromkeys(("customers_count", "immature_count"), "count"),
    # With fewer than one buyer in five coming back, growth is bought order by order; one in ten is hardly anybody.
    limits=Limits(warn=0.20, fail=0.10, on="repeat_share", higher_is_better=True),
    evidence_key=("customer_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
