"""The truth about the B2B client's deals in time: what the pipeline yields, how deals end, how long stages take."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from cmokit.samples.b2b.crm import user_id
from cmokit.samples.b2b.records import PIPELINE, SALESFORCE, Deal
from cmokit.samples.truth.b2b_funnel import DAY, days_between, visit_of
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth

CENT = Decimal("0.01")
FEWEST = 20  # deals that left, before a group is stated
AGES = (30, 60, 90, 120)  # days


@dataclass(frozen=True)
class Window:
    """The year up to the end of the report's day, in local time."""

    start: datetime
    end: datetime

    @property
    def days(self) -> Fraction:
        return _days(self.start, self.end)


def velocity(state: State) -> tuple[list[Truth], list[Named]]:
    """The four numbers of the whole and of each group, by Little's law, and what usual formulas make of them."""
    window = _window(state)
    deals = [d for d in state.leading_deals if not d.closed_at or d.closed_at >= window.start]
    facts: list[Truth] = []
    groups = _groups(state, deals)
    stated = {split: own for split, own in groups.items() if _left(own) and len(_left(own)) >= FEWEST}
    for split, own in {"": deals, **stated}.items():
        facts += _numbers(own, window, **({"split": split} if split else {}))
    facts += _whole(deals, window)
    facts.append(truth("pipeline.velocity.small_groups_count", len(groups) - len(stated)))
    won = named("pipeline.velocity", "opportunity_id", (d.id for d in deals if d.status == "won"), left="won")
    return facts, [won]


def _window(state: State) -> Window:
    after = datetime.combine(state.as_of, datetime.min.time()) + DAY
    first = min(deal.created_at for deal in state.leading_deals).replace(hour=0, minute=0)
    return Window(max(first, after.replace(year=after.year - 1)), after)


def _groups(state: State, deals: list[Deal]) -> dict[str, list[Deal]]:
    """By pipeline (only HubSpot names one), segment of the company, and owner as the system writes it."""
    segments = {company.id: company.segment for company in state.companies}
    groups: dict[str, list[Deal]] = {}
    for deal in deals:
        in_salesforce = deal.system == SALESFORCE
        leader = state.leader.get(deal.company_id, "")
        splits = [("pipeline", "" if in_salesforce else "Sales Pipeline"), ("segment", segments.get(leader, ""))]
        splits.append(("owner_id", user_id(deal.owner) if in_salesforce and deal.owner else deal.owner))
        for column, value in splits:
            if value:
                groups.setdefault(f"{column}={value}", []).append(deal)
    return groups


def _left(deals: list[Deal]) -> list[Deal]:
    return [deal for deal in deals if deal.status != "open"]


def _numbers(deals: list[Deal], window: Window, **dims: str) -> list[Truth]:
    id_, out = "pipeline.velocity", _left(deals)
    won = [deal for deal in out if deal.status == "won"]
    amounts = [deal.amount for deal in won if deal.amount is not None]
    stock = _stock(deals, window)
    facts = share(f"{id_}.win_rate_share", len(won), len(out), **dims)
    facts.append(truth(f"{id_}.cycle_days", float(stock / len(out)), **dims))
    facts.append(truth(f"{id_}.closed_count", len(out), **dims))
    if amounts:
        average = Fraction(sum(amounts)) / len(amounts)
        per_day = (stock / window.days) * Fraction(len(won), len(out)) * average / (stock / len(out))
        facts.append(truth(f"{id_}.average_won_amount", _cents(average), **dims))
        facts.append(truth(f"{id_}.amount_per_day_amount", _cents(per_day), **dims))
    return facts


def _whole(deals: list[Deal], window: Window) -> list[Truth]:
    id_, out = "pipeline.velocity", _left(deals)
    won = [deal for deal in out if deal.status == "won"]
    amounts = [deal.amount for deal in won if deal.amount is not None]
    total, stock = sum(amounts, Decimal(0)), _stock(deals, window)
    came = sum(deal.created_at >= window.start for deal in deals)
    at_start, at_end = len(deals) - came, len(deals) - len(out)
    cycle = sum((_days(deal.created_at, deal.closed_at) for deal in out if deal.closed_at), Fraction(0)) / len(out)
    yields = Fraction(len(won), len(out)) * Fraction(total) / len(amounts)
    usual = {
        "stock_over_closed_cycle": at_end * yields / cycle,
        "created_over_closed_cycle": came * yields / cycle,
        "open_counted_as_lost": Fraction(len(won), len(deals))
        * len(out)
        * Fraction(total)
        / len(amounts)
        / window.days,
    }
    return [
        truth(f"{id_}.entered_count", came),
        truth(f"{id_}.open_at_start_count", at_start),
        truth(f"{id_}.open_at_end_count", at_end),
        truth(f"{id_}.won_amount", total),
        truth(f"{id_}.won_per_day_amount", _cents(Fraction(total) / window.days)),
        truth(f"{id_}.stock_days", float(stock)),
        truth(f"{id_}.stock_growth_share", float((at_end - at_start) / (stock / window.days))),
        *(truth(f"{id_}.shortcut_amount", _cents(value), shortcut=name) for name, value in usual.items()),
    ]


def _stock(deals: list[Deal], window: Window) -> Fraction:
    """All days that these deals were open within the window."""
    ends = ((max(d.created_at, window.start), min(d.closed_at or window.end, window.end)) for d in deals)
    return sum((_days(first, last) for first, last in ends), Fraction(0))


def _days(start: datetime, end: datetime) -> Fraction:
    return Fraction(round(days_between(start, end) * 86_400), 86_400)


