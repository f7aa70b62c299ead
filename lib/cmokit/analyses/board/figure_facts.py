"""The board's figures as facts, out of amounts by channel, segments, tiers and tools."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from cmokit.analyses.board.ai_return import ToolReturn
from cmokit.analyses.board.channel_money import Amount, by_channel, by_origin, whole
from cmokit.analyses.board.of_customers import FEWEST_WON, SegmentCost, TierValue
from cmokit.analyses.called import called, readable
from cmokit.analyses.figures import count, having, pick
from cmokit.exhibits.fact import CENT, Fact
from cmokit.exhibits.recipe import Quotient, Total
from cmokit.exhibits.text import cite
from cmokit.methods.acquisition import cost_each, interval_of
from cmokit.methods.uncertainty import CONFIDENCE
from cmokit.words import say

ID = "board.figures"
FIGURES = ("pipeline", "cac", "value", "share", "ai")
ALL = "all"


def pipeline(opened: Sequence[Amount], currency: str) -> list[Fact]:
    """Deals opened, and their amounts, in all and by channel."""
    if not opened:
        return []
    facts = [count(f"{ID}.without_amount_count", sum(one.amount is None for one in opened), n=len(opened))]
    for channel, own in {ALL: list(opened), **by_channel(opened)}.items():
        where = {"what": "deal"} if channel == ALL else {"what": "deal", "channel": channel}
        facts.append(count(f"{ID}.pipeline_count", len(own), n=len(opened), channel=channel))
        facts.append(
            Fact(
                f"{ID}.pipeline_amount", whole(own), currency, len(own), dimensions={"channel": channel},
                recipe=Total("amount", where),
            )
        )  # fmt: skip
    return facts


def shares(name: str, found: Sequence[Amount], currency: str) -> list[Fact]:
    """name: sold or recurring. Amounts by who runs the channel, and their shares; none where nothing was sold."""
    every = whole(found)
    if not every:
        return []
    what = {"sold": "sale", "recurring": "subscription"}[name]
    id_, n = f"{ID}.{name}_amount", len(found)
    total = Fact(id_, every, currency, n, dimensions={"origin": ALL}, recipe=Total("amount", {"what": what}))
    facts = [total]
    for origin, amount in by_origin(found).items():
        where = {"what": what, "origin": origin}
        by = {"origin": origin}
        part = Fact(id_, amount, currency, n, dimensions=by, recipe=Total("amount", where))
        recipe = Quotient(part.name, total.name)
        facts += [part, Fact(f"{ID}.{name}_share", float(amount / every), "share", n, dimensions=by, recipe=recipe)]
    return facts


def costs(found: Iterable[SegmentCost], currency: str) -> list[Fact]:
    """Won leads of each segment, and what one cost where enough were won."""
    facts = []
    for one in found:
        facts.append(count(f"{ID}.won_count", one.won, n=one.leads, segment=one.segment))
        if one.won >= FEWEST_WON and one.cost > 0:
            low, high = interval_of(one.cost, one.won)
            each = cost_each(one.cost, one.won)
            where = {"segment": one.segment}
            facts.append(Fact(f"{ID}.cac_amount", each, currency, one.won, low, high, CONFIDENCE, where))
    return facts


def tiers(found: Iterable[TierValue], horizon: int | None, kind: str, currency: str) -> list[Fact]:
    facts = []
    for one in found:
        facts.append(count(f"{ID}.tier_count", one.customers, tier=one.tier))
        if one.value:
            where = {"tier": one.tier, "horizon": str(horizon), "of": kind}
            amount, low, high = (_cents(part) for part in (one.value.amount, one.value.low, one.value.high))
            facts.append(Fact(f"{ID}.value_amount", amount, currency, one.customers, low, high, CONFIDENCE, where))
    return facts


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_EVEN)


def tools(found: Iterable[ToolReturn], currency: str) -> list[Fact]:
    """What an AI tool cost and saved since its first run, and the one for the other."""
    facts = []
    for one in found:
        if one.reason:
            continue
        where = {"tool": one.tool}
        cost = Fact(f"{ID}.tool_cost_amount", one.cost, currency, one.runs, dimensions=where)
        saved = Fact(f"{ID}.tool_saved_amount", one.saved, currency, one.runs, dimensions=where)
        facts += [cost, saved]
        if one.cost > 0:
            recipe = Quotient(saved.name, cost.name)
            ratio = float(one.saved / one.cost)
            facts.append(Fact(f"{ID}.tool_return_share", ratio, "share", one.runs, dimensions=where, recipe=recipe))
    return facts


def amounts(facts: Sequence[Fact]) -> list[str]:
    """Sentences: which channel opened most, which segment costs most and least."""
    told = []
    opened = [fact for fact in having(facts, "pipeline_amount") if fact.dimensions["channel"] != ALL]
    if opened:
        most = opened[0]
        deals = pick(facts, "pipeline_count", channel=most.dimensions["channel"])
        assert deals
        channel = called(most.dimensions["channel"], "channel")
        told.append(say(f"{ID}.most_pipeline", channel=channel, amount=cite(most), deals=cite(deals)))
    each = having(facts, "cac_amount")
    if len(each) > 1:
        ends = {"dear": each[0], "cheap": each[-1]}
        said: dict[str, Any] = {name: called(readable(f.dimensions["segment"]), "segment") for name, f in ends.items()}
        said |= {f"{name}_cost": cite(f) for name, f in ends.items()}
        told.append(say(f"{ID}.segments", **said))
    return told
