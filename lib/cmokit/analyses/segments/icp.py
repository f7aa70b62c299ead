"""Who is worth winning, by what they brought; and how many leads lie outside.

Asks
    Which kinds of companies bring more money per lead than the others, and how many leads do not belong to them?
Measures
    For leads that have had the time to be won (longer ago than the ninetieth percentile of that time), by segment, size
    (employees), industry and country of the company: what was won, divided by all leads, with its interval, and the
    share won. A group stands above or below where its interval lies wholly away from all leads, at a confidence that
    allows for how many groups are looked at. A lead fits where something of it stands above and nothing below, it lies
    outside the other way round, and between in all other cases. The proof: tiers learned on the earlier half of the
    leads, held against the later half. Leads in hand (not won, not lost) and lost ones by tier, and the advertising
    paid for them: each channel's month divided by the leads that it brought. Where an ideal customer is agreed
    (definitions.icp), how many leads fit it, and what they brought.
Read it as
    The tiers are proven where the leads that fit brought more in the later half, too. A group that is unclear is no
    reason to turn anybody away.
Do next
    Target what stands above, stop paying for what stands below; give leads that lie between, and large ones, to a
    person. Refresh it every quarter.
Limits
    Value is what was won so far, not what is left of it, and not what a customer brings later. A few large deals move a
    small group. Money of deals without a person is in no group. What a company is like is told as it is known today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.analyses.base import Analysis, CannotAnswer, Limits
from cmokit.analyses.definitions import Definitions
from cmokit.analyses.figures import about, number, pick, size
from cmokit.analyses.ideal_customer import IdealCustomer
from cmokit.analyses.money.exports_needed import any_row, asks
from cmokit.analyses.reporting_currency import converter, rates_of, rates_to_send
from cmokit.analyses.segments.icp_facts import agreed_facts, cost_facts, group_facts, proof_facts, tier_facts
from cmokit.analyses.segments.icp_shown import ID, charts, groups_named, tables
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.section import Missing, Section, Verdict
from cmokit.exhibits.text import cite, limit
from cmokit.methods.costs_by_month import ad_costs
from cmokit.methods.lead_values import EARLIER, YOUNG, Tables, leads
from cmokit.methods.segment_fit import ABOVE, BELOW, FITS, OUTSIDE, standings, tier, worths
from cmokit.vocabulary import Responsibility, Severity
from cmokit.words import say, say_all

ENOUGH = 100  # leads that have had the time
FEWEST_WON = 10  # of them
STALE_DAYS = 90  # an agreed ideal customer is refreshed every quarter


@dataclass(frozen=True)
class Icp:
    """standing: of each group. agreed: what was agreed, to be shown beside it."""

    facts: tuple[Fact, ...]
    evidence: ibis.Table  # one row per lead, with its tier
    standing: Mapping[str, str]
    agreed: IdealCustomer
    missing: tuple[Missing, ...]
    unrated: str
    currency: str


def measure(
    contacts: Any,
    companies: Any,
    opportunities: Any,
    stage_entries: Any,
    field_changes: Any,
    entity_links: Any,
    ad_spend: Any,
    fx_rates: Any,
    definitions: Definitions,
) -> Icp:
    """CannotAnswer with too few leads that have had the time, or too few of them won."""
    tables_ = Tables(contacts, companies, opportunities, stage_entries, field_changes, entity_links)
    convert, money = converter(fx_rates, definitions), definitions.currency
    found = leads(tables_, convert, definitions.as_of_end, definitions.timezone, money, definitions.as_of)
    rows = found.rows
    mature = rows.filter(rows.half != YOUNG)
    every = worths(mature)
    _refuse_too_few(next((one for one in every if one.split == "all"), None))
    learned, standing = standings(worths(mature.filter(mature.half == EARLIER))), standings(every)
    tiered = rows.mutate(tier=tier(rows, standing), learned=tier(rows, learned), agreed=definitions.icp.fit(rows))
    tiered = tiered.cache()
    facts = [Fact(f"{ID}.maturity_days", found.wait_days or 0.0, "days"), *group_facts(every, standing, money)]
    facts += [*proof_facts(tiered, money), *tier_facts(tiered)]
    missing: tuple[Missing, ...] = ()
    unrated = ""
    if any_row(ad_spend):
        costs, covered, lacking = ad_costs(ad_spend, rates_of(fx_rates, definitions), definitions)
        facts += cost_facts(tiered, costs, covered, money)
        unrated, ask = rates_to_send(lacking, definitions)
        missing = (ask,) if unrated else ()
    else:
        missing = asks("ad_spend")
    facts += agreed_facts(tiered, definitions.icp, definitions.as_of, money) if definitions.icp.is_stated else ()
    return Icp(tuple(facts), _evidence(tiered, money), standing, definitions.icp, missing, unrated, money)


def _refuse_too_few(whole: Any) -> None:
    if whole is None or whole.leads < ENOUGH or whole.won < FEWEST_WON:
        needed = {"enough": limit(ENOUGH, "count"), "won": limit(FEWEST_WON, "count")}
        raise CannotAnswer(say(f"{ID}.too_few", None, **needed), *asks("contacts", "opportunities"))


def _evidence(rows: Any, currency: str) -> Any:
    shown = rows.select(
        *("person_id", "segment", "size", "industry", "country", "channel", "state", "half", "tier", "agreed"),
        *("created_at", "won_amount", "source_file", "source_row"),
        currency=ibis.literal(currency),
    )
    return shown.order_by("person_id")


def judge(found: Icp, limits: Limits) -> Verdict:
    """By the share of the leads in hand that lie outside; without anything that stands out there is nothing to aim."""
    if not {ABOVE, BELOW} & set(found.standing.values()):
        verdict = Verdict(Severity.WARN, say(f"{ID}.nothing_stands_out"))
    else:
        outside = pick(found.facts, "outside_share")
        verdict = Verdict(Severity.PASS, say(f"{ID}.none_open"))
        verdict = about(limits.verdict(outside), say(f"{ID}.about")) if outside else verdict
    more = []
    if not found.agreed.is_stated:
        more.append(say(f"{ID}.none_agreed"))
    age = pick(found.facts, "agreed_age_days")
    if age and float(str(age.value)) > STALE_DAYS:
        more.append(say(f"{ID}.stale", age=cite(age), most=limit(STALE_DAYS, "days")))
    severity = Severity.WARN if more and verdict.severity is Severity.PASS else verdict.severity
    return Verdict(severity, " ".join(filter(None, (verdict.reason, *more, found.unrated))))


def exhibit(found: Icp, verdict: Verdict) -> Section:
    facts = found.facts
    best, worst = groups_named(found, ABOVE), groups_named(found, BELOW)
    outside, whole = pick(facts, "outside_share"), pick(facts, "value_amount", split="all")
    assert whole
    said: dict[str, Any] = {"whole": cite(whole), "best": best, "worst": worst}
    said |= {"outside": cite(outside)} if outside else {}
    told = "both" if best and worst and outside else "best" if best else "worst" if worst else "nothing"
    return Section(
        analysis=ID,
        headline=say(f"{ID}.headline.{told}", **said),
        brief=say(f"{ID}.brief.{told}", **said),
        narrative=_narrative(found),
        charts=charts(found, said),
        tables=tables(found),
        next_steps=say_all(f"{ID}.next_steps"),
        how_sure=say(f"{ID}.how_sure"),
        key_facts=tuple(fact.name for fact in (whole, outside, pick(facts, "agreed_share")) if fact),
        owner_role=Responsibility.SALES,
        decision=say(f"{ID}.decision", **said) if best or worst else "",
    )


def _narrative(found: Icp) -> tuple[str, ...]:
    facts, told = found.facts, []
    fits, out = (pick(facts, "proof_amount", tier=name) for name in (FITS, OUTSIDE))
    if fits and out:
        words = "proof" if size(fits) > size(out) else "no_proof"
        told.append(say(f"{ID}.{words}", fits=cite(fits), outside=cite(out)))
    for state in ("open", "lost"):
        leads_, cost = (pick(facts, m, tier=OUTSIDE, state=state) for m in ("leads_count", "cost_amount"))
        if leads_ and leads_.value:
            words = f"{ID}.outside.{state}" + ("_paid" if cost else "")
            told.append(say(words, number(leads_), leads=cite(leads_), **({"cost": cite(cost)} if cost else {})))
    match, inside = pick(facts, "agreed_share"), pick(facts, "agreed_value_amount", fit="inside")
    beside = pick(facts, "agreed_value_amount", fit="outside")
    if match and inside and beside:
        told.append(say(f"{ID}.agreed", match=cite(match), inside=cite(inside), outside=cite(beside)))
    return tuple(told)


ANALYSIS = Analysis(
    id=ID,
    rows=("ICP-01", "ICP-05"),
    phases=("baseline",),
    sheet="Ideal customer",
    needs=("contacts", "opportunities"),
    uses=("companies", "stage_entries", "field_changes", "entity_links", "ad_spend", "fx_rates"),
    measures={
        "maturity_days": "days",
        "people_count": "count",
        "value_amount": "money",
        "won_share": "share",
        "standing_text": "text",
        "proof_amount": "money",
        "proof_share": "share",
        "leads_count": "count",
        "outside_share": "share",
        "cost_amount": "money",
        "agreed_count": "count",
        "agreed_share": "share",
        "agreed_value_amount": "money",
        "agreed_won_share": "share",
        "agreed_age_days": "days",
    },
    # A quarter of the leads in hand from groups that bring clearly less: somebody works them, and somebody pays them.
    limits=Limits(warn=0.25, fail=0.50, on="outside_share"),
    evidence_key=("person_id",),
    measure=measure,
    judge=judge,
    exhibit=exhibit,
)
