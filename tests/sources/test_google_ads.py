"""Google Ads' campaign report: a preamble, totals that double the spend, blanks as ` --`, no day unless segmented."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.exports import read, rows_of

REPORT = """Campaign performance
"January 1, 2026 - January 31, 2026"
Campaign status,Campaign,Budget,Currency code,Impr.,Clicks,CTR,Conversions,Conv. value,Cost
Enabled,search_brand_trial,10.00,EUR,"12,345",123,1.00%,12.50,"1,200.00","1,234.56"
Enabled,display_brand_trial,10.00,EUR,100,1,1.00%, --,0.00,10.00
Total: Campaigns, --,,EUR,"12,445",124,1.00%,12.50,"1,200.00","1,244.56"
Total: Account, --,,EUR,"12,445",124,1.00%,12.50,"1,200.00","1,244.56"
"""


def test_totals_are_set_aside_so_that_the_spend_is_not_doubled(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert sum(found.tables["ad_spend"]["spend_amount"].to_pylist()) == Decimal("1244.56")
    assert [(row.row, row.reason) for row in found.rows_set_aside] == [(6, "total"), (7, "total")]


def test_rows_cover_the_range_of_the_title_where_there_is_no_day(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert set(rows_of(found.tables["ad_spend"], "period_start_on", "period_end_on")) == {
        (date(2026, 1, 1), date(2026, 1, 31))
    }
    assert found.period == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_report_by_day_has_one_day_a_row(tmp_path: Path):
    text = "Report\nAll time\nDay,Campaign,Currency code,Clicks,Cost\n2026-01-03,a_b_c,EUR,1,2.00\n"
    found = read(tmp_path, text)
    assert rows_of(found.tables["ad_spend"], "period_start_on", "period_end_on") == [(date(2026, 1, 3),) * 2]
    assert found.period == (date(2026, 1, 3), date(2026, 1, 3))


@pytest.mark.parametrize(("segment", "last"), [("Month", date(2026, 2, 28)), ("Week", date(2026, 2, 7))])
def test_a_report_by_month_or_week_covers_it(tmp_path: Path, segment: str, last: date):
    text = f"Report\nAll time\n{segment},Campaign,Currency code,Clicks,Cost\n2026-02-01,a_b_c,EUR,1,2.00\n"
    spend = read(tmp_path, text).tables["ad_spend"]
    assert rows_of(spend, "period_start_on", "period_end_on") == [(date(2026, 2, 1), last)]


def test_two_dashes_are_a_blank_and_a_percent_is_a_share(tmp_path: Path):
    first, second = read(tmp_path, REPORT).as_json(rows=True)["rows"]
    assert second["Conversions"] is None
    assert Decimal(first["CTR"]) == Decimal("0.01")


def test_parts_of_a_conversion_are_rounded_and_said(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert found.tables["ad_spend"]["platform_conversions_count"].to_pylist() == [12, None]
    assert "rounded_conversions" in [note.code for note in found.warnings]


def test_a_report_of_all_time_without_days_says_that_it_has_no_period(tmp_path: Path):
    text = "Report\nAll time\nCampaign,Currency code,Clicks,Cost\na_b_c,EUR,1,2.00\n"
    found = read(tmp_path, text)
    assert found.period == (None, None)
    assert "no_period" in [note.code for note in found.warnings]
