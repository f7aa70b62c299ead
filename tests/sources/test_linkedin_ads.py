"""LinkedIn's campaign report: UTF-16, tabs, month/day/year, and groups where others have campaigns."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sources.exports import one, read

REPORT = """Campaign Performance Report (in UTC)
Report Start: January 1, 2026, Report End: January 12, 2026

Start Date (in UTC)\tAccount Name\tCampaign Group Name\tCampaign Name\tCampaign ID\tCurrency\tTotal Spent\t\
Impressions\tClicks\tConversions\tTotal Conversion Value\tLeads
1/2/2026\tAcme\tsocial_q1_demo\tChief technology officers\t123\tUSD\t12.50\t1000\t10\t1\t100.00\t2
Total\t\t\t\t\tUSD\t12.50\t1000\t10\t1\t100.00\t2
"""


def test_a_group_is_the_campaign_and_the_campaign_an_ad_group(tmp_path: Path):
    found = read(tmp_path, REPORT.encode("utf-16"))
    assert found.raw.encoding.startswith("utf-16")
    row = one(found.tables["ad_spend"], "platform", "campaign", "ad_group", "spend_amount", "currency")
    assert row == {
        "platform": "linkedin_ads",
        "campaign": "social_q1_demo",
        "ad_group": "Chief technology officers",
        "spend_amount": Decimal("12.5"),
        "currency": "USD",
    }


def test_a_day_that_decides_nothing_is_month_first_as_linkedin_writes_it(tmp_path: Path):
    spend = read(tmp_path, REPORT).tables["ad_spend"]
    assert spend["period_start_on"].to_pylist() == [date(2026, 1, 2)]


def test_the_period_stands_above_the_header_and_the_total_is_set_aside(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert found.period == (date(2026, 1, 1), date(2026, 1, 12))
    assert [row.reason for row in found.rows_set_aside] == ["total"]
