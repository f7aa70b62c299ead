"""Touchpoints that follow from other records, and those that do not because an export tells them."""

from pathlib import Path

from tests.sources.deliveries.given import Client, csv
from tests.sources.exports import utc

PEOPLE = "contact_id,source_system,email,created_at,lead_source,channel,utm_source,utm_medium,utm_campaign,is_test"
MEMBERS = "campaign_id,contact_id,status,responded_at,source_system"
SHOWN = ("touchpoint_id", "kind", "channel", "derived_from")


def given(tmp_path: Path, *people: str, **keys: object) -> Client:
    client = Client.at(tmp_path, systems={"used": ["hubspot", "salesforce"], "leading": {"contact": "hubspot"}}, **keys)
    client.give("contacts_2026-02-04.csv", csv(PEOPLE, *people))
    return client


def test_a_new_contact_touched_the_channel_of_its_source(tmp_path: Path) -> None:
    when = "2026-01-05T10:00:00Z"
    client = given(
        tmp_path,
        f"1,hubspot,a@x.example,{when},Paid Search,paid_search,google,cpc,spring,",
        f"2,hubspot,b@x.example,{when},Organic Search,organic_search,,,,",
        f"3,hubspot,c@x.example,{when},Webinar,webinar,,,,",
        f"4,hubspot,d@x.example,{when},,unknown,linkedin,paid-social,,",
        f"5,hubspot,e@x.example,{when},,unknown,,,,",  # nobody knows how this one came
        f"6,hubspot,f@x.example,{when},Webinar,webinar,,,,true",
        "7,hubspot,g@x.example,,Webinar,webinar,,,,",
    )
    assert client.column("touchpoints", *SHOWN) == [
        ("contact:1", "form", "paid_search", "contacts"),
        ("contact:2", "visit", "organic_search", "contacts"),
        ("contact:3", "event", "webinar", "contacts"),
        ("contact:4", "form", "paid_social", "contacts"),
    ]


def test_two_records_of_one_person_came_once_at_the_first_of_them(tmp_path: Path) -> None:
    client = given(
        tmp_path,
        "1,hubspot,a@x.example,2026-01-05T10:00:00Z,,unknown,,,,",
        "00Q1,salesforce,a@x.example,2026-01-06T10:00:00Z,Webinar,webinar,,,,",
    )
    assert client.column("touchpoints", "contact_id", "channel", "touched_at") == [
        ("00Q1", "webinar", utc("2026-01-05 10:00"))
    ]


def test_the_clients_own_word_for_a_medium_counts(tmp_path: Path) -> None:
    row = "1,hubspot,a@x.example,2026-01-05T10:00:00Z,,unknown,google,bezahlt,,"
    client = given(tmp_path, row, channels={"mediums": {"bezahlt": "cpc"}})
    assert client.column("touchpoints", "channel") == ["paid_search"]


def with_campaign(client: Client, *members: str) -> Client:
    client.give("campaigns_2026-02-04.csv", csv("campaign_id,name,channel,source_system", "C,Fair,event,salesforce"))
    client.give("members_2026-02-04.csv", csv(MEMBERS, *members))
    return client


def test_a_response_is_a_touchpoint_of_the_campaigns_channel_once_a_person(tmp_path: Path) -> None:
    nobody = "1,hubspot,a@x.example,2026-01-01T10:00:00Z,,unknown,,,,"
    copy = "00Q1,salesforce,a@x.example,2026-01-01T10:00:00Z,,unknown,,,,"
    other = "003A,salesforce,b@x.example,2026-01-01T10:00:00Z,,unknown,,,,true"
    client = with_campaign(
        given(tmp_path, nobody, copy, other),
        "C,00Q1,Responded,2026-01-05T11:00:00Z,salesforce",
        "C,003A,Responded,2026-01-05T11:00:00Z,salesforce",  # a test record
        "C,003B,Sent,,salesforce",  # did not respond
    )
    assert client.column("touchpoints", *SHOWN, "campaign") == [
        ("response:C:00Q1", "event", "event", "campaign_members", "Fair")
    ]


