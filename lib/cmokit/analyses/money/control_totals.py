"""What the books say beside what we count, month by month, with the difference and its rows.

Asks
    Do revenue, refunds, cash and ad costs in the exports agree with the client's books, and if not, by what?
Measures
    For each figure and month that the books state: the books' amount, ours, the difference (books less ours), the parts
    that explain it, and the remainder. Ours: revenue is goods and shipping of the orders placed in the month, cancelled
    ones left out (won deals where there are no orders); refunds those made in the month; cash what the processor made
    available and the courier remitted; ad invoices what the platforms report as spent. Before tax where the books say
    that they leave it out, or do not say. A part is named only where it, or two parts together, explain the difference
    to the cent, or where one leaves next to nothing of it: tax left in or taken out, timing (orders booked when their
    cash came), cancelled, undelivered or test orders, shipping, refunds, fees, disputes, other currencies, cash without
    an order. Remainder share of a figure: the remainders of its months without their sign, divided by the books.
Read it as
    A month that agrees to the cent says that exports and books tell of the same business. A part is a difference of
    method, and nobody lost money by it; a remainder is an amount that one of the two sides does not have.
Do next
    Go through the rows of each remainder with finance; write the agreed method of each figure down, and count both
    sides by it from then on.
Limits
    Only whole months by the day of the report are compared, from the first month that the exports hold. That a part
    fits to the cent is strong evidence and no proof: finance confirms it. Books in another currency are taken over at
    the stated rate of the month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import exports, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, pick, required
from cmokit.analyses.money.control_books import books_rows, is_taxed, reported, stated
from cmokit.analyses.money.control_figures import (
    ID,
    by_remainder,
    evidence_table,
    facts_of,
    figure_table,
    month_table,
    part_sentences,
    remainder_chart,
    say_month,
    worst,
)
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.money.recipes import of_control_totals, with_recipes
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite
from cmokit.methods.ad_costs import days_spent, taxed_platforms
from cmokit.methods.cash_bridge import ledger
from cmokit.methods.channel_values import won_deals
from cmokit.methods.control_records import (
    ADS,
    CASH,
    FIGURES,
    REFUNDS,
    REVENUE,
    Basis,
    Record,
    of_ads,
    of_deals,
    of_orders,
)
from cmokit.methods.control_totals import Compared, compared
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import total_of
from cmokit.vocabulary import Responsibility
from cmokit.words import say, say_all

# The exports without which a figure of ours does not exist.
NEEDED = {REVENUE: "orders", REFUNDS: "payments", CASH: "payments", ADS: "ad_spend"}


@dataclass(frozen=True)
class ControlTotals:
    """found: each total that could be compared. unrated: which exchange rates are missing, as a sentence, or empty."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # of each month that differs: the books' row, the rows of each part, and ours where some remains
    found: tuple[Compared, ...]
    missing: tuple[Missing, ...]
    unrated: str
    starts: str  # of the fiscal year


