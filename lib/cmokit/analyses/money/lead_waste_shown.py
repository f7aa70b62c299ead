"""How leads paid for in vain are told: sentences, tables, the picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, required
from cmokit.analyses.money.lead_waste_figures import ID
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite
from cmokit.methods.acquisition import ALL
from cmokit.methods.lead_waste import LATE, NO_REASON, PROBLEMS, REJECTED, UNANSWERED
from cmokit.words import say


def headline(facts: Sequence[Fact]) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = {
        problem: cite(required(facts, "problem_count", problem=problem, channel=ALL)) for problem in PROBLEMS
    }
    said |= {
        f"{problem}_amount": cite(required(facts, "spent_on_amount", problem=problem, channel=ALL))
        for problem in PROBLEMS
    }
    said["wasted"], said["leads"] = (
        cite(required(facts, name, channel=ALL)) for name in ("wasted_amount", "leads_count")
    )
    share = pick(facts, "wasted_share", channel=ALL)
    said["spend"] = cite(required(facts, "spend_amount", channel=ALL))
    if share is None:
        return "nothing_paid", said
    said["share"] = cite(share)
    return "plain", said


def narrative(facts: Sequence[Fact], said: Mapping[str, Any], *, has_promise: bool) -> tuple[str, ...]:
    """Each problem with its money; then what is assumed, or that nothing is."""
    told = [_problem(facts, UNANSWERED, said), _problem(facts, NO_REASON, said), _problem(facts, REJECTED, said)]
    told.append(_problem(facts, LATE, said) if has_promise else say(f"{ID}.narrative.no_promise"))
    attempts = required(facts, "rejected_attempts_count")
    if attempts.value:
        told.append(say(f"{ID}.narrative.attempts", number(attempts), attempts=cite(attempts)))
    leadless = pick(facts, "leadless_spend_amount")
    told += [say(f"{ID}.narrative.leadless", amount=cite(leadless))] if leadless else []
    return (*filter(None, told), *_assumptions(facts, said))


def _problem(facts: Sequence[Fact], problem: str, said: Mapping[str, Any]) -> str:
    counted = required(facts, "problem_count", problem=problem, channel=ALL)
    words = f"{ID}.narrative.{problem}"
    return say(words, number(counted), **said) if counted.value else ""


def _assumptions(facts: Sequence[Fact], said: Mapping[str, Any]) -> tuple[str, ...]:
    names = {"lift": "assumed_lift_share", "value": "assumed_value_amount", "each": "won_value_amount"}
    names |= {"minutes": "assumed_attempt_minutes", "whole": "assumed_sales_minutes", "cost": "assumed_sales_amount"}
    found: dict[str, Any] = {name: cite(fact) for name, measure in names.items() if (fact := pick(facts, measure))}
    told = []
    if "value" in found:
        told.append(say(f"{ID}.narrative.lift", **{**said, **found}))
    else:
        told.append(say(f"{ID}.narrative.no_lift"))
    if "whole" in found:
        told.append(say(f"{ID}.narrative.{'hours' if 'cost' in found else 'minutes'}", **found))
    return tuple(told)


def charts(facts: Sequence[Fact], said: Mapping[str, Any]) -> tuple[Chart, ...]:
    """What was paid by problem, the most first."""
    own = [f for f in having(facts, "spent_on_amount") if f.dimensions["channel"] == ALL and f.value]
    rows = ({"problem": say(f"{ID}.problems.{f.dimensions['problem']}"), "amount": f.value} for f in own)
    unit = own[0].unit if own else "text"
    return chart(f"{ID}.charts.problems", "bar", rows, axes=("problem", "amount", unit), said=said)


def tables(facts: Sequence[Fact]) -> tuple[Table, ...]:
    return (*_by_problem(facts), *_by_channel(facts))


def _by_problem(facts: Sequence[Fact]) -> tuple[Table, ...]:
    rows = []
    for problem in PROBLEMS:
        found = {
            name: required(facts, measure, problem=problem, channel=ALL)
            for name, measure in (("leads", "problem_count"), ("amount", "spent_on_amount"))
        }
        rows.append({"problem": say(f"{ID}.problems.{problem}"), **found})
    units = {"problem": "text", "leads": "count", "amount": _money(facts)}
    return table(f"{ID}.tables.problems", units, rows)


def _by_channel(facts: Sequence[Fact]) -> tuple[Table, ...]:
    """Of the channels with advertising, the most wasted first."""
    rows = []
    for fact in (f for f in having(facts, "wasted_amount") if f.dimensions["channel"] != ALL):
        channel = fact.dimensions["channel"]
        lost = {p: required(facts, "problem_count", problem=p, channel=channel) for p in PROBLEMS}
        row = {"channel": channel, "leads": required(facts, "leads_count", channel=channel), **lost}
        row |= {"each": required(facts, "cost_per_lead_amount", channel=channel), "wasted": fact}
        rows.append(row | {"share": pick(facts, "wasted_share", channel=channel)})
    money = _money(facts)
    units = {"channel": "text", "leads": "count", "each": money, **dict.fromkeys(PROBLEMS, "count")}
    return table(f"{ID}.tables.channels", units | {"wasted": money, "share": "share"}, rows)


def _money(facts: Sequence[Fact]) -> str:
    return required(facts, "spend_amount", channel=ALL).unit
