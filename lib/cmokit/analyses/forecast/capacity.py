"""Whether the work ahead can be done: by kind, at the review, and behind marketing.

Asks
    Is more work coming than the team, its reviewers, sales and onboarding have shown they can do, and where?
Measures
    Needed in the next twelve weeks: as many pieces as came in the last twelve whole weeks, and those that lie open.
    Available: three times what was done in the best four weeks in a row of the last twenty-six, for each kind of work
    and for approvals (what reaches an approval against what was decided there, each round counted). Drafts allowed:
    decisions that are available over the rounds that a piece takes. Behind marketing, over three months of the plan as
    it is and with more spend (forecast.scenarios): deals that come against three times the middle of the three largest
    months that sales has taken on, and new customers against three times the largest month in which customers began.
    Work that is open for longer than nine in ten pieces take. How many people moved cards.
Read it as
    Above one, the plan asks for more than anybody has shown. Where the review is above one and the work is not, more
    drafts make the queue longer and nothing faster.
Do next
    Where work of a kind is above one, cut some of it; where the review is, move decisions to somebody else or drop a
    round; where sales or onboarding is, add people or wait with the spend; stop what has lain for longest.
Limits
    It counts pieces, not hours: a large campaign counts as one. That nobody has shown more does not mean that more is
    impossible. Work that is on no board, and people who do not move cards, are not seen.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cmokit.analyses.base import Analysis, CannotAnswer, Found, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, count, having, number, pick, required
from cmokit.analyses.forecast.capacity_shown import ID, WORK, charts, named, sentences, tables
from cmokit.analyses.forecast.options import AS_NOW, MORE, STEP
from cmokit.analyses.forecast.scenario_facts import ID as SCENARIOS
from cmokit.analyses.work.delay_figures import ageing
from cmokit.analyses.work.log import log_of, to_send
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.approval_rounds import approvals_in
from cmokit.methods.weeks import Week, weeks_to
from cmokit.methods.work_capacity import BACK, WEEKS, Load, load_of
from cmokit.methods.work_log import Item
from cmokit.methods.work_times import TimedItem, timed
from cmokit.tables.contract import TIMESTAMP
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ACQUISITION = "money.acquisition"
FEWEST = 10  # pieces done, of all or of a kind, before anything is said of it
REVIEW, SALES, ONBOARDING = "review", "sales", "onboarding"
FITS, CUT, MOVE, ADD = "fits", "cut", "move", "add"


@dataclass(frozen=True)
class Capacity:
    facts: tuple[Fact, ...]
    evidence: pa.Table  # one row a piece of work that is open


def measure(work_items: Any, definitions: Definitions, found: Mapping[str, Found]) -> Capacity:
    """CannotAnswer where the log shows too few pieces that were done."""
    log = log_of(work_items, definitions)
    done = [item for item in log.items if item.ended_at]
    if len(done) < FEWEST:
        raise CannotAnswer(say(f"{ID}.too_few", fewest=limit(FEWEST, "count")), to_send())
    whole = weeks_to(definitions.as_of, definitions.week_starts, BACK, definitions.timezone)
    first = min(item.began_at for item in log.items)
    weeks = [week for week in whole if week.is_whole and week.end > first]
    every = timed(log, definitions.answering.clock, definitions.timezone, definitions.as_of_end)
    kinds = Counter(item.kind for item in done)
    loads = {f"{WORK}{kind}": _of_items([i for i in log.items if i.kind == kind], weeks) for kind in sorted(kinds)}
    loads = {what: load for what, load in loads.items() if kinds[what.removeprefix(WORK)] >= FEWEST}
    facts, late = [], ageing(every)
    if review := _review(log.items, weeks):
        loads[REVIEW] = review[0]
        facts += review[1]
    facts += [fact for what, load in loads.items() for fact in _load(what, load.needed, load.available)]
    facts += [fact for load in _behind(found) for fact in load]
    facts.append(count(f"{ID}.open_count", len(log.items) - len(done)))
    facts.append(count(f"{ID}.aged_count", len(late), n=len(log.items) - len(done)))
    facts.append(count(f"{ID}.people_count", _people(log.items, weeks)))
    return Capacity(tuple(facts), _evidence(every, late))


def _of_items(items: list[Item], weeks: list[Week]) -> Load:
    ends = [item.ended_at for item in items if item.ended_at]
    return load_of([item.began_at for item in items], ends, len(items) - len(ends), weeks)


def _review(items: tuple[Item, ...], weeks: list[Week]) -> tuple[Load, list[Fact]] | None:
    """What came to an approval and what was decided there; how many drafts that allows. None without approvals."""
    columns = approvals_in([stay for item in items for stay in item.stays])
    stays = [stay for item in items for stay in item.stays if stay.status in columns]
    decided = [stay.left_at for stay in stays if stay.left_at]
    if len(decided) < FEWEST:
        return None
    load = load_of([stay.entered_at for stay in stays], decided, len(stays) - len(decided), weeks)
    through = [item for item in items if item.ended_at and any(stay.status in columns for stay in item.stays)]
    rounds = sum(stay.status in columns for item in through for stay in item.stays)
    if not rounds:
        return load, []
    allowed = load.available * len(through) // rounds
    return load, [count(f"{ID}.drafts_allowed_count", allowed, n=len(through))]


def _load(what: str, needed: int, available: int) -> list[Fact]:
    where = {"what": what}
    facts = [count(f"{ID}.needed_count", needed, what=what), count(f"{ID}.available_count", available, what=what)]
    share = needed / available if available else None
    if share is not None:
        facts.append(Fact(f"{ID}.load_share", share, "share", needed, dimensions=where))
    return [*facts, Fact(f"{ID}.verdict_text", _verdict(what, share), "text", dimensions=where)]


def _verdict(what: str, share: float | None) -> str:
    if share is not None and share <= 1:
        return FITS
    return MOVE if what == REVIEW else CUT if what.startswith(WORK) else ADD


def _behind(found: Mapping[str, Found]) -> list[list[Fact]]:
    """What the plan asks of sales and of onboarding; nothing where there is no plan, or nothing to hold it against."""
    plan, acquired = found[SCENARIOS], found[ACQUISITION]
    if isinstance(plan, CannotAnswer) or isinstance(acquired, CannotAnswer):
        return []
    levers, facts = plan.plan.model.levers, plan.facts
    told = []
    capacity = levers.get("capacity")
    if capacity and "to_deal" in levers:
        spends = {SALES: 1.0, f"{SALES}_{MORE}": 1 + STEP}
        for what, times in spends.items():
            leads = levers["spend"].middle * times / levers["cost"].middle + levers["free"].middle
            deals = round(leads * levers["to_deal"].middle * plan.plan.model.months)
            told.append(_load(what, deals, round(capacity.middle * plan.plan.model.months)))
    months = Counter(row["month"] for row in acquired.evidence.to_pylist() if row["outcome"] == "customer")
    if months:
        for what, option in ((ONBOARDING, AS_NOW), (f"{ONBOARDING}_{MORE}", MORE)):
            new = number(required(facts, "customers_count", option=option))
            told.append(_load(what, new, max(months.values()) * plan.plan.model.months))
    return told


def _people(items: tuple[Item, ...], weeks: list[Week]) -> int:
    """Who had a card in the weeks that count."""
    own = weeks[-WEEKS:]
    stays = (stay for item in items for stay in item.stays)
    return len({s.owner for s in stays if s.owner and own and own[0].start <= s.entered_at < own[-1].end})


def _evidence(every: list[TimedItem], late: list[TimedItem]) -> pa.Table:
    old = {one.item.id for one in late}
    rows = [one for one in every if not one.has_ended]
    last = [one.item.stays[-1] for one in rows]
    text = pa.string()
    return pa.table(
        {
            "item_id": pa.array([one.item.id[1] for one in rows], text),
            "kind": pa.array([one.item.kind for one in rows], text),
            "status": pa.array([stay.status for stay in last], text),
            "entered_at": pa.array([stay.entered_at for stay in last], TIMESTAMP),
            "days": pa.array([one.days for one in rows], pa.float64()),
            "problem": pa.array(["ageing" if one.item.id in old else None for one in rows], text),
            "source_file": pa.array([stay.source_file for stay in last], text),
            "source_row": pa.array([stay.source_row for stay in last], pa.int64()),
        }
    )


def judge(found: Capacity, limits: Limits) -> Verdict:
    """By what is loaded most."""
    most = having(found.facts, "load_share")
    if not most:
        return Verdict(Severity.WARN, say(f"{ID}.nothing_shown"))
    return about(limits.verdict(most[0]), say(f"{ID}.about"))


def exhibit(found: Capacity, verdict: Verdict) -> Section:
    facts = found.facts
    over = [fact for fact in having(facts, "load_share") if float(str(fact.value)) > 1]
    most = having(facts, "load_share")
    said: dict[str, Any] = {
        "weeks": limit(WEEKS, "count"),
        "open": cite(required(facts, "open_count")),
        "people": cite(required(facts, "people_count")),
    }
    if most:
        said |= {"what": named(most[0].dimensions["what"]), "load": cite(most[0])}
    words = "over" if over else "fits" if most else "nothing"
    key = (most[0] if most else None, pick(facts, "drafts_allowed_count"), required(facts, "open_count"))
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{words}", **said),
        brief=say(f"{ID}.brief.{words}", **said),
        narrative=sentences(facts, said),
        charts=charts(facts, said),
        tables=tables(facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in key if fact),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", **said) if over else "",
    )


ANALYSIS = Analysis(
    id=ID,
    rows=("FOR-02",),
    phases=("scale",),
    sheet="Capacity",
    needs=("work_items",),
    stands_on=(SCENARIOS, ACQUISITION),
    measures={
        "needed_count": "count",
        "available_count": "count",
        "load_share": "share",
        "verdict_text": "text",
        "drafts_allowed_count": "count",
        "open_count": "count",
        "aged_count": "count",
        "people_count": "count",
    },
    # Nine tenths of what the best weeks showed leaves no room for a bad one; a fifth above it is a plan on paper.
    limits=Limits(warn=0.9, fail=1.2, on="load_share"),
    evidence_key=("item_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
