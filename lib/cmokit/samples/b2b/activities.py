"""What sellers and machines did for each person: answers to new leads, follow-ups, meetings, automatic mails.

How fast a person is answered depends on the seller, the company's size and the source, and is drawn from those alone:
a person who gets far is answered a little faster because sellers pick who looks good, not the other way round.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from cmokit.samples.b2b.hours import after_working
from cmokit.samples.b2b.ids import salesforce_id
from cmokit.samples.b2b.logged import INBOUND, OUTBOUND, Activity
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.b2b.records import HUBSPOT, SALESFORCE
from cmokit.samples.plan import B2B, rng

# Median working minutes until the first attempt, by seller; the rest of the sales team.
MEDIAN = {"Lena Hartwig": 45, "Nadia Farahani": 60, "Ines Castellano": 90, "Tobias Moorkamp": 180,
          "Julian Rehberg": 300, "Henrik Voigt": 600}  # fmt: skip
NOBODY = 240
BY_SEGMENT = {"small": 1.4, "mid_market": 1.0, "enterprise": 0.6}
BY_SOURCE = {"Referrals": 0.7, "Paid Search": 0.8, "Offline Sources": 1.6}
SPREAD = 0.9
UNANSWERED, UNANSWERED_OFFLINE, UNANSWERED_READER = 0.14, 0.30, 0.25
MEDIAN_BY_RULE, UNANSWERED_BY_RULE = 35, 0.03  # of leads that the routing rule hands on
DATE_ONLY, CALLED_IN, MET_BEFORE, SEQUENCED, PLANNED = 0.2, 0.08, 0.02, 0.15, 0.04
CALL_OUTCOMES = {"Connected": 0.45, "No Answer": 0.35, "Left Voicemail": 0.2}
PER_PERSON = 16  # ids kept free for each person


def make_activities(people: list[Prospect], by_rule: Container[int] = ()) -> Iterator[Activity]:
    """Everything that was ever done for each person, whenever that will be. by_rule: whom the rule handed on."""
    for prospect in people:
        if prospect.person >= 0:
            yield from _numbered(
                prospect, sorted(_of(prospect, prospect.person in by_rule), key=lambda a: (a.logged_at, a.subject))
            )


def _numbered(prospect: Prospect, found: list[Activity]) -> Iterator[Activity]:
    for number, activity in enumerate(found, start=prospect.person * PER_PERSON):
        if activity.system == HUBSPOT:
            yield replace(activity, id=str(61_200_400_000 + number * 13))
        else:
            yield replace(activity, id=salesforce_id("event" if activity.kind == "meeting" else "task", number))


def _of(prospect: Prospect, is_by_rule: bool) -> Iterator[Activity]:
    """One person's. Those whom HubSpot alone knows are answered from there."""
    draw = rng(B2B, "activities", prospect.person)
    created = prospect.first.created_at
    make = _Maker(draw, prospect, HUBSPOT if not (prospect.lead or prospect.contact) else SALESFORCE)
    if prospect.own:
        at = created + timedelta(minutes=draw.randrange(1, 3))
        text = "Automatic reply: thank you for your request"
        yield replace(make.timed("email", OUTBOUND, at, text), system=HUBSPOT, is_automated=True, owner="")
    if draw.random() < SEQUENCED:
        at = created + timedelta(days=1, minutes=draw.randrange(5, 90))
        yield replace(make.timed("sequence_step", OUTBOUND, at, "[Sequence] Introduction, step 1"), is_automated=True)
    if draw.random() < CALLED_IN:
        yield make.timed("call", INBOUND, after_working(created, draw.randrange(5, 900)), "Inbound call", "Connected")
    if draw.random() < MET_BEFORE:
        met = (created - timedelta(days=draw.randrange(3, 40))).replace(hour=10, minute=30)
        subject = "Talk at our booth"
        yield replace(make.timed("meeting", OUTBOUND, met, subject), logged_at=created + timedelta(hours=20))
    first = _first_attempt(draw, prospect, is_by_rule)
    if first:
        yield from _attempts(draw, make, first)
    yield from _later(draw, make, prospect)


