"""How spend against outcome is told: the word of each channel and campaign, tables, the picture."""

from collections.abc import Sequence
from typing import Any

from cmokit.analyses.called import called, listed, readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, required, size
from cmokit.analyses.money.budget_figures import ID
from cmokit.analyses.money.by_campaign import is_whole, level_of, name_of, raw_name, whole_of
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, limit
from cmokit.methods.budget import BREAK_EVEN, CUT, FEW, KEEP, MOVE, TOO_FEW
from cmokit.methods.lead_prices import CAMPAIGN, CHANNEL
from cmokit.words import say

WORDS = (CUT, MOVE, KEEP, TOO_FEW)
MOST_NAMED = 4
FEW_RESULTS = 10  # of a pattern, below which its cost is a range rather than a number


def verdicts(facts: Sequence[Fact], word: str, by: str | None = None) -> list[Fact]:
    """The texts that say so, the most money first."""
    said = [f for f in facts if f.measure == "verdict_text" and f.value == word and by in (None, level_of(f))]
    return sorted(said, key=lambda f: (-size(required(facts, "cost_amount", **f.dimensions)), f.name))


def headline(facts: Sequence[Fact]) -> tuple[str, dict[str, Any]]:
    whole = whole_of(CHANNEL)
    named = {"cost": "cost_amount", "value": "revenue_amount", "sales": "sales_count", "share": "return_share"}
    said: dict[str, Any] = {
        name: cite(fact) for name, measure in named.items() if (fact := pick(facts, measure, **whole))
    }
    vain = pick(facts, "in_vain_amount")
    said |= {"vain": cite(vain)} if vain else {}
    sold = pick(facts, "sales_count", **whole)
    if sold is None:
        parts = having(facts, "cost_amount")
        return "campaigns", {"cost": cite(parts[0]), "name": name_of(parts[0])}
    if not sold.value:
        return "nothing", said
    if vain and vain.value:
        return "vain", said
    return ("few" if not verdicts(facts, KEEP) and not verdicts(facts, MOVE) else "plain"), said


def key_figures(facts: Sequence[Fact]) -> tuple[str, ...]:
    found = [pick(facts, name, **whole_of(CHANNEL)) for name in ("return_share", "cost_amount", "revenue_amount")]
    return tuple(fact.name for fact in (*found, *having(facts, "cost_amount")[:1]) if fact)[:3]


def narrative(facts: Sequence[Fact], result: str) -> tuple[str, ...]:
    """What to do with whom, money that nobody came by, the dearest kind of campaign, and the plan."""
    told = []
    for word in WORDS:
        own = verdicts(facts, word)
        if word == TOO_FEW:  # nearly every campaign; the table says it of each
            own = [fact for fact in own if level_of(fact) == CHANNEL] or own
        if named := [_with_figure(facts, fact) for fact in own]:
            told.append(
                say(f"{ID}.narrative.{word}", named=listed(named[:MOST_NAMED]), even=limit(BREAK_EVEN, "share"))
            )
    idle = having(facts, "idle_spend_amount")
    if idle:
        named = [say(f"{ID}.named", name=name_of(f), figure=cite(f)) for f in idle if not is_whole(f)][:MOST_NAMED]
        every = next(cite(fact) for fact in idle if is_whole(fact))
        told.append(say(f"{ID}.narrative.idle", named=listed(named), whole=every))
    return (*told, *_pattern(facts, result), *_plan(facts))


def _with_figure(facts: Sequence[Fact], fact: Fact) -> str:
    return say(f"{ID}.named", name=name_of(fact), figure=cite(required(facts, "return_share", **fact.dimensions)))


def _pattern(facts: Sequence[Fact], result: str) -> tuple[str, ...]:
    """The dearest and the cheapest format, where both have enough results and their intervals lie apart."""
    own = [
        f for f in having(facts, "pattern_cost_amount") if f.dimensions["by"] == "format" and (f.n or 0) >= FEW_RESULTS
    ]
    if len(own) < 2 or own[0].low is None or own[-1].high is None or own[0].low <= own[-1].high:  # type: ignore[operator]
        return ()
    said: dict[str, Any] = {
        "dearest": _value(own[0]),
        "cheapest": _value(own[-1]),
        "most": cite(own[0]),
        "least": cite(own[-1]),
    }
    return (say(f"{ID}.narrative.pattern", result=say(f"{ID}.results.{result}"), **said),)


def _value(fact: Fact) -> str:
    value = fact.dimensions["which"]
    return say(f"{ID}.unruled") if value == "other" else called(value, "channel")


def _plan(facts: Sequence[Fact]) -> tuple[str, ...]:
    planned, unstated = pick(facts, "planned_amount", **whole_of(CHANNEL)), pick(facts, "without_actual_count")
    if planned is None or unstated is None:
        return ()
    over = [fact for fact in having(facts, "over_plan_amount") if size(fact) > 0]
    named = [say(f"{ID}.named", name=name_of(fact), figure=cite(fact)) for fact in over[:MOST_NAMED]]
    told = [say(f"{ID}.narrative.over", named=listed(named))] if named else []
    if unstated.value:
        said = {"unstated": cite(unstated), "planned": cite(planned)}
        told.append(say(f"{ID}.narrative.unstated", number(unstated), **said))
    return tuple(told)


