"""The calendar file: what stands in it, at the hour of the client's own clock."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from cmokit.engagement.load import load_engagement
from cmokit.engagement.plan import plan_of
from cmokit.engagement.workspace import ClientFolder
from cmokit.runs.calendar_file import calendar_file
from tests.runs.test_gates import client, enter

__all__ = ["client"]  # the fixture

WEEKLY = {"id": "weekly", "name": "Weekly review", "next_on": date(2026, 3, 23), "agenda": ["what changed", "why"]}


def events(client: ClientFolder) -> dict[str, object]:
    engagement = load_engagement(client.engagement_file)
    content = calendar_file(client, engagement, plan_of(client.root, engagement.preset))
    return {str(e["uid"]).split("@")[0]: e for e in Calendar.from_ical(content).walk("VEVENT")}


def test_a_meeting_is_at_its_hour_in_the_clients_zone_across_the_change_of_clocks(client):
    enter(client, "cadence", {**WEEKLY, "at": "09:30", "minutes": 45, "owner": "Dr. Jana Vogel"})
    meeting = events(client)["acme-cadence-weekly"]
    zone = ZoneInfo(load_engagement(client.engagement_file).timezone)
    assert meeting.start == datetime(2026, 3, 23, 9, 30, tzinfo=zone)
    assert meeting.end == datetime(2026, 3, 23, 10, 15, tzinfo=zone)
    assert dict(meeting["rrule"]) == {"FREQ": ["WEEKLY"]}
    assert "Dr. Jana Vogel" in str(meeting["description"])
    assert "2. why" in str(meeting["description"])


@pytest.mark.parametrize(("every", "rule"), [("quarter", {"FREQ": ["MONTHLY"], "INTERVAL": [3]}), ("once", None)])
def test_a_cadence_becomes_its_rule(client, every, rule):
    enter(client, "cadence", {**WEEKLY, "every": every})
    meeting = events(client)["acme-cadence-weekly"]
    assert meeting.start == date(2026, 3, 23)
    assert (dict(meeting["rrule"]) if rule else meeting.get("rrule")) == rule


def test_gates_due_days_and_reviews_stand_in_it(client):
    enter(client, "decisions", {"id": "D-1", "issue": "Which agency?", "review_on": date(2026, 3, 1)})
    enter(client, "deliverables", {"id": "a", "deliverable": "Audit", "phase": "audit", "due_on": date(2026, 1, 24)})
    found = events(client)
    assert found["acme-decision-D-1"].start == date(2026, 3, 1)
    assert found["acme-deliverable-a"].start == date(2026, 1, 24)
    assert {name for name in found if "gate" in name} == {
        f"acme-gate-{phase}" for phase in ("audit", "baseline", "pilot", "scale", "handover")
    }


def test_equal_inputs_give_equal_bytes(client):
    enter(client, "cadence", WEEKLY)
    engagement = load_engagement(client.engagement_file)
    plan = plan_of(client.root, engagement.preset)
    assert calendar_file(client, engagement, plan) == calendar_file(client, engagement, plan)


def test_a_paused_meeting_is_left_out(client: ClientFolder, tmp_path: Path):
    enter(client, "cadence", {**WEEKLY, "state": "paused"})
    assert "acme-cadence-weekly" not in events(client)
