"""The truth about the scale phase, after the last delivery: board, forecast, capacity, rollout."""

from collections.abc import Iterable

from cmokit.samples.b2b.world import World as B2bWorld
from cmokit.samples.plan import B2B, DELIVERIES, SHOP, Delivery
from cmokit.samples.shop.records import AdDay, World
from cmokit.samples.truth import board, forecast
from cmokit.samples.truth.b2b_state import State
from cmokit.samples.truth.facts import Truth
from cmokit.samples.truth.rollout import rollout

LAST = DELIVERIES[-1].number


def of_b2b(world: B2bWorld, state: State) -> list[Truth]:
    if state.number != LAST:
        return []
    ahead = forecast.of_b2b(state) + forecast.capacity(state)
    return board.of_b2b(state, world.pilots) + ahead + rollout(B2B, world.pilots)


def of_shop(world: World, delivery: Delivery, ads: Iterable[AdDay]) -> list[Truth]:
    if delivery.number != LAST:
        return []
    return board.of_shop(world, delivery) + forecast.of_shop(world, delivery, ads) + rollout(SHOP, world.pilots)
