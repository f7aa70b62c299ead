"""The automations' health in words, tables and a picture."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cmokit.analyses.called import readable
from cmokit.analyses.drawn import chart
from cmokit.analyses.figures import having, number, pick, required
from cmokit.analyses.monitoring.bad_weeks import BadWeek
from cmokit.analyses.monitoring.health_figures import ALL, ID
from cmokit.analyses.monitoring.run_log import Run, by_workflow
from cmokit.analyses.shown import table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, on_date, quote
from cmokit.methods.weeks import Week
from cmokit.registers.workflows import State, Workflow
from cmokit.words import say

ENOUGH = 20  # runs, before a workflow is called the one that fails most often
SILENT_DAYS = 14  # without a run, before a live workflow is called silent
MOST_TOLD, MOST_ROWS, MOST_ERRORS = 3, 15, 10


class Found(Protocol):
    """What `monitoring.health` measured."""

    @property
    def facts(self) -> tuple[Fact, ...]: ...

    @property
    def runs(self) -> tuple[Run, ...]: ...

    @property
    def weeks(self) -> tuple[Week, ...]: ...

    @property
    def bad(self) -> tuple[BadWeek, ...]: ...

    @property
    def cards(self) -> Mapping[str, Workflow]: ...


def _name(found: Found, workflow: str) -> str:
    """By the name on its card, else its id."""
    card = found.cards.get(workflow)
    return card.name if card else readable(workflow.replace("-", "_"))


def narrative(found: Found) -> tuple[str, ...]:
    """The worst workflow, bad weeks, what ran twice, who fell silent, what no card describes, the platforms' own."""
    told = [*_worst(found), *(_bad(found, one) for one in found.bad[:MOST_TOLD]), *_twice(found), *_silent(found)]
    for word in ("uncarded", "issues"):
        fact = pick(found.facts, f"{word}_count")
        if fact and fact.value:
            told.append(say(f"{ID}.more.{word}", number(fact), figure=cite(fact)))
    return tuple(told)


def _by_workflow(found: Found, measure: str) -> list[Fact]:
    return [
        fact
        for fact in having(found.facts, measure)
        if fact.dimensions["workflow"] != ALL and fact.dimensions.get("week", ALL) == ALL and fact.value
    ]


def _worst(found: Found) -> list[str]:
    shares = [fact for fact in _by_workflow(found, "failed_share") if (fact.n or 0) >= ENOUGH]
    if not shares or len(by_workflow(found.runs)) < 2:  # of one workflow the headline has said it
        return []
    fact = shares[0]
    return [say(f"{ID}.worst", None, name=quote(_name(found, fact.dimensions["workflow"])), share=cite(fact))]


def _bad(found: Found, bad: BadWeek) -> str:
    about = {"workflow": bad.workflow, "week": bad.week.start_on.isoformat()}
    share, usual = (cite(required(found.facts, measure, **about)) for measure in ("failed_share", "usual_share"))
    said = {"name": quote(_name(found, bad.workflow)), "first": on_date(bad.week.start_on), "share": share}
    return say(f"{ID}.bad_week", None, **said, usual=usual)


def _twice(found: Found) -> list[str]:
    return [
        say(f"{ID}.twice_by", number(fact), name=quote(_name(found, fact.dimensions["workflow"])), figure=cite(fact))
        for fact in _by_workflow(found, "twice_count")[:1]
    ]


def _silent(found: Found) -> list[str]:
    """Live by the register, and nothing ran for two weeks."""
    live = {name for name, card in found.cards.items() if card.state is State.LIVE}
    days = [f for f in having(found.facts, "silent_days") if f.dimensions["workflow"] in live]
    late = [fact for fact in days if number(fact) >= SILENT_DAYS]
    return [
        say(f"{ID}.silent", None, name=quote(_name(found, fact.dimensions["workflow"])), days=cite(fact))
        for fact in late[:MOST_TOLD]
    ]


def steps(found: Found) -> tuple[str, ...]:
    """What was found, worst first, and the weekly look at the log."""
    errors = having(found.facts, "errors_count")
    told = []
    if errors:
        about = errors[0].dimensions
        said = {"name": quote(_name(found, about["workflow"])), "error": quote(about["error"])}
        told.append(say(f"{ID}.do.error", None, **said))
    if _twice(found):
        told.append(say(f"{ID}.do.twice"))
    if _silent(found):
        told.append(say(f"{ID}.do.silent"))
    uncarded = pick(found.facts, "uncarded_count")
    if uncarded and uncarded.value:
        told.append(say(f"{ID}.do.card"))
    return (*told, say(f"{ID}.do.look"))


def charts(found: Found, said: dict[str, Any]) -> tuple[Chart, ...]:
    """The share that failed, week by week; the week that is not over is left out."""
    rows = [
        {"week": week.start_on.isoformat(), "share": fact.value}
        for week in found.weeks
        if week.is_whole and (fact := pick(found.facts, "failed_share", workflow=ALL, week=week.start_on.isoformat()))
    ]
    return (
        chart(f"{ID}.charts.weeks", "line", rows, axes=("week", "share", "share"), said=said) if len(rows) > 1 else ()
    )


def tables(found: Found) -> tuple[Table, ...]:
    return (*_workflows(found), *_weeks(found), *_errors(found))


def _workflows(found: Found) -> tuple[Table, ...]:
    flows = by_workflow(found.runs)
    delays = {f.dimensions["workflow"]: f for f in having(found.facts, "delay_minutes")}
    rows = [
        {
            "name": _name(found, name),
            **{m: pick(found.facts, m, workflow=name, week=ALL) for m in ("runs_count", "failed_share")},
            **{m: pick(found.facts, m, workflow=name, week=ALL) for m in ("stopped_count", "twice_count")},
            "delay_minutes": delays.get(name),
            "last": own[-1].on,
            "responsible": _owner(found, name),
        }
        for name, own in sorted(flows.items(), key=lambda row: (-len(row[1]), row[0]))
    ]
    units = {"name": "text", "runs_count": "count", "failed_share": "share", "stopped_count": "count"}
    units |= {"twice_count": "count"} | ({"delay_minutes": "minutes"} if delays else {})
    return table(f"{ID}.tables.workflows", units | {"last": "date", "responsible": "text"}, rows[:MOST_ROWS])


def _owner(found: Found, workflow: str) -> str:
    card = found.cards.get(workflow)
    return say(f"{ID}.no_card") if card is None else card.owner or say(f"{ID}.no_owner")


def _weeks(found: Found) -> tuple[Table, ...]:
    rows = [
        {
            "week": week.start_on,
            **{
                m: pick(found.facts, m, **about) for m in ("runs_count", "failed_share", "stopped_count", "twice_count")
            },
            "state": "" if week.is_whole else say(f"{ID}.unfinished"),
        }
        for week in reversed(found.weeks)  # a page that is full shows the newest
        for about in [{"workflow": ALL, "week": week.start_on.isoformat()}]
        if pick(found.facts, "runs_count", **about)
    ]
    units = {"week": "date", "runs_count": "count", "failed_share": "share", "stopped_count": "count"}
    return table(f"{ID}.tables.weeks", units | {"twice_count": "count", "state": "text"}, rows)


def _errors(found: Found) -> tuple[Table, ...]:
    facts: Sequence[Fact] = having(found.facts, "errors_count")[:MOST_ERRORS]
    rows = [
        {"name": _name(found, f.dimensions["workflow"]), "error": f.dimensions["error"], "errors_count": f}
        for f in facts
    ]
    return table(f"{ID}.tables.errors", {"name": "text", "error": "text", "errors_count": "count"}, rows)
