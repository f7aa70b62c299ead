"""Retention: whole months only, every customer once, nobody lost because of the calendar."""

from dataclasses import replace
from datetime import date

import pytest

from cmokit.analyses.base import CannotAnswer
from cmokit.analyses.definitions import DEFAULTS
from cmokit.analyses.retention.cohorts import ANALYSIS
from cmokit.methods.uncertainty import wilson
from cmokit.vocabulary import Severity
from tests.analyses.builders import fact_of, given, measured, names_of, outcome, rows_of, value_of

AT = replace(DEFAULTS, as_of=date(2026, 4, 15))


def order(who, moment, **more):
    moment = moment if "T" in moment else f"{moment}T10:00:00+00:00"
    return {"order_id": f"{who}-{moment}", "email": f"{who}@x.example", "ordered_at": moment, "channel": "email"} | more


def crowd(month="2026-01", size=20, **more):
    """So many customers who order once, on the 5th."""
    return [order(f"{month}-{number}", f"{month}-05", **more) for number in range(size)]


def two_months():
    return [*crowd("2026-01"), *crowd("2026-02")]


def found(orders, definitions=AT, **tables):
    return measured(ANALYSIS, given(orders=orders, **tables), definitions)


def test_a_cohort_is_the_share_that_ordered_in_a_month_counted_from_the_first():
    again = [order("2026-01-0", "2026-02-20"), order("2026-01-1", "2026-03-01"), order("2026-01-1", "2026-03-09")]
    made = found([*two_months(), *again])
    assert value_of(made.facts, "customers_count", cohort="2026-01") == 20
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="1") == 1 / 20
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="2") == 1 / 20, "two orders, one customer"


def test_a_month_that_is_still_running_is_no_loss():
    """The usual mistake: April, half over, held against whole months."""
    made = found([*two_months(), order("2026-01-0", "2026-04-02")])
    assert names_of(made.facts, "retained_share") == [
        "retention.cohorts.retained_share[cohort=2026-01,month=1]",
        "retention.cohorts.retained_share[cohort=2026-01,month=2]",
        "retention.cohorts.retained_share[cohort=2026-02,month=1]",
        "retention.cohorts.retained_share[cohort=all,month=1]",
        "retention.cohorts.retained_share[cohort=all,month=2]",
    ]
    assert value_of(made.facts, "immature_count") == 2
    whole = found([*two_months(), order("2026-01-0", "2026-04-02")], replace(AT, as_of=date(2026, 4, 30)))
    assert value_of(whole.facts, "retained_share", cohort="2026-01", month="3") == 1 / 20
    assert value_of(whole.facts, "immature_count") == 0


def test_in_all_only_cohorts_that_have_seen_the_month_are_in_the_denominator():
    """The usual mistake: all forty customers under the second month, which half of them have not seen."""
    made = found([*two_months(), order("2026-01-0", "2026-03-02"), order("2026-02-0", "2026-03-02")])
    second = fact_of(made.facts, "retained_share", cohort="all", month="2")
    assert (second.value, second.n) == (1 / 20, 20)
    assert (second.low, second.high) == pytest.approx(wilson(1, 20))
    first = fact_of(made.facts, "retained_share", cohort="all", month="1")
    assert (first.value, first.n) == (1 / 40, 40)


def test_who_left_stays_in_the_denominator():
    """The usual mistake: survivors only, each month over those who were there the month before."""
    again = [order(f"2026-01-{n}", "2026-02-20") for n in range(10)] + [order("2026-01-0", "2026-03-20")]
    made = found([*two_months(), *again])
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="2") == 1 / 20


def test_the_month_is_the_clients_own():
    """Riyadh is three hours ahead: the last evening of January in UTC is February there."""
    late = order("late", "2026-01-31T22:30:00+00:00")
    made = found([*two_months(), late], replace(AT, timezone="Asia/Riyadh"))
    assert value_of(made.facts, "customers_count", cohort="2026-02") == 21


def test_a_cancelled_order_wins_nobody_and_brings_nobody_back():
    orders = [
        *two_months(),
        order("2026-01-0", "2026-02-20", cancelled_at="2026-02-21"),
        order("ghost", "2026-01-08", cancelled_at="2026-01-09"),
    ]
    made = found(orders)
    assert value_of(made.facts, "customers_count", cohort="all") == 40
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="1") == 0


def test_a_person_is_one_customer_whatever_the_spelling_of_the_mailbox():
    made = found([*two_months(), order("2026-01-0", "2026-02-20", email="2026-01-0@X.Example")])
    assert value_of(made.facts, "customers_count", cohort="all") == 40


def test_a_contact_known_in_two_systems_is_one_customer():
    links = [
        {"entity": "contact", "leading_id": "p", "record_id": record, "source_system": system}
        for record, system in (("p", "hubspot"), ("q", "salesforce"))
    ]
    orders = [
        order("one", "2026-01-05", contact_id="p", email=None),
        order("two", "2026-02-05", contact_id="q", email=None, source_system="salesforce"),
    ]
    made = found([*two_months(), *orders], entity_links=links)
    assert rows_of(made.evidence, "cohort", "orders_count", customer_id="p") == [("2026-01", 2)]


def test_coming_back_counts_only_customers_who_have_had_the_days():
    """The usual mistake: everybody in the denominator, the ones from last week too."""
    orders = [*crowd("2025-12"), *crowd("2026-01"), *crowd("2026-04"), order("2026-01-0", "2026-03-01")]
    repeat = fact_of(found(orders).facts, "repeat_share", channel="all", within="90")
    assert (repeat.value, repeat.n) == (1 / 40, 40)


