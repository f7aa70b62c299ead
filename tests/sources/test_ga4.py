"""Google Analytics 4: comment lines, several tables, totals, days written together, words for nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from cmokit.vocabulary import Channel
from tests.sources.deliveries.given import Client
from tests.sources.exports import read, rows_of

ABOVE = """# ----------------------------------------
# Traffic acquisition: Session primary channel group (Default Channel Group)
# Account: Acme
# Property: acme.example
# ----------------------------------------
#
# All Users
# Start date: {}
# End date: {}
"""
HEADER = (
    "Session primary channel group (Default channel group),Sessions,Engaged sessions,Engagement rate,"
    "Average engagement time per session,Events per session,Event count,Key events,Session key event rate,Total revenue"
)


def report(*rows: str, start: str = "20260101", end: str = "20260131", header: str = HEADER) -> str:
    return ABOVE.format(start, end) + "\n" + "\n".join([header, *rows]) + "\n"


ROWS = (
    ",230,120,0.5217391304,61.2,5.1,1173,9,0.039,1200.50",
    "Organic Search,120,70,0.58333333333333337,61.2,5.1,612,6,0.05,1000.2500000000001",
    "Unassigned,60,20,0.3333333333,20.5,4.1,246,1,0.016,0",
    "(other),50,30,0.6,40,6.3,315,2,0.04,200.25",
)


def test_rows_cover_the_reports_days_and_the_total_is_set_aside(tmp_path: Path):
    found = read(tmp_path, report(*ROWS))
    assert found.kind == "ga4.traffic_acquisition"
    assert (found.rows_in, found.rows_used, [(a.row, a.reason) for a in found.rows_set_aside]) == (
        4,
        3,
        [(12, "total")],
    )
    sessions = found.tables["web_sessions"]
    assert rows_of(sessions, "session_on", "period_end_on", "channel", "sessions_count", "revenue_amount") == [
        (date(2026, 1, 1), date(2026, 1, 31), Channel.ORGANIC_SEARCH, 120, Decimal("1000.25")),
        (date(2026, 1, 1), date(2026, 1, 31), Channel.UNKNOWN, 60, Decimal(0)),
        (date(2026, 1, 1), date(2026, 1, 31), Channel.UNKNOWN, 50, Decimal("200.25")),
    ]
    assert found.period == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_rate_is_shown_as_the_fraction_that_it_is(tmp_path: Path):
    shown = read(tmp_path, report(*ROWS)).as_json(rows=True)["rows"][0]
    assert shown["Engagement rate"] == "0.58333333333333337"
    assert (shown["Sessions"], shown["Total revenue"]) == (120, "1000.2500000000001")


def test_days_written_together_are_days(tmp_path: Path):
    header = "Date,Session source / medium,Session campaign,Sessions,Key events,Total revenue"
    rows = (
        "20260105,google / cpc,spring,10,1,5.00",
        "20260105,(direct) / (none),(not set),7,0,0",
        "20260106,linkedin / paid_social,(not set),3,0,0",
    )
    found = read(tmp_path, "# 20260101-20260131\n\n" + "\n".join([header, *rows]) + "\n")
    assert found.kind == "ga4.traffic_acquisition"
    sessions = found.tables["web_sessions"]
    assert rows_of(sessions, "session_on", "channel", "utm_source", "utm_medium", "utm_campaign") == [
        (date(2026, 1, 5), "paid_search", "google", "cpc", "spring"),
        (date(2026, 1, 5), "direct", "(direct)", None, None),
        (date(2026, 1, 6), "paid_social", "linkedin", "paid_social", None),
    ]
    assert sessions["period_end_on"].to_pylist()[0] == date(2026, 1, 5)


def test_of_several_tables_the_known_one_is_read_and_the_others_are_named(tmp_path: Path):
    """The numbers of the chart stand above, the same visits of a segment below: added up they would count twice."""
    chart = ABOVE.format("20260101", "20260131") + "\nNth day,Organic Search,Direct\n0000,4,2\n0001,5,3\n\n"
    found = read(tmp_path, chart + report(*ROWS) + "\n" + report(*ROWS))
    assert found.rows_used == 3
    assert sum(found.tables["web_sessions"]["sessions_count"].to_pylist()) == 230
    assert {"footer", "total"} == {aside.reason for aside in found.rows_set_aside}
    assert [note.code for note in found.warnings].count("several_tables") == 2


def test_a_german_account_writes_german_headers(tmp_path: Path):
    header = "Primäre Channelgruppe der Sitzung (Standard-Channelgruppe),Sitzungen,Sitzungen mit Interaktionen,"
    header += "Interaktionsrate,Schlüsselereignisse,Gesamtumsatz"
    text = "# Startdatum: 20260101\n# Enddatum: 20260131\n\n" + header + '\nPaid Search,10,5,"0,5",1,"12,50"\n'
    found = read(tmp_path, text)
    assert rows_of(found.tables["web_sessions"], "session_on", "period_end_on", "channel", "revenue_amount") == [
        (date(2026, 1, 1), date(2026, 1, 31), "paid_search", Decimal("12.50"))
    ]


def test_old_files_say_conversions(tmp_path: Path):
    header = "Session default channel group,Sessions,Engaged sessions,Conversions"
    sessions = read(tmp_path, report("Email,4,3,2.00", header=header)).tables["web_sessions"]
    assert rows_of(sessions, "channel", "key_events_count") == [("email", 2)]


def test_a_report_without_days_says_so(tmp_path: Path):
    text = "Session default channel group,Sessions,Engaged sessions\nEmail,4,3\n"
    assert "no_period" in {note.code for note in read(tmp_path, text).warnings}


def test_a_longer_report_takes_the_place_of_the_months_that_it_covers(tmp_path: Path):
    client = Client.at(tmp_path)
    client.give("ga4-january.csv", report("Email,4,3,0.75,1,1,1,0,0,0"))
    client.give("ga4-february.csv", report("Email,6,3,0.5,1,1,1,0,0,0", start="20260201", end="20260228"))
    assert sorted(client.column("web_sessions", "sessions_count")) == [4, 6]
    client.give("ga4-both.csv", report("Email,11,3,0.75,1,1,1,0,0,0", end="20260301"))
    assert client.column("web_sessions", "sessions_count") == [11]


def test_two_reports_of_the_same_visits_are_not_added_up(tmp_path: Path):
    client = Client.at(tmp_path)
    by_source = "Session source / medium,Session campaign,Sessions"
    client.give("ga4-channels.csv", report("Email,4,3,0.75,1,1,1,0,0,0", "Direct,3,3,1,1,1,1,0,0,0"))
    rows = ("news / email,spring,4", "(direct) / (none),(not set),3")
    client.give("ga4-sources.csv", report(*rows, header=by_source))
    assert client.column("web_sessions", "utm_source", "sessions_count") == [("(direct)", 3), ("news", 4)]
    assert "other_cut" in {note.code for note in client.snapshot().notes}
