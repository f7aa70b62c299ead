"""The truth about the B2B client's stages: lifecycle, funnel by cohort, pipeline, and money by channel."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, LOST, PIPELINE, WON, Contact, Deal
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Named, Truth, named, quantile, share, truth

TAXONOMY = {*LIFECYCLE, "evangelist", "Evangelist", "other"}
RANK = {stage: place for place, stage in enumerate(LIFECYCLE)}
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


def days_between(start: datetime, end: datetime) -> float:
    """Real time between two local times: a day on which the clocks change has 23 or 25 hours."""
    return (_instant(end) - _instant(start)) / DAY


def _instant(local: datetime) -> datetime:
    return local.replace(tzinfo=BERLIN).astimezone(UTC)


def conformance(state: State) -> tuple[list[Truth], list[Named]]:
    """Of leading contacts: a copy's stage is no stage of its own."""
    people = [c for c in state.leading_contacts if c.system == HUBSPOT]
    entered = {stage: [c for c in people if stage in dict(c.history)] for stage in LIFECYCLE}
    facts, evidence = [], []
    for before, stage in pairwise(LIFECYCLE):
        skipped = [c.id for c in entered[stage] if before not in dict(c.history)]
        facts += share("lifecycle.conformance.skipped_share", len(skipped), len(entered[stage]), stage=stage)
        evidence.append(named("lifecycle.conformance", "contact_id", skipped, problem="skipped", stage=stage))
    facts += [truth("lifecycle.conformance.entered_count", len(entered[stage]), stage=stage) for stage in LIFECYCLE]
    falls = {c.id: _falls(c) for c in people}
    outside = [c.id for c in state.leading_contacts if c.stage and c.stage not in TAXONOMY]
    facts.append(truth("lifecycle.conformance.backward_count", sum(falls.values())))
    facts.append(truth("lifecycle.conformance.oscillating_count", sum(count >= 2 for count in falls.values())))
    facts.append(truth("lifecycle.conformance.outside_count", len(outside)))
    evidence.append(
        named("lifecycle.conformance", "contact_id", (i for i, n in falls.items() if n), problem="backward")
    )
    evidence.append(named("lifecycle.conformance", "contact_id", outside, problem="outside"))
    return facts, evidence


def _falls(contact: Contact) -> int:
    stages = [RANK[stage] for stage, _ in contact.history]
    return sum(after < before for before, after in pairwise(stages))


def conversion(state: State) -> list[Truth]:
    """Every adjacent pair of stages, in all and by segment and channel."""
    people = [c for c in state.leading_contacts if c.system == HUBSPOT]
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    facts: list[Truth] = []
    for from_, to in pairwise(LIFECYCLE):
        cohort = [(c, _first(c, from_), _reached(c, to)) for c in people if from_ in dict(c.history)]
        times = [max(0.0, days_between(start, at)) for _, start, at in cohort if at]
        if times:
            p90 = quantile(times, 0.9)
            facts.append(truth("funnel.conversion.maturity_days", p90, from_=from_, to=to))
            facts += _by_split(cohort, from_, to, end, p90)
    return facts


def _by_split(
    cohort: list[tuple[Contact, datetime, datetime | None]], from_: str, to: str, end: datetime, p90: float
) -> list[Truth]:
    """A split in which nobody is mature is left out."""
    parts: dict[str, list[tuple[bool, bool]]] = {}
    for contact, start, at in cohort:
        seen = (days_between(start, end) >= p90, at is not None)
        for split in ("all", f"segment={contact.segment}", f"channel={contact.channel}"):
            parts.setdefault(split, []).append(seen)
    facts: list[Truth] = []
    for split, own in parts.items():
        mature = [has_reached for is_mature, has_reached in own if is_mature]
        dims = {"from_": from_, "to": to, "split": split}
        if mature:
            facts += share("funnel.conversion.stage_share", sum(mature), len(mature), **dims)
            facts.append(truth("funnel.conversion.entered_count", len(own), **dims))
            facts.append(truth("funnel.conversion.immature_count", len(own) - len(mature), **dims))
    return facts


