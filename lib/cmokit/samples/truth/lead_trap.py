"""What leads of the B2B client cost, and what those who got further cost, campaign by campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from cmokit.samples.b2b.records import AdDay
from cmokit.samples.truth import paid
from cmokit.samples.truth.acquisition import Spent, b2b_days, channel_of, plus, whole_months
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, quantile, share, truth
from cmokit.samples.truth.paid import Advertised, Came, money

ID = "money.lead_trap"
FEWEST = 10


@dataclass(frozen=True)
class Row:
    """A channel or campaign over the months of a step."""

    name: str
    spent: Decimal
    came: int
    got: int

    @property
    def least(self) -> float:
        """What each would cost with the most that chance may hide."""
        return float(self.spent) / paid.ends(self.got)[1]


def advertised(ads: Iterable[AdDay]) -> list[Advertised]:
    return paid.campaigns((ad.campaign, channel_of(ad.platform), ad.day, ad.spend) for ad in ads)


def lead_trap(state: State) -> tuple[list[Truth], list[Named]]:
    days, end = b2b_days(state), datetime.combine(state.as_of, datetime.min.time()) + timedelta(days=1)
    every = advertised(state.ads)
    leads = paid.leads(state, paid.names_by_spelling(every))
    channels = {one.name: one.channel for one in every}
    by_level = {
        "channel": [Spent(one.channel, one.day.replace(day=1), one.spend, True) for one in every],
        "campaign": paid.as_spent(every),
    }
    facts, evidence, first = list[Truth](), list[Named](), list[date]()
    for step in paid.STEPS:
        waits = [days_ for lead in leads if (days_ := lead.reached.get(step)) is not None and days_ >= 0]
        wait = quantile(waits, 0.9)
        months = [m for m in whole_months(days, state.as_of) if paid.age(plus(m, 1), end) >= wait][-12:]
        if not months:
            continue
        first = first or months
        facts.append(truth(f"{ID}.wait_days", wait, step=step))
        for by, costs in by_level.items():
            facts += _step(by, step, _rows(by, costs, leads, step, months), channels)
        got = (one.id for one in leads if one.month in months and step in one.reached and one.channel == "paid_social")
        evidence.append(named(ID, "contact_id", got, channel="paid_social", **{step: "reached"}))
    return facts + _over_time(by_level, leads, first, channels) + _leadless(every, leads, first), evidence


def _rows(by: str, costs: list[Spent], leads: list[Came], step: str, months: list[date]) -> list[Row]:
    found = []
    for name in sorted({cost.channel for cost in costs}):
        own = [lead for lead in leads if lead.month in months and getattr(lead, by) == name]
        spent = money(costs, months, name)
        if spent and (own or by == "channel"):
            found.append(Row(name, spent, len(own), sum(step in lead.reached for lead in own)))
    return found


def _about(by: str, name: str, channels: dict[str, str]) -> dict[str, str]:
    if by == "channel":
        return {"channel": name, "campaign": "all"}
    return {"channel": channels.get(name, "all"), "campaign": "named" if name == "all" else name}


def _step(by: str, step: str, rows: list[Row], channels: dict[str, str]) -> list[Truth]:
    whole = Row("all", sum((r.spent for r in rows), Decimal(0)), sum(r.came for r in rows), sum(r.got for r in rows))
    facts = []
    for row in (whole, *rows):
        about = {**_about(by, row.name, channels), "step": step}
        facts.append(truth(f"{ID}.spend_amount", row.spent, **about))
        facts += [truth(f"{ID}.leads_count", row.came, **about), truth(f"{ID}.reached_count", row.got, **about)]
        facts += share(f"{ID}.reached_share", row.got, row.came, **about)
        facts += [truth(f"{ID}.cost_per_lead_amount", row.spent / row.came, **about)] if row.came else []
        facts += [truth(f"{ID}.cost_each_amount", row.spent / row.got, **about)] if row.got else []
        if row is not whole:
            facts.append(truth(f"{ID}.trap_text", _word(row, whole), **about))
    if whole.got >= FEWEST:
        caught = sum((row.spent for row in rows if _word(row, whole) == "trap"), Decimal(0))
        facts.append(truth(f"{ID}.trap_spend_share", float(caught / whole.spent), by=by, step=step))
    return facts


def _word(row: Row, whole: Row) -> str:
    if whole.got < FEWEST:
        return "too_few"
    if not row.came or row.spent / row.came > whole.spent / whole.came * Decimal("0.9"):
        return "none"
    if row.least > float(whole.spent / whole.got):
        return "trap"
    is_dear = not row.got or row.spent / row.got >= whole.spent / whole.got * Decimal("1.1")
    return "possible" if is_dear else "none"


def _over_time(
    by_level: dict[str, list[Spent]], leads: list[Came], months: list[date], channels: dict[str, str]
) -> list[Truth]:
    """The later half of the months over the earlier half."""
    facts, half = [], len(months) // 2
    for by, costs in by_level.items():
        for name in sorted({cost.channel for cost in costs}) if len(months) >= 4 else ():
            spent = [money(costs, part, name) for part in (months[:half], months[half:])]
            came = [
                sum(lead.month in part and getattr(lead, by) == name for lead in leads)
                for part in (months[:half], months[half:])
            ]
            if min(came) >= FEWEST and min(spent):
                ratio = float(spent[1] / came[1] / (spent[0] / came[0]))
                facts.append(truth(f"{ID}.later_cost_share", ratio, **_about(by, name, channels)))
    return facts


def _leadless(every: list[Advertised], leads: list[Came], months: list[date]) -> list[Truth]:
    named_ = {lead.campaign for lead in leads if lead.month in months}
    sums: dict[tuple[str, str], Decimal] = {("all", "all"): Decimal(0)}
    for one in every:
        if one.day.replace(day=1) in months and one.name not in named_:
            sums["all", "all"] += one.spend
            sums[one.channel, one.name] = sums.get((one.channel, one.name), Decimal(0)) + one.spend
    return [
        truth(f"{ID}.leadless_spend_amount", amount, channel=channel, campaign=name)
        for (channel, name), amount in sums.items()
        if amount
    ]
