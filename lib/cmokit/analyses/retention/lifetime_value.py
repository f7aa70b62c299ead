"""What a customer brings over a stated time, and when what it cost to win one is back.

Asks
    What does a new customer leave over the coming months, and by which month has it brought what winning it cost?
Measures
    Customers by subscription where there are enough, else by order. Month by month since a customer began: what
    customers have brought so far, asked in each month of those who have had the whole month, whoever has left among
    them. Over a horizon, with an interval, later money discounted by the share that the engagement assumes.
    Subscriptions: the share still there by Kaplan and Meier (those who stay and those who left alike; who came
    under observation late counts from then on) times what those who are there pay, month by month, as far as enough
    are seen. Orders: how many follow by BG/NBD, money an order by gamma-gamma, over horizons beyond the months that
    were seen and no farther ahead than the stated multiple of that time; buyers whom the list of contacts knew
    before the first order received are left out. Those who began in the earlier half of all beside those of the
    later half. Margin: what is left after goods, freight and fees, before advertising; where too much of what is
    sold has no stated cost, revenue, and it is called so. Payback: the first month by whose end a customer has
    brought what winning one costs (money.acquisition, all channels, paid and loaded). By segment and first channel
    where enough customers are of it.
Read it as
    Hold the margin of the horizon against the loaded cost; a payback that is not reached says so. Revenue is no margin:
    on revenue, a payback is the earliest that could be.
Do next
    State the cost of what is sold where only revenue is told; spend more where the margin comes back soon, less where
    it does not within the horizon.
Limits
    A horizon assumes that customers go on as those before them did. Customers from before the first export look new
    where no list says since when they are known. Orders that still wait for their money have left no margin yet.
    Cost of winning is of the newest months, customers are of all. Revenue of orders is as ordered: returns are not
    taken off.
"""

from dataclasses import dataclass
from typing import Any

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, pick
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.analyses.retention import value_figures as figures
from cmokit.analyses.retention.value_figures import AHEAD, ALL, ENOUGH, ID, farthest
from cmokit.analyses.retention.value_shown import charts, curve_of, groups_told, halves_told, tables
from cmokit.analyses.retention.value_sources import ORDERS, Base, by_order, by_subscription, costs_of_winning
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.customer_value import MARGIN
from cmokit.methods.goods_cost import PRODUCT_COLUMNS, CostBook
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

COSTS = ("loaded", "paid")  # the better one first


@dataclass(frozen=True)
class LifetimeValue:
    """kind: margin, or revenue where too little of the cost is known. unrated: rates missing, as a sentence."""

    facts: tuple[Fact, ...]
    evidence: Any  # one row per customer
    basis: str
    kind: str
    missing: tuple[Missing, ...]
    unrated: str
    discount: float


def measure(
    subscriptions: Any,
    orders: Any,
    order_lines: Any,
    payments: Any,
    parcels: Any,
    product_costs: Any,
    contacts: Any,
    opportunities: Any,
    stage_entries: Any,
    ad_spend: Any,
    costs: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> LifetimeValue:
    """CannotAnswer where neither subscriptions nor orders show enough customers for a month."""
    rows = product_costs.select(*PRODUCT_COLUMNS).to_pyarrow().to_pylist()
    book = CostBook(rows, rates_of(fx_rates, definitions))
    base = by_subscription(subscriptions, contacts, entity_links, book, definitions)
    if not _carries(base):
        base = by_order(orders, order_lines, payments, parcels, contacts, entity_links, book, definitions)
    if base is None or not _carries(base):
        raise CannotAnswer(say(f"{ID}.too_few", customers=limit(ENOUGH, "count")), *asks("orders", "subscriptions"))
    told = {"ad_spend": ad_spend, "costs": costs, "opportunities": opportunities, "orders": orders}
    told |= {"stage_entries": stage_entries, "contacts": contacts, "entity_links": entity_links, "fx_rates": fx_rates}
    winning = costs_of_winning(told, definitions)
    discount = definitions.assumptions.discount
    unrated, ask = rates_to_send(base.rates, definitions)
    return LifetimeValue(
        facts=tuple(figures.facts(base, winning, definitions.currency, discount)),
        evidence=figures.shown(base, definitions.currency),
        basis=base.basis,
        kind=base.kinds[-1],
        missing=asks(*base.lacking, *(() if winning else ("ad_spend",))) + ((ask,) if unrated else ()),
        unrated=unrated,
        discount=discount,
    )


def _carries(base: Base | None) -> bool:
    return base is not None and sum(c.seen > 0 and not c.entered for c in base.customers) >= ENOUGH


def judge(found: LifetimeValue, limits: Limits) -> Verdict:
    """By what the horizon brings for the cost of winning; revenue alone is no pass, nor is a cost that nobody knows."""
    back = _at_best(found, "return_share")
    if back:
        verdict = about(limits.verdict(back), say(f"{ID}.about"))
    else:
        words = "revenue_only" if found.kind != MARGIN else "no_cost" if farthest(found.facts) else "no_horizon"
        verdict = Verdict(Severity.WARN, say(f"{ID}.{words}"))
    more = [found.unrated] if found.unrated else []
    if found.kind != MARGIN and not farthest(found.facts):
        more.append(say(f"{ID}.no_horizon"))
    if _at_best(found, "cac_amount") and not _at_best(found, "payback_months_count"):
        months = limit(int(curve_of(found.facts)[-1].dimensions["month"]), "count")
        more.append(say(f"{ID}.not_back.{found.kind}", months=months))
    return Verdict(verdict.severity, " ".join((verdict.reason, *more)))


def _at_best(found: LifetimeValue, measure: str) -> Fact | None:
    """Held against the loaded cost where that is known, else against the paid one."""
    known = having(found.facts, "cac_amount")
    how = next((how for how in COSTS if any(f.dimensions["cost"] == how for f in known)), "")
    return next((f for f in having(found.facts, measure) if f.dimensions["cost"] == how), None)


def exhibit(found: LifetimeValue, verdict: Verdict) -> Section:
    said = _said(found)
    words = f"{found.kind}.{'horizon' if 'value' in said else 'curve'}"
    whole = farthest(found.facts) or curve_of(found.facts)[-1]
    key = [whole, _at_best(found, "return_share"), _at_best(found, "cac_amount")]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=_narrative(found, said),
        charts=charts(found.facts, found.kind, _at_best(found, "cac_amount"), said),
        tables=tables(found.facts, found.kind),
        next_steps=say_all(f"{ID}.next_steps.{found.kind}"),
        how_sure=say(f"{ID}.how_sure.{found.basis}", **said),
        key_facts=tuple(fact.name for fact in key if fact),
        owner_role=Responsibility.FINANCE if found.kind != MARGIN else Responsibility.MARKETING,
        decision=say(f"{ID}.decision.{found.kind}", **said) if verdict.severity is not Severity.PASS else "",
    )


