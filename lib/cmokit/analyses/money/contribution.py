"""From what was ordered to what is left after goods, freight, fees and ads.

Asks
    What is left of the sales of each channel and fiscal quarter once goods, freight, collection and ads are paid?
Measures
    Per channel, per fiscal quarter and in all, before tax: goods ordered, shipping charged, what fell out (cancelled,
    refunded, disputed, not delivered, unexplained, exchange), what is still open, and what was sold without a stated
    cost; what remains is the revenue. From it go the cost of the goods (stated unit cost or margin, in force on the day
    of the order), freight out, freight back, collection fees, payment fees and ads; what remains is the contribution.
    Contribution share: contribution divided by revenue. Share of the ordered value whose cost is unknown; its lines.
    A fiscal year is named after the calendar year in which it ends; an order counts in the quarter in which it was
    placed, ads in the quarter in which they ran.
Read it as
    A channel whose contribution is negative costs more with every sale. Revenue that looks the same in two channels
    may leave very different sums, by returns, by discounts and by the price of the clicks.
Do next
    Stop or mend the channels that lose money; state the cost of every product that has none; ask carriers for what they
    charge for the orders that no settlement names.
Limits
    Salaries, agencies and software are no part of it, nor are storage and packing. A refunded order's goods count as
    gone, since no export says that they came back; goods of parcels that came back count as sellable. Ads are given to
    the channel of their platform, sales to the channel that the shop recorded. Won deals stand for orders where there
    are none: then freight, fees and returns are unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, exports, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, pick, required, size
from cmokit.analyses.money.contribution_figures import (
    ID,
    PARTS,
    by_channel,
    by_quarter,
    facts_of,
    losing,
    way_chart,
    way_table,
)
from cmokit.analyses.money.exports_needed import any_row, asks, missing_for_cash
from cmokit.analyses.money.recipes import of_contribution, with_recipes
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.ad_costs import spent
from cmokit.methods.cash_bridge import ledger
from cmokit.methods.channel_values import won_deals
from cmokit.methods.contribution import Item, items_table, of_deals, of_orders
from cmokit.methods.fiscal import quarter_of
from cmokit.methods.goods_cost import LINE_COLUMNS, PRODUCT_COLUMNS, CostBook
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import total_of
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say


@dataclass(frozen=True)
class Contribution:
    """basis: orders, or deals. unrated: which exchange rates are missing, as a sentence, or empty."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per order (or won deal): its steps down to what it leaves before ads
    basis: str
    missing: tuple[Missing, ...]
    unrated: str


def measure(
    product_costs: Any,
    orders: Any,
    order_lines: Any,
    payments: Any,
    parcels: Any,
    opportunities: Any,
    entity_links: Any,
    ad_spend: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Contribution:
    """By orders, else by won deals with a product line. CannotAnswer where neither carries it, or cash is not known."""
    book = CostBook(_rows(product_costs, PRODUCT_COLUMNS), rates_of(fx_rates, definitions))
    lacking: set[Any] = set()
    if any_row(orders):
        if missing := missing_for_cash(orders, payments, parcels) | _absent(order_lines=order_lines):
            raise CannotAnswer(say("verdict.missing_tables", tables=exports(sorted(missing))), *asks(*sorted(missing)))
        ends, day = definitions.as_of_end, definitions.as_of
        settled = ledger(orders, payments, parcels, book.rates, as_of_end=ends, as_of=day)
        lacking |= {need for one in settled for need in one.lacking}
        items, basis = of_orders(settled, _rows(order_lines, LINE_COLUMNS), book), "orders"
    else:
        items, basis = _of_deals(opportunities, entity_links, book, definitions), "deals"
    ads, ads_lacking = spent(ad_spend, book.rates, definitions.vat_share, definitions.vat_included_in)
    unrated, ask = rates_to_send(lacking | ads_lacking, definitions)
    absent = _absent(ad_spend=ad_spend)
    labels = {item.day: quarter_of(item.day, definitions.fiscal_year_starts).label for item in (*items, *ads)}
    return Contribution(
        facts=with_recipes(facts_of(items, ads, labels, definitions.currency), of_contribution),
        evidence=items_table(items, labels, definitions.currency),
        basis=basis,
        missing=asks(*sorted(absent)) + ((ask,) if unrated else ()),
        unrated=unrated,
    )


def _rows(table: Any, columns: Sequence[str]) -> list[dict[str, Any]]:
    return table.select(*columns).to_pyarrow().to_pylist()


def _absent(**tables: Any) -> set[str]:
    return {name for name, table in tables.items() if not any_row(table)}


def _of_deals(opportunities: Any, links: Any, book: CostBook, definitions: Definitions) -> list[Item]:
    """Raises CannotAnswer where no won deal says what was sold."""
    deals = won_deals(leading_records(opportunities, links, "opportunity"), definitions.as_of_end)
    if not any(deal["product_line"] for deal in deals):
        ask = Missing("opportunities", ("product_line",), say(f"{ID}.asks_product_line"))
        raise CannotAnswer(say(f"{ID}.{'no_product_line' if deals else 'nothing_sold'}"), ask)
    return of_deals(deals, book, definitions.as_of)


def judge(found: Contribution, limits: Limits) -> Verdict:
    """By the contribution share in all. Without ads or a rate it is no pass: something is missing from it."""
    share = pick(found.facts, "contribution_share", channel="all", period="all")
    if share is None:
        return Verdict(Severity.WARN, say(f"{ID}.no_revenue"))
    verdict = about(limits.verdict(share), say(f"{ID}.of_revenue"))
    lacking = [missing.table for missing in found.missing if missing.table != "fx_rates"]
    more = [say("money.platform_to_cash.lacking", tables=exports(lacking))] if lacking else []
    severity = Severity.WARN if found.missing and verdict.severity is Severity.PASS else verdict.severity
    return replace(verdict, severity=severity, reason=" ".join(filter(None, (verdict.reason, found.unrated, *more))))


def exhibit(found: Contribution, verdict: Verdict) -> Section:
    facts, cited = found.facts, _cited(found.facts)
    lost = losing(facts)
    told = "plain" if "share" in cited else "nothing"
    channels = listed([_loss(fact) for fact in lost[:PARTS]])
    first = [pick(facts, "contribution_share", channel="all", period="all"), cited_fact(facts), unknown(facts)]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **cited),
        brief=say(f"{ID}.brief.{told}", **cited),
        narrative=_narrative(found, cited, channels),
        charts=way_chart(facts, cited),
        tables=(*by_channel(facts), *by_quarter(facts), way_table(facts)),
        next_steps=_next_steps(facts),
        how_sure=say(f"{ID}.how_sure.{found.basis}", **cited),
        key_facts=tuple(fact.name for fact in first if fact),
        owner_role=Responsibility.FINANCE,
        decision=say(f"{ID}.decision", channels=channels) if lost and verdict.severity is not Severity.PASS else "",
        money_at_stake_amount=-total_of(Decimal(str(fact.value)) for fact in lost) if lost else None,
        money_formula=say(f"{ID}.money_formula") if lost else "",
    )