def _first(contact: Contact, stage: str) -> datetime:
    return min(at for entered, at in contact.history if entered == stage)


def _reached(contact: Contact, stage: str) -> datetime | None:
    """First entry of this stage or a later one."""
    return min((at for entered, at in contact.history if RANK[entered] >= RANK[stage]), default=None)


def leaks(state: State) -> tuple[list[Truth], list[Named]]:
    """The pipeline of leading deals. A visit lasts until the next stage or the close."""
    end = datetime.combine(state.as_of, datetime.min.time()) + DAY
    facts: list[Truth] = []
    evidence: list[Named] = []
    at_stake: dict[str, Decimal] = {}
    for stage in PIPELINE:
        visits = [(deal, *visit_of(deal, stage)) for deal in state.leading_deals if stage in dict(deal.entries)]
        finished = [days_between(entered, left) for _, entered, left in visits if left]
        lost = [d for d, _, _ in visits if d.status == "lost" and d.entries[-2][0] == stage]
        limit = quantile(finished, 0.9) if finished else None
        stalled = [d for d, at, left in visits if limit is not None and not left and days_between(at, end) > limit]
        advanced = [d for d, _, _ in visits if _advanced(d, stage)]
        decided = [d for d, _, left in visits if left]
        dims = {"funnel": "pipeline", "stage": stage}
        facts.append(truth("funnel.leaks.entered_count", len(visits), **dims))
        facts += share("funnel.leaks.advanced_share", len(advanced), len(decided), **dims)
        facts += [truth("funnel.leaks.delay_days", median(finished), **dims)] if finished else []
        for name, deals in (("lost", lost), ("stalled", stalled)):
            amount = sum((d.amount or Decimal(0) for d in deals), Decimal(0))
            facts.append(truth(f"funnel.leaks.{name}_count", len(deals), **dims))
            facts.append(truth(f"funnel.leaks.{name}_amount", amount, **dims))
            at_stake[stage] = at_stake.get(stage, Decimal(0)) + amount
            evidence.append(named("funnel.leaks", "record_id", (d.id for d in deals), problem=name, **dims))
    worst = max(PIPELINE, key=lambda stage: at_stake[stage])
    facts.append(truth("funnel.leaks.bottleneck_text", worst, funnel="pipeline"))
    return facts, evidence


def visit_of(deal: Deal, stage: str) -> tuple[datetime, datetime | None]:
    """When the deal entered the stage, and when it left it; None while it is there."""
    times = [at for _, at in deal.entries]
    place = [entered for entered, _ in deal.entries].index(stage)
    return times[place], times[place + 1] if place + 1 < len(times) else None


def _advanced(deal: Deal, stage: str) -> bool:
    later = [entered for entered, _ in deal.entries[[e for e, _ in deal.entries].index(stage) + 1 :]]
    return any(entered != LOST for entered in later)


def platform_to_crm(state: State) -> list[Truth]:
    """Value claimed by the platforms, and value won by the deal's channel."""
    claimed = {"paid_search": Decimal(0), "paid_social": Decimal(0)}
    for ad in state.ads:
        claimed["paid_search" if ad.platform == "google" else "paid_social"] += ad.value
    won: dict[str, Decimal] = {}
    for deal in state.leading_deals:
        if deal.stage == WON and deal.amount is not None:
            won[deal.channel] = won.get(deal.channel, Decimal(0)) + deal.amount
    facts = []
    for channel in (*sorted({*claimed, *won}), "all"):
        ours = sum(won.values(), Decimal(0)) if channel == "all" else won.get(channel, Decimal(0))
        theirs = sum(claimed.values(), Decimal(0)) if channel == "all" else claimed.get(channel, Decimal(0))
        for step, amount in (("ad_reported", theirs), ("double_counted", ours - theirs), ("crm", ours)):
            facts.append(truth("money.platform_to_cash.step_amount", amount, step=step, channel=channel))
    return facts
