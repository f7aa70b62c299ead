"""What marketing knows of a person beside the stage: a score, a reason, the size of the company.

The score told who would get far until June 2025. Then a new form gave everybody points for nothing. The last activity
is written when a deal closes: whoever trains on it knows the outcome.
"""

from datetime import date, timedelta
from random import Random

from cmokit.samples.b2b.people_in_sales import Prospect
from cmokit.samples.b2b.records import HUBSPOT, LIFECYCLE, Contact
from cmokit.samples.b2b.world import World
from cmokit.samples.plan import B2B, rng

DRIFTED_SINCE = date(2025, 7, 1)
SIZES = {"small": (5, 49), "mid_market": (50, 499), "enterprise": (500, 12_000)}


def give_scores(world: World, people: list[Prospect]) -> None:
    """Scores, rejections, last activities and sizes onto HubSpot's records."""
    rejected = {rejection.contact_id: rejection for rejection in world.rejections}
    closed = {d.contact_id: d.closed_at for d in world.deals if d.system == HUBSPOT and d.closed_at}
    for prospect in people:
        if prospect.own and prospect.person >= 0:
            own = prospect.own
            own.score = _score(rng(B2B, "scores", prospect.person), own)
            found, ended = rejected.get(own.id), closed.get(own.id)
            own.rejected = (found.at, found.reason) if found else None
            own.worked_at = ended + timedelta(minutes=5) if ended else None
    for company in world.companies:
        if company.system == HUBSPOT:
            draw = rng(B2B, "employees", company.key)
            company.employees = round(_size(draw, *SIZES[company.segment]))


def _score(draw: Random, contact: Contact) -> int:
    """0 to 100. Before the drift 14 points for every stage that the person will reach, and noise; after it noise."""
    reached = sum(stage in dict(contact.entries) for stage in LIFECYCLE[1:])
    drifted = contact.created_at.date() >= DRIFTED_SINCE
    middle = 58.0 if drifted else 18.0 + 14 * reached
    return min(100, max(0, round(draw.gauss(middle, 14))))


def _size(draw: Random, fewest: int, most: int) -> float:
    """Many small ones and few large ones within the segment."""
    return float(fewest * (most / fewest) ** draw.random())
