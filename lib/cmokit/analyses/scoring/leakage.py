"""Which fields know the outcome already, and which tell accepted from rejected leads before it.

Asks
    Which fields of a lead are filled after the outcome, or tell it too well, and which may a rule stand on?
Measures
    For every field of the leading record and of its company, over leads old enough to be judged: how often it is filled
    among those that sales took over and among the others; the share taken over with and without it, with Wilson's
    interval; and, where its date or its history tells when it was filled, the share filled at the takeover or after. A
    field leaks where most of its known fillings came that late; where it being filled, or blank, alone decides (the
    whole interval above nine in ten, or below a tenth of the usual share); or where a single value of it does. How well
    each field tells leads apart is learned on the earlier half of the leads and tried on the later one. For fields that
    do not leak: the share taken over of the leads that were decided, taken over or given back, by value.
Read it as
    What leaks is a consequence of the outcome, however well it foretells it: a score or a rule trained on it shines on
    old leads and fails on new ones. What does not leak and has an interval away from the whole may become a rule.
Do next
    Take leaking fields out of every score, rule and model, and train again. Build the rules of qualification on the
    fields that tell accepted from rejected leads; hand uncertain and high-value leads to a person.
Limits
    A field without date and without history can only betray itself by telling too well. A status that follows the stage
    leaks by design and is still right to have. Twenty leads are the least behind anything; fields that nobody fills are
    not looked at. Fields kept outside the CRM are not seen.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.called import listed
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, having, number, pick, required
from cmokit.analyses.money.exports_needed import asks
from cmokit.analyses.scoring.leakage_facts import facts_of
from cmokit.analyses.scoring.leakage_figures import (
    ID,
    charts,
    field_name,
    leak_of,
    leaks,
    signals,
    tables,
)
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods import lead_fields, loop, turned_away
from cmokit.methods.lead_outcomes import outcomes
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ENOUGH = 100  # leads old enough to be judged
FEWEST_EACH = 20  # of them taken over, and of them not
MOST_TOLD = 4


@dataclass(frozen=True)
class Leakage:
    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per lead and leaking field that it has


def measure(
    contacts: Any, stage_entries: Any, field_changes: Any, companies: Any, entity_links: Any, definitions: Definitions
) -> Leakage:
    """CannotAnswer with too few leads on either side of the outcome."""
    end, order = definitions.as_of_end, definitions.lifecycle_order
    found = outcomes(stage_entries, contacts, entity_links, order, end, definitions.timezone)
    leads = lead_fields.leads_with_fields(found.rows, contacts, companies, entity_links)
    middle = _middle(leads)
    everybody = loop.people(contacts, entity_links)
    back = turned_away.rejected_people(contacts, field_changes, entity_links, everybody)
    filled = lead_fields.filled_at(field_changes, contacts, entity_links, end)
    rows = lead_fields.long_form(leads, filled, back, middle)
    facts = facts_of(lead_fields.groups(rows))
    leaking = sorted(fact.dimensions["field"] for fact in leaks(facts))
    return Leakage(facts, _evidence(rows, leaking))


def _middle(leads: Any) -> float:
    """The moment that halves the leads; refuses too few of them."""
    whole = leads.aggregate(
        leads=leads.count(), reached=leads.reached_at.count(), middle=leads.entered_at.epoch_seconds().quantile(0.5)
    )
    row = whole.to_pyarrow().to_pylist()[0]
    if row["leads"] < ENOUGH or min(row["reached"], row["leads"] - row["reached"]) < FEWEST_EACH:
        needed = {"enough": limit(ENOUGH, "count"), "each": limit(FEWEST_EACH, "count")}
        raise CannotAnswer(say(f"{ID}.too_few", None, **needed), *asks("contacts", "stage_entries"))
    return float(row["middle"])


def _evidence(rows: Any, leaking: list[str]) -> Any:
    own = rows.filter(rows.value.notnull(), rows.field.isin(leaking) if leaking else ibis.literal(False))
    shown = own.select(
        *("field", "person_id", "value", "reached_at", "source_file", "source_row"),
        filled_at=own.moment,
        problem=ibis.ifelse((own.moment >= own.reached_at).fill_null(False), "late", ibis.null(str)),
    )
    return shown.order_by("field", "person_id")


def judge(found: Leakage, limits: Limits) -> Verdict:
    """By the share of the fields that leak; a single one is enough to spoil a score that uses it."""
    return about(limits.verdict(required(found.facts, "leaking_share")), say(f"{ID}.about"))


def exhibit(found: Leakage, verdict: Verdict) -> Section:
    facts, known = found.facts, leaks(found.facts)
    looked, leaking = required(facts, "fields_count"), required(facts, "leaking_count")
    said = {"leaking": cite(leaking), "looked": cite(looked)}
    told = "leaks" if known else "clean"
    named = listed([field_name(fact.dimensions["field"]) for fact in known[:MOST_TOLD]])
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", number(leaking), named=named, **said),
        brief=say(f"{ID}.brief.{told}", number(leaking), named=named, **said),
        narrative=_narrative(facts, known),
        charts=charts(facts),
        tables=tables(facts),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=(leaking.name, looked.name),
        owner_role=Responsibility.MARKETING,
        decision=say(f"{ID}.decision", named=named) if verdict.severity is not Severity.PASS else "",
    )


def _narrative(facts: tuple[Fact, ...], known: list[Fact]) -> tuple[str, ...]:
    told = [leak_of(facts, fact) for fact in known[:MOST_TOLD]]
    best = [f for f in having(facts, "discrimination_share") if f.dimensions["field"] not in _fields(known)]
    if best:
        told.append(say(f"{ID}.best", field=field_name(best[0].dimensions["field"]), power=cite(best[0])))
    ends, whole = signals(facts), pick(facts, "accepted_share", field="all", value="all")
    if ends and whole:
        told.append(say(f"{ID}.signals", named=listed(ends), whole=cite(whole)))
    elif whole:
        told.append(say(f"{ID}.no_signal", whole=cite(whole)))
    return tuple(told)


def _fields(facts: list[Fact]) -> set[str]:
    return {fact.dimensions["field"] for fact in facts}


ANALYSIS = Analysis(
    id=ID,
    rows=("LSR-04", "LSR-06"),
    phases=("baseline",),
    sheet="Fields that leak",
    needs=("contacts", "stage_entries"),
    uses=("field_changes", "companies", "entity_links"),
    measures={
        "fields_count": "count",
        "leaking_count": "count",
        "leaking_share": "share",
        "leak_text": "text",
        "filled_share": "share",
        "reached_share": "share",
        "late_share": "share",
        "deciding_share": "share",
        "discrimination_share": "share",
        "accepted_count": "count",
        "rejected_count": "count",
        "undecided_count": "count",
        "accepted_share": "share",
    },
    # One leaking field spoils whatever uses it; with a quarter of them, nobody can tell what is safe.
    limits=Limits(warn=0.0, fail=0.25, on="leaking_share"),
    evidence_key=("field", "person_id"),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
