"""What follows from several files: history between snapshots, conversions, an order's channel."""

from decimal import Decimal

from tests.sources.deliveries.given import Client, contacts, csv

DEALS = "opportunity_id,source_system,stage,status,amount,currency,owner_id,created_at,closed_at,contact_id,synced_id"


def test_a_stage_that_changed_between_two_exports_was_entered_between_them(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead", "bob Lead"))
    client.give("contacts_2026-02-04.csv", contacts("ann Customer", "bob Lead", "new Lead"))
    [entry] = client.table("stage_entries")
    assert (entry["entity_id"], entry["stage"], entry["previous_stage"]) == ("ann", "customer", "lead")
    assert entry["entered_at"].isoformat() == "2026-02-04T11:00:00+00:00"  # noon in Berlin: that day everywhere
    assert entry["derived_from"] == "between snapshots 2026-01-05 and 2026-02-04"
    assert client.column("field_changes", "field", "old_value", "new_value") == [
        ("lifecycle_stage", "lead", "customer")
    ]


def test_history_that_an_export_tells_is_not_derived_again(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead", "bob Lead"))
    client.give("contacts_2026-02-04.csv", contacts("ann Customer", "bob Customer"))
    header = "entity,entity_id,stage,entered_at"
    client.give("stages_2026-02-04.csv", csv(header, "contact,ann,customer,2026-01-20T10:00:00Z"))
    header = "entity,entity_id,field,old_value,new_value,changed_at"
    client.give("changes_2026-02-04.csv", csv(header, "contact,x,lifecycle_stage,lead,mql,2025-01-20T10:00:00Z"))
    assert client.column("stage_entries", "entity_id", "derived_from") == [
        ("ann", None),
        ("bob", "between snapshots 2026-01-05 and 2026-02-04"),
    ]
    assert client.column("field_changes", "entity_id", "derived_from") == [("x", None)]


def test_a_copy_has_no_history_of_its_own_also_when_it_is_gone_later(tmp_path) -> None:
    client = Client.at(tmp_path, systems={"used": ["hubspot", "salesforce"], "leading": {"contact": "hubspot"}})
    header = "contact_id,source_system,email,lifecycle_stage"
    others = [f"h{n},hubspot,h{n}@x.example,lead" for n in range(20)]
    client.give("contacts_2026-01-05.csv", csv(header, *others, "a,salesforce,h1@x.example,lead"))
    client.give("contacts_2026-02-04.csv", csv(header, *others, "a,salesforce,h1@x.example,mql"))
    assert not (client.snapshot().folder / "stage_entries.parquet").exists()
    client.give("contacts_2026-03-06.csv", csv(header, *others, "b,salesforce,b@x.example,lead"), full=True)
    assert not (client.snapshot().folder / "stage_entries.parquet").exists()


def test_a_first_or_narrower_export_changes_nothing(client: Client) -> None:
    client.give("contacts_2026-01-05.csv", contacts("ann Lead"))
    narrow = csv("Record ID,First Name,Last Name,Job Title", "ann,Ann,Example,Head of Sales")
    snapshot = client.give("contacts_2026-02-04.csv", narrow).snapshot
    assert not (snapshot.folder / "stage_entries.parquet").exists()
    assert not (snapshot.folder / "field_changes.parquet").exists()


def test_won_deals_of_the_leading_record_are_conversions(tmp_path) -> None:
    systems = {"used": ["hubspot", "salesforce"], "leading": {"opportunity": "salesforce"}}
    client = Client.at(tmp_path, systems=systems)
    client.give(
        "opportunities_2026-02-04.csv",
        csv(
            DEALS,
            "1,hubspot,Won,won,100.00,EUR,o,2026-01-01T10:00:00Z,2026-01-20T10:00:00Z,ann,salesforce:D",
            "D,salesforce,Won,won,120.00,EUR,o,2026-01-01T10:00:00Z,2026-01-20T10:00:00Z,A,",
            "E,salesforce,Lost,lost,70.00,EUR,o,2026-01-01T10:00:00Z,2026-01-20T10:00:00Z,A,",
        ),
    )
    won = [row for row in client.table("conversions") if row["kind"] == "won"]
    assert [(row["conversion_id"], row["value_amount"], row["derived_from"]) for row in won] == [
        ("opportunity:D", Decimal(120), "opportunities")
    ]


def test_orders_are_conversions_unless_an_export_gives_them(client: Client) -> None:
    header = "order_id,ordered_at,cancelled_at,total_amount,subtotal_amount,currency"
    orders = csv(
        header, "1,2026-01-02T10:00:00Z,,12.00,9.00,EUR", "2,2026-01-02T10:00:00Z,2026-01-03T10:00:00Z,5.00,4.00,EUR"
    )
    client.give("orders_2026-02-04.csv", orders)
    assert client.column("conversions", "conversion_id", "value_amount") == [("order:1", Decimal(9))]
    header = "conversion_id,contact_id,converted_at,kind,value_amount,currency"
    client.give("conversions_2026-02-04.csv", csv(header, "k1,ann,2026-01-02T10:00:00Z,order,11.00,EUR"))
    assert client.column("conversions", "conversion_id", "derived_from") == [("k1", None)]


def test_a_channel_per_order_export_fills_what_the_order_does_not_say_better(tmp_path) -> None:
    rule = {"file": "survey_*.csv", "kind": "orders", "columns": {"order_id": "Bestellung", "channel": "Kanal"}}
    client = Client.at(tmp_path, mapping=[rule])
    header = "order_id,ordered_at,total_amount,subtotal_amount,currency,channel,channel_from"
    when = "2026-01-02T10:00:00Z,12.00,9.00,EUR"
    rows = (f"1,{when},email,note_attributes", f"2,{when},affiliate,discount_code", f"3,{when},unknown,", f"4,{when},,")
    client.give("orders_2026-02-04.csv", csv(header, *rows))
    client.give("survey_2026-02-05.csv", csv("Bestellung,Kanal", "#1,referral", "#2,referral", "0003,event", "9,event"))
    assert client.column("orders", "order_id", "channel", "channel_from", "gone_on") == [
        ("1", "email", "note_attributes", None),
        ("2", "referral", "export", None),
        ("3", "event", "export", None),
        ("4", None, None, None),
    ]
    assert client.column("orders", "total_amount") == [Decimal(12)] * 4
