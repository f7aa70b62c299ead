"""All files of one delivery of the shop."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cmokit.samples.pilots import files_of as pilot_files
from cmokit.samples.plan import DELIVERIES, SHOP, Delivery, rng
from cmokit.samples.shop import books, contact_list, courier, meta, own_files, shopify, stripe
from cmokit.samples.shop.advertising import RESTATED_MONTH, RESTATED_SINCE
from cmokit.samples.shop.fate import SETTLEMENTS
from cmokit.samples.shop.records import CURRENCY, AdDay, Order, World
from cmokit.sources.finance.layout import FILE as FINANCE

# Later order exports cover the days in which something can still change.
WINDOW_DAYS = 75
RIYADH = ZoneInfo("Asia/Riyadh")
CORRECTED = 3


def export(world: World, delivery: Delivery) -> dict[str, bytes]:
    """File name → content."""
    before = next((d for d in DELIVERIES if d.number == delivery.number - 1), None)
    since = before.cutoff if before else datetime.min
    day = delivery.on.isoformat()
    files = {
        f"contacts-{day}.csv": contact_list.contacts_csv(contact_list.contacts_of(world, delivery)),
        f"shopify-orders-{day}.csv": shopify.orders_csv(orders_of(world, delivery), delivery),
        f"meta-ads-{day}.csv": meta.meta_csv(ads_of(world, delivery)),
        f"stripe-payments-{day}.csv": stripe.payments_csv(world.orders, world.loose, delivery, _window(delivery)),
        f"stripe-balance-{day}.csv": stripe.balance_csv(world.orders, world.loose, delivery, since),
        FINANCE: books.finance_file(world, delivery, ads_until(world, delivery)),
    }
    files |= own_files.files_of(world, delivery, since)
    files |= pilot_files(world.pilots, delivery, since, RIYADH, CURRENCY)
    files |= {
        f"courier-settlement-{on}.xlsx": courier.settlement_xlsx(world.orders, on) for on in settlements(delivery)
    }
    if delivery.number == CORRECTED:
        files |= _export_with_wrong_shipping(world, delivery)
    return files


def settlements(delivery: Delivery) -> list[date]:
    """The courier's days of payment that a delivery holds.

    The courier's portal gives the last one of the delivery before once more: the same file, which counts once.
    """
    before = next((d.on for d in DELIVERIES if d.number == delivery.number - 1), date.min)
    own = [on for on in SETTLEMENTS if before <= on < delivery.on]
    return [on for on in SETTLEMENTS if on < before][-1:] + own


def orders_of(world: World, delivery: Delivery) -> list[Order]:
    """The orders that a delivery's export covers: all at first, then a window of days."""
    return [order for order in world.orders if _window(delivery) <= order.created_at < delivery.cutoff]


def ads_of(world: World, delivery: Delivery) -> list[AdDay]:
    """All days at first; later the month before the delivery, with what Meta restated."""
    start = (delivery.on - timedelta(days=64)).replace(day=1) if delivery.number > 1 else world.ads[0].day
    newer = {(ad.campaign_id, ad.day): ad for ad in world.restated} if delivery.number >= RESTATED_SINCE else {}
    if newer:
        start = min(start, datetime(*RESTATED_MONTH, 1).date())
    return [newer.get((ad.campaign_id, ad.day), ad) for ad in world.ads if start <= ad.day <= delivery.last_day]


def ads_until(world: World, delivery: Delivery) -> list[AdDay]:
    """Each campaign and day as the newest delivery that covers the day reports it, whatever the campaign is called."""
    newest: dict[tuple[str, str, date], AdDay] = {}
    for one in DELIVERIES[: delivery.number]:
        newest |= {(ad.campaign_id, ad.campaign, ad.day): ad for ad in ads_of(world, one)}
    return list(newest.values())


def _window(delivery: Delivery) -> datetime:
    return datetime.min if delivery.number == 1 else delivery.cutoff - timedelta(days=WINDOW_DAYS)


def _export_with_wrong_shipping(world: World, delivery: Delivery) -> dict[str, bytes]:
    """Three weeks' orders, exported a day early with some shipping ten times too high; the newer file mends it."""
    early = Delivery(delivery.number, delivery.on - timedelta(days=1))
    orders = [order for order in orders_of(world, early) if order.created_at >= early.cutoff - timedelta(days=21)]
    dear = frozenset(rng(SHOP, "dear shipping").sample([order.id for order in orders if order.shipping], 15))
    return {f"shopify-orders-{early.on}.csv": shopify.orders_csv(orders, early, dear)}
