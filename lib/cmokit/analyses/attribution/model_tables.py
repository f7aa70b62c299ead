"""How the models are shown: the range over them on the page, each of them in the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cmokit.analyses.attribution.model_figures import ID
from cmokit.analyses.called import heading
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, pick, size
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.methods.attribution.markov import ORDERS
from cmokit.methods.attribution.models import MODELS
from cmokit.words import say

MOST_CHANNELS = 15  # of a table; the list of figures holds all
BETWEEN = "linear"  # the dot between the ends
Facts = Sequence[Fact]
Range = tuple[Fact, Fact, Fact]  # linear, lowest, highest


def ranges(facts: Facts) -> list[Range]:
    """Each channel's credit: linear, and by the models that give it least and most; most under linear first."""
    every = having(facts, "credit_count")
    linear = [fact for fact in every if fact.dimensions["model"] == BETWEEN]
    found = []
    for one in linear:
        own = [fact for fact in every if fact.dimensions["channel"] == one.dimensions["channel"]]
        found.append((one, min(own, key=_least), max(own, key=_most)))
    return found


def _least(fact: Fact) -> tuple[float, int]:
    return size(fact), MODELS.index(fact.dimensions["model"])


def _most(fact: Fact) -> tuple[float, int]:
    return size(fact), -MODELS.index(fact.dimensions["model"])


def widest(facts: Facts) -> Range | None:
    """The channel whose credit depends most on the model, in outcomes; None with fewer than two channels."""
    found = ranges(facts)
    return max(found, key=lambda r: (size(r[2]) - size(r[1]), r[0].name)) if len(found) > 1 else None


def range_chart(facts: Facts, said: Mapping[str, Any]) -> tuple[Chart, ...]:
    data = (
        {"channel": one.dimensions["channel"], "credit": size(one), "low": size(low), "high": size(high)}
        for one, low, high in ranges(facts)[:MOST_CHANNELS]
    )
    return chart(f"{ID}.charts.range", "interval", data, axes=("channel", "credit", "count"), said=said)


def range_table(facts: Facts) -> tuple[Table, ...]:
    units = {"channel": "text", "linear": "count", "lowest": "count", "lowest_by": "text"}
    units |= {"highest": "count", "highest_by": "text"}
    rows = (_row(one, low, high) for one, low, high in ranges(facts)[:MOST_CHANNELS])
    return table(f"{ID}.tables.range", units, rows)


def _row(one: Fact, low: Fact, high: Fact) -> dict[str, Any]:
    return {
        "channel": heading(one.dimensions["channel"], "channel"),
        "linear": one,
        "lowest": low,
        "lowest_by": model_name(low.dimensions["model"]),
        "highest": high,
        "highest_by": model_name(high.dimensions["model"]),
    }


def diagnosis_table(facts: Facts) -> tuple[Table, ...]:
    """What explains the range: places moved, and what the chains lose without a channel. Beside no result."""
    effects = {f"order_{order}": str(order) for order in ORDERS}
    units = {"channel": "text", "rank_move": "count", **dict.fromkeys(effects, "share")}
    channels = [one.dimensions["channel"] for one, _, _ in ranges(facts)[:MOST_CHANNELS]]
    rows = (
        {"channel": heading(channel, "channel"), "rank_move": pick(facts, "rank_move_count", channel=channel)}
        | {name: pick(facts, "removal_effect_share", order=o, channel=channel) for name, o in effects.items()}
        for channel in channels
    )
    return table(f"{ID}.tables.diagnosis", units, rows)


def model_tables(facts: Facts) -> tuple[Table, ...]:
    """Every model by channel, in outcomes and in money: in the workbook only."""
    return (*_by_model(facts, "credit_count"), *_by_model(facts, "credit_amount"))


def _by_model(facts: Facts, measure: str) -> tuple[Table, ...]:
    every = {(f.dimensions["model"], f.dimensions["channel"]): f for f in facts if f.measure == measure}
    unit = next((fact.unit for fact in every.values()), "count")
    channels = [one.dimensions["channel"] for one, _, _ in ranges(facts)[:MOST_CHANNELS]]
    rows = (
        {"channel": heading(channel, "channel")} | {model: every.get((model, channel)) for model in MODELS}
        for channel in channels
        if every
    )
    made = table(f"{ID}.tables.{measure}", {"channel": "text", **dict.fromkeys(MODELS, unit)}, rows)
    return tuple(replace(one, in_workbook_only=True) for one in made)


def model_name(model: str) -> str:
    return say(f"{ID}.names.models.{model}")
