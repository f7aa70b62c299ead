"""What leads did in their first two weeks, before sales took over. Ibis over the canonical tables."""

from dataclasses import dataclass
from typing import Any

import ibis

from cmokit.methods.linkage import with_leading_id

FIRST_DAYS = 14
SECONDS_A_DAY = 86_400
ENTERING = 3_600  # seconds: what happens within the hour is how they came in, not what they did next
ASKING = ("form", "event", "call", "chat")  # kinds of touches by which a person comes forward
NOTHING, LOOKED, CAME_BACK, ASKED = "nothing", "looked", "came_back", "asked"
BEHAVIOURS = (NOTHING, LOOKED, CAME_BACK, ASKED)


@dataclass(frozen=True)
class Behaved:
    """Leads that are old enough to be judged, of one behaviour. reached: taken over by sales later on."""

    behaviour: str
    leads: int
    reached: int


def behaved(leads: Any, touchpoints: Any, entity_links: Any) -> list[Behaved]:
    """leads: rows of `lead_outcomes`. nothing more, looked (once), came back (more than once), asked (came forward).

    Leads that were taken over within these days are left out: they had no time to show how they behave.
    """
    window = FIRST_DAYS * SECONDS_A_DAY
    entered, reached = leads.entered_at.epoch_seconds(), leads.reached_at.epoch_seconds()
    own = leads.filter(leads.is_mature, leads.reached_at.isnull() | (reached - entered > window))
    named = with_leading_id(touchpoints, entity_links, "contact", "contact_id", "who")
    touches = named.filter(named.touched_at.notnull()).select("who", "touched_at", "kind")
    joined = own.inner_join(touches, own.person_id == touches.who)
    since = joined.touched_at.epoch_seconds() - joined.entered_at.epoch_seconds()
    near = joined.filter(since > ENTERING, since <= window)
    seen = near.group_by("person_id").aggregate(touches=near.count(), asked=near.kind.isin(ASKING).sum())
    told = own.left_join(seen, "person_id", rname="{name}_seen")
    number = told.touches.fill_null(0)
    behaviour = ibis.cases(
        (told.asked.fill_null(0) > 0, ASKED), (number > 1, CAME_BACK), (number == 1, LOOKED), else_=NOTHING
    )
    rows = told.mutate(behaviour=behaviour)
    counted = rows.group_by("behaviour").aggregate(leads=rows.count(), reached=rows.reached_at.count())
    found = {r["behaviour"]: Behaved(**r) for r in counted.to_pyarrow().to_pylist()}
    return [found[name] for name in BEHAVIOURS if name in found]
