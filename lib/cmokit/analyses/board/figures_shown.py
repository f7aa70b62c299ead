"""The board's figures as tables, and the sentences for those that are not stated."""

from collections.abc import Mapping
from typing import Any, Protocol

from cmokit.analyses.board.ai_return import ToolReturn
from cmokit.analyses.board.channel_money import ORIGINS
from cmokit.analyses.board.figure_facts import ALL, FIGURES, ID
from cmokit.analyses.called import heading, readable
from cmokit.analyses.figures import having, pick
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table
from cmokit.methods.segment_fit import TIERS
from cmokit.words import say


class Found(Protocol):
    """What `board.figures` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def reasons(self) -> Mapping[str, str]: ...

    @property
    def tools(self) -> tuple[ToolReturn, ...]: ...


def not_stated(found: Found) -> tuple[str, ...]:
    """One sentence a figure that the data cannot carry."""
    asked = [name for name in FIGURES if found.reasons[name]]
    return tuple(
        say(f"{ID}.not_stated", figure=say(f"{ID}.figures.{name}"), reason=say(f"{ID}.reasons.{found.reasons[name]}"))
        for name in asked
    )


def tables(found: Found) -> tuple[Table, ...]:
    return (
        *_stated(found),
        *_shares(found.facts),
        *_pipeline(found.facts),
        *_segments(found.facts),
        *_tiers(found.facts),
        *_tools(found),
    )


def _money(facts: tuple[Fact, ...]) -> str:
    return next((fact.unit for fact in facts if fact.unit.isupper()), "text")


def _stated(found: Found) -> tuple[Table, ...]:
    rows = (
        {"figure": say(f"{ID}.figures.{name}"), "stated": say(f"{ID}.{'missing' if found.reasons[name] else 'told'}")}
        for name in FIGURES
    )
    return table(f"{ID}.tables.stated", {"figure": "text", "stated": "text"}, rows)


def _shares(facts: tuple[Fact, ...]) -> tuple[Table, ...]:
    money = _money(facts)
    units = {"origin": "text", "sold": money, "sold_share": "share"}
    if having(facts, "recurring_share"):
        units |= {"recurring": money, "recurring_share": "share"}
    rows = [
        {
            "origin": say(f"{ID}.origins.{origin}"),
            **{name: pick(facts, f"{name}_amount", origin=origin) for name in ("sold", "recurring")},
            **{f"{name}_share": pick(facts, f"{name}_share", origin=origin) for name in ("sold", "recurring")},
        }
        for origin in (*ORIGINS, ALL)
    ]
    return table(f"{ID}.tables.shares", units, rows) if having(facts, "sold_amount") else ()


def _pipeline(facts: tuple[Fact, ...]) -> tuple[Table, ...]:
    rows = (
        {
            "channel": heading(fact.dimensions["channel"], "channel"),
            "deals": pick(facts, "pipeline_count", channel=fact.dimensions["channel"]),
            "amount": fact,
        }
        for fact in having(facts, "pipeline_amount")
    )
    return table(f"{ID}.tables.pipeline", {"channel": "text", "deals": "count", "amount": _money(facts)}, rows)


def _segments(facts: tuple[Fact, ...]) -> tuple[Table, ...]:
    money = _money(facts)
    rows = []
    for won in having(facts, "won_count"):
        cost = pick(facts, "cac_amount", segment=won.dimensions["segment"])
        ends: dict[str, Any] = {"low": cost.low if cost else None, "high": cost.high if cost else None}
        rows.append({"segment": readable(won.dimensions["segment"]), "leads": won.n, "won": won, "cost": cost, **ends})
    units = {"segment": "text", "leads": "count", "won": "count", "cost": money, "low": money, "high": money}
    return table(f"{ID}.tables.segments", units, rows)


def _tiers(facts: tuple[Fact, ...]) -> tuple[Table, ...]:
    money, rows = _money(facts), []
    for tier in TIERS:
        own = next((fact for fact in having(facts, "value_amount") if fact.dimensions["tier"] == tier), None)
        ends: dict[str, Any] = {"low": own.low if own else None, "high": own.high if own else None}
        customers = pick(facts, "tier_count", tier=tier)
        rows.append({"tier": say(f"segments.icp.tiers.{tier}"), "customers": customers, "value": own, **ends})
    if not having(facts, "tier_count"):
        return ()
    units = {"tier": "text", "customers": "count", "value": money, "low": money, "high": money}
    return table(f"{ID}.tables.tiers.{_horizon(facts)}", units, rows)


def _horizon(facts: tuple[Fact, ...]) -> str:
    """Revenue, margin, or nothing told at all: the table's title says which."""
    return next((fact.dimensions["of"] for fact in having(facts, "value_amount")), "none")


def _tools(found: Found) -> tuple[Table, ...]:
    money = _money(found.facts)
    rows = [
        {
            "tool": one.name,
            "runs": one.runs,
            "cost": pick(found.facts, "tool_cost_amount", tool=one.tool),
            "saved": pick(found.facts, "tool_saved_amount", tool=one.tool),
            "return": pick(found.facts, "tool_return_share", tool=one.tool),
            "reason": say(f"{ID}.reasons.{one.reason}") if one.reason else "",
        }
        for one in found.tools
    ]
    units = {"tool": "text", "runs": "count", "cost": money, "saved": money, "return": "share", "reason": "text"}
    return table(f"{ID}.tables.tools", units, rows)
