"""Any tool's status log, tickets and reviews, by a mapping: from the client's headers to the canonical tables."""

from datetime import UTC, datetime
from pathlib import Path

from tests.sources.deliveries.given import Client, csv

LOG = {
    "file": "statuslog_*.csv",
    "kind": "work_items",
    "columns": {"item_id": "Vorgang", "title": "Titel", "kind": "Art", "status": "Neuer Status", "entered_at": "Am",
                "owner": "Wer", "rejected_reason": "Grund", "revision_no": "Fassung"},
    "values": {"kind": {"Kampagne": "campaign", "Beitrag": "content"}},
    "formats": {"entered_at": "%d.%m.%Y %H:%M"},
}  # fmt: skip
TICKETS = {
    "file": "helpdesk_*.csv",
    "kind": "tickets",
    "system": "helpdesk",
    "columns": {"ticket_id": "Nummer", "opened_at": "Eröffnet", "closed_at": "Gelöst", "text": "Anliegen",
                "kind": "Gruppe"},
}  # fmt: skip
REVIEWS = {
    "file": "reviews_*.csv",
    "kind": "feedback",
    "columns": {"feedback_id": "Review ID", "received_at": "Date", "text": "Review", "rating": "Stars",
                "source": "Type"},
    "values": {"source": {"Public review": "review"}},
}  # fmt: skip


def test_a_status_log_gives_intervals_and_says_where_work_was_waiting(tmp_path: Path) -> None:
    client = Client.at(tmp_path, mapping=[LOG])
    header = "Vorgang,Titel,Art,Neuer Status,Am,Wer,Grund,Fassung"
    rows = (
        "K-1,Frühling,Kampagne,In Arbeit,13.01.2026 09:00,Olga,,1",
        "K-1,Frühling,Kampagne,Zur Freigabe,14.01.2026 09:00,Olga,,1",
        "K-1,Frühling,Kampagne,Freigegeben,20.01.2026 09:00,Olga,,1",
        "K-2,Messe,Beitrag,Waiting for legal,13.01.2026 10:00,Ben,zu lang,2",
    )
    client.give("statuslog_2026-02-01.csv", csv(header, *rows))
    found = sorted(client.table("work_items"), key=lambda row: (row["item_id"], row["entered_at"]))
    day = lambda n: datetime(2026, 1, n, 8, tzinfo=UTC)  # noqa: E731
    assert [(row["status"], row["kind"], row["is_waiting"], row["left_at"]) for row in found] == [
        ("In Arbeit", "campaign", False, day(14)),
        ("Zur Freigabe", "campaign", True, day(20)),
        ("Freigegeben", "campaign", False, None),
        ("Waiting for legal", "content", True, None),
    ]
    assert (found[-1]["rejected_reason"], found[-1]["revision_no"]) == ("zu lang", 2)


def test_what_the_log_itself_says_is_kept(tmp_path: Path) -> None:
    client = Client.at(tmp_path)
    header = "item_id,status,is_waiting,entered_at,left_at"
    rows = (
        "1,In review,false,2026-01-05T10:00:00Z,2026-01-05T12:00:00Z",
        "1,Done,,2026-01-06T10:00:00Z,",
    )
    client.give("work_items_2026-02-01.csv", csv(header, *rows))
    assert client.column("work_items", "status", "is_waiting", "left_at") == [
        ("Done", False, None),
        ("In review", False, datetime(2026, 1, 5, 12, tzinfo=UTC)),
    ]


def test_tickets_and_reviews_of_any_vendor(tmp_path: Path) -> None:
    client = Client.at(tmp_path, mapping=[TICKETS, REVIEWS])
    ticket = "7,2026-01-05 10:00,2026-01-06 10:00,Invoice is wrong,Billing"
    client.give("helpdesk_2026-02-01.csv", csv("Nummer,Eröffnet,Gelöst,Anliegen,Gruppe", ticket))
    client.give(
        "reviews_2026-02-01.csv", csv("Review ID,Date,Review,Stars,Type", "r1,2026-01-05,Great,4,Public review")
    )
    assert client.column("tickets", "ticket_id", "kind", "text", "source_system") == [
        ("7", "Billing", "Invoice is wrong", "helpdesk")
    ]
    assert client.column("feedback", "feedback_id", "source", "rating") == [("r1", "review", 4.0)]
