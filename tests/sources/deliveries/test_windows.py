"""Restated windows: the newest file wins per campaign and day, and periods that cannot be separated are refused."""

from decimal import Decimal

import pytest

from cmokit.errors import DataNotReadable
from tests.sources.deliveries.given import Client, csv

HEADER = "platform,ad_account_id,campaign_id,campaign,period_start_on,period_end_on,spend_amount,currency,clicks_count"


def spend(*rows: str) -> str:
    """Rows `campaign start end amount`."""
    cells = [row.split() for row in rows]
    return csv(HEADER, *(f"google,1,{c},{c},{start},{end},{amount},EUR,1" for c, start, end, amount in cells))


def day(campaign: str, day: str, amount: str) -> str:
    return f"{campaign} {day} {day} {amount}"


def total(client: Client) -> Decimal:
    return sum(client.column("ad_spend", "spend_amount"), Decimal(0))


def test_a_restated_day_counts_once_with_its_newest_amount_and_the_change_is_told(client: Client) -> None:
    client.give("ads_x_2026-02-01.csv", spend(day("a", "2026-01-30", "10.00"), day("a", "2026-01-31", "20.00")))
    report = client.give("ads_y_2026-02-04.csv", spend(day("a", "2026-01-31", "25.50"), day("a", "2026-02-01", "5.00")))
    assert total(client) == Decimal("40.50")  # the usual mistake adds both: 60.50
    assert [note.message for note in report.notes] == ["google 2026-01: spend_amount was 20.00, now 25.50 EUR"]


def test_a_campaign_that_the_newer_file_does_not_hold_keeps_its_day(client: Client) -> None:
    client.give("ads_2026-02-01.csv", spend(day("a", "2026-01-31", "10.00"), day("b", "2026-01-31", "7.00")))
    client.give("ads_2026-02-04.csv", spend(day("a", "2026-01-31", "11.00")))
    assert client.column("ad_spend", "campaign", "spend_amount") == [
        ("a", Decimal("11.0000")),
        ("b", Decimal("7.0000")),
    ]


def test_a_newer_file_on_a_finer_level_replaces_the_whole_campaign_day(client: Client) -> None:
    header = "platform,campaign_id,ad_group,period_start_on,spend_amount,currency"
    client.give("ads_2026-02-01.csv", csv(header, "google,a,,2026-01-31,10.00,EUR"))
    client.give("ads_2026-02-04.csv", csv(header, "google,a,x,2026-01-31,4.00,EUR", "google,a,y,2026-01-31,6.00,EUR"))
    assert total(client) == Decimal(10)


def test_rows_of_one_campaign_day_within_a_file_are_parts_and_are_added(client: Client) -> None:
    client.give("ads_2026-02-01.csv", spend(day("a", "2026-01-31", "10.10"), day("a", "2026-01-31", "5.05")))
    assert client.column("ad_spend", "spend_amount", "clicks_count") == [(Decimal("15.1500"), 2)]


def test_equal_and_separate_periods_are_taken(client: Client) -> None:
    client.give("ads_2026-02-01.csv", spend("a 2026-01-01 2026-01-31 100.00"))
    client.give("ads_2026-03-01.csv", spend("a 2026-01-01 2026-01-31 110.00", "a 2026-02-01 2026-02-28 50.00"))
    assert total(client) == Decimal(160)


def test_days_of_a_newer_file_replace_the_month_that_they_cover(client: Client) -> None:
    client.give("ads_2026-02-01.csv", spend("a 2026-01-01 2026-01-31 100.00"))
    days = spend(day("a", "2026-01-01", "60.00"), day("a", "2026-01-31", "41.00"), day("a", "2026-02-01", "3.00"))
    client.give("ads_2026-02-04.csv", days)
    assert total(client) == Decimal(104)


def test_a_newer_month_replaces_its_days(client: Client) -> None:
    client.give("ads_2026-02-01.csv", spend(day("a", "2026-01-30", "10.00"), day("a", "2026-01-31", "20.00")))
    client.give("ads_2026-02-04.csv", spend("a 2026-01-01 2026-01-31 33.00"))
    assert total(client) == Decimal(33)


@pytest.mark.parametrize(
    "names", [("ads_2026-02-01.csv", "ads_2026-02-20.csv"), ("ads_2026-02-20.csv", "ads_2026-02-01.csv")]
)
def test_periods_that_overlap_and_cannot_be_separated_are_refused(client: Client, names: tuple[str, str]) -> None:
    client.give(names[0], spend("a 2026-01-01 2026-01-31 100.00"))
    with pytest.raises(DataNotReadable, match="cannot be separated") as refused:
        client.give(names[1], spend("a 2026-01-15 2026-02-14 120.00"))
    assert (refused.value.code, refused.value.row) == ("overlapping_periods", 2)
    assert total(client) == Decimal(100)


def test_a_third_file_that_covers_both_separates_what_overlapped(client: Client) -> None:
    client.take(
        client.export("ads_2026-02-01.csv", spend("a 2026-01-01 2026-01-31 100.00")),
        client.export("ads_2026-02-14.csv", spend("a 2026-01-15 2026-02-14 120.00")),
        client.export("ads_2026-03-01.csv", spend("a 2026-01-01 2026-02-28 190.00")),
    )
    assert total(client) == Decimal(190)


def test_a_restated_day_of_web_sessions_is_replaced_as_a_whole(client: Client) -> None:
    header = "session_on,channel,utm_source,sessions_count"
    client.give("web_2026-02-01.csv", csv(header, "2026-01-31,direct,,10", "2026-01-31,referral,x,5"))
    client.give("web_2026-02-04.csv", csv(header, "2026-01-31,direct,,15"))
    assert client.column("web_sessions", "channel", "sessions_count") == [("direct", 15)]


def test_spend_of_two_accounts_that_nothing_tells_apart_is_not_added_up_across_currencies(client: Client) -> None:
    rates = client.export("rates_2026-01-01.csv", "from_currency,to_currency,month_on,rate\nUSD,EUR,2026-01-01,0.92\n")
    lines = ("google,brand,2026-01-01,100.00,EUR", "google,brand,2026-01-01,50.00,USD")
    ads = csv("platform,campaign,period_start_on,spend_amount,currency", *lines)
    with pytest.raises(DataNotReadable) as refused:
        client.take(rates, client.export("ads_2026-02-01.csv", ads))
    assert (refused.value.code, refused.value.row, refused.value.found) == ("mixed_currencies", 3, "EUR and USD")


def test_costs_are_never_added_up_across_currencies(client: Client) -> None:
    rates = csv("from_currency,to_currency,month_on,rate", "USD,EUR,2026-01-01,0.92")
    client.give("rates_2026-01-01.csv", rates)
    header = "period_start_on,kind,channel,amount,currency"
    client.give("costs_2026-02-01.csv", csv(header, "2026-01-01,agency,,100.00,EUR", "2026-01-01,agency,,50.00,USD"))
    assert sorted(client.column("costs", "amount")) == [Decimal("50.0000"), Decimal("100.0000")]


def test_costs_of_one_month_and_kind_are_added_and_restated(client: Client) -> None:
    header = "period_start_on,kind,channel,amount,currency"
    client.give("costs_2026-02-01.csv", csv(header, "2026-01-01,agency,,100.00,EUR", "2026-01-01,agency,,50.00,EUR"))
    client.give("costs_2026-03-01.csv", csv(header, "2026-01-01,agency,,160.00,EUR"))
    assert client.column("costs", "amount") == [Decimal("160.0000")]