def measure(
    control_totals: Any,
    orders: Any,
    payments: Any,
    parcels: Any,
    opportunities: Any,
    entity_links: Any,
    ad_spend: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> ControlTotals:
    """Every control total of a whole month that the exports cover. CannotAnswer where they cover none."""
    rates = rates_of(fx_rates, definitions)
    rows = books_rows(control_totals)
    stand_in = not any_row(orders)  # won deals, where there are no orders
    deals = leading_records(opportunities, entity_links, "opportunity") if stand_in else opportunities
    tables = {"orders": orders, "payments": payments, "parcels": parcels, "deals": deals, "ad_spend": ad_spend}
    found: list[Compared] = []
    for with_tax in sorted({is_taxed(row) for row in rows}):
        own = [row for row in rows if is_taxed(row) is with_tax]
        figures = frozenset(FIGURES if with_tax else ())
        basis = Basis(rates, figures, definitions.vat_share, definitions.test_emails)
        records = _records(tables, basis, definitions)
        found += compared(stated(own, records, rates, definitions.as_of), records)
    lacking = {(row["currency"], row["month_on"].replace(day=1)) for row in rows if reported(row, rates) is None}
    unrated, ask = rates_to_send(lacking, definitions)
    missing = asks(*sorted(_absent(rows, tables))) + ((ask,) if unrated else ())
    if not found:
        raise CannotAnswer(say(f"{ID}.nothing_to_compare"), *(missing or asks("orders")))
    found.sort(key=lambda one: (FIGURES.index(one.stated.figure), one.stated.month))
    return ControlTotals(
        facts=with_recipes(facts_of(found, len(rows), definitions.currency), of_control_totals),
        evidence=evidence_table(found, definitions.currency),
        found=tuple(found),
        missing=missing,
        unrated=unrated,
        starts=definitions.fiscal_year_starts,
    )


def _records(tables: dict[str, Any], basis: Basis, definitions: Definitions) -> list[Record]:
    """Our rows behind every figure: of orders, or of won deals where there are none."""
    ends, day, found = definitions.as_of_end, definitions.as_of, []
    if any_row(tables["orders"]) or any_row(tables["payments"]) or any_row(tables["parcels"]):
        own = (tables["orders"], tables["payments"], tables["parcels"])
        found += of_orders(ledger(*own, basis.rates, as_of_end=ends, as_of=day), basis)
    if not any_row(tables["orders"]):
        found += of_deals(won_deals(tables["deals"], ends), basis, day)
    rows = days_spent(tables["ad_spend"])
    return found + of_ads(rows, basis, taxed_platforms(rows, definitions.vat_included_in))


def _absent(rows: Iterable[dict[str, Any]], tables: dict[str, Any]) -> set[str]:
    """Exports for which the books state a figure and nothing came; won deals stand in for orders."""
    wanted = {NEEDED[row["figure"]] for row in rows if row["figure"] in NEEDED}
    has_deals = any_row(tables["deals"])
    return {name for name in wanted if not any_row(tables[name]) and not (name == "orders" and has_deals)}


def judge(found: ControlTotals, limits: Limits) -> Verdict:
    """By the remainder share of the worst figure, so that no large figure hides a small one."""
    fact = worst(found.facts)
    if fact is None:
        raise CannotAnswer(say(f"{ID}.books_of_nothing"), *asks("control_totals"))
    verdict = about(
        limits.verdict(fact), say(f"{ID}.of_books", figure=say(f"{ID}.figures.{fact.dimensions['figure']}"))
    )
    lacking = [missing.table for missing in found.missing if missing.table != "fx_rates"]
    more = [say(f"{ID}.not_compared", tables=exports(lacking))] if lacking else []
    return replace(verdict, reason=" ".join(filter(None, (verdict.reason, found.unrated, *more))))


def exhibit(found: ControlTotals, verdict: Verdict) -> Section:
    facts, open_ = found.facts, by_remainder(found.found)
    cited: dict[str, Any] = {
        name: cite(required(facts, name, **dims))
        for name, dims in (("compared_count", {}), ("equal_count", {}), ("remainder_gross_amount", {"figure": "all"}))
    }
    cited["explained"] = cite(required(facts, "explained_count"))
    told = "open" if open_ else "explained" if number(pick(facts, "explained_count")) else "equal"
    first = [worst(facts), pick(facts, "remainder_gross_amount", figure="all"), pick(facts, "compared_count")]
    stake = total_of(abs(one.remainder) for one in open_)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **cited),
        brief=say(f"{ID}.brief.{told}", **cited),
        narrative=_narrative(found, open_),
        charts=remainder_chart(found.found, facts, cited),
        tables=(*figure_table(facts), *month_table(found.found, facts, found.starts)),
        next_steps=say_all(f"{ID}.next_steps.{told}"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(dict.fromkeys(fact.name for fact in first if fact)),
        owner_role=Responsibility.FINANCE,
        decision=say(f"{ID}.decision", **cited) if open_ else "",
        money_at_stake_amount=stake or None,
        money_formula=say(f"{ID}.money_formula") if stake else "",
    )


def _narrative(found: ControlTotals, open_: Sequence[Compared]) -> tuple[str, ...]:
    told = part_sentences(found.found, found.facts)
    lines = [say(f"{ID}.narrative.parts", parts=listed(told))] if told else []
    if open_:
        one = open_[0]
        dims = {"figure": one.stated.figure, "month": f"{one.stated.month:%Y-%m}"}
        amount = cite(required(found.facts, "remainder_amount", **dims))
        figure = say(f"{ID}.figures.{one.stated.figure}")
        side = say(f"{ID}.narrative.side.{'more' if one.remainder > 0 else 'less'}")
        told_of = {"amount": amount, "figure": figure, "month": say_month(one), "side": side}
        lines.append(say(f"{ID}.narrative.largest", len(open_), None, **told_of))
    return tuple(lines)


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-01",),
    phases=("audit", "baseline"),
    sheet="Control totals",
    needs=("control_totals",),
    uses=("orders", "payments", "parcels", "opportunities", "entity_links", "ad_spend", "fx_rates"),
    measures={
        "books_amount": "money",
        "ours_amount": "money",
        "difference_amount": "money",
        "explained_amount": "money",
        "remainder_amount": "money",
        "remainder_gross_amount": "money",
        "remainder_share": "share",
        "compared_count": "count",
        "equal_count": "count",
        "explained_count": "count",
    },
    # Rounding and single odd rows stay below half a percent; above two percent one side misses a part of the business.
    limits=Limits(warn=0.005, fail=0.02, on="remainder_share"),
    evidence_key=("reference",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