def next_steps(facts: Sequence[Fact]) -> tuple[str, ...]:
    """What to do about what was found; how to move a budget holds whatever was."""
    unstated = pick(facts, "without_actual_count")
    is_found = {"cut": bool(verdicts(facts, CUT)), "move": True, "idle": bool(having(facts, "idle_spend_amount"))}
    is_found["plan"] = bool(unstated and unstated.value)
    return tuple(say(f"{ID}.next_steps.{step}") for step, found in is_found.items() if found)


def charts(facts: Sequence[Fact]) -> tuple[Chart, ...]:
    """Value over cost of the channels (of the campaigns, where only one channel spends), with its interval."""
    for by in (CHANNEL, CAMPAIGN):
        own = [f for f in having(facts, "return_share") if level_of(f) == by and not is_whole(f) and f.low is not None]
        if len(own) > 1 or (own and by == CAMPAIGN):
            rows = ({by: raw_name(f), "share": f.value, "low": f.low, "high": f.high} for f in own)
            best = next((fact for fact in own if (fact.n or 0) >= FEW), own[0])
            said = {"best": name_of(best), "figure": cite(best), "even": limit(BREAK_EVEN, "share")}
            return chart(f"{ID}.charts.returned", "interval", rows, axes=(by, "share", "share"), said=said)
    return ()


def tables(facts: Sequence[Fact], result: str) -> tuple[Table, ...]:
    return (*_level(facts, CHANNEL), *_level(facts, CAMPAIGN), *_also(facts), *_patterns(facts, result), *_plans(facts))


def _level(facts: Sequence[Fact], by: str) -> tuple[Table, ...]:
    """The word of each, and what it stands on; the whole last."""
    costs = [fact for fact in having(facts, "cost_amount") if level_of(fact) == by]
    columns = {"cost": "cost_amount", "sales": "sales_count", "value": "revenue_amount", "share": "return_share"}
    rows = []
    for cost in sorted(costs, key=is_whole):
        about = cost.dimensions
        found = {name: pick(facts, measure, **about) for name, measure in columns.items()}
        word, back = pick(facts, "verdict_text", **about), found["share"]
        ends = {"low": back.low, "high": back.high} if back else {}
        said = say(f"{ID}.words.{word.value}") if word else ""
        rows.append({by: raw_name(cost), **found, **ends, "word": said})
    kinds = {"cost": "money", "sales": "count", "value": "money", "share": "share", "low": "share", "high": "share"}
    shown = {name for name in kinds if any(row.get(name) is not None for row in rows)}
    money = costs[0].unit if costs else "text"
    units = {by: "text"} | {n: money if u == "money" else u for n, u in kinds.items() if n in shown} | {"word": "text"}
    return table(f"{ID}.tables.{by}", units, rows)


def _also(facts: Sequence[Fact]) -> tuple[Table, ...]:
    """Qualified leads of each, what one cost, and who bought again; only the columns that hold anything."""
    names = {"qualified": "qualified_count", "each": "cost_per_qualified_amount", "again": "bought_again_share"}
    rows = []
    for cost in (fact for fact in having(facts, "cost_amount") if not is_whole(fact)):
        found = {name: pick(facts, measure, **cost.dimensions) for name, measure in names.items()}
        if any(found.values()):
            rows.append({"channel": cost.dimensions["channel"], "campaign": cost.dimensions["campaign"], **found})
    units = {"qualified": "count", "each": next((f.unit for f in facts if f.measure == "cost_amount"), "text")}
    units = {name: unit for name, unit in {**units, "again": "share"}.items() if any(row[name] for row in rows)}
    return table(f"{ID}.tables.also", {"channel": "text", "campaign": "text"} | units, rows)


def _patterns(facts: Sequence[Fact], result: str) -> tuple[Table, ...]:
    rows = []
    for spend in sorted((f for f in facts if f.measure == "pattern_spend_amount"), key=lambda f: f.name):
        about = spend.dimensions
        counted, each = (pick(facts, f"pattern_{name}", **about) for name in ("results_count", "cost_amount"))
        few = "few" if number(counted) < FEW_RESULTS else "enough"
        value = about["which"]
        shown = say(f"{ID}.unruled_cell") if value == "other" else value if about["by"] == "season" else readable(value)
        rows.append(
            {"by": say(f"{ID}.bys.{about['by']}"), "value": shown, "spend": spend, "results": counted, "each": each}
            | {"low": each.low if each else None, "high": each.high if each else None}
            | {"few": say(f"{ID}.sample.{few}")}
        )
    money = next((f.unit for f in facts if f.measure == "cost_amount"), "text")
    units = {"by": "text", "value": "text", "spend": money, "results": "count", "each": money}
    return table(f"{ID}.tables.patterns.{result}", units | {"low": money, "high": money, "few": "text"}, rows)


def _plans(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = []
    for planned in (fact for fact in having(facts, "planned_amount") if not is_whole(fact)):
        about = planned.dimensions
        names = {"actual": "actual_amount", "over": "over_plan_amount", "responses": "responses_count"}
        found = {name: pick(facts, measure, **about) for name, measure in names.items()}
        rows.append({"channel": about["channel"], "campaign": about["campaign"], "planned": planned, **found})
    money = next((f.unit for f in facts if f.measure == "cost_amount"), "text")
    units = {"channel": "text", "campaign": "text", "planned": money, "actual": money, "over": money}
    return table(f"{ID}.tables.plans", units | {"responses": "count"}, rows)
