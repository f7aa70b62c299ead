"""Dashboards beside the records: one definition, one period, one channel, and what two of them answer differently."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cmokit.analyses.attribution.dashboards import ANALYSIS
from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.methods.dashboards import channel_named, metric_named
from cmokit.vocabulary import Severity
from tests.analyses.builders import given, measured, outcome, rows_of, value_of

MARCH = replace(DEFAULTS, as_of=date(2026, 3, 31))
ENDS = {"01": "31", "02": "28", "03": "31", "04": "30"}


def said(dashboard: str, metric: str, month: str, value: float, **changes: Any) -> dict[str, Any]:
    first, last = f"2026-{month}-01", f"2026-{month}-{ENDS[month]}"
    return {"dashboard": dashboard, "metric": metric, "dimension": "all", "period_start_on": first,
            "period_end_on": last, "value": value, "unit": "count", "owner": "Ann", **changes}  # fmt: skip


def contact(name: str, created: str, channel: str | None = "email", **changes: Any) -> dict[str, Any]:
    return {"contact_id": name, "created_at": f"2026-{created}", "channel": channel, **changes}


def deal(name: str, closed: str, amount: float | None = 100, **changes: Any) -> dict[str, Any]:
    return {"opportunity_id": name, "created_at": "2026-01-02", "closed_at": f"2026-{closed}", "status": "won",
            "amount": amount, "currency": "EUR", "channel": "event", **changes}  # fmt: skip


def states(*figures: dict[str, Any], definitions: Any = MARCH, **tables: Any) -> list[str]:
    """Agrees, differs or not_checked, in the order of the evidence."""
    return rows_of(measured(ANALYSIS, given(dashboards=figures, **tables), definitions).evidence, "state")


def test_a_figure_is_counted_again_for_the_same_days() -> None:
    contacts = [contact("a", "01-31T10:00"), contact("b", "02-01T00:00"), contact("c", "02-28T23:59")]
    assert states(said("D", "new_contacts_count", "02", 2), contacts=contacts) == ["agrees"]
    assert states(said("D", "new_contacts_count", "02", 3), contacts=contacts) == ["differs"]


def test_days_are_those_of_the_client_s_clock() -> None:
    berlin = replace(MARCH, timezone="Europe/Berlin")
    contacts = [contact("a", "01-31T23:30:00")]
    assert states(said("D", "leads", "02", 1), contacts=contacts, definitions=berlin) == ["agrees"]


def test_records_of_one_person_in_two_systems_count_once() -> None:
    """The usual mistake: a dashboard that adds up both systems."""
    contacts = [contact("h", "02-03"), contact("s", "02-03", source_system="salesforce")]
    links = [{"entity": "contact", "leading_id": "h", "source_system": "salesforce", "record_id": "s"}]
    found = outcome(
        ANALYSIS, given(dashboards=[said("D", "leads", "02", 2)], contacts=contacts, entity_links=links), MARCH
    )
    assert rows_of(found.evidence, "own_value", "state") == [(1, "differs")]
    assert value_of(found.section.facts, "excess_share", dashboard="D", metric="leads_count") == 1


def test_one_channel_is_held_against_that_channel() -> None:
    contacts = [contact("a", "02-03"), contact("b", "02-03", "event"), contact("c", "02-04", None)]
    figures = (
        said("D", "leads", "02", 1, dimension="E-Mail"),
        said("D", "leads", "02", 1, dimension="channel=event"),
        said("D", "leads", "02", 1, dimension="unknown"),
        said("D", "leads", "02", 1, dimension="country=DE"),
    )
    assert sorted(states(*figures, contacts=contacts)) == ["agrees", "agrees", "agrees", "not_checked"]


def test_qualified_leads_are_people_by_their_first_day_as_one() -> None:
    entry = {"entity": "contact", "entity_id": "a", "stage": "mql"}
    entries = [{**entry, "entered_at": f"2026-{month}-03"} for month in ("02", "03")]
    figures = (said("D", "MQLs", "02", 1), said("D", "MQLs", "03", 0))
    assert states(*figures, contacts=[contact("a", "01-05")], stage_entries=entries) == ["agrees", "agrees"]


def test_money_may_be_rounded_to_whole_units_and_no_more() -> None:
    deals = [deal("1", "02-03", 100.25), deal("2", "02-04", 50)]
    assert states(said("D", "won_amount", "02", 150), opportunities=deals) == ["agrees"]
    assert states(said("D", "won_amount", "02", 151), opportunities=deals) == ["differs"]
    assert states(said("D", "won_count", "02", 2.4), opportunities=deals) == ["differs"]


def test_money_of_another_currency_is_exchanged_at_its_month() -> None:
    rates = [{"from_currency": "USD", "to_currency": "EUR", "month_on": "2026-02-01", "rate": 0.5}]
    deals = [deal("1", "02-03", 100, currency="USD")]
    assert states(said("D", "won_amount", "02", 50), opportunities=deals, fx_rates=rates) == ["agrees"]


def test_without_a_rate_the_rate_is_asked_for() -> None:
    figures, deals = [said("D", "won_amount", "02", 50)], [deal("1", "02-03", 100, currency="USD")]
    found = outcome(ANALYSIS, given(dashboards=figures, opportunities=deals), MARCH)
    assert [missing.table for missing in found.section.missing] == ["fx_rates"]


def test_a_period_over_two_months_is_the_sum_of_both() -> None:
    deals = [deal("1", "01-03"), deal("2", "02-03"), deal("3", "03-03")]
    half = said("D", "won_count", "02", 2, period_start_on="2026-01-01")
    assert states(half, said("E", "won_count", "03", 1), opportunities=deals) == ["agrees", "agrees"]


def test_what_no_record_answers_and_what_is_not_over_is_not_checked_and_said() -> None:
    figures = [
        said("D", "won_count", "02", 0), said("D", "share_of_voice", "02", 3), said("D", "won_count", "04", 3),
        said("D", "ad_spend", "02", 5), said("D", "won_count", "03", 1, period_end_on=None),
    ]  # fmt: skip
    found = outcome(ANALYSIS, given(dashboards=figures, opportunities=[deal("1", "01-03")]), MARCH)
    assert value_of(found.section.facts, "unchecked_count", dashboard="all") == 4
    assert set(rows_of(found.evidence, "why", state="not_checked")) == {
        "no_such_metric", "not_over", "no_records", "no_period",
    }  # fmt: skip
    assert any("not checked" in text for text in found.section.narrative)


def test_dashboards_that_contradict_each_other_are_listed() -> None:
    figures = [said("D", "won_count", "02", 1), said("E", "deals won", "02", 2), said("F", "won_count", "02", 1)]
    found = outcome(ANALYSIS, given(dashboards=figures, opportunities=[deal("1", "02-03")]), MARCH)
    assert value_of(found.section.facts, "conflict_count") == 1
    assert value_of(found.section.facts, "agreement_share", dashboard="all") == pytest.approx(2 / 3)
    listed = next(table for table in found.section.tables if any(c.name == "from" for c in table.columns))
    assert [(row["dashboard"], row["value"]) for row in listed.rows] == [("D", 1), ("E", 2), ("F", 1)]
    assert "contradict" in found.section.reason


def test_all_right_is_a_pass() -> None:
    found = outcome(ANALYSIS, given(dashboards=[said("D", "won", "02", 1)], opportunities=[deal("1", "02-03")]), MARCH)
    assert found.severity is Severity.PASS
    assert value_of(found.section.facts, "agreement_share", dashboard="D") == 1


def test_a_dashboard_without_an_owner_is_named() -> None:
    figures = [said("D", "won", "02", 1, owner=None)]
    found = outcome(ANALYSIS, given(dashboards=figures, opportunities=[deal("1", "02-03")]), MARCH)
    assert any("Nobody is named as owner" in text for text in found.section.narrative)


def test_nothing_to_check_is_no_answer() -> None:
    with pytest.raises(CannotAnswer, match="can be held against the records"):
        states(said("D", "share_of_voice", "02", 1))
    with pytest.raises(CannotAnswer, match="can be held against the records"):
        states(said("D", "leads", "02", 1))


@pytest.mark.parametrize(
    ("name", "metric"),
    [("New contacts", "leads_count"), ("mqls_count", "mqls_count"), ("Closed-Won Revenue", "won_amount"),
     ("deals", "opportunities_count"), ("impressions", None), (None, None)],
)  # fmt: skip
def test_metrics_are_known_by_their_usual_names(name: str | None, metric: str | None) -> None:
    assert metric_named(name) == metric


def test_dimensions_are_the_whole_or_a_channel() -> None:
    assert channel_named(None, []) == channel_named("Total", []) == "all"
    assert channel_named("Paid search", ["paid_search"]) == "paid_search"
    assert channel_named("Germany", ["paid_search"]) is None