def _first_attempt(draw: Random, prospect: Prospect, is_by_rule: bool) -> datetime | None:
    """When a seller first tried; never, for some who did not get far."""
    person, qualified = prospect.first, prospect.reached("sales_qualified")
    is_reader = prospect.reached("lead") is None
    share = UNANSWERED_READER if is_reader else UNANSWERED
    share = UNANSWERED_OFFLINE if person.lead_source == "Offline Sources" else share
    chance = draw.random()
    median = MEDIAN.get(prospect.owner, NOBODY) * BY_SEGMENT[person.segment] * BY_SOURCE.get(person.lead_source, 1.0)
    minutes = draw.lognormvariate(0, SPREAD) * median * (0.8 if prospect.reached("mql") else 1.0)
    if is_by_rule:
        share, minutes = UNANSWERED_BY_RULE, 10 + minutes * MEDIAN_BY_RULE / median
    if chance < share and not qualified:
        return None
    at = after_working(person.created_at, minutes)
    if qualified and at >= qualified:
        at = person.created_at + (qualified - person.created_at) * draw.uniform(0.2, 0.9)
    return at.replace(second=0, microsecond=0)


def _attempts(draw: Random, make: "_Maker", first: datetime) -> Iterator[Activity]:
    """The first attempt and up to three more; some calls are logged the day after, without their time."""
    at = first
    for number in range(1 + draw.choices((0, 1, 2, 3), (4, 3, 2, 1))[0]):
        if draw.random() < 0.6:
            call = make.timed("call", OUTBOUND, at, "Call", draw.choices(*_split(CALL_OUTCOMES))[0])
            is_late = draw.random() < DATE_ONLY and make.system == SALESFORCE  # HubSpot always asks for the time
            yield make.dated(call) if is_late else call
        else:
            yield make.timed("email", OUTBOUND, at, ("Your request", "Following up")[number > 0])
        at = after_working(at, draw.randrange(400, 3000))


def _later(draw: Random, make: "_Maker", prospect: Prospect) -> Iterator[Activity]:
    """A demo for everybody whom sales took on, and plans that were never carried out."""
    qualified = prospect.reached("sales_qualified")
    if qualified:
        at = after_working(qualified, draw.randrange(600, 4000)).replace(minute=0)
        asked = draw.random() < 0.2
        subject = "Demo booked online (booking page)" if asked else "Product demo"
        demo = make.timed("meeting", INBOUND if asked else OUTBOUND, at, subject)
        yield replace(demo, minutes=draw.choice((30, 45, 60)), logged_at=min(at, qualified + timedelta(minutes=9)))
    if draw.random() < PLANNED:
        at = after_working(prospect.first.created_at, 2000)
        yield replace(make.timed("call", OUTBOUND, at + timedelta(days=30), "Call back"), is_open=True, logged_at=at)


@dataclass
class _Maker:
    """Makes one person's activities in one system."""

    draw: Random
    prospect: Prospect
    system: str

    def timed(self, kind: str, direction: str, at: datetime, subject: str, outcome: str = "") -> Activity:
        """Logged as it was done."""
        return Activity(
            self.system, "", self.prospect.person, kind, direction, at, at.date(), at, self.prospect.owner, subject,
            outcome, minutes=30 if kind == "meeting" else self.draw.randrange(1, 15) if kind == "call" else 0,
        )  # fmt: skip

    def dated(self, activity: Activity) -> Activity:
        """The same, written down the next morning: its day alone is known."""
        logged = datetime.combine(activity.on + timedelta(days=1), datetime.min.time())
        return replace(activity, at=None, logged_at=logged + timedelta(hours=9, minutes=self.draw.randrange(50)))


def _split(shares: dict[str, float]) -> tuple[list[str], list[float]]:
    return list(shares), list(shares.values())
