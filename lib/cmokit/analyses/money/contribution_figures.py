"""The figures of the contribution, by channel and fiscal quarter, and how its exhibit shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.analyses.called import heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, required
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table, TableColumn
from cmokit.methods.contribution import LEVELS, WAY, Item, way
from cmokit.methods.order_ledger import ZERO, total_of
from cmokit.words import say

ID = "money.contribution"
ALL = "all"
PARTS = 3  # losing channels that a sentence names
MOST_ROWS = 14  # of a table by channel, beside the whole
SHOWN = ("revenue", "goods", "freight", "fees", "ads", "contribution")
SUMS = {"freight": ("freight_out", "freight_back"), "fees": ("collection_fees", "payment_fees")}
# The tables behind a step; behind a level and a share stand all of them.
SALES, LINES = ("opportunities", "orders"), ("opportunities", "order_lines", "orders", "product_costs")
BEHIND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ordered", "shipping", "vat", "cancelled"), SALES),
    **dict.fromkeys(("refunded", "disputed", "exchange", "unexplained"), ("orders", "parcels", "payments")),
    **dict.fromkeys(("not_delivered", "open"), ("orders", "parcels")),
    **dict.fromkeys(("unknown_cost", "goods"), LINES),
    **dict.fromkeys(("freight_out", "freight_back", "collection_fees"), ("parcels",)),
    **{"payment_fees": ("payments",), "ads": ("ad_spend",)},
}
NO_BREAK = "\u00a0"
Facts = Sequence[Fact]


def facts_of(items: Sequence[Item], ads: Sequence[Item], labels: Mapping[date, str], currency: str) -> tuple[Fact, ...]:
    """Every step in all, by channel and by fiscal quarter; what of it has no stated cost, and no freight."""
    both = [*items, *ads]
    channels, periods = sorted({i.channel for i in both}), sorted(set(labels.values()))
    groups = [(ALL, ALL, both)]
    groups += [(name, ALL, [i for i in both if i.channel == name]) for name in channels]
    groups += [(ALL, label, [i for i in both if labels[i.day] == label]) for label in periods]
    found = [fact for channel, period, own in groups for fact in _group(own, currency, channel, period)]
    goods = [item.goods for item in items if item.goods]
    value, unknown = total_of(g.value for g in goods), total_of(g.unknown for g in goods)
    lines, missing = sum(g.lines for g in goods), sum(g.unknown_lines for g in goods)
    found += [Fact(f"{ID}.unknown_cost_share", float(unknown / value), "share", lines, tables=LINES)] if value else []
    found.append(Fact(f"{ID}.unknown_cost_lines_count", missing, "count", lines, tables=LINES))
    sent = [item for item in items if item.steps.get("goods") and item.is_sale]
    bare = sum(not item.has_parcel for item in sent)
    found += (
        [Fact(f"{ID}.orders_without_freight_share", bare / len(sent), "share", len(sent), tables=("orders", "parcels"))]
        if sent
        else []
    )
    return tuple(found)


def _group(items: Sequence[Item], currency: str, channel: str, period: str) -> list[Fact]:
    sums, where = way(items), {"channel": channel, "period": period}
    count = sum(item.is_sale for item in items)
    found = [
        Fact(
            f"{ID}.step_amount",
            amount,
            currency,
            count,
            dimensions={"step": name, **where},
            tables=BEHIND.get(name, ()),
        )
        for name, amount in sums.items()
    ]
    if sums["revenue"] > 0:
        share = float(sums["contribution"] / sums["revenue"])
        found.append(Fact(f"{ID}.contribution_share", share, "share", count, dimensions=where))
    return found


def amount(facts: Facts, step: str, channel: str = ALL, period: str = ALL) -> Decimal:
    return Decimal(str(required(facts, "step_amount", step=step, channel=channel, period=period).value))


def losing(facts: Facts) -> list[Fact]:
    """Channels that leave less than nothing, the largest loss first."""
    found = [f for f in _contributions(facts, "channel") if f.value is not None and Decimal(str(f.value)) < 0]
    return sorted(found, key=lambda fact: (Decimal(str(fact.value)), fact.name))


def _contributions(facts: Facts, by: str) -> list[Fact]:
    own = [fact for fact in having(facts, "step_amount") if fact.dimensions["step"] == "contribution"]
    other = "period" if by == "channel" else "channel"
    return [fact for fact in own if fact.dimensions[by] != ALL and fact.dimensions[other] == ALL]


def by_channel(facts: Facts) -> tuple[Table, ...]:
    names = [fact.dimensions["channel"] for fact in _contributions(facts, "channel")][:MOST_ROWS]
    return _table("channels", facts, [(name, name, ALL) for name in (*names, ALL)])


def by_quarter(facts: Facts) -> tuple[Table, ...]:
    """In order of time, the whole at the end."""
    labels = sorted(fact.dimensions["period"] for fact in _contributions(facts, "period"))
    return _table("quarters", facts, [(label, ALL, label) for label in (*labels[-MOST_ROWS:], ALL)])


def _table(words: str, facts: Facts, groups: Sequence[tuple[str, str, str]]) -> tuple[Table, ...]:
    currency, first = _currency(facts), "channel" if words == "channels" else "period"
    units = {first: "text"} | dict.fromkeys(SHOWN, currency) | {"share": "share"}
    rows = (
        {
            first: _unbroken(heading(name, "channel"), first),
            "share": pick(facts, "contribution_share", channel=channel, period=period),
        }
        | {column: _cell(facts, column, channel, period) for column in SHOWN}
        for name, channel, period in groups
    )
    return table(f"{ID}.tables.{words}", units, rows)


def _unbroken(name: str, column: str) -> str:
    """A quarter's label stays on one line."""
    return name.replace(" ", NO_BREAK) if column == "period" else name


def _cell(facts: Facts, column: str, channel: str, period: str) -> Any:
    if column in SUMS:
        return total_of(amount(facts, step, channel, period) for step in SUMS[column])
    return required(facts, "step_amount", step=column, channel=channel, period=period)


def _currency(facts: Facts) -> str:
    return required(facts, "step_amount", step="revenue", channel=ALL, period=ALL).unit


def way_chart(facts: Facts, cited: Mapping[str, str]) -> tuple[Chart, ...]:
    bars = (
        {"step": name, "amount": amount(facts, name), "is_level": name in LEVELS}
        for name in WAY
        if name in LEVELS or amount(facts, name)
    )
    axes = ("step", "amount", _currency(facts))
    return chart(f"{ID}.charts.way", "waterfall", bars, axes=axes, said=cited)


def way_table(facts: Facts) -> Table:
    """Every step that is not nothing, in all."""
    words = f"{ID}.tables.way"
    columns = (
        TableColumn("step", say(f"{words}.columns.step")),
        TableColumn("amount", say(f"{words}.columns.amount"), _currency(facts)),
    )
    told = [name for name in WAY if name in LEVELS or amount(facts, name) != ZERO]
    rows: tuple[dict[str, Any], ...] = tuple(
        {"step": name, "amount": required(facts, "step_amount", step=name, channel=ALL, period=ALL)} for name in told
    )
    return Table(say(f"{words}.title"), columns, rows, say(f"{words}.note"), is_whole=True)