def _said(found: LifetimeValue) -> dict[str, Any]:
    facts, best = found.facts, farthest(found.facts)
    last = curve_of(facts)[-1]
    said: dict[str, Any] = {
        "curve": cite(last),
        "seen": limit(int(last.dimensions["month"]), "count"),
        "customers": cite(pick(facts, "customers_count", split=ALL) or last),
        "discount": limit(found.discount, "share"),
        "enough": limit(ENOUGH, "count"),
        "ahead": limit(AHEAD, "count"),
    }
    if best:
        said |= {"value": cite(best), "months": limit(int(best.dimensions["horizon"]), "count")}
    named = {"cac": "cac_amount", "payback": "payback_months_count", "back": "return_share"}
    return said | {name: cite(fact) for name, measure in named.items() if (fact := _at_best(found, measure))}


def _narrative(found: LifetimeValue, said: dict[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.seen.{found.kind}", **said)] if "value" in said else []
    if "cac" in said:
        told.append(say(f"{ID}.payback.{found.kind if 'payback' in said else 'not_reached'}", **said))
    if found.basis != ORDERS and (last := having(found.facts, "staying_share")):
        farthest_ = max(last, key=lambda f: int(f.dimensions["month"]))
        told.append(
            say(f"{ID}.staying", share=cite(farthest_), months=limit(int(farthest_.dimensions["month"]), "count"))
        )
    told += groups_told(found.facts, found.kind)
    told += halves_told(found.facts, found.kind)
    older = pick(found.facts, "older_count")
    if older and older.value:
        told.append(say(f"{ID}.older", int(older.value), figure=cite(older)))
    late = pick(found.facts, "late_entry_count")
    if late and late.value:
        told.append(say(f"{ID}.late", int(late.value), figure=cite(late)))
    unknown = pick(found.facts, "unknown_cost_share")
    if found.kind == MARGIN and unknown and unknown.value:
        told.append(say(f"{ID}.unknown", share=cite(unknown)))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("RET-01",),
    phases=("baseline",),
    sheet="Lifetime value",
    needs=(),
    uses=(
        *("subscriptions", "orders", "order_lines", "payments", "parcels", "product_costs", "contacts"),
        *("opportunities", "stage_entries", "ad_spend", "costs", "entity_links", "fx_rates"),
    ),
    measures={
        "customers_count": "count",
        "curve_amount": "money",
        "margin_amount": "money",
        "revenue_amount": "money",
        "staying_share": "share",
        "late_entry_count": "count",
        "older_count": "count",
        "unknown_cost_share": "share",
        "cac_amount": "money",
        "payback_months_count": "count",
        "return_share": "share",
    },
    # What does not come back within the horizon was paid for in vain; half as much again is left for all other costs.
    limits=Limits(warn=1.5, fail=1.0, on="return_share", higher_is_better=True),
    evidence_key=("customer_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
