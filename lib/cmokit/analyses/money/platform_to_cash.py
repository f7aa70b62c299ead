"""From what ad platforms claim to the cash that arrived.

Asks
    How much of the value that ad platforms report became orders, and how much of the orders became cash?
Measures
    Per channel and in all: value reported by ad platforms, value in the CRM, goods value ordered (after discounts,
    before shipping, tax on top) and cash, with every step between two levels: claimed by platforms beyond the records,
    not matched, tax, shipping, exchange, cancelled, refunded, disputed, not delivered, fees and other costs of payment
    and courier, not yet settled, unexplained. A level and the steps behind it equal the next level to the cent. Share
    and amount of the ordered value whose channel is unknown. Unexplained share: the unexplained remainder in all,
    without its sign, divided by the ordered value.
Read it as
    A large first step means that platforms take credit for sales that the records do not give them. Not delivered is
    the price of cash on delivery. Unexplained money is money that left no trace in the exports, in either direction.
Do next
    Go through the unexplained orders one by one with finance and the courier; agree which level decides about budgets.
Limits
    The channel of an order is what the shop recorded; all of an order is given to one channel. Cash is what the
    processor has made available and the courier has remitted, not the bank statement. Costs of advertising and goods
    are no part of it. Where the shop's prices include tax, tax is no step of its own. Platforms and records may cover
    different days; both are stated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import called, heading
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import having, pick
from cmokit.analyses.reporting_currency import converter
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Missing, Section, Table, TableColumn, Verdict
from cmokit.exhibits.text import cite, on_date
from cmokit.methods.cash_bridge import (
    BRIDGE,
    UNKNOWN,
    Steps,
    bridge,
    entries_table,
    goods_by_channel,
    ledger,
    periods,
    platform_value,
    won_value,
)
from cmokit.methods.linkage import leading_records
from cmokit.methods.order_ledger import ZERO, Entry, by_size, total_of
from cmokit.vocabulary import Severity
from cmokit.words import say, say_all

ID = "money.platform_to_cash"
LEVELS = ("ad_reported", "crm", "ordered", "cash")
MOST_CHANNELS, MOST_ROWS = 4, 15


@dataclass(frozen=True)
class PlatformToCash:
    """ends_at: the last level that the exports carry. rows: the entries with something unexplained, largest first."""

    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row per order, and per movement that belongs to none: every step, currency, source row
    ends_at: str
    missing: tuple[Missing, ...]
    days: dict[str, str]  # first and last day of the ad reports and of the orders, as marks
    rows: tuple[Entry, ...]


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
    """The bridge as far as the exports carry it. CannotAnswer without orders and opportunities, or without a rate."""
    has_orders, has_deals = _any(orders), _any(opportunities)
    if not (has_orders or has_deals):
        raise CannotAnswer(say("verdict.missing_tables", tables="orders, opportunities"), *_asks("orders"))
    convert, currency = converter(fx_rates, definitions), definitions.currency
    known = {"currency": currency, "as_of_end": definitions.as_of_end}
    entries = ledger(orders, payments, parcels, convert, as_of=definitions.as_of, **known) if has_orders else []
    deals = leading_records(opportunities, entity_links, "opportunity")
    crm = won_value(deals, convert, **known) if has_deals else goods_by_channel(entries)
    reported = platform_value(ad_spend, convert, currency) or None
    missing = _missing(orders, payments, parcels) | (set() if reported else {"ad_spend"})
    ends_at = "crm" if not has_orders else "ordered" if missing & {"payments", "parcels"} else "cash"
    steps = bridge(reported, crm, entries, ends_at)
    return PlatformToCash(
        facts=_facts(steps, entries, ends_at, currency),
        evidence=entries_table(entries, currency, with_steps=ends_at == "cash"),
        ends_at=ends_at,
        missing=_asks(*sorted(missing)),
        days={name: on_date(day) for name, day in periods(ad_spend, orders, definitions.as_of_end).items()},
        rows=tuple(sorted((e for e in entries if e.problem and ends_at == "cash"), key=by_size)),
    )


def _any(table: Any) -> bool:
    return len(table.limit(1).to_pyarrow()) > 0


def _asks(*tables: str) -> tuple[Missing, ...]:
    return tuple(Missing(table, (), say(f"asks.{table}")) for table in tables)


def _missing(orders: Any, payments: Any, parcels: Any) -> set[str]:
    """What cash cannot be told without: payments if an order is not cash on delivery, settlements if one is."""
    if not _any(orders):
        return {"orders", "payments"}
    on_delivery = orders.is_cash_on_delivery.fill_null(False)
    needed = {"payments": (payments, ~on_delivery), "parcels": (parcels, on_delivery)}
    return {name for name, (table, those) in needed.items() if _any(orders.filter(those)) and not _any(table)}


def _facts(steps: Steps, entries: Sequence[Entry], ends_at: str, currency: str) -> tuple[Fact, ...]:
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
    """By the unexplained share. A bridge that cannot reach cash is WARN: it is no pass, and no proof of a loss."""
    lacking = ", ".join(missing.table for missing in found.missing)
    more = say(f"{ID}.lacking", tables=lacking) if lacking else ""
    share = pick(found.facts, "unexplained_share")
    if share is not None:
        verdict = limits.verdict(share)
    elif found.ends_at == "cash":
        verdict = Verdict(Severity.WARN, say(f"{ID}.nothing_ordered"))
    else:
        verdict = Verdict(Severity.WARN, say(f"{ID}.ends_early", level=called(found.ends_at, "step")))
    return replace(verdict, reason=f"{verdict.reason} {more}".strip())


def exhibit(found: PlatformToCash, verdict: Verdict) -> Section:
    ends, cited = found.ends_at, _cited(found)
    shares = "unknown_channel_share" in cited
    gross, stake = pick(found.facts, "unexplained_gross_amount", why="all"), _at_stake(found)
    narrative = [say(f"{ID}.claims.{'some' if 'ad_reported' in cited else 'none'}", **cited)]
    narrative += say_all(f"{ID}.narrative.{ends}", **cited)
    if gross and found.rows:
        rows = cite(pick(found.facts, "unexplained_rows_count", why="all"))  # type: ignore[arg-type]
        narrative.append(say(f"{ID}.unexplained", count=len(found.rows), rows=rows, gross=cite(gross)))
    first = (pick(found.facts, "unexplained_share"), _step(found, ends), pick(found.facts, "unknown_channel_share"))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{ends if shares else 'nothing'}", **cited),
        narrative=tuple(narrative),
        charts=_charts(found, cited),
        tables=tuple(table for table in (_bridge_table(found), _cause_table(found), _row_table(found)) if table.rows),
        next_steps=say_all(f"{ID}.next_steps.{ends}"),
        how_sure=say(f"{ID}.how_sure.{'days' if len(found.days) == 4 else 'plain'}", **found.days),
        key_facts=tuple(fact.name for fact in first if fact),
        owner_role="finance",
        decision="" if verdict.severity is Severity.PASS else say(f"{ID}.decision.{ends}", **cited),
        money_at_stake_amount=stake,
        money_formula="" if stake is None else say(f"{ID}.money_formula.{'cash' if ends == 'cash' else 'claims'}"),
    )


def _step(found: PlatformToCash, step: str, channel: str = "all") -> Fact | None:
    return pick(found.facts, "step_amount", step=step, channel=channel)


def _cited(found: PlatformToCash) -> dict[str, str]:
    """Every step in all, and what is unknown, as marks by name."""
    figures = {name: _step(found, name) for name in BRIDGE}
    figures |= {name: pick(found.facts, name) for name in ("unknown_channel_amount", "unknown_channel_share")}
    return {name: cite(fact) for name, fact in figures.items() if fact}


def _value(found: PlatformToCash, step: str, channel: str = "all") -> Decimal:
    fact = _step(found, step, channel)
    return fact.value if fact else ZERO  # type: ignore[return-value]


def _at_stake(found: PlatformToCash) -> Decimal | None:
    """Undelivered and unexplained money; before cash is known, what platforms claim beyond the records."""
    if found.ends_at == "cash":
        return total_of(abs(e.steps["unexplained"]) for e in found.rows) - _value(found, "not_delivered")
    claiming = [channel for channel in _channels(found) if _value(found, "ad_reported", channel)]
    beyond = total_of(max(-_value(found, "double_counted", channel), ZERO) for channel in claiming)
    return beyond if claiming else None


def _channels(found: PlatformToCash) -> list[str]:
    """The channels, largest first by goods value, or by value in the CRM where there are no orders."""
    level = "crm" if found.ends_at == "crm" else "ordered"
    names = [f.dimensions["channel"] for f in having(found.facts, "step_amount") if f.dimensions["step"] == level]
    return [name for name in names if name != "all"]


def _charts(found: PlatformToCash, cited: dict[str, str]) -> tuple[Chart, ...]:
    unit, level = _step(found, "crm").unit, "crm" if found.ends_at == "crm" else "ordered"  # type: ignore[union-attr]
    told = [name for name in BRIDGE if name in cited and (name in LEVELS or _value(found, name))]
    steps = tuple({"step": name, "amount": _value(found, name), "is_level": name in LEVELS} for name in told)
    channels = tuple({"channel": name, "amount": _value(found, level, name)} for name in _channels(found))
    words = [say(f"{ID}.charts.{name}", **cited) for name in (f"bridge.{found.ends_at}", f"channels.{level}")]
    alts = [say(f"{ID}.alts.{name}", **cited) for name in (f"bridge.{found.ends_at}", f"channels.{level}")]
    return (
        Chart("waterfall", words[0], alts[0], steps, "step", "amount", unit),
        Chart("bar", words[1], alts[1], channels, "channel", "amount", unit, highlight=UNKNOWN),
    )


def _bridge_table(found: PlatformToCash) -> Table:
    """Every step in all and for the largest channels; the unknown one is always among them."""
    shown = [name for name in _channels(found) if name != UNKNOWN][:MOST_CHANNELS]
    shown = ["all", *shown, *([UNKNOWN] if UNKNOWN in _channels(found) else [])]
    unit = _step(found, "crm").unit  # type: ignore[union-attr]
    columns = (TableColumn("step", say(f"{ID}.heads.step")),)
    columns += tuple(TableColumn(name, heading(name, "channel"), unit) for name in shown)
    rows = [
        {"step": step} | {name: _step(found, step, name) for name in shown} for step in BRIDGE if _step(found, step)
    ]
    return Table(say(f"{ID}.tables.bridge"), columns, tuple(rows), say(f"{ID}.tables.bridge_note"))


def _cause_table(found: PlatformToCash) -> Table:
    gross = [f for f in having(found.facts, "unexplained_gross_amount") if f.dimensions["why"] != "all"]
    rows = tuple(
        {
            "why": say(f"{ID}.causes.{why}"),
            "rows": pick(found.facts, "unexplained_rows_count", why=why),
            "gross": fact,
        }
        for fact in gross
        if (why := fact.dimensions["why"])
    )
    heads = (("why", "text"), ("rows", "count"), ("gross", gross[0].unit if gross else "count"))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), unit) for name, unit in heads)
    return Table(say(f"{ID}.tables.causes"), columns, rows)


def _row_table(found: PlatformToCash) -> Table:
    unit = _step(found, "crm").unit  # type: ignore[union-attr]
    heads = (("order", "text"), ("channel", "text"), ("why", "text"), ("ordered", unit), ("cash", unit), ("open", unit))
    columns = tuple(TableColumn(name, say(f"{ID}.heads.{name}"), kind) for name, kind in heads)
    rows = tuple(
        {
            "order": entry.order_id or entry.reference,
            "channel": entry.channel,
            "why": say(f"{ID}.causes.{entry.why}"),
            "ordered": entry.ordered,
            "cash": entry.cash,
            "open": entry.steps["unexplained"],
        }
        for entry in found.rows[:MOST_ROWS]
    )
    return Table(say(f"{ID}.tables.rows"), columns, rows, say(f"{ID}.tables.rows_note"))


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
    },
    # Rounding and single odd orders stay below half a percent; above two percent the books cannot be relied on.
    limits=Limits(warn=0.005, fail=0.02, on="unexplained_share"),
    evidence_key=("order_id", "reference"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
