"""The shop without a single defect."""

from cmokit.samples.plan import SHOP
from cmokit.samples.shop import advertising, buying, customers, fate
from cmokit.samples.shop.records import World


def make_world() -> World:
    """A fresh world each time: defects change it in place."""
    orders = buying.make_orders()
    for order in orders:
        fate.live(order)
    ads = advertising.make_ads()
    contacts = customers.make_contacts(orders)
    return World(slug=SHOP, orders=orders, ads=ads, restated=advertising.restate(ads), contacts=contacts)
