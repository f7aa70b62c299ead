"""The deals behind the figures of the pipeline, and those that cannot be placed in time."""

from collections.abc import Iterable, Mapping
from typing import Any

import ibis

from cmokit.analyses.called import readable
from cmokit.analyses.figures import having, number
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.text import cite
from cmokit.methods.deal_spans import NEGATIVE, NO_CLOSE, NO_START
from cmokit.words import say

PROBLEMS = (NEGATIVE, NO_CLOSE, NO_START)
SECONDS_A_DAY = 86_400
SHOWN = ("source_system", "opportunity_id", "pipeline", "segment", "owner_id", "outcome", "began_at", "closed_at")


def set_apart(analysis: str, spans: Any) -> list[Fact]:
    """How many deals are set apart, by what is wrong with their dates."""
    counted = spans.group_by("problem").aggregate(deals=spans.count()).to_pyarrow().to_pylist()
    by_problem = {row["problem"]: row["deals"] for row in counted}
    whole = sum(by_problem.values())
    return [
        Fact(f"{analysis}.set_apart_count", by_problem.get(problem, 0), "count", whole, dimensions={"problem": problem})
        for problem in PROBLEMS
    ]


def told_apart(analysis: str, facts: Iterable[Fact]) -> list[str]:
    """A sentence for each reason for which deals are set apart."""
    found = (fact for fact in having(facts, "set_apart_count") if fact.value)
    words = ((f"{analysis}.apart.{fact.dimensions['problem']}", fact) for fact in found)
    return [say(word, count=number(fact), figure=cite(fact)) for word, fact in words]


def shown_deals(in_window: Any, spans: Any) -> ibis.Table:
    """Every deal of the window with `left` and `stock_days`, and every deal set apart with its `problem`."""
    money = ("amount", "currency", "problem", "source_file", "source_row")
    there = in_window.select(*SHOWN, "left", *money, stock_days=in_window.stock_seconds / SECONDS_A_DAY)
    apart = spans.filter(spans.problem.notnull())
    nothing = {"left": ibis.null(str), "stock_days": ibis.null("float64")}
    others = apart.mutate(**nothing).select(*there.columns)
    return ibis.union(there, others).order_by("source_system", "opportunity_id")


def owner_names(users: Any) -> dict[str, str]:
    """The names of the people in sales by their ids, as far as a list of users gives them."""
    rows = users.select("user_id", "name").filter(users.name.notnull()).order_by("user_id", "name")
    return {row["user_id"]: row["name"] for row in rows.to_pyarrow().to_pylist()}


def group_name(split: str, owners: Mapping[str, str], name: Any) -> str:
    """`segment=mid_market` as `Mid market`, an owner's id as the name; name: `called` for a sentence, or `heading`."""
    column, value = split.split("=", 1)
    return str(name(owners.get(value, value) if column == "owner_id" else readable(value), "split"))


def comparable(facts: Iterable[Fact]) -> list[Fact]:
    """The figures of one kind of group, which alone may be compared: segments, else pipelines, never people."""
    by_column: dict[str, list[Fact]] = {}
    for fact in facts:
        by_column.setdefault(fact.dimensions["split"].split("=", 1)[0], []).append(fact)
    return next((by_column[c] for c in ("segment", "pipeline") if len(by_column.get(c, ())) > 1), [])


def is_of_owner(split: str) -> bool:
    """Whether a group is the deals of one person: in a table of its own, which a copy may withhold, never drawn."""
    return split.startswith("owner_id=")