def test_a_response_and_the_record_that_it_made_are_one_touch(tmp_path: Path) -> None:
    """At 23:30 UTC it is the next day in Berlin: the day is the client's."""
    client = with_campaign(
        given(tmp_path, "00Q1,salesforce,a@x.example,2026-01-04T23:30:00Z,Trade Show,event,,,,"),
        "C,00Q1,Responded,2026-01-05T11:00:00Z,salesforce",
    )
    assert client.column("touchpoints", "derived_from") == ["campaign_members"]


def test_what_an_export_of_touchpoints_tells_is_not_derived(tmp_path: Path) -> None:
    client = with_campaign(
        given(tmp_path, "1,hubspot,a@x.example,2026-01-05T10:00:00Z,Webinar,webinar,,,,"),
        "C,00Q1,Responded,2026-01-09T11:00:00Z,salesforce",
    )
    assert client.column("touchpoints", "derived_from") == ["campaign_members", "contacts"]
    header = "touchpoint_id,contact_id,touched_at,kind,channel,source_system"
    client.give("touches_2026-02-04.csv", csv(header, "t1,1,2026-01-05T10:00:00Z,visit,webinar,hubspot"))
    # HubSpot's own visits say what its source condenses; they say nothing of Salesforce's campaigns.
    assert client.column("touchpoints", "touchpoint_id") == ["response:C:00Q1", "t1"]
    client.give("more_2026-02-05.csv", csv(header, "t2,00Q1,2026-01-09T10:00:00Z,event,event,salesforce"))
    assert client.column("touchpoints", "touchpoint_id") == ["t1", "t2"]


def test_inbound_calls_and_meetings_are_touches_and_nothing_that_sellers_began(tmp_path: Path) -> None:
    client = given(tmp_path, "1,hubspot,a@x.example,2026-01-01T10:00:00Z,,unknown,,,,")
    header = "activity_id,contact_id,kind,direction,is_automated,occurred_at,occurred_on,source_system"
    rows = (
        "a,1,call,inbound,false,2026-01-05T10:00:00Z,2026-01-05,hubspot",
        "b,1,meeting,inbound,,,2026-01-06,hubspot",
        "c,1,call,outbound,false,2026-01-07T10:00:00Z,,hubspot",
        "d,1,email,inbound,false,2026-01-08T10:00:00Z,,hubspot",
        "e,,call,inbound,false,2026-01-08T10:00:00Z,,hubspot",
    )
    client.give("activities_2026-02-04.csv", csv(header, *rows))
    assert client.column("touchpoints", "touchpoint_id", "kind", "channel", "touched_at") == [
        ("activity:a", "call", "sales", utc("2026-01-05 10:00")),
        ("activity:b", "other", "sales", utc("2026-01-06 11:00")),  # noon in Berlin, never midnight
    ]


def test_the_latest_source_of_every_delivery_stays(tmp_path: Path) -> None:
    client = Client.at(tmp_path)
    header = (
        "Record ID,Email,Lifecycle Stage,Create Date,Original Source,Latest Traffic Source,Latest Traffic Source Date"
    )
    first = "1,a@x.example,Lead,2026-01-01 10:00,Organic Search,{},{}"
    client.give("contacts_2026-01-15.csv", csv(header, first.format("Organic Search", "2026-01-01 10:00")))
    client.give("contacts_2026-02-15.csv", csv(header, first.format("EMAIL_MARKETING", "2026-01-20 09:00")))
    client.give("contacts_2026-03-15.csv", csv(header, first.format("Paid Search", "2026-03-01 09:00")))
    assert client.column("touchpoints", "channel", "derived_from") == [
        ("email", "contacts.latest_source"),
        ("organic_search", "contacts"),  # the latest was the first: one touch
        ("paid_search", "contacts.latest_source"),
    ]
