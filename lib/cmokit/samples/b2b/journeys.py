"""How people of the B2B client came and came back: further touches beside the first form and the look at the prices.

Whoever becomes an opportunity has more of them. Some have none at all: marketing never saw how the seller met them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cmokit.samples.b2b.crm import UTM
from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.b2b.records import Touch
from cmokit.samples.plan import B2B, rng

FIRST_NUMBER = 20_000
PER_PERSON = 10
# Touches beside the usual ones: of people who become an opportunity, of leads, of the rest.
MORE = {"opportunity": (0.04, 0.16, 0.22, 0.22, 0.16, 0.12, 0.08), "lead": (0.45, 0.3, 0.15, 0.1), "": (0.8, 0.2)}
# Where the next touch comes from: kind, channel, share.
SOURCES = {
    ("ad_click", "paid_search"): 0.17, ("ad_click", "paid_social"): 0.13, ("email_click", "email"): 0.20,
    ("visit", "organic_search"): 0.15, ("visit", "direct"): 0.10, ("visit", "referral"): 0.05,
    ("event", "event"): 0.07, ("event", "webinar"): 0.07, ("visit", "unknown"): 0.06,
}  # fmt: skip
PAGES = {"ad_click": "/trial", "email_click": "/news", "visit": "/blog", "event": ""}
BEFORE = timedelta(days=45)  # how long before the form the tool can trace a browser back
UNTOUCHED = 0.06  # of won deals' people: the form was filled in by a seller, and no visit is known


@dataclass(frozen=True)
class _Span:
    """When one person's touches can lie."""

    start: datetime
    end: datetime

    def moment(self, draw: Random) -> datetime:
        minutes = (self.end - self.start) // timedelta(minutes=1)
        return self.start + timedelta(minutes=draw.randrange(max(1, minutes)))


def make_more_touches(people: list[Prospect]) -> Iterator[Touch]:
    """The further touches of everybody whom HubSpot knows, whenever they will be."""
    for prospect in people:
        if prospect.own and prospect.person >= 0:
            yield from _of(rng(B2B, "journeys", prospect.person), prospect)


def untouched(people: list[Prospect]) -> set[str]:
    """HubSpot's ids of the customers whose touches nobody ever saw."""
    found = [p for p in people if p.own and p.person >= 0 and p.reached("customer")]
    return {p.own.id for p in found if p.own and rng(B2B, "untouched", p.person).random() < UNTOUCHED}


def _of(draw: Random, prospect: Prospect) -> Iterator[Touch]:
    own = prospect.own
    assert own is not None
    stage = next((stage for stage in ("opportunity", "lead") if prospect.reached(stage)), "")
    count = draw.choices(range(len(MORE[stage])), MORE[stage])[0]
    end = prospect.reached("opportunity") or own.created_at + timedelta(days=60)
    span = _Span(own.created_at - BEFORE, end + timedelta(days=20 if stage == "opportunity" else 0))
    for number in range(count):
        at = span.moment(draw)
        kind, channel = draw.choices(list(SOURCES), list(SOURCES.values()))[0]
        source, medium, campaigns = UTM.get(channel, ("", "", ("",)))
        yield Touch(
            f"T{FIRST_NUMBER + prospect.person * PER_PERSON + number:06d}", own.id, at, kind, channel, source, medium,
            draw.choice(campaigns), PAGES[kind],
        )  # fmt: skip
