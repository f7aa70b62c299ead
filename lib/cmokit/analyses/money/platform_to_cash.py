"""From what ad platforms claim to the cash that arrived.

Asks
    How much of the value that ad platforms report became orders, and how much of the orders became cash?
Measures
    Per channel and in all: value reported by ad platforms, value in the CRM, goods value ordered (after discounts,
    before shipping, tax on top) and cash, with every step between two levels: claimed by platforms beyond the records,
    not matched, tax, shipping, exchange, cancelled, refunded, disputed, not delivered, fees and other costs of payment
    and courier, not yet settled, unexplained. A level and the steps behind it equal the next level to the cent. Each
    currency is followed on its own first, then taken over at the stated rate of the month: the steps of an order at the
    rate of its month, cash at that of the month in which it moved; what the rates between made of it is exchange. What
    has no rate stays in its own currency and in no total. Share and amount of the ordered value whose channel is
    unknown. Unexplained share: the unexplained remainder in all, without its sign, divided by the ordered value.
Read it as
    A large first step means that platforms take credit for sales that the records do not give them. Not delivered is
    the price of cash on delivery. Unexplained money is money that left no trace in the exports, in either direction.
Do next
    Go through the unexplained orders one by one with finance and the courier; agree which level decides about budgets.
Limits
    The channel of an order is what the shop recorded; all of an order is given to one channel. Cash is what the
    processor has made available and the courier has remitted, not the bank statement. Costs of advertising and goods
    are no part of it. Where the shop's prices include tax, tax is no step of its own. A refund that only the shop
    states, and the money kept of a cancelled order, stay unexplained until a payment shows what became of them.
    Platforms and records may cover different days; both are stated.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, exports, listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, pick, required
from cmokit.analyses.money.cash_figures import (
    bridge_charts,
    bridge_table,
    cause_table,
    cited_steps,
    claiming,
    claims_by_channel,
    row_table,
    step,
    unit,
    value,
)
from cmokit.analyses.money.exports_needed import any_row, asks, missing_for_cash
from cmokit.analyses.money.own_currency import Money, currency_table, left_over, own_facts
from cmokit.analyses.money.recipes import of_bridge, with_recipes
from cmokit.analyses.reporting_currency import rates_of, rates_to_send
from cmokit.analyses.tracked import Tracked
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, on_date
from cmokit.methods.cash_bridge import entries_table, ledger, periods
from cmokit.methods.channel_values import UNKNOWN, platform_value, won_table, won_value
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import ZERO, Entry, by_size, total_of
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ID = "money.platform_to_cash"
ENDS_OF_BOTH = 4  # first and last day of the ad reports and of the orders


@dataclass(frozen=True)
class PlatformToCash:
    """ends_at: the last level that the exports carry. rows: the entries with something unexplained, largest first."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per order, and per movement that belongs to none: every step (else one per won deal)
    ends_at: str
    missing: tuple[Missing, ...]
    days: dict[str, Any]  # first and last day of the ad reports and of the orders, as marks
    rows: tuple[Entry, ...]
    unrated: str  # which rates are missing, as a sentence; empty where none is