def test_a_second_order_of_the_same_hour_or_after_the_days_is_not_coming_back():
    orders = [
        *two_months(),
        order("2026-01-0", "2026-01-05T10:20:00+00:00"),
        order("2026-01-1", "2026-04-08"),
        order("2026-01-2", "2026-01-06T10:00:00+00:00"),
    ]
    made = found(orders)
    assert value_of(made.facts, "repeat_share", channel="all", within="90") == 1 / 20
    assert rows_of(made.evidence, "repeat_days", customer_id="2026-01-1@x.example") == [93.0]


def test_channels_with_few_customers_are_not_stated():
    orders = [*crowd("2026-01", 30), *crowd("2025-12", 29, channel="referral"), *crowd("2025-11", 3, channel=None)]
    assert names_of(found(orders).facts, "repeat_share") == [
        "retention.cohorts.repeat_share[channel=all,within=90]",
        "retention.cohorts.repeat_share[channel=email,within=90]",
    ]


@pytest.mark.parametrize(
    "orders", [crowd("2026-01", 60), [*crowd("2026-01", 20), *crowd("2026-02", 9)], crowd("2026-04", 50)]
)
def test_too_few_customers_or_cohorts_cannot_be_answered_and_say_what_would_do(orders):
    with pytest.raises(CannotAnswer, match="different months") as refused:
        found(orders)
    assert [missing.table for missing in refused.value.missing] == ["orders", "subscriptions"]


def plan(who, start, end=None, state="active", **more):
    return {
        "subscription_id": f"s-{who}",
        "contact_id": who,
        "state": state,
        "started_on": start,
        "ended_on": end,
    } | more


def plans(month="2026-01", size=20):
    return [plan(f"{month}-{number}", f"{month}-10") for number in range(size)]


def subscribed(*rows, definitions=AT):
    return measured(ANALYSIS, given(subscriptions=[*plans()[1:], *plans("2026-02"), *rows]), definitions)


def test_a_subscriber_is_retained_while_the_subscription_runs():
    gone = plan("2026-01-0", "2026-01-10", "2026-03-30")
    after = plan("2026-01-0", "2026-03-31", state="cancelled")
    made = subscribed(gone, after)
    assert made.basis == "subscriptions"
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="1") == 1.0
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="2") == 19 / 20
    assert names_of(made.facts, "repeat_share") == []


def test_who_changes_the_plan_has_not_left():
    """The usual mistake: a subscription that ends is a customer lost, though the next one begins."""
    made = subscribed(
        plan("2026-01-0", "2026-01-10", "2026-02-15"), plan("2026-01-0", "2026-02-16", subscription_id="n")
    )
    assert value_of(made.facts, "customers_count", cohort="all") == 40
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="1") == 1.0


def test_a_trial_or_a_plan_that_begins_later_makes_no_customer():
    made = subscribed(plan("t", "2026-01-10", state="trial"), plan("f", "2026-05-01"), plans()[0])
    assert value_of(made.facts, "customers_count", cohort="all") == 40


def test_a_plan_shorter_than_its_month_is_a_customer_who_left():
    made = subscribed(plan("2026-01-0", "2026-01-10", "2026-01-20"))
    assert value_of(made.facts, "retained_share", cohort="2026-01", month="1") == 19 / 20


def test_orders_that_are_too_few_give_way_to_subscriptions():
    rows = given(orders=crowd(size=2), subscriptions=[*plans(), *plans("2026-02")])
    assert measured(ANALYSIS, rows, AT).basis == "subscriptions"


def test_the_verdict_is_on_those_who_come_back_within_the_days():
    none = outcome(ANALYSIS, given(orders=two_months()), AT)
    assert none.severity is Severity.FAIL
    half = [order(f"2026-01-{n}", "2026-02-20") for n in range(10)]
    assert outcome(ANALYSIS, given(orders=[*two_months(), *half]), AT).severity is Severity.PASS
    stays = outcome(ANALYSIS, given(subscriptions=[*plans(), *plans("2026-02")]), AT)
    assert stays.severity is Severity.PASS
    young = outcome(ANALYSIS, given(orders=two_months()), replace(AT, as_of=date(2026, 3, 31)))
    assert young.severity is Severity.WARN
    assert "nobody can be said to have stayed away" in young.section.reason


def test_the_page_shows_cohorts_by_months():
    section = outcome(ANALYSIS, given(orders=[*two_months(), order("2026-01-0", "2026-02-20")]), AT).section
    heatmap = section.charts[0]
    assert heatmap.kind == "heatmap"
    assert [(cell["cohort"], cell["month"], cell["share"]) for cell in heatmap.data] == [
        ("2026-01", "1", 1 / 20),
        ("2026-01", "2", 0.0),
        ("2026-02", "1", 0.0),
    ]


def test_the_best_and_the_worst_channel_are_ones_that_somebody_knows():
    back = [order(f"2025-12-{n}", "2026-01-20") for n in range(20)]
    orders = [
        *crowd("2025-11", 30, channel="unknown"),
        *crowd("2025-12", 30),
        *crowd("2026-01", 30, channel="referral"),
        *back,
    ]
    told = " ".join(outcome(ANALYSIS, given(orders=orders), AT).section.narrative)
    assert "channel=email" in told
    assert "channel=referral" in told
    assert "channel=unknown" not in told


def test_what_few_customers_have_seen_is_in_the_table_and_in_no_sentence():
    """The usual mistake: the last point of the curve as the finding, with a handful of customers behind it."""
    section = outcome(
        ANALYSIS, given(orders=[*crowd("2025-10", 9), *crowd("2025-12", 30), *crowd("2026-01")]), AT
    ).section
    assert value_of(section.facts, "retained_share", cohort="all", month="5") == 0
    told = " ".join((section.headline, *section.narrative))
    assert "month=3" in told
    assert "month=5" not in told
