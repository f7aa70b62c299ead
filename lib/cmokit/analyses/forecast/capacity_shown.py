"""Work against what is available: sentences, one chart, one table."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmokit.analyses.called import mid_sentence
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, required
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, quote
from cmokit.words import has, say

ID = "forecast.capacity"
WORK = "work_"  # in front of a kind of work, so that no kind is taken for the approvals or for sales


def heading(what: str) -> str:
    """`work_content` as `Content`, `sales_more_spend` as `Deals for sales, …`; a client's own kind as it is."""
    return say(_word(what)) if has(_word(what)) else what.removeprefix(WORK)


def named(what: str) -> str:
    """The same in a sentence."""
    return mid_sentence(heading(what)) if has(_word(what)) else quote(heading(what))


def _word(what: str) -> str:
    return f"{ID}.names.{what}"


def sentences(facts: Sequence[Fact], said: Mapping[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.people", **said)]
    for fact in sorted((f for f in facts if f.measure == "verdict_text"), key=lambda f: f.name):
        if fact.value != "fits":
            what = fact.dimensions["what"]
            counts: dict[str, Any] = {
                name: cite(required(facts, f"{name}_count", what=what)) for name in ("needed", "available")
            }
            told.append(say(f"{ID}.verdicts.{fact.value}", what=named(what), **counts))
    allowed = pick(facts, "drafts_allowed_count")
    if allowed:
        told.append(say(f"{ID}.drafts", allowed=cite(allowed), weeks=said["weeks"]))
    aged = required(facts, "aged_count")
    if aged.value:
        told.append(say(f"{ID}.stop", number(aged), aged=cite(aged)))
    if not any(f.dimensions.get("what") == "sales" for f in facts):
        told.append(say(f"{ID}.no_sales"))
    return tuple(told)


def charts(facts: Sequence[Fact], said: Mapping[str, Any]) -> tuple[Chart, ...]:
    rows = [{"what": heading(f.dimensions["what"]), "load": f.value} for f in having(facts, "load_share")]
    return chart(f"{ID}.chart", "bar", rows, axes=("what", "load", "share"), said=said)


def tables(facts: Sequence[Fact]) -> tuple[Table, ...]:
    order = [f.dimensions["what"] for f in having(facts, "load_share")]
    rest = [f.dimensions["what"] for f in facts if f.measure == "needed_count" and f.dimensions["what"] not in order]
    rows = [
        {
            "what": heading(what),
            "needed": pick(facts, "needed_count", what=what),
            "available": pick(facts, "available_count", what=what),
            "load": pick(facts, "load_share", what=what),
            "verdict": say(f"{ID}.verdict_names.{required(facts, 'verdict_text', what=what).value}"),
        }
        for what in (*order, *rest)
    ]
    units = {"what": "text", "needed": "count", "available": "count", "load": "share", "verdict": "text"}
    return table(f"{ID}.table", units, rows)
