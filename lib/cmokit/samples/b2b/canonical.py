"""What no vendor module reads, as the client's own files under the canonical tables' column names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cmokit.samples.b2b.records import HUBSPOT, Touch
from cmokit.samples.b2b.view import View
from cmokit.samples.files import csv_bytes

BERLIN = ZoneInfo("Europe/Berlin")


def fields_csv(view: View) -> bytes:
    """The field list of HubSpot's three objects."""
    rows = [[f.object, f.field, f.label, f.type, HUBSPOT] for f in view.fields]
    return csv_bytes(("object", "field", "label", "type", "source_system"), rows)


def field_changes_csv(view: View) -> bytes:
    """The history of tracked contact fields since the delivery before."""
    headers = ("entity", "entity_id", "field", "old_value", "new_value", "changed_at", "changed_by", "changed_by_kind",
               "source_system")  # fmt: skip
    rows = [
        ["contact", c.contact_id, c.field, c.old, c.new, _stamp(c.at), c.by, c.by_kind, HUBSPOT]
        for c in sorted(view.field_changes, key=lambda c: (c.at, c.contact_id, c.field))
    ]
    return csv_bytes(headers, rows)


def stage_entries_csv(view: View) -> bytes:
    """Stages entered again since the delivery before: HubSpot's own columns keep the first entry of each stage only."""
    headers = ("entity", "entity_id", "stage", "entered_at", "previous_stage", "changed_by", "changed_by_kind",
               "source_system")  # fmt: skip
    moves = sorted(
        (
            (move.at, contact.id, move)
            for contact in view.of(HUBSPOT)
            for move in contact.moves
            if move.at >= view.since
        ),
        key=lambda entry: entry[:2],
    )
    rows = [
        ["contact", contact_id, move.stage, _stamp(at), move.previous, move.by, move.by_kind, HUBSPOT]
        for at, contact_id, move in moves
    ]
    return csv_bytes(headers, rows)


def touches_csv(view: View) -> bytes:
    """Visits and forms since the delivery before; the website's export loses the number of a few."""
    headers = ("touchpoint_id", "contact_id", "touched_at", "kind", "channel", "utm_source", "utm_medium",
               "utm_campaign", "page", "source_system")  # fmt: skip
    keyless = {id(touch) for touch in view.keyless_touches}
    rows = [
        _touch(t, "" if id(t) in keyless else t.id)
        for t in sorted([*view.touches, *view.keyless_touches], key=lambda t: (t.at, t.id))
    ]
    return csv_bytes(headers, rows)


def _touch(t: Touch, number: str) -> list[object]:
    return [
        number, t.contact_id, _stamp(t.at), t.kind, t.channel, t.utm_source, t.utm_medium, t.utm_campaign, t.page,
        HUBSPOT,
    ]  # fmt: skip


def _stamp(local: datetime) -> str:
    return local.replace(tzinfo=BERLIN).isoformat()
