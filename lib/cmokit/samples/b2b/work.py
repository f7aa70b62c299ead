"""What people did beside keeping records, made from the records as they ended up, defects and all."""

from cmokit.samples.b2b.activities import make_activities
from cmokit.samples.b2b.billing import make_subscriptions
from cmokit.samples.b2b.board import make_items
from cmokit.samples.b2b.journeys import make_more_touches, untouched
from cmokit.samples.b2b.people_in_sales import prospects
from cmokit.samples.b2b.pilots import make_pilots, routed
from cmokit.samples.b2b.routing import make_lead_changes, make_rejections
from cmokit.samples.b2b.scores import give_scores
from cmokit.samples.b2b.voice import make_said, make_tickets
from cmokit.samples.b2b.web import make_days
from cmokit.samples.b2b.world import World


def add(world: World) -> None:
    """Fill the world's logs of work; each draws from a generator of its own, and no record's identity changes."""
    people = prospects(world)
    world.pilots = make_pilots(people)
    by_rule = routed(world.pilots, people)
    world.activities = list(make_activities(people, by_rule))
    world.rejections = list(make_rejections(people))
    world.lead_changes = make_lead_changes(people, world.activities, world.rejections, by_rule)
    give_scores(world, people)
    unseen = untouched(people)
    touches = [*world.touches, *make_more_touches(people)]
    world.touches = [touch for touch in touches if touch.contact_id not in unseen]
    world.items = list(make_items())
    world.tickets, world.said = list(make_tickets(people)), list(make_said(people))
    world.subscriptions = list(make_subscriptions(people, world.deals))
    world.web_days = make_days()
