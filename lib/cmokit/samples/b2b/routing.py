"""How Salesforce's leads are handed on: from the queue to a seller, from seller to seller, and back to marketing.

Salesforce keeps the history of a field from the day on which somebody switched its tracking on.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType

from cmokit.samples.b2b.crm import SELLERS, user_id
from cmokit.samples.b2b.hours import after_working
from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.logged import OUTBOUND, Activity, LeadChange, Rejection
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.plan import B2B, rng

OWNER, STATUS, REASON = "Owner", "Status", "Disqualified_Reason__c"
# The client's own picklist: none of Salesforce's standard words, so that a status says no stage of the lifecycle.
NEW, WORKING, CONVERTED, CLOSED = "In queue", "Contact attempted", "Handed to sales", "Returned to marketing"
TRACKED_SINCE = datetime(2025, 3, 3, 7)
QUEUE = salesforce_id("queue", 1)
DISPATCHER, RULE = "Milan Ebeling", "Routing rule"
MISROUTED, REJECTED, WITHOUT_REASON = 0.07, 0.55, 0.12
REASONS = {"No budget": 0.3, "Not a fit": 0.28, "Wrong contact": 0.16, "Private or student": 0.14, "No need": 0.12}


def make_rejections(people: list[Prospect]) -> Iterator[Rejection]:
    """Of those who reached mql and came no further, some two weeks later."""
    for prospect in people:
        mql, further = prospect.reached("mql"), prospect.reached("sales_qualified")
        if prospect.person < 0 or mql is None or further:
            continue
        draw = rng(B2B, "rejections", prospect.person)
        chance, at = draw.random(), after_working(mql, draw.randrange(900, 8000))
        reason = draw.choices(list(REASONS), list(REASONS.values()))[0]
        is_named = draw.random() >= WITHOUT_REASON
        if chance < REJECTED:
            yield Rejection(prospect.person, prospect.first.id, at, reason if is_named else "", prospect.owner)


def make_lead_changes(
    people: list[Prospect],
    activities: Iterable[Activity],
    rejections: Iterable[Rejection],
    by_rule: Mapping[int, datetime] = MappingProxyType({}),
) -> list[LeadChange]:
    """Of every lead, in order of time, from the day of tracking on. by_rule: when a rule handed a person's lead on."""
    firsts: dict[int, Activity] = {}
    for activity in activities:
        if activity.direction == OUTBOUND and not activity.is_automated and not activity.is_open:
            firsts.setdefault(activity.person, activity)
            firsts[activity.person] = min(firsts[activity.person], activity, key=lambda a: a.logged_at)
    rejected = {rejection.person: rejection for rejection in rejections}
    found = [
        change
        for prospect in people
        if prospect.lead and prospect.person >= 0
        for change in _changes(
            prospect, firsts.get(prospect.person), rejected.get(prospect.person), by_rule.get(prospect.person)
        )
        if change.at >= TRACKED_SINCE
    ]
    return sorted(found, key=lambda change: (change.at, change.lead_id, change.field))


def _changes(
    prospect: Prospect, first: Activity | None, rejection: Rejection | None, ruled_at: datetime | None
) -> Iterator[LeadChange]:
    lead = prospect.lead
    assert lead is not None
    draw = rng(B2B, "routing", prospect.person)

    def change(field: str, old: str, new: str, at: datetime, by: str) -> LeadChange:
        return LeadChange(lead.id, prospect.person, field, old, new, at, by)

    owners = [(QUEUE, user_id(lead.owner), ruled_at, RULE)] if ruled_at else _owners(draw, prospect, first)
    for old, new, at, by in owners:
        yield change(OWNER, old, new, at, by)
    status = NEW
    converted = prospect.reached("sales_qualified") if prospect.contact else None
    if first and (converted is None or first.logged_at < converted):
        yield change(STATUS, NEW, WORKING, max(first.logged_at, lead.created_at + timedelta(minutes=1)), lead.owner)
        status = WORKING
    if converted:
        yield change(STATUS, status, CONVERTED, converted, lead.owner)
    elif rejection:
        yield change(STATUS, status, CLOSED, rejection.at, lead.owner)
        if rejection.reason:
            yield change(REASON, "", rejection.reason, rejection.at, lead.owner)


def _owners(draw: Random, prospect: Prospect, first: Activity | None) -> Iterator[tuple[str, str, datetime, str]]:
    """From the queue to a seller, for some to another one first; always before the first attempt on a new lead."""
    lead = prospect.lead
    assert lead is not None
    median = 1440.0 if lead.lead_source == "Offline Sources" else 35.0
    delay = timedelta(minutes=round(draw.lognormvariate(0, 0.8) * median) + 1)
    is_wrong, other = draw.random() < MISROUTED, draw.choice([s for s in SELLERS if s != lead.owner])
    latest = first.logged_at if first and first.logged_at > lead.created_at + timedelta(minutes=3) else None
    at = lead.created_at + (min(delay, (latest - lead.created_at) / 2) if latest else delay)
    at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if not is_wrong:
        yield QUEUE, user_id(lead.owner), at, DISPATCHER
        return
    yield QUEUE, user_id(other), at, DISPATCHER
    wait = (latest - at) * 0.7 if latest else timedelta(minutes=draw.randrange(300, 6000))
    again = (at + wait).replace(second=0, microsecond=0) + timedelta(seconds=20)
    yield user_id(other), user_id(lead.owner), again, other