def _cents(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(CENT, ROUND_HALF_EVEN)


def outcomes(state: State) -> tuple[list[Truth], list[Named]]:
    """How deals end by age, worked out deal by deal: each exit takes its part of those who were still waiting."""
    end = _window(state).end
    deals, id_ = state.leading_deals, "pipeline.outcome"
    facts = [truth(f"{id_}.deals_count", len(deals)), truth(f"{id_}.closed_count", len(_left(deals)))]
    groups = _groups(state, deals)
    stated = {split: own for split, own in groups.items() if len(_left(own)) >= FEWEST}
    facts.append(truth(f"{id_}.small_groups_count", len(groups) - len(stated)))
    for split, own in {"": deals, **stated}.items():
        dims = {"split": split} if split else {}
        for day in AGES:
            won, lost = _incidence(own, end, day)
            facts.append(truth(f"{id_}.win_probability_share", won, day=str(day), **dims))
            if not split:
                facts.append(truth(f"{id_}.lost_probability_share", lost, day=str(day)))
                facts.append(truth(f"{id_}.still_open_share", 1 - won - lost, day=str(day)))
    for day in AGES:
        young = [d for d in deals if d.status == "open" and _days(d.created_at, end) < day]
        facts.append(truth(f"{id_}.immature_count", len(young), day=str(day)))
    facts += _entry_months(deals, end)
    return facts, [named(id_, "opportunity_id", (d.id for d in deals if d.status == "lost"), outcome="lost")]


def _incidence(deals: list[Deal], end: datetime, day: int) -> tuple[float, float]:
    waits = sorted((float(_days(d.created_at, d.closed_at or end)), d.status) for d in deals)
    waiting, shares = 1.0, {"won": 0.0, "lost": 0.0}
    for age in sorted({age for age, status in waits if status != "open" and age <= day}):
        at_risk = sum(other >= age for other, _ in waits)
        ended = {kind: sum(pair == (age, kind) for pair in waits) for kind in shares}
        for kind, count in ended.items():
            shares[kind] += waiting * count / at_risk
        waiting *= 1 - sum(ended.values()) / at_risk
    return shares["won"], shares["lost"]


def _entry_months(deals: list[Deal], end: datetime) -> list[Truth]:
    """Won by age of each month's deals, where the youngest of them has had the time."""
    facts: list[Truth] = []
    months: dict[str, list[Deal]] = {}
    for deal in deals:
        months.setdefault(f"{deal.created_at:%Y-%m}", []).append(deal)
    for month, own in months.items():
        facts.append(truth("pipeline.outcome.cohort_count", len(own), month=month))
        for day in AGES:
            if min(_days(deal.created_at, end) for deal in own) >= day:
                won = [d for d in own if d.status == "won" and d.closed_at and _days(d.created_at, d.closed_at) <= day]
                dims = {"month": month, "day": str(day)}
                facts += share("pipeline.outcome.cohort_won_share", len(won), len(own), **dims)
    return facts


def time_in_stage(state: State) -> tuple[list[Truth], list[Named]]:
    """Each deal goes through its stages once; a visit lasts until the next entry, or still goes on."""
    end, id_ = _window(state).end, "pipeline.time_in_stage"
    facts: list[Truth] = []
    late: list[str] = []
    waiting, medians = 0, {}
    for stage in PIPELINE:
        visits = [(deal, *visit_of(deal, stage)) for deal in state.leading_deals if stage in dict(deal.entries)]
        stays = [(float(_days(entered, left or end)), left is not None) for _, entered, left in visits]
        ends = [(float(_days(at, deal.closed_at or end)), deal.status != "open") for deal, at, _ in visits]
        limits = {q: _reached_by(stays, q) for q in (0.5, 0.75, 0.9)}
        still = [(deal, float(_days(at, end))) for deal, at, left in visits if left is None]
        beyond = [deal.id for deal, days in still if limits[0.9] is not None and days > limits[0.9]]
        late, waiting, medians[stage] = late + beyond, waiting + len(still), limits[0.5] or 0.0
        facts.append(truth(f"{id_}.visits_count", len(visits), stage=stage))
        facts.append(truth(f"{id_}.open_count", len(still), stage=stage))
        facts.append(truth(f"{id_}.overdue_count", len(beyond), stage=stage))
        found = {("stay_days", str(q)): days for q, days in limits.items()} | {
            ("left_days", ""): _reached_by(ends, 0.5)
        }
        for (name, quantile), days in found.items():
            dims = {"stage": stage, "quantile": quantile} if quantile else {"stage": stage}
            facts += [truth(f"{id_}.{name}", days, **dims)] if days is not None else []
    facts += [truth(f"{id_}.all_open_count", waiting), truth(f"{id_}.all_overdue_count", len(late))]
    facts += share(f"{id_}.overdue_share", len(late), waiting)
    facts.append(truth(f"{id_}.slowest_text", max(PIPELINE, key=lambda stage: medians[stage])))
    return facts, [named(id_, "opportunity_id", late, is_overdue="True")]


def _reached_by(waits: list[tuple[float, bool]], share_: float) -> float | None:
    """The first time by which that share has ended, those who still wait counted until they were last seen."""
    waiting = 1.0
    for time in sorted({time for time, has_ended in waits if has_ended}):
        at_risk = sum(other >= time for other, _ in waits)
        waiting *= 1 - sum(pair == (time, True) for pair in waits) / at_risk
        if waiting <= 1 - share_ + 1e-12:
            return time
    return None
