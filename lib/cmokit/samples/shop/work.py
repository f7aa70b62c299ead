"""What the shop's people did and said beside ordering, made from the orders as they ended up, defects and all."""

from cmokit.samples.shop.journeys import make_touches
from cmokit.samples.shop.pilots import make_pilots
from cmokit.samples.shop.records import World
from cmokit.samples.shop.voice import make_reviews, make_tickets
from cmokit.samples.shop.web import make_days


def add(world: World) -> None:
    """Fill the world's logs; each draws from generators of its own, and no order changes."""
    world.touches = make_touches(world.orders, world.contacts)
    world.reviews, world.tickets = list(make_reviews(world.orders)), list(make_tickets(world.orders))
    world.web_days = make_days()
    world.pilots = make_pilots(world.orders, world.contacts)