def measure(
    ad_spend: Any,
    opportunities: Any,
    orders: Any,
    payments: Any,
    parcels: Any,
    entity_links: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> PlatformToCash:
    """The bridge as far as the exports carry it, of each currency first. CannotAnswer without orders and deals."""
    has_orders, has_deals = any_row(orders), any_row(opportunities)
    if not (has_orders or has_deals):
        raise CannotAnswer(say("verdict.missing_tables", tables=exports(("orders", "opportunities"))), *asks("orders"))
    rates, currency, ends = rates_of(fx_rates, definitions), definitions.currency, definitions.as_of_end
    settled = ledger(orders, payments, parcels, rates, as_of_end=ends, as_of=definitions.as_of) if has_orders else []
    deals = leading_records(opportunities, entity_links, "opportunity")
    reported = platform_value(ad_spend, currency)
    missing = missing_for_cash(orders, payments, parcels) | (set() if reported else {"ad_spend"})
    ends_at = "crm" if not has_orders else "ordered" if missing & {"payments", "parcels"} else "cash"
    money = Money(settled, reported, won_value(deals, currency, ends) if has_deals else None, ends_at)
    entries = [one.entry for one in settled]
    ours = [entry for entry in entries if entry.currency == currency]
    lacking = money.lacking(rates)
    unrated, ask = rates_to_send(lacking, definitions)
    bridged = money.bridges(rates, only=currency)[currency]
    facts = [*_facts(bridged, ours, ends_at, currency), *own_facts(money, rates)]
    return PlatformToCash(
        facts=with_recipes(facts, of_bridge("crm" if ends_at == "crm" else "ordered", currency)),
        evidence=entries_table(entries, with_steps=ends_at == "cash") if has_orders else won_table(deals, ends),
        ends_at=ends_at,
        missing=asks(*sorted(missing)) + ((ask,) if lacking else ()),
        days={name: on_date(day) for name, day in periods(ad_spend, orders, ends).items()},
        rows=tuple(sorted((e for e in ours if e.problem and ends_at == "cash"), key=by_size)),
        unrated=unrated,
    )


def _facts(
    steps: Mapping[str, Mapping[str, Decimal]], entries: Sequence[Entry], ends_at: str, currency: str
) -> tuple[Fact, ...]:
    orders = Counter(channel for e in entries if e.is_order for channel in ("all", e.channel))
    found = [
        Fact(
            f"{ID}.step_amount",
            amount,
            currency,
            None if step in ("ad_reported", "double_counted", "crm") else orders[channel],
            dimensions={"step": step, "channel": channel},
        )
        for channel, own in steps.items()
        for step, amount in own.items()
    ]
    level = "crm" if ends_at == "crm" else "ordered"
    unknown, whole = steps.get(UNKNOWN, {}).get(level, ZERO), steps["all"][level]
    found.append(Fact(f"{ID}.unknown_channel_amount", unknown, currency))
    found += [Fact(f"{ID}.unknown_channel_share", float(unknown / whole), "share")] if whole else []
    if ends_at != "cash":
        return tuple(found)
    size = abs(steps["all"]["unexplained"])
    found += [Fact(f"{ID}.unexplained_share", float(size / whole), "share", orders["all"])] if whole else []
    for why in ("all", *sorted({e.why for e in entries if e.problem})):
        own = [abs(e.steps["unexplained"]) for e in entries if e.problem and why in ("all", e.why)]
        about = {"why": why}
        found.append(Fact(f"{ID}.unexplained_gross_amount", total_of(own), currency, len(own), dimensions=about))
        found.append(Fact(f"{ID}.unexplained_rows_count", len(own), "count", len(entries), dimensions=about))
    return tuple(found)


def judge(found: PlatformToCash, limits: Limits) -> Verdict:
    """By the unexplained share. A bridge that cannot reach cash, or lacks a rate, is WARN: no pass, and no proof."""
    more = say(f"{ID}.lacking", tables=_lacking(found)) if _lacking(found) else ""
    share = pick(found.facts, "unexplained_share")
    if share is not None:
        verdict = about(limits.verdict(share), say(f"{ID}.measures.unexplained_share"))
    elif found.ends_at == "cash":
        verdict = Verdict(Severity.WARN, say(f"{ID}.nothing_ordered"))
    else:
        verdict = Verdict(Severity.WARN, say(f"{ID}.ends_early", level=called(found.ends_at, "step")))
    if found.unrated and verdict.severity is Severity.PASS:
        verdict = replace(verdict, severity=Severity.WARN)
    return replace(verdict, reason=" ".join(filter(None, (verdict.reason, found.unrated, more))))


def _lacking(found: PlatformToCash) -> str:
    return exports(missing.table for missing in found.missing if missing.table != "fx_rates")


def exhibit(found: PlatformToCash, verdict: Verdict) -> Section:
    facts, ends, cited = found.facts, found.ends_at, cited_steps(found.facts) | {"tables": _lacking(found)}
    first = (pick(facts, "unexplained_share"), step(facts, ends), pick(facts, "unknown_channel_share"))
    cited["left"] = left_over(facts)
    told = ends if "unknown_channel_share" in cited else "unconverted" if cited["left"] else "nothing"
    sure = "won" if ends == "crm" else "days" if len(found.days) == ENDS_OF_BOTH else "plain"
    stake = _at_stake(found)
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **cited),
        brief="" if told in ("nothing", "unconverted") else say(f"{ID}.brief.{told}", **cited),
        narrative=_narrative(found, cited),
        charts=bridge_charts(facts, ends, cited),
        tables=(
            *cause_table(facts),
            bridge_table(facts, ends),
            *currency_table(facts),
            *row_table(found.rows, unit(facts)),
        ),
        next_steps=say_all(f"{ID}.next_steps.{ends}"),
        how_sure=say(f"{ID}.how_sure.{sure}", **found.days),
        key_facts=tuple(fact.name for fact in first if fact),
        owner_role=Responsibility.FINANCE,
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision.{ends}", **cited),
        money_at_stake_amount=stake,
        money_formula="" if stake is None else say(f"{ID}.money_formula.{'cash' if ends == 'cash' else 'claims'}"),
    )


def _narrative(found: PlatformToCash, cited: dict[str, Any]) -> tuple[str, ...]:
    claims = claims_by_channel(found.facts, found.ends_at)
    told = [say(f"{ID}.claims.{'some' if claims else 'none'}", channels=listed(claims), **cited)]
    if found.ends_at != "crm" or "unknown_channel_share" in cited:
        told += say_all(f"{ID}.narrative.{found.ends_at}", **cited)
    if cited["left"]:
        told.append(say(f"{ID}.left.told", left=cited["left"]))
    if found.rows:
        rows = cite(required(found.facts, "unexplained_rows_count", why="all"))
        told.append(say(f"{ID}.unexplained", len(found.rows), rows=rows, unexplained=cited["unexplained"]))
    return tuple(told)


def _at_stake(found: PlatformToCash) -> Decimal | None:
    """Undelivered and unexplained money; before cash is known, what platforms claim beyond the records."""
    if found.ends_at == "cash":
        return total_of(abs(e.steps["unexplained"]) for e in found.rows) - value(found.facts, "not_delivered")
    beyond = total_of(
        max(-value(found.facts, "double_counted", name), ZERO) for name in claiming(found.facts, found.ends_at)
    )
    return beyond or None


ANALYSIS = Analysis(
    id=ID,
    rows=("ATT-01",),
    phases=("audit", "baseline"),
    sheet="Platform to cash",
    needs=(),
    uses=("ad_spend", "opportunities", "orders", "payments", "parcels", "entity_links", "fx_rates"),
    measures={
        "step_amount": "money",
        "unknown_channel_amount": "money",
        "unknown_channel_share": "share",
        "unexplained_share": "share",
        "unexplained_gross_amount": "money",
        "unexplained_rows_count": "count",
        "own_currency_amount": "money",
    },
    # Rounding and single odd orders stay below half a percent; above two percent the books cannot be relied on.
    limits=Limits(warn=0.005, fail=0.02, on="unexplained_share"),
    evidence_key=("order_id", "reference"),
    tracked=Tracked(
        key=("order_id", "reference"), record="order_id", table="orders", only="why", amount="unexplained_amount"
    ),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
