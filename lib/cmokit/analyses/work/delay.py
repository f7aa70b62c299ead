"""How much of the time that work takes is work, and where it waits.

Asks
    Of the time that a piece of marketing work takes, how much is worked, how much does it wait, and in which column?
Measures
    Every stay of every item in a column of the client's board, up to the report's day; a column counts as active or
    waiting as the client marks it. A stay lasts in working time (agreed hours, weekdays, holidays) and by the calendar;
    one without an end ends where the next begins. Flow efficiency: active working time over active and waiting working
    time, open items counted as far as they have come, with a bootstrap interval over items. Days from the first column
    to the last, by Kaplan and Meier, open items counted as still going on. Per finished item: mean active and waiting
    time. Per column: its share of all waiting time, and how long half and nine in ten of the stays last. Ageing: open
    items that have taken longer than nine in ten take.
Read it as
    Where little of the time is work, faster work changes little: the waiting has to go. The column with most of the
    waiting is where to begin.
Do next
    Ask in the column with most waiting what the items wait for (information, approval, files, a person); give it a
    longest stay and somebody who answers for it.
Limits
    The log says where a card lay, not who worked: an hour in an active column is at most an hour of work. Cards that
    are moved late shift time from one column to the next. Items on two columns at once count in both. Means per
    finished item leave out those that take longest and are not finished; the flow efficiency and the days do not.
"""

from dataclasses import dataclass
from typing import Any

from cmokit.analyses.answering import Answering
from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required
from cmokit.analyses.work import delay_figures as figures
from cmokit.analyses.work.delay_figures import ALL, ID, MOST, USUAL
from cmokit.analyses.work.delay_shown import charts, tables
from cmokit.analyses.work.log import log_of, to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Verdict
from cmokit.exhibits.text import cite, limit, quote
from cmokit.methods.work_log import NEGATIVE, UNDATED, UNMARKED
from cmokit.methods.work_times import timed
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

FEWEST = 10  # items, before anything is said
ENOUGH = 30  # before it is said without a word about the number


@dataclass(frozen=True)
class Delay:
    facts: tuple[Fact, ...]
    evidence: Any  # one row per stay in a column
    answering: Answering


def measure(work_items: Any, definitions: Definitions) -> Delay:
    """CannotAnswer where no column is marked as waiting or active, or there are too few items."""
    log = log_of(work_items, definitions)
    if not log.is_marked and log.items:
        raise CannotAnswer(say(f"{ID}.unmarked"), to_send("status", "is_waiting"))
    if len(log.items) < FEWEST:
        raise CannotAnswer(say(f"{ID}.too_few", fewest=limit(FEWEST, "count")), to_send())
    items = timed(log, definitions.answering.clock, definitions.timezone, definitions.as_of_end)
    told = figures.facts(items, log)
    if pick(told, "flow_efficiency_share", kind=ALL) is None:
        raise CannotAnswer(say(f"{ID}.no_time"), to_send())
    return Delay(tuple(told), figures.shown(items, figures.ageing(items)), definitions.answering)


def judge(found: Delay, limits: Limits) -> Verdict:
    """By the flow efficiency; few items, or no agreed hours, are said and alone make no pass."""
    flow = required(found.facts, "flow_efficiency_share", kind=ALL)
    verdict = about(limits.verdict(flow), say(f"{ID}.about"))
    more = []
    if (flow.n or 0) < ENOUGH:
        more.append(say(f"{ID}.few", enough=limit(ENOUGH, "count")))
    if found.answering.never_stops:
        more.append(say(f"{ID}.no_hours"))
    elif not found.answering.knows_holidays:
        more.append(say("speed.first_response.no_holidays"))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join((verdict.reason, *more)))


def exhibit(found: Delay, verdict: Verdict) -> Section:
    said = _said(found)
    words = "with_column" if "column" in said else "plain"
    key = [said_fact for name, dims in _KEY if (said_fact := pick(found.facts, name, **dims))]
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=_narrative(found, said),
        charts=charts(found.facts, said),
        tables=tables(found.facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in key),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision.{words}", **said) if verdict.severity is not Severity.PASS else "",
    )


_KEY: tuple[tuple[str, dict[str, str]], ...] = (
    ("flow_efficiency_share", {"kind": ALL}),
    ("cycle_days", {"kind": ALL, "quantile": USUAL}),
    ("waiting_days", {"kind": ALL}),
)


def _said(found: Delay) -> dict[str, Any]:
    facts = found.facts
    named = {
        "flow": pick(facts, "flow_efficiency_share", kind=ALL),
        "usual": pick(facts, "cycle_days", kind=ALL, quantile=USUAL),
        "most": pick(facts, "cycle_days", kind=ALL, quantile=MOST),
        "active_days": pick(facts, "active_days", kind=ALL),
        "waiting_days": pick(facts, "waiting_days", kind=ALL),
        "ended": pick(facts, "items_count", kind=ALL, state="ended"),
        "open": pick(facts, "items_count", kind=ALL, state="open"),
        "ageing": pick(facts, "ageing_count"),
        "oldest": pick(facts, "oldest_days"),
    }
    said: dict[str, Any] = {name: cite(fact) for name, fact in named.items() if fact}
    columns = having(facts, "waiting_share")
    if columns:
        stay = pick(facts, "stay_minutes", status=columns[0].dimensions["status"], quantile=USUAL)
        said |= {"column": quote(columns[0].dimensions["status"]), "column_share": cite(columns[0])}
        said |= {"stay": cite(stay)} if stay else {}
    return said


def _narrative(found: Delay, said: dict[str, Any]) -> tuple[str, ...]:
    told = [say(f"{ID}.finished", **said)] if "active_days" in said else []
    if "usual" in said:
        told.append(say(f"{ID}.cycle.{'both' if 'most' in said else 'usual'}", **said))
    if "stay" in said:
        told.append(say(f"{ID}.stay", **said))
    late = number(required(found.facts, "ageing_count"))
    if late:
        told.append(say(f"{ID}.late", late, **said))
    for problem in (NEGATIVE, UNDATED, UNMARKED):
        apart = required(found.facts, "set_apart_count", problem=problem)
        if apart.value:
            told.append(say(f"{ID}.apart.{problem}", number(apart), figure=cite(apart)))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("COST-03",),
    phases=("baseline",),
    sheet="Delay",
    needs=("work_items",),
    measures={
        "flow_efficiency_share": "share",
        "items_count": "count",
        "active_minutes": "minutes",
        "waiting_minutes": "minutes",
        "active_days": "days",
        "waiting_days": "days",
        "cycle_days": "days",
        "stays_count": "count",
        "waiting_share": "share",
        "stay_minutes": "minutes",
        "ageing_count": "count",
        "ageing_share": "share",
        "oldest_days": "days",
        "set_apart_count": "count",
    },
    # Work of many hands waits: two fifths of the time worked is what good boards show; under a seventh, it only waits.
    limits=Limits(warn=0.40, fail=0.15, on="flow_efficiency_share", higher_is_better=True),
    evidence_key=("item_id", "status", "entered_at"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
