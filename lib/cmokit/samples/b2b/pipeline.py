"""The deals of the B2B client: what they are worth, how long each stage takes, how they end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from cmokit.samples.b2b.people import TruePerson
from cmokit.samples.b2b.records import LOST, PIPELINE, WON
from cmokit.samples.calendar import later
from cmokit.samples.plan import B2B, rng

# Median amount and spread (of the logarithm) by segment, in EUR.
AMOUNTS = {"small": (7_500, 0.45), "mid_market": (22_000, 0.5), "enterprise": (64_000, 0.6)}
# Of the deals that enter a stage, how many are lost there, and the median days that they stay.
STAGES = {
    "Prospecting": (0.10, 7.0),
    "Qualification": (0.14, 13.0),
    "Needs Analysis": (0.16, 17.0),
    "Proposal/Price Quote": (0.15, 19.0),
    "Negotiation/Review": (0.16, 16.0),
}
LOSS_REASONS = ("Price", "No budget", "Competitor", "Timing", "No decision")


@dataclass
class TrueDeal:
    """A possible sale, with every stage it passes until it is won or lost, whenever that will be."""

    key: int
    person: TruePerson
    name: str
    amount: Decimal
    entries: list[tuple[str, datetime]]
    expected_close: date
    loss_reason: str
    repriced: tuple[datetime, Decimal] | None


def make_deals(persons: list[TruePerson]) -> list[TrueDeal]:
    """One deal for every person who becomes an opportunity; a won deal makes the person a customer."""
    draw = rng(B2B, "deals")
    deals: list[TrueDeal] = []
    for person in persons:
        started = next((at for stage, at in person.entries if stage == "opportunity"), None)
        if started is None:
            continue
        deal = _deal(draw, len(deals), person, started + timedelta(minutes=draw.randrange(3, 50)))
        deals.append(deal)
        if deal.entries[-1][0] == WON:
            person.entries.append(("customer", deal.entries[-1][1] + timedelta(minutes=5)))
    return deals


def amount_of(draw: Random, segment: str) -> Decimal:
    """A list price, rounded to 50."""
    median, spread = AMOUNTS[segment]
    return Decimal(max(20, round(draw.lognormvariate(0, spread) * median / 50)) * 50)


def _deal(draw: Random, key: int, person: TruePerson, started: datetime) -> TrueDeal:
    entries = _path(draw, started)
    amount = amount_of(draw, person.company.segment)
    lost = entries[-1][0] == LOST
    product = draw.choice(("Platform", "Analytics", "Starter", "Integration"))
    reprice_at = next((at + timedelta(minutes=90) for stage, at in entries if stage == PIPELINE[3]), None)
    old_amount = amount + amount_of(draw, "small") if reprice_at and draw.random() < 0.3 else None
    return TrueDeal(
        key=key,
        person=person,
        name=f"{person.company.name} {product} {started:%Y-%m}",
        amount=amount,
        entries=entries,
        expected_close=(started + timedelta(days=90)).date(),
        loss_reason=draw.choice(LOSS_REASONS) if lost else "",
        repriced=(reprice_at, old_amount) if reprice_at and old_amount else None,
    )


def _path(draw: Random, started: datetime) -> list[tuple[str, datetime]]:
    entries, at = [], started
    for stage, (lost_share, median_days) in STAGES.items():
        entries.append((stage, at))
        # A deal waits at least three hours, so that the change of its amount never falls behind the next stage.
        at = max(later(draw, at, median_days, 0.6), at + timedelta(hours=3))
        if draw.random() < lost_share:
            return [*entries, (LOST, at)]
    return [*entries, (WON, at)]
