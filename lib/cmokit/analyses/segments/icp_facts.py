"""The figures of the ideal customer: groups, the proof of the tiers, leads by tier, what they cost, what was agreed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.analyses.figures import count, share
from cmokit.analyses.ideal_customer import INSIDE, OUTSIDE, UNKNOWN, IdealCustomer
from cmokit.exhibits.fact import Fact
from cmokit.exhibits.recipe import Count
from cmokit.methods.acquisition import Cost
from cmokit.methods.lead_costs import cost_by_key
from cmokit.methods.lead_values import LATER, LOST, OPEN, WON, YOUNG
from cmokit.methods.segment_fit import OUTSIDE as OUT
from cmokit.methods.segment_fit import TIERS, Worth, worths
from cmokit.methods.uncertainty import CONFIDENCE

ID = "segments.icp"
CENT_OF_A_CENT = Decimal("0.0001")


def group_facts(found: Sequence[Worth], standing: Mapping[str, str], currency: str) -> list[Fact]:
    whole = next(one for one in found if one.split == "all")
    facts: list[Fact] = []
    for one in found:
        by: dict[str, Any] = {"split": one.split}
        facts.append(count(f"{ID}.people_count", one.leads, **by))
        facts.append(_value("value_amount", one, whole, currency, by))
        facts += share(f"{ID}.won_share", one.won, one.leads, sample=True, **by)
        if one.split in standing:
            facts.append(Fact(f"{ID}.standing_text", standing[one.split], "text", dimensions=by))
    return facts


def _value(measure: str, one: Worth, whole: Worth, currency: str, by: Mapping[str, str]) -> Fact:
    """What was won, divided by all leads of the group, with its interval."""
    low, high = (Decimal(repr(end)).quantize(CENT_OF_A_CENT) for end in one.interval(whole))
    mean = one.each.quantize(CENT_OF_A_CENT)
    return Fact(f"{ID}.{measure}", mean, currency, one.leads, min(low, mean), max(high, mean), CONFIDENCE, dict(by))


def proof_facts(rows: Any, currency: str) -> list[Fact]:
    """Tiers learned on the earlier half, by what the later half brought."""
    found = worths(rows.filter(rows.half == LATER), ("learned",))
    whole = next((one for one in found if one.split == "all"), None)
    facts: list[Fact] = []
    for one in found if whole else ():
        by: dict[str, Any] = {"tier": one.split.removeprefix("learned=")}
        assert whole
        facts.append(_value("proof_amount", one, whole, currency, by))
        facts += share(f"{ID}.proof_share", one.won, one.leads, sample=True, **by)
    return facts


def tier_facts(rows: Any) -> list[Fact]:
    """All leads, young ones too, by tier and what became of them."""
    counted = rows.group_by("tier", "state").aggregate(leads=rows.count()).to_pyarrow().to_pylist()
    leads = {(row["tier"], row["state"]): row["leads"] for row in counted}
    facts = [
        Fact(
            f"{ID}.leads_count", leads.get((tier, state), 0), "count", dimensions={"tier": tier, "state": state},
            recipe=Count({"tier": tier, "state": state}),
        )
        for tier in TIERS
        for state in (OPEN, LOST, WON)
    ]  # fmt: skip
    in_hand = sum(leads.get((tier, OPEN), 0) for tier in TIERS)
    return [*facts, *share(f"{ID}.outside_share", leads.get((OUT, OPEN), 0), in_hand)]


def cost_facts(rows: Any, costs: Sequence[Cost], covered: Collection[date], currency: str) -> list[Fact]:
    counted = rows.group_by("channel", "month", "tier", "state").aggregate(leads=rows.count())
    found = (
        (r["channel"], date.fromisoformat(f"{r['month']}-01"), (r["tier"], r["state"]), int(r["leads"]))
        for r in counted.order_by("channel", "month", "tier", "state").to_pyarrow().to_pylist()
    )
    by_key = cost_by_key(found, costs, covered)
    return [
        Fact(f"{ID}.cost_amount", amount, currency, dimensions={"tier": tier, "state": state})
        for (tier, state), amount in sorted(by_key.items())
    ]


def agreed_facts(rows: Any, agreed: IdealCustomer, as_of: date, currency: str) -> list[Fact]:
    """How many leads fit what was agreed, and what those brought that have had the time."""
    counted = rows.group_by("agreed").aggregate(leads=rows.count()).to_pyarrow().to_pylist()
    leads = {row["agreed"]: row["leads"] for row in counted}
    facts = [
        Fact(f"{ID}.agreed_count", leads.get(fit, 0), "count", dimensions={"fit": fit}, recipe=Count({"agreed": fit}))
        for fit in (INSIDE, OUTSIDE, UNKNOWN)
    ]
    facts += share(f"{ID}.agreed_share", leads.get(INSIDE, 0), leads.get(INSIDE, 0) + leads.get(OUTSIDE, 0))
    found = worths(rows.filter(rows.half != YOUNG), ("agreed",))
    whole = next(one for one in found if one.split == "all")
    for one in found:
        if one.split != "all":
            by: dict[str, Any] = {"fit": one.split.removeprefix("agreed=")}
            facts.append(_value("agreed_value_amount", one, whole, currency, by))
            facts += share(f"{ID}.agreed_won_share", one.won, one.leads, sample=True, **by)
    if agreed.since_on:
        facts.append(Fact(f"{ID}.agreed_age_days", (as_of - agreed.since_on).days, "days"))
    return facts
