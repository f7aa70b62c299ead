"""What is said of pilots before their outcome: what each can show, and what is wrong with its list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cmokit.analyses.called import called, listed
from cmokit.analyses.figures import number, pick, required
from cmokit.analyses.pilot.design_figures import ID, OF_UNITS, Can, Looked
from cmokit.analyses.pilot.list_faults import Fault, Found
from cmokit.analyses.shown import bars, table
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Chart, Table
from cmokit.exhibits.text import cite, limit, quote
from cmokit.methods.pilot.before import FEW, Outlook, Planned
from cmokit.words import has, say

OF_ONE = (
    "before_count",
    "before_share", "expected_count", "worth_it_share", "detectable_share", "believable_share", "missed_share",
    "needed_count", "needed_days", "clusters_count", "effective_count", "business_detectable_share",
    "business_believable_share", "leading_detectable_share", *OF_UNITS, "uncounted_count",
)  # fmt: skip
ALL = ("experiments_count", "open_count", "without_plan_count", "without_control_count", "faults_count")


def fact(facts: Sequence[Fact], one: Looked, measure: str) -> Fact | None:
    return pick(facts, measure, experiment=one.id)


def said(one: Looked, facts: Sequence[Fact]) -> dict[str, Any]:
    """Everything that a sentence may name, as marks; what does not exist is left out."""
    names: dict[str, Any] = {"name": quote(one.id), "question": quote(one.question), "enough": limit(FEW, "count")}
    names |= {name: cite(required(facts, name)) for name in ALL}
    names |= {name: cite(found) for name in OF_ONE if (found := fact(facts, one, name))}
    for name, outlook in (("outcome", one.outlook), ("business", one.business), ("leading", one.leading)):
        if outlook:
            names[name] = outcome_of(outlook)
    if one.outlook:
        names |= {"units": say(f"{ID}.units.{one.outlook.planned.unit_kind}")}
    return names


def outcome_of(outlook: Outlook) -> str:
    return outcome_in_words(outlook.planned)


def outcome_in_words(planned: Planned) -> str:
    """The outcome with its days of follow-up."""
    words = say(f"{ID}.outcomes.{planned.outcome}", stage=called(planned.stage, "stage") if planned.stage else "")
    return say(f"{ID}.within", outcome=words, days=limit(planned.days, "days"))


def standing(facts: Sequence[Fact]) -> str:
    every = required(facts, "experiments_count")
    return say(f"{ID}.reasons.standing", number(every), **{name: cite(required(facts, name)) for name in ALL})


def faulty(facts: Sequence[Fact]) -> str:
    found = required(facts, "faults_count")
    return say(f"{ID}.reasons.faults", number(found), faults_count=cite(found))


def headline_words(every: Sequence[Looked], faults: Sequence[Found]) -> str:
    """About the first one, which can show least of those that are open."""
    first = every[0]
    if not first.is_open:
        return "faults" if any(fault.unit_id for fault in faults) else "over"
    if first.can is Can.IMPLAUSIBLE:
        if first.leading:
            return "leading"
        return "implausible" if first.outlook and first.outlook.rise is not None else "nothing"
    return str(first.can)


def narrative(every: Sequence[Looked], faults: Sequence[Found], facts: Sequence[Fact]) -> Iterator[str]:
    for one in every:
        names = said(one, facts)
        yield say(f"{ID}.told.{_told(one)}", **names)
        if one.leading:
            yield say(f"{ID}.told.take", **names)
        if one.outlook and one.outlook.clusters is not None and "effective_count" in names:
            yield say(f"{ID}.told.clusters", **names)
        if one.business and "business_detectable_share" in names:
            words = "business" if one.business.is_believable else "business_implausible"
            yield say(f"{ID}.told.{words}", **names)
        if one.is_open and "needed_days" in names and one.can in (Can.LARGER, Can.IMPLAUSIBLE):
            yield say(f"{ID}.told.needed", **names)
    for one in every:
        yield from _of_list(one, facts)
    for fault in faults:
        if not fault.unit_id and fault.fault is not Fault.NO_CONTROL:  # said above
            yield say(f"{ID}.of_plan.{fault.fault}", name=quote(fault.experiment), found=_fields(fault))


def _told(one: Looked) -> str:
    is_blind = one.can is Can.IMPLAUSIBLE and one.outlook is not None and one.outlook.rise is None
    return "nothing" if is_blind else str(one.can)


def _of_list(one: Looked, facts: Sequence[Fact]) -> Iterator[str]:
    names = said(one, facts)
    for measure in (*OF_UNITS, "uncounted_count"):
        found = fact(facts, one, measure)
        if found and found.value:
            yield say(f"{ID}.of_list.{measure}", number(found), **names)


def _fields(fault: Found) -> str:
    if fault.fault is not Fault.CHANGED:
        return quote(fault.found)
    words = (f"pilot.effect.fields.{name}" for name in fault.found.split(", "))
    return listed([say(word) if has(word) else quote(word.rsplit(".", 1)[1]) for word in words])


def charts(every: Sequence[Looked], facts: Sequence[Fact]) -> tuple[Chart, ...]:
    """The smallest effect that each would show, the largest first."""
    drawn = [(one, found) for one in every if (found := fact(facts, one, "detectable_share"))]
    drawn.sort(key=lambda pair: (-float(pair[1].value or 0), pair[0].id))
    if not drawn:
        return ()
    data = [(one.id, found.value) for one, found in drawn]
    return bars(f"{ID}.charts.detectable", data, unit="share", x="experiment", **said(drawn[0][0], facts))


def tables(every: Sequence[Looked], faults: Sequence[Found], facts: Sequence[Fact]) -> tuple[Table, ...]:
    return (*_plans(every, facts), *_lists(every, facts), *_faults(faults))


def _plans(every: Sequence[Looked], facts: Sequence[Fact]) -> tuple[Table, ...]:
    shares = ("before_share", "detectable_share", "believable_share", "worth_it_share", "missed_share")
    columns = {"experiment": "text", "design": "text", "outcome": "text", "expected_count": "count"}
    columns |= {**dict.fromkeys(shares, "share"), "can": "text", "frozen_on": "date"}
    rows = (
        {
            "experiment": one.id,
            "design": say(f"registers.values.{one.outlook.planned.design}") if one.outlook else "",
            "outcome": say(f"{ID}.short.{one.outlook.planned.outcome}") if one.outlook else "",
            **{name: fact(facts, one, name) for name in ("expected_count", *shares)},
            "can": say(f"{ID}.can.{one.can}"),
            "frozen_on": one.plan.frozen_on if one.plan else None,
        }
        for one in every
    )
    return table(f"{ID}.tables.plans", columns, rows)


def _lists(every: Sequence[Looked], facts: Sequence[Fact]) -> tuple[Table, ...]:
    counts = (*OF_UNITS, "uncounted_count")
    rows = ({"experiment": one.id, **{name: fact(facts, one, name) for name in counts}} for one in every if one.plan)
    return table(f"{ID}.tables.lists", {"experiment": "text", **dict.fromkeys(counts, "count")}, rows)


def _faults(faults: Sequence[Found]) -> tuple[Table, ...]:
    """One line each, with where and the mend; of each kind and experiment as many as a page bears."""
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for fault in faults:
        seen[(fault.experiment, fault.fault)] += 1
        if seen[(fault.experiment, fault.fault)] <= 20:
            rows.append(_fault(fault))
    columns = {"experiment": "text", "what": "text", "unit": "text", "found": "text", "where": "text", "mend": "text"}
    return table(f"{ID}.tables.faults", columns, rows)


def _fault(fault: Found) -> dict[str, Any]:
    return {
        "experiment": fault.experiment,
        "what": say(f"{ID}.faults.{fault.fault}"),
        "unit": fault.unit_id,
        "found": " → ".join(filter(None, (fault.arm, fault.found))),
        "where": f"{fault.source_file}: {fault.source_row}" if fault.source_file else "registers/experiments.yaml",
        "mend": say(f"{ID}.mends.{fault.fault}"),
    }
