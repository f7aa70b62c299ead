"""The figures of the bridge to cash, found again for its exhibit, and its tables."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cmokit.analyses.called import called, heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, required
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table, TableColumn
from cmokit.exhibits.text import cite
from cmokit.methods.cash_bridge import BRIDGE
from cmokit.methods.channel_values import UNKNOWN
from cmokit.methods.order_ledger import ZERO, Entry
from cmokit.words import say

WORDS = "money.platform_to_cash"
LEVELS = ("ad_reported", "crm", "ordered", "cash")
MOST_CHANNELS = 4  # of the bridge's table on a page, beside all and unknown
Facts = Sequence[Fact]


def step(facts: Facts, name: str, channel: str = "all") -> Fact | None:
    return pick(facts, "step_amount", step=name, channel=channel)


def value(facts: Facts, name: str, channel: str = "all") -> Decimal:
    fact = step(facts, name, channel)
    return Decimal(str(fact.value)) if fact else ZERO


def unit(facts: Facts) -> str:
    """The reporting currency."""
    return required(facts, "unknown_channel_amount").unit


def channels(facts: Facts, ends_at: str) -> list[str]:
    """The channels, largest first by goods value, or by value in the CRM where there are no orders."""
    level = "crm" if ends_at == "crm" else "ordered"
    names = [fact.dimensions["channel"] for fact in having(facts, "step_amount") if fact.dimensions["step"] == level]
    return [name for name in names if name != "all"]


def claiming(facts: Facts, ends_at: str) -> list[str]:
    """The channels for which an ad platform reports any value."""
    return [name for name in channels(facts, ends_at) if value(facts, "ad_reported", name)]


def claims_by_channel(facts: Facts, ends_at: str) -> list[str]:
    """What the platforms report for each of them, against the client's records."""
    return [_claim(facts, channel) for channel in claiming(facts, ends_at)]


def _claim(facts: Facts, channel: str) -> str:
    claimed, held = (cite(required(facts, "step_amount", step=lv, channel=channel)) for lv in ("ad_reported", "crm"))
    return say(f"{WORDS}.claims.channel", channel=called(channel, "channel"), claimed=claimed, held=held)


def cited_steps(facts: Facts) -> dict[str, Any]:
    """Every step in all, and what is unknown, as marks by name."""
    figures = {name: step(facts, name) for name in BRIDGE}
    figures |= {name: pick(facts, name) for name in ("unknown_channel_amount", "unknown_channel_share")}
    figures["gross"] = pick(facts, "unexplained_gross_amount", why="all")
    return {name: cite(fact) for name, fact in figures.items() if fact}


def bridge_charts(facts: Facts, ends_at: str, cited: dict[str, Any]) -> tuple[Chart, ...]:
    """The bridge in all, and the channels by goods value (by value in the CRM where there are no orders)."""
    level, words = "crm" if ends_at == "crm" else "ordered", f"{WORDS}.charts"
    told = [name for name in BRIDGE if name in cited and (name in LEVELS or value(facts, name))]
    bars = ({"step": name, "amount": value(facts, name), "is_level": name in LEVELS} for name in told)
    shares = ({"channel": name, "amount": value(facts, level, name)} for name in channels(facts, ends_at))
    axes = ("amount", unit(facts))
    whole = chart(f"{words}.bridge_{ends_at}", "waterfall", bars, axes=("step", *axes), said=cited)
    if ends_at == "cash":  # a bridge of sixteen steps is picture enough; its table has the channels
        return whole
    return (
        *whole,
        *chart(f"{words}.channels_{level}", "bar", shares, axes=("channel", *axes), said=cited, highlight=UNKNOWN),
    )


def bridge_table(facts: Facts, ends_at: str) -> Table:
    """Every step in all and for the largest channels; the unknown one is always among them."""
    found = channels(facts, ends_at)
    shown = ["all", *[c for c in found if c != UNKNOWN][:MOST_CHANNELS], *[c for c in found if c == UNKNOWN]]
    words = f"{WORDS}.tables.bridge"
    columns = [TableColumn("step", say(f"{words}.columns.step"))]
    columns += [TableColumn(channel, heading(channel, "channel"), unit(facts)) for channel in shown]
    steps = [name for name in BRIDGE if step(facts, name)]
    rows = ({"step": name} | {channel: step(facts, name, channel) for channel in shown} for name in steps)
    return Table(say(f"{words}.title"), tuple(columns), tuple(rows), say(f"{words}.note"), is_whole=True)


def cause_table(facts: Facts) -> tuple[Table, ...]:
    rows = (
        {
            "why": say(f"{WORDS}.causes.{gross.dimensions['why']}"),
            "rows": pick(facts, "unexplained_rows_count", why=gross.dimensions["why"]),
            "gross": gross,
        }
        for gross in having(facts, "unexplained_gross_amount")
        if gross.dimensions["why"] != "all"
    )
    return table(f"{WORDS}.tables.causes", {"why": "text", "rows": "count", "gross": unit(facts)}, rows)


def row_table(entries: Sequence[Entry], currency: str) -> tuple[Table, ...]:
    """The orders and payments with most unexplained."""
    rows = (
        {
            "order": entry.order_id or entry.reference,
            "channel": entry.channel,
            "why": say(f"{WORDS}.whys.{entry.why}"),
            "ordered": entry.ordered,
            "cash": entry.cash,
            "open": entry.steps["unexplained"],
        }
        for entry in entries
    )
    units = dict.fromkeys(("order", "channel", "why"), "text") | dict.fromkeys(("ordered", "cash", "open"), currency)
    return table(f"{WORDS}.tables.rows", units, rows)
