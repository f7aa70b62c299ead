"""Salesforce's deals: what is won, what a close date means, how a report writes numbers and dates."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.sources.exports import read, rows_of, utc

DEALS = """Id,AccountId,Name,Amount,CurrencyIsoCode,StageName,Probability,IsClosed,IsWon,CloseDate,CreatedDate
0065e00000YYYYY,0015e00000AAAAA,Acme,1000.50,EUR,Done deal,100,true,true,2026-01-25,2026-01-05T10:00:00.000Z
0065e00000ZZZZZ,0015e00000AAAAA,Beta,,EUR,Gone,0,true,false,2026-01-26,2026-01-05T10:00:00.000Z
0065e00000WWWWW,0015e00000AAAAA,Gamma,10,EUR,Qualification,20,false,false,2026-03-31,2026-01-05T10:00:00.000Z
"""
REPORT = """"Opportunity Name","Stage","Fiscal Period","Amount","Probability (%)","Age","Close Date","Created Date",\
"Opportunity Owner","Account Name"
"Acme big","Closed Won","Q1-2026","1,200.50","100","12","1/25/2026","1/5/2026","Olga","Acme"
"Beta","Proposal/Price Quote","Q1-2026","500.00","50","12","2/3/2026","1/6/2026","Olga","Beta"
"""


def test_is_won_and_is_closed_decide_over_the_stages_name(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert deals["status"].to_pylist() == ["won", "lost", "open"]


def test_the_close_date_ends_a_closed_deal_and_is_expected_of_an_open_one(tmp_path: Path):
    deals = read(tmp_path, DEALS).tables["opportunities"]
    assert rows_of(deals, "closed_at", "expected_close_on") == [
        (utc("2026-01-25 11:00"), None),
        (utc("2026-01-26 11:00"), None),
        (None, date(2026, 3, 31)),
    ]


def test_probability_is_a_share_with_or_without_its_sign(tmp_path: Path):
    assert read(tmp_path, DEALS).tables["opportunities"]["probability_share"].to_pylist() == [1.0, 0.0, 0.2]
    assert read(tmp_path, REPORT).tables["opportunities"]["probability_share"].to_pylist() == [1.0, 0.5]


def test_one_date_column_of_a_report_settles_the_other(tmp_path: Path):
    found = read(tmp_path, REPORT)
    assert [row["Created Date"] for row in found.as_json(rows=True)["rows"]] == ["2026-01-05", "2026-01-06"]


def test_amounts_of_a_report_are_exact(tmp_path: Path):
    assert read(tmp_path, REPORT).tables["opportunities"]["amount"].to_pylist() == [Decimal("1200.5"), Decimal("500")]
