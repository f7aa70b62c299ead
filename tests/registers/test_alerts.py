"""Alerts: no owner, no alert; and none that people learn to ignore."""

from cmokit.registers.alerts import ALERTS
from tests.registers.held import broken, codes, held, stops

WHOLE = {
    "id": "unanswered",
    "name": "Unanswered leads",
    "metric": "speed.first_response.unanswered_count",
    "high": 20,
    "owner": "Ann",
    "response": "calls",
    "channel": "update",
    "state": "active",
}


def test_a_whole_alert_may_be_active():
    assert stops(ALERTS, held(ALERTS, WHOLE)) == []
    assert codes(ALERTS, held(ALERTS, WHOLE)) == []


def test_an_active_alert_needs_owner_figure_response_and_range():
    for field in ("owner", "metric", "response"):
        assert stops(ALERTS, held(ALERTS, {**WHOLE, field: None})) == [("unanswered", field, "alert_without")]
    assert stops(ALERTS, held(ALERTS, {**WHOLE, "high": None})) == [("unanswered", "low", "alert_without")]
    assert stops(ALERTS, held(ALERTS, {**WHOLE, "owner": None, "state": "planned"})) == []


def test_an_alert_that_is_mostly_ignored_is_trivial():
    ignored = {**WHOLE, "raised_count": 10, "acted_on_count": 4}
    assert codes(ALERTS, held(ALERTS, ignored)) == [("unanswered", "acted_on_count", "trivial_alert")]
    assert codes(ALERTS, held(ALERTS, {**ignored, "acted_on_count": 5})) == []
    assert codes(ALERTS, held(ALERTS, {**ignored, "raised_count": 9})) == []


def test_a_range_has_its_ends_in_order():
    assert broken(ALERTS, {**WHOLE, "low": 20}) == [("unanswered", "high", "bad_order")]
