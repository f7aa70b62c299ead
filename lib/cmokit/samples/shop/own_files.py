"""Files of the shop's smaller tools: its tracking under the kit's column names, reviews, a help desk, analytics."""

from datetime import datetime

from cmokit.samples.files import PLAIN, WITH_MARK, csv_bytes
from cmokit.samples.plan import Delivery
from cmokit.samples.shop.contact_list import SYSTEM
from cmokit.samples.shop.records import Touch, World
from cmokit.samples.shop.web import ACCOUNT
from cmokit.samples.web import acquisition_csv, reported

TOUCH_HEADERS = (
    "touchpoint_id", "contact_id", "touched_at", "kind", "channel", "utm_source", "utm_medium", "utm_campaign",
    "source_system",
)  # fmt: skip
REVIEW_HEADERS = ("review_id", "reviewer_email", "created_at", "rating", "body", "product_sku", "source")
DESK_HEADERS = ("Ticket ID", "Requester", "Opened", "Solved", "Topic", "Priority", "Message")


def files_of(world: World, delivery: Delivery, since: datetime) -> dict[str, bytes]:
    """File name → content; since: the delivery before, from which on logs are told."""
    day = delivery.on.isoformat()
    web = reported(world.web_days, delivery)
    return {
        f"touchpoints-{day}.csv": touches_csv(touches_of(world, since, delivery.cutoff)),
        f"ga4-traffic-acquisition-{day}.csv": acquisition_csv(web, ACCOUNT),
        f"reviews-{day}.csv": _reviews(world, since, delivery.cutoff),
        f"helpdesk-{day}.csv": _tickets(world, delivery.cutoff),
    }


def touches_of(world: World, since: datetime, cutoff: datetime) -> list[Touch]:
    return [touch for touch in world.touches if since <= touch.at < cutoff]


def touches_csv(touches: list[Touch]) -> bytes:
    """Times with the shop's offset."""
    rows = [
        [t.id, t.email, f"{t.at:%Y-%m-%dT%H:%M:%S}+03:00", t.kind, t.origin.channel, t.origin.utm_source,
         t.origin.utm_medium, t.origin.utm_campaign, SYSTEM]
        for t in touches
    ]  # fmt: skip
    return csv_bytes(TOUCH_HEADERS, rows)


def _reviews(world: World, since: datetime, cutoff: datetime) -> bytes:
    rows = [
        [s.id, s.contact_id, _time(s.received_at), s.rating, s.text, s.product, s.source]
        for s in world.reviews
        if since <= s.received_at < cutoff
    ]
    return csv_bytes(REVIEW_HEADERS, rows, WITH_MARK)


def _tickets(world: World, cutoff: datetime) -> bytes:
    """The whole list each time; who solves a case later has it open now."""
    rows = [
        [t.id, t.contact_id, _time(t.opened_at), _time(t.closed_at if t.closed_at and t.closed_at < cutoff else None),
         t.kind, t.priority, t.text]
        for t in world.tickets
        if t.opened_at < cutoff
    ]  # fmt: skip
    return csv_bytes(DESK_HEADERS, rows, PLAIN)


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
