"""The truth about the client's dashboards: what each says, beside the same thing counted over the records."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from cmokit.samples.b2b.logged import Reported
from cmokit.samples.b2b.reported import AD_SPEND, NEW_CONTACTS, WON_AMOUNT, WON_COUNT
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, share, truth

ID = "attribution.dashboards"
ROUNDING = Decimal("0.5")
ASKED = {
    WON_COUNT: "won_count",
    WON_AMOUNT: "won_amount",
    NEW_CONTACTS: "leads_count",
    AD_SPEND: "ad_spend_amount",
}


def of_b2b(state: State) -> tuple[list[Truth], list[Named]]:
    """Every figure by dashboard, the questions that two of them answer differently, and how far each is too high."""
    held = [(one, Decimal(repr(one.value)), _held(state, one)) for one in state.reported]
    wrong = [one for one, said, own in held if not _is_equal(one.metric, said, own)]
    facts: list[Truth] = []
    for name in ("all", *sorted({one.dashboard for one, _, _ in held})):
        mine = [one for one, _, _ in held if name in ("all", one.dashboard)]
        agreeing = sum(one not in wrong for one in mine)
        facts += [
            truth(f"{ID}.figures_count", len(mine), dashboard=name),
            truth(f"{ID}.agreeing_count", agreeing, dashboard=name),
            truth(f"{ID}.unchecked_count", 0, dashboard=name),
            *share(f"{ID}.agreement_share", agreeing, len(mine), dashboard=name),
        ]
    asked: dict[tuple[str, object], list[tuple[str, Decimal]]] = defaultdict(list)
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one, said, own in held:
        asked[one.metric, one.start_on].append((one.metric, said))
        for place, value in enumerate((said, own)):
            sums[one.dashboard, ASKED[one.metric]][place] += value
    differing = sum(
        any(not _is_equal(metric, value, answers[0][1]) for metric, value in answers) for answers in asked.values()
    )
    facts.append(truth(f"{ID}.conflict_count", differing))
    for (dashboard, metric), (said, own) in sums.items():
        facts.append(truth(f"{ID}.excess_share", float(said / own - 1), dashboard=dashboard, metric=metric))
    return facts, _named(wrong)


def _named(wrong: list[Reported]) -> list[Named]:
    """The months that differ, by dashboard and figure."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in wrong:
        found[one.dashboard, one.metric].append(one.start_on.isoformat())
    return [
        named(ID, "period_start_on", months, dashboard=dashboard, metric=metric, state="differs")
        for (dashboard, metric), months in found.items()
    ]


def _is_equal(metric: str, said: Decimal, own: Decimal) -> bool:
    return abs(said - own) <= (ROUNDING if metric in (WON_AMOUNT, AD_SPEND) else 0)


def _held(state: State, one: Reported) -> Decimal:
    """The same figure over the records as they are known by now, each person and deal once."""
    won = [
        deal
        for deal in state.leading_deals
        if deal.status == "won" and deal.closed_at and one.start_on <= as_day(deal.closed_at) <= one.end_on
    ]
    new = [c for c in state.leading_contacts if one.start_on <= c.created_at.date() <= one.end_on]
    spent = [ad.spend for ad in state.ads if one.start_on <= ad.day <= one.end_on]
    return {
        WON_COUNT: Decimal(len(won)),
        WON_AMOUNT: sum((deal.amount or Decimal(0) for deal in won), Decimal(0)),
        NEW_CONTACTS: Decimal(len(new)),
        AD_SPEND: sum(spent, Decimal(0)),
    }[one.metric]


def as_day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at
