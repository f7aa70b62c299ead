"""Each week as it was known at its own end: nothing that came later enters it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cmokit.analyses.answering import Answering
from cmokit.analyses.definitions import Definitions
from cmokit.methods.order_exchange import Rates
from cmokit.methods.weekly import SERIES, TABLES, WeeklyPoint, weekly_series
from cmokit.methods.weeks import week_of, weeks_to
from tests.analyses.builders import given

AT = Definitions(as_of=date(2026, 3, 6), answering=Answering(60))  # a Friday
SEEN = date(2026, 3, 6)
OLD = {"contact_id": "old", "created_at": "2025-01-01", "last_seen_on": SEEN}


def points(definitions: Definitions = AT, weeks: int = 3, **tables: Any) -> list[WeeklyPoint]:
    data = given(**tables)
    rates = Rates({("USD", "EUR", date(2026, 2, 1)): Decimal("0.5")}, definitions.currency)
    return list(weekly_series({name: data.table(name) for name in TABLES}, definitions, rates, weeks))


def told(series: str, definitions: Definitions = AT, weeks: int = 3, **tables: Any) -> dict[str, Any]:
    """Week → value, of the weeks that are whole."""
    found = [p for p in points(definitions, weeks, **tables) if p.series == series]
    return {p.week_start_on.isoformat()[5:]: p.value for p in found if p.is_whole}


def entry(who: str, stage: str, at: str) -> dict[str, Any]:
    return {"entity": "contact", "entity_id": who, "stage": stage, "entered_at": at}


def person(who: str, at: str = "2026-01-05T10:00:00", **more: Any) -> dict[str, Any]:
    return {"contact_id": who, "lifecycle_stage": "lead", "created_at": at, "last_seen_on": SEEN, **more}


def test_weeks_begin_where_the_client_s_begin_and_the_unfinished_one_is_marked() -> None:
    assert week_of(date(2026, 3, 6), 0) == date(2026, 3, 2)
    assert week_of(date(2026, 3, 6), 6) == date(2026, 3, 1)
    assert week_of(date(2026, 3, 1), 6) == date(2026, 3, 1)
    weeks = weeks_to(date(2026, 3, 6), 0, 2, "UTC")
    assert [(w.start_on.isoformat(), w.is_whole) for w in weeks] == [
        ("2026-02-16", True),
        ("2026-02-23", True),
        ("2026-03-02", False),
    ]
    on_its_last_day = weeks_to(date(2026, 3, 8), 0, 2, "UTC")
    assert [(w.start_on.day, w.is_whole) for w in on_its_last_day] == [(23, True), (2, True)]


def test_a_week_is_the_client_s_own_over_the_change_of_clocks() -> None:
    [week, _] = weeks_to(date(2026, 4, 2), 0, 1, "Europe/Berlin")
    assert (week.end - week.start).days == 7, "told by the wall"
    assert (week.end.astimezone(UTC) - week.start.astimezone(UTC)).total_seconds() == (7 * 24 - 1) * 3600


def test_a_lead_counts_when_it_became_one_and_not_when_its_record_was_made() -> None:
    people = [OLD, person("ann", "2026-02-10"), person("bob", "2026-02-17"), person("not_yet", "2026-02-17")]
    stages = [entry(who, "subscriber", "2026-02-10") for who in ("ann", "bob", "not_yet")]
    stages += [entry("ann", "lead", "2026-02-18"), entry("ann", "mql", "2026-02-25"), entry("bob", "mql", "2026-02-24")]
    assert told("new_leads", contacts=people, stage_entries=stages) == {"02-09": 0, "02-16": 1, "02-23": 1}


def test_where_no_stage_is_dated_there_are_no_weeks_of_leads() -> None:
    assert told("new_leads", contacts=[OLD, person("ann", "2026-02-10")]) == {}


def test_what_was_exported_within_a_week_is_no_whole_week() -> None:
    people = [{**OLD, "last_seen_on": date(2026, 2, 27)}]
    found = told("new_leads", contacts=people, stage_entries=[entry("old", "lead", "2025-01-02")])
    assert found == {"02-09": 0, "02-16": 0}, "the export was made on the Friday: that week's rest is not in it"


def test_weeks_before_the_first_record_are_not_weeks_of_nothing() -> None:
    people = [person("ann", "2026-02-12", last_seen_on=SEEN)]
    found = told("new_leads", contacts=people, stage_entries=[entry("ann", "lead", "2026-02-20")])
    assert found == {"02-16": 1, "02-23": 0}


def steps(reached: dict[str, str], entered: dict[str, str]) -> list[dict[str, Any]]:
    qualified = [entry(who, "mql", at) for who, at in entered.items()]
    return qualified + [entry(who, "sales_qualified", at) for who, at in reached.items()]


def test_a_maturing_step_is_judged_by_what_its_own_week_could_know() -> None:
    # Who got on took ten days; so those whose ten days were over in the week are judged, each in one week.
    entered = {f"past{n}": "2025-11-03T00:00:00" for n in range(9)} | {
        "a": "2026-02-08T00:00:00",
        "b": "2026-02-08T00:00:00",
        "late": "2026-02-08T00:00:00",
        "young": "2026-02-24T00:00:00",
    }
    reached = {f"past{n}": "2025-11-13T00:00:00" for n in range(9)} | {"a": "2026-02-18T00:00:00"}
    tables: dict[str, Any] = {"contacts": [OLD, *map(person, entered)], "stage_entries": steps(reached, entered)}
    found = told("qualified_to_sales", **tables)
    assert found["02-16"] == pytest.approx(1 / 3)
    in_the_end = {**tables, "stage_entries": steps({**reached, "late": "2026-03-03T00:00:00"}, entered)}
    assert told("qualified_to_sales", **in_the_end)["02-16"] == found["02-16"], "what came two weeks later is no part"
    by_today = 2 / 3
    assert found["02-16"] != by_today
    assert found["02-23"] is None, "the young one has had no time yet: nobody is judged, and nobody counts as lost"


def call(who: str, at: str, **more: Any) -> dict[str, Any]:
    row = {"contact_id": who, "occurred_at": at, "occurred_on": at[:10], "kind": "call", "direction": "outbound"}
    return {"activity_id": who + at, "is_automated": False, **row, **more}


LOG = [call("nobody", "2026-01-02T09:00:00"), call("nobody", "2026-03-05T09:00:00")]


def test_an_answer_of_the_week_after_was_none_at_the_week_s_end() -> None:
    people = [person(n, "2026-02-16T10:00:00") for n in ("quick", "slow")] + [person("late", "2026-02-22T23:30:00")]
    calls = [call("quick", "2026-02-16T10:30:00"), call("slow", "2026-02-25T10:00:00")]
    calls.append(call("late", "2026-02-23T00:10:00"))
    [point] = [
        p
        for p in points(contacts=people, activities=[*LOG, *calls])
        if p.series == "answered_in_time" and p.week_start_on == date(2026, 2, 16)
    ]
    assert point.n == 3
    assert point.value == pytest.approx(1 / 3), "the late one waits on: at 30 minutes it says nothing yet"
    known_today = 2 / 3
    assert point.value != pytest.approx(known_today)


def test_who_became_a_lead_after_the_week_was_none_of_its_leads() -> None:
    people = [person(n, "2026-02-16T10:00:00") for n in ("lead", "later")]
    stages = [entry("lead", "lead", "2026-02-17"), entry("later", "lead", "2026-02-26")]
    found = points(contacts=people, stage_entries=stages, activities=LOG)
    assert [p.n for p in found if p.series == "answered_in_time"][1] == 1


def test_a_log_that_ends_on_the_last_working_day_tells_of_the_week() -> None:
    office = Answering(60, frozenset(range(5)), 9 * 60, 17 * 60)
    calls = [call("nobody", "2026-01-02T09:00:00"), call("nobody", "2026-02-27T09:00:00")]
    people = [person("ann", "2026-02-24T10:00:00")]
    week = {"02-23": 0.0}
    assert told("answered_in_time", replace(AT, answering=office), 1, contacts=people, activities=calls) == week
    assert told("answered_in_time", AT, 1, contacts=people, activities=calls) == {}, "where Saturdays count, it is cut"


def test_without_a_promise_no_share_is_told() -> None:
    silent = replace(AT, answering=Answering())
    assert told("answered_in_time", silent, contacts=[person("ann", "2026-02-16")], activities=LOG) == {}


def deal(name: str, created: str, closed: str | None = None, **more: Any) -> dict[str, Any]:
    own = {"opportunity_id": name, "created_at": created, "closed_at": closed, "status": "won" if closed else "open"}
    return {**own, "amount": "100.10", "currency": "EUR", "last_seen_on": SEEN, **more}


def test_deals_count_in_the_week_in_which_they_were_made_and_won() -> None:
    deals = [
        deal("a", "2026-01-10", "2026-02-20"),
        deal("b", "2026-02-17"),
        deal("c", "2026-02-18", "2026-02-20", amount="50", currency="USD"),
        deal("lost", "2026-02-18", "2026-02-20", status="lost"),
    ]
    assert told("opportunities", opportunities=deals)["02-16"] == 3
    assert told("won", opportunities=deals)["02-16"] == 2
    assert told("won_amount", opportunities=deals)["02-16"] == Decimal("125.10")


def test_without_a_rate_there_is_no_sum() -> None:
    deals = [deal("a", "2026-01-10", "2026-02-20", currency="GBP")]
    assert told("won_amount", opportunities=deals)["02-16"] is None
    assert told("won", opportunities=deals)["02-16"] == 1


def order(name: str, at: str, **more: Any) -> dict[str, Any]:
    own = {"order_id": name, "ordered_at": at, "total_amount": "115", "tax_amount": "15", "currency": "EUR"}
    return {**own, "financial_status": "paid", "last_seen_on": SEEN, **more}


def test_an_order_cancelled_a_week_later_counted_in_its_own() -> None:
    orders = [
        order("first", "2026-01-02"),
        order("kept", "2026-02-17"),
        order("gone", "2026-02-17", cancelled_at="2026-02-18"),
        order("gone_later", "2026-02-17", cancelled_at="2026-02-25"),
    ]
    assert told("orders", orders=orders) == {"02-09": 0, "02-16": 2, "02-23": 0}
    assert told("ordered_amount", orders=orders)["02-16"] == 200
    known_today = 1
    assert told("orders", orders=orders)["02-16"] != known_today


def spend(first: str, last: str, amount: str, **more: Any) -> dict[str, Any]:
    own = {"platform": "meta_ads", "campaign": "c", "period_start_on": first, "period_end_on": last}
    return {**own, "spend_amount": amount, "currency": "EUR", **more}


def test_a_period_over_two_weeks_is_shared_out_among_its_days() -> None:
    rows = [spend("2026-01-01", "2026-01-01", "1"), spend("2026-02-16", "2026-03-01", "140")]
    assert told("ad_spend_amount", ad_spend=rows) == {"02-09": 0, "02-16": 70, "02-23": 70}
    whole_on_the_first_day = {"02-09": 0, "02-16": 140, "02-23": 0}
    assert told("ad_spend_amount", ad_spend=rows) != whole_on_the_first_day


def test_tax_in_a_platform_s_report_is_taken_out() -> None:
    taxed = replace(AT, vat_share=Decimal("0.15"), vat_included_in=("meta_ads.campaigns",))
    days = (("2026-02-01", "0"), ("2026-02-10", "115"), ("2026-03-01", "0"))
    rows = [spend(day, day, amount) for day, amount in days]
    assert told("ad_spend_amount", taxed, ad_spend=rows) == {"02-09": 100, "02-16": 0, "02-23": 0}


def test_money_counts_when_it_is_there() -> None:
    payments = [
        {"payment_id": n, "kind": kind, "amount": amount, "fee_amount": "1", "net_amount": net, "currency": "EUR"}
        | {"occurred_at": f"{at}T10:00:00", "available_on": on, "status": "paid"}
        for n, kind, amount, net, at, on in (
            ("p0", "charge", "10", "9", "2026-01-03", "2026-01-05"),
            ("p1", "charge", "10", "9", "2026-02-20", "2026-02-25"),
            ("p2", "charge", "10", "9", "2026-03-02", "2026-03-09"),
            ("p3", "payout", "-9", "-9", "2026-02-26", "2026-02-26"),
        )
    ]
    parcels = [{"order_id": "o", "awb": "1", "status": "delivered", "remitted_on": on, "currency": "EUR"}
               | {"cod_collected_amount": "20", "net_remitted_amount": "18"} for on in ("2026-02-26",)]  # fmt: skip
    assert told("cash_amount", payments=payments) == {"02-09": 0, "02-16": 0, "02-23": 9}
    [cash] = [p for p in points(weeks=1, payments=payments, parcels=parcels) if p.week_start_on == date(2026, 2, 23)]
    assert (cash.value, cash.n) == (27, 2)
    assert not cash.is_whole, "the courier's last statement does not reach the week's end"


def test_every_series_has_its_unit_and_its_order() -> None:
    found = points(
        contacts=[OLD], opportunities=[deal("a", "2025-01-10")], ad_spend=[spend("2025-01-01", "2026-03-05", "1")]
    )
    assert [p.series for p in found] == sorted((p.series for p in found), key=list(SERIES).index)
    assert {len([p for p in found if p.series == s]) for s in {p.series for p in found}} == {4}
    assert points() == []


def test_the_same_week_is_told_alike_by_a_later_report() -> None:
    entered = {f"p{n}": datetime(2025, 12, 1 + n, tzinfo=UTC).isoformat() for n in range(30)}
    reached = {f"p{n}": datetime(2025, 12, 10 + n // 2, tzinfo=UTC).isoformat() for n in range(0, 30, 2)}
    tables: dict[str, Any] = {"contacts": [OLD, *map(person, entered)], "stage_entries": steps(reached, entered)}
    early = told("qualified_to_sales", replace(AT, as_of=date(2026, 2, 10)), 5, **tables)
    late = told("qualified_to_sales", replace(AT, as_of=date(2026, 3, 6)), 12, **tables)
    assert early.items() <= late.items()
    assert any(early.values())
