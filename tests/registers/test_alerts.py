"""Alerts: no owner, no alert; and none that people learn to ignore."""

from datetime import date

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


def test_what_became_of_an_occurrence_begins_with_its_first_day():
    [alert] = held(ALERTS, {**WHOLE, "acknowledged": ["2026-02-24"], "closed_causes": ["2026-02-16: form repaired"]})
    assert alert.acknowledged_on == (date(2026, 2, 24),)
    assert alert.causes == {date(2026, 2, 16): "form repaired"}
    assert broken(ALERTS, {**WHOLE, "acknowledged": ["last Tuesday"]}) == [("unanswered", "acknowledged", "no_day")]
    assert broken(ALERTS, {**WHOLE, "closed_causes": ["2026-02-24"]}) == [("unanswered", "closed_causes", "no_cause")]


def test_a_watched_series_stands_in_for_a_figure_and_needs_no_range():
    watched = {**WHOLE, "metric": None, "series": "leads", "high": None}
    assert stops(ALERTS, held(ALERTS, watched)) == []
    [alert] = held(ALERTS, watched)
    assert alert.watches == "leads"
    assert not alert.has_range
    [by_metric] = held(ALERTS, {**WHOLE, "metric": "ad_spend"})
    assert (by_metric.watches, by_metric.has_range) == ("spend", True)
    [of_a_fact] = held(ALERTS, WHOLE)
    assert (of_a_fact.watches, of_a_fact.has_range) == (None, False)
