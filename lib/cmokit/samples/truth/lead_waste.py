"""What the B2B client's advertising paid for leads that nobody answered, or that sales turned away."""

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.samples.finance import month_of
from cmokit.samples.truth.acquisition import Spent, b2b_costs, b2b_days, last_day, whole_months
from cmokit.samples.truth.b2b_loop import reasons_given
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, truth
from cmokit.samples.truth.paid import NOTHING, money
from cmokit.samples.truth.speed import PROMISE, Wait, waits_of

ID = "money.lead_waste"
LOST = ("unanswered", "rejected_without_reason", "rejected")
STEP = Decimal("0.0001")


def lead_waste(state: State) -> tuple[list[Truth], list[Named]]:
    """Months of advertising and of sellers' work; each lead at what its channel paid for one."""
    days = [activity.on for activity in state.activities if activity.kind != "meeting"]
    first = max(min(days), (state.as_of + timedelta(days=1)).replace(year=state.as_of.year - 1))
    months = [m for m in whole_months(b2b_days(state), state.as_of) if m >= first and last_day(m) <= max(days)][-12:]
    own = [wait for wait in waits_of(state) if month_of(wait.lead.created_at) in months]
    ads = [cost for cost in b2b_costs(state) if cost.is_ads]
    leads = Counter(wait.lead.channel for wait in own)
    each = {c: money(ads, months, c) / leads[c] for c in sorted({cost.channel for cost in ads}) if leads[c]}
    price = {channel: amount.quantize(STEP, ROUND_HALF_EVEN) for channel, amount in each.items()}
    reasons = reasons_given(state)
    problems = {wait.lead.id: _problem(wait, reasons) for wait in own}
    facts = _costs(price, {c: money(ads, months, c) for c in price}, leads, len(own))
    for channel in ("all", *price):
        some = [wait.lead for wait in own if channel in ("all", wait.lead.channel)]
        facts += _problems(
            channel, [(problems[lead.id], price.get(lead.channel, NOTHING)) for lead in some], months, ads
        )
    done = state.attempts()
    tried = sum(len(done.get(who, ())) for who, problem in problems.items() if problem.startswith("rejected"))
    facts.append(truth(f"{ID}.rejected_attempts_count", tried))
    evidence = [
        named(ID, "contact_id", (who for who, found in problems.items() if found == problem), problem=problem)
        for problem in (*LOST, "late")
    ]
    return facts, evidence


def _problem(wait: Wait, reasons: dict[str, str]) -> str:
    """The first that holds."""
    if not wait.latest and wait.problem != "before_lead" and (wait.problem or wait.minutes(None) > PROMISE):
        return "unanswered"
    if wait.lead.id in reasons:
        return "rejected" if reasons[wait.lead.id] else "rejected_without_reason"
    is_late = not wait.problem and wait.latest and wait.minutes(wait.latest) > PROMISE
    return "late" if is_late else ""


def _costs(price: dict[str, Decimal], spent: dict[str, Decimal], leads: Counter[str], count: int) -> list[Truth]:
    facts = [truth(f"{ID}.leads_count", count, channel="all")]
    facts.append(truth(f"{ID}.spend_amount", sum(spent.values(), NOTHING), channel="all"))
    for channel, amount in price.items():
        facts.append(truth(f"{ID}.cost_per_lead_amount", amount, channel=channel))
        facts.append(truth(f"{ID}.leads_count", leads[channel], channel=channel))
        facts.append(truth(f"{ID}.spend_amount", spent[channel], channel=channel))
    return facts


def _problems(channel: str, rows: list[tuple[str, Decimal]], months: list[date], ads: list[Spent]) -> list[Truth]:
    facts, wasted = [], NOTHING
    for problem in (*LOST, "late"):
        costs = [cost for found, cost in rows if found == problem]
        facts.append(truth(f"{ID}.problem_count", len(costs), channel=channel, problem=problem))
        facts.append(truth(f"{ID}.spent_on_amount", sum(costs, NOTHING), channel=channel, problem=problem))
        wasted += sum(costs, NOTHING) if problem in LOST else NOTHING
    whole = money(ads, months, None if channel == "all" else channel)
    part = truth(f"{ID}.wasted_share", float(wasted / whole), channel=channel)
    return [*facts, truth(f"{ID}.wasted_amount", wasted, channel=channel), part]
