"""The rollout as sentences and tables: each workflow with its verdict and why, and what comes next."""

from collections.abc import Sequence
from typing import Any, Protocol

from cmokit.analyses.called import listed
from cmokit.analyses.figures import pick, required
from cmokit.analyses.rollout.gate import EXPAND, Gated
from cmokit.analyses.rollout.next_ones import Next
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Table
from cmokit.exhibits.text import cite, limit, quote
from cmokit.words import say

ID = "rollout.workflows"
MOST_NEXT = 8


class Found(Protocol):
    """What `rollout.workflows` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def gated(self) -> Sequence[Gated]: ...

    @property
    def next(self) -> Sequence[Next]: ...


def told(found: Found) -> tuple[str, ...]:
    """One sentence a workflow, and what comes next first."""
    sentences = [_of(one, found.facts) for one in found.gated]
    if found.next:
        first = found.next[0]
        score = cite(required(found.facts, "score_share", next=first.id))
        sentences.append(say(f"{ID}.first_next", name=quote(first.name), score=score))
    return tuple(sentences)


def _of(one: Gated, facts: Sequence[Fact]) -> str:
    name = quote(one.workflow.name)
    if one.verdict == EXPAND:
        return say(
            f"{ID}.verdicts.expand", name=name, runs=cite(required(facts, "runs_count", workflow=one.workflow.id))
        )
    why = listed([_reason(one, reason, facts) for reason in one.reasons])
    return say(f"{ID}.verdicts.{one.verdict}", name=name, why=why)


def _reason(one: Gated, reason: str, facts: Sequence[Fact]) -> str:
    own = one.workflow.id
    said: dict[str, Any] = {
        "allowed": limit(one.limit, "share"),
        "runs": cite(required(facts, "runs_count", workflow=own)),
    }
    for name in ("failed_share", "corrected_share", "bypassed_share"):
        fact = pick(facts, name, workflow=own)
        said |= {name: cite(fact)} if fact else {}
    if reason == "errors" and one.repeated:
        said |= {"error": quote(one.repeated), "times": cite(required(facts, "repeated_count", workflow=own))}
        return say(f"{ID}.reasons.errors_again", **said)
    return say(f"{ID}.reasons.{reason}", **said)


def tables(found: Found) -> tuple[Table, ...]:
    return (*_gated(found), *_next(found))


def _gated(found: Found) -> tuple[Table, ...]:
    rows = [
        {
            "workflow": one.workflow.name,
            "state": say(f"{ID}.states.{one.workflow.state}"),
            **{
                name.removesuffix("_share").removesuffix("_count"): pick(found.facts, name, workflow=one.workflow.id)
                for name in ("runs_count", "failed_share", "bypassed_share", "corrected_share")
            },
            "pilot": say(f"{ID}.names.{one.decision}") if one.decision else "",
            "verdict": say(f"{ID}.names.{one.verdict}"),
        }
        for one in found.gated
    ]
    units = {"workflow": "text", "state": "text", "runs": "count", "failed": "share", "bypassed": "share"}
    return table(f"{ID}.tables.gated", {**units, "corrected": "share", "pilot": "text", "verdict": "text"}, rows)


def _next(found: Found) -> tuple[Table, ...]:
    rows = [
        {
            "opportunity": one.name,
            "score": required(found.facts, "score_share", next=one.id),
            "value": one.value,
            "times": one.times,
            "ease": one.ease,
            "state": say(f"{ID}.states.{one.state}") if one.state else "",
            "answers": one.owner or say(f"{ID}.nobody"),
        }
        for one in found.next[:MOST_NEXT]
    ]
    units = {
        "opportunity": "text",
        "score": "share",
        "value": "count",
        "times": "count",
        "ease": "count",
        "state": "text",
    }
    return table(f"{ID}.tables.next", {**units, "answers": "text"}, rows)