def cited_fact(facts: Sequence[Fact]) -> Fact | None:
    return pick(facts, "step_amount", step="contribution", channel="all", period="all")


def unknown(facts: Sequence[Fact]) -> Fact | None:
    return pick(facts, "unknown_cost_share")


def _cited(facts: Sequence[Fact]) -> dict[str, Any]:
    whole = {
        name: pick(facts, "step_amount", step=name, channel="all", period="all") for name in ("ordered", "revenue")
    }
    named = whole | {
        "contribution": cited_fact(facts),
        "share": pick(facts, "contribution_share", channel="all", period="all"),
        "unknown_share": unknown(facts),
        "lines": required(facts, "unknown_cost_lines_count"),
        "without_freight": pick(facts, "orders_without_freight_share"),
    }
    return {name: cite(fact) for name, fact in named.items() if fact}


def _loss(fact: Fact) -> str:
    return say(f"{ID}.loss", channel=called(fact.dimensions["channel"], "channel"), amount=cite(fact))


def _narrative(found: Contribution, cited: dict[str, Any], channels: str) -> tuple[str, ...]:
    facts, told = found.facts, []
    shares = [f for f in having(facts, "contribution_share") if f.dimensions["channel"] != "all"]
    if len(shares) > 1:
        best, least = shares[0], shares[-1]
        names = {"best": _channel(best), "least": _channel(least)}
        told.append(say(f"{ID}.narrative.spread", None, **names, best_share=cite(best), least_share=cite(least)))
    told += [say(f"{ID}.narrative.losing", channels=channels)] if channels else []
    told += [say(f"{ID}.narrative.{name}", None, **cited) for name in ("unknown", "freight") if _is_found(facts, name)]
    if any(missing.table == "ad_spend" for missing in found.missing):
        told.append(say(f"{ID}.narrative.no_ads"))
    return tuple(told)


def _channel(fact: Fact) -> str:
    return called(fact.dimensions["channel"], "channel")


def _is_found(facts: Sequence[Fact], name: str) -> bool:
    """Is there anything of unknown cost, of unknown freight, or at a loss?"""
    if name == "losing":
        return bool(losing(facts))
    share = unknown(facts) if name == "unknown" else pick(facts, "orders_without_freight_share")
    return share is not None and size(share) > 0


def _next_steps(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Only for what was found, and the one that always holds."""
    found = [name for name in ("losing", "unknown", "freight") if _is_found(facts, name)]
    return tuple(say(f"{ID}.next_steps.{name}") for name in (*found, "always"))


ANALYSIS = Analysis(
    id=ID,
    rows=("KPI-07",),
    phases=("audit", "baseline"),
    sheet="Contribution",
    needs=("product_costs",),
    uses=(*("orders", "order_lines", "payments", "parcels", "opportunities", "entity_links", "ad_spend", "fx_rates"),),
    measures={
        "step_amount": "money",
        "contribution_share": "share",
        "unknown_cost_share": "share",
        "unknown_cost_lines_count": "count",
        "orders_without_freight_share": "share",
    },
    # Salaries, rent and tax are still to be paid of it: below a tenth nothing of them is earned; below nothing, less.
    limits=Limits(warn=0.10, fail=0.0, on="contribution_share", higher_is_better=True),
    evidence_key=("order_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
