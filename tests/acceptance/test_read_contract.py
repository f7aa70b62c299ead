"""`cmokit read FILE --rows --json` is a contract: its keys, its counts, its rows, its types, its refusals."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.tables.catalog import TABLES
from tests.acceptance.desk import REFUSAL, Answer, Desk, made

KEYS = {
    *("kind", "recognised_by", "encoding", "dialect", "sheet", "header_row", "columns", "rows_in", "rows_used"),
    *("rows_set_aside", "values_set_aside", "warnings", "rows"),
}
DIALECT = {"delimiter", "quote", "escape", "newline", "decimal", "thousands", "date_order"}
ASIDE = {"row", "column", "value", "reason"}
VENDORS = {
    *("hubspot.contacts", "hubspot.companies", "hubspot.deals", "google_ads.campaigns", "linkedin_ads.campaigns"),
    *("salesforce.lead", "salesforce.contact", "salesforce.account", "salesforce.opportunity"),
    *("salesforce.task", "salesforce.event", "salesforce.user", "salesforce.field_history", "salesforce.campaign"),
    *("salesforce.campaign_member", "hubspot.property_history", "hubspot.activities", "ga4.traffic_acquisition"),
    *("salesforce.opportunity_history", "meta_ads.campaigns", "shopify.orders", "stripe.payments", "stripe.balance"),
}
# type → how its values are written
WRITTEN = {
    "amount": r"-?\d+(\.\d+)?",
    "number": r"-?\d+(\.\d+)?",
    "share": r"-?\d+(\.\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d",
}
# What the kit writes itself about files it took in; nobody sends it.
NOT_SENT = {"received_files", "rows_set_aside", "values_set_aside"}


def understood(desk: Desk, path: Path, *words: str) -> dict[str, Any]:
    answer = desk.must("read", path, *words, "--rows", "--json")
    assert answer.err == ""
    return answer.document


def holds_to_the_contract(shown: dict[str, Any]) -> None:
    assert set(shown) == KEYS
    assert set(shown["dialect"]) == DIALECT
    assert all(set(column) == {"header", "column", "type"} for column in shown["columns"])
    assert all(set(item) == ASIDE for item in (*shown["rows_set_aside"], *shown["values_set_aside"]))
    assert all(set(warning) == {"code", "row", "column", "message"} for warning in shown["warnings"])
    assert shown["rows_in"] == shown["rows_used"] + len({item["row"] for item in shown["rows_set_aside"]})
    headers = [column["header"] for column in shown["columns"]]
    assert len(shown["rows"]) == shown["rows_used"]
    assert all(list(row) == headers for row in shown["rows"])
    for column in shown["columns"]:
        values = {row[column["header"]] for row in shown["rows"]} - {None}
        assert "" not in values
        assert [v for v in values if not is_written_as(column["type"], v)] == [], column


def is_written_as(kind: str, value: object) -> bool:
    if kind == "count":
        return type(value) is int
    if kind == "boolean":
        return type(value) is bool
    return isinstance(value, str) and (kind == "text" or re.fullmatch(WRITTEN[kind], value) is not None)


# Files of tools that are nobody's standard: like a courier's workbook they are read by the engagement's mapping only.
MAPPED = ("board-log", "helpdesk", "feedback", "reviews")


def shipped() -> list[Path]:
    """The first delivery of both sample clients, without the files that a mapping alone makes known."""
    folder = kit_folder("data_samples")
    found = [path for path in sorted(folder.glob("*/delivery-1/*")) if path.suffix == ".csv"]
    return [path for path in found if not path.name.startswith(MAPPED)]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Name of a shipped export → how it is understood."""
    desk = made(tmp_path_factory.mktemp("read"))
    return {path.name: understood(desk, path) for path in shipped()}


@pytest.mark.parametrize("name", [path.name for path in shipped()])
def test_every_shipped_export_is_read_as_the_contract_says(readings: dict[str, dict[str, Any]], name: str) -> None:
    holds_to_the_contract(readings[name])


def test_every_vendors_export_of_the_contract_is_recognised(readings: dict[str, dict[str, Any]]) -> None:
    kinds = {shown["kind"] for shown in readings.values()}
    assert kinds >= VENDORS
    assert kinds - VENDORS <= set(TABLES)


@pytest.mark.parametrize("name", [name for name in TABLES if name not in NOT_SENT])
def test_every_canonical_tables_own_csv_is_a_known_source(desk: Desk, name: str) -> None:
    columns = TABLES[name].columns
    line = ",".join(sample(column.type) for column in columns)
    path = desk.sent("by-hand.csv", ",".join(column.name for column in columns) + f"\n{line}\n")
    shown = understood(desk, path)
    holds_to_the_contract(shown)
    assert (shown["kind"], shown["rows_used"]) == (name, 1)
    assert [column["column"] for column in shown["columns"]] == [column.name for column in columns]


def sample(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "2026-01-31T10:00:00+01:00"
    if pa.types.is_date(kind):
        return "2026-01-31"
    if pa.types.is_boolean(kind):
        return "true"
    return "0.5" if pa.types.is_decimal(kind) or pa.types.is_floating(kind) else "1"


BY_HAND = (
    "# exported by hand\n"
    "\n"
    "opportunity_id,name,stage,amount,currency,probability_share,created_at,expected_close_on\n"
    '0017,"two\nlines, and ""quotes""",Demo,"1,234.50",EUR,45%,2026-01-05T10:00:00+02:00,2026-03-31\n'
    "\n"
    "0018,Beta,Demo,0.10,EUR,,2026-01-06T10:00:00Z,\n"
    ",no key,Demo,1.00,EUR,,,\n"
    "0019,torn,Demo,1.00,EUR,,,,x\n"
    "0020,Gamma,Demo,much,EUR,0.5,2026-02-30T10:00:00Z,2026-03-31\n"
    "opportunity_id,name,stage,amount,currency,probability_share,created_at,expected_close_on\n"
    'Total,,,"1,235.60",,,,\n'
)


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\r\n"), ("utf-16-le", "\n")]
)
def test_rows_are_counted_and_numbered_by_physical_lines(desk: Desk, encoding: str, newline: str) -> None:
    shown = understood(desk, desk.sent("deals.csv", BY_HAND.replace("\n", newline).encode(encoding)))
    holds_to_the_contract(shown)
    assert (shown["header_row"], shown["dialect"]["newline"]) == (3, newline)
    assert (shown["rows_in"], shown["rows_used"]) == (7, 3)
    aside = {item["row"]: item["reason"] for item in shown["rows_set_aside"]}
    assert aside == {8: "no_key", 9: "torn", 11: "header", 12: "total"}
    values = [(item["row"], item["column"], item["value"]) for item in shown["values_set_aside"]]
    assert values == [(10, "amount", "much"), (10, "created_at", "2026-02-30T10:00:00Z")]


def test_values_are_typed_as_understood(desk: Desk) -> None:
    first, second, third = understood(desk, desk.sent("deals.csv", BY_HAND))["rows"]
    assert first["opportunity_id"] == "0017"
    assert first["name"] == 'two\nlines, and "quotes"'
    assert (first["amount"], second["amount"], third["amount"]) == ("1234.50", "0.10", None)
    assert (first["probability_share"], second["probability_share"]) == ("0.45", None)
    assert (first["created_at"], third["created_at"]) == ("2026-01-05T08:00:00+00:00", None)
    assert (first["expected_close_on"], second["expected_close_on"]) == ("2026-03-31", None)


def test_a_german_accounts_export_with_semicolons_and_decimal_commas(desk: Desk) -> None:
    text = (
        "Record ID;Deal Name;Deal Stage;Pipeline;Amount;Currency;Close Date;Create Date\n"
        '0101;Müller & Söhne;closedwon;Sales;"1.234,50";EUR;31.03.2026 14:05;01.02.2026 09:00\n'
    )
    shown = understood(desk, desk.sent("deals.csv", text.encode("cp1252")))
    holds_to_the_contract(shown)
    dialect = {key: shown["dialect"][key] for key in ("delimiter", "decimal", "thousands", "date_order")}
    assert (shown["kind"], shown["encoding"]) == ("hubspot.deals", "cp1252")
    assert dialect == {"delimiter": ";", "decimal": ",", "thousands": ".", "date_order": "dmy"}
    (row,) = shown["rows"]
    assert (row["Record ID"], row["Deal Name"], row["Amount"]) == ("0101", "Müller & Söhne", "1234.50")
    assert row["Create Date"].startswith("2026-02-01T09:00:00")


def test_american_dates_are_decided_from_the_whole_column(desk: Desk) -> None:
    lines = [f"{n},a{n}@x.example,1/{n}/2026 12:30 AM" for n in range(1, 13)]
    text = "Record ID,Email,Create Date\n" + "\n".join([*lines, "13,z@x.example,1/13/2026 2:30 PM"]) + "\n"
    shown = understood(desk, desk.sent("contacts.csv", text), "--kind", "hubspot.contacts")
    assert shown["dialect"]["date_order"] == "mdy"
    assert [shown["rows"][n]["Create Date"][:16] for n in (4, 12)] == ["2026-01-05T00:30", "2026-01-13T14:30"]


def test_repeated_headers_are_told_apart(desk: Desk) -> None:
    text = "contact_id,email,email,country\n1,a@x.example,b@x.example,DE\n"
    shown = understood(desk, desk.sent("contacts.csv", text))
    assert shown["rows"] == [{"contact_id": "1", "email": "a@x.example", "email_2": "b@x.example", "country": "DE"}]
    assert {c["header"]: c["column"] for c in shown["columns"]}["email_2"] is None


def test_a_workbooks_rows_are_those_of_its_sheet(desk: Desk) -> None:
    book = openpyxl.Workbook()
    for line in (["Deals of January"], [], ["opportunity_id", "stage", "amount"], ["007", "Demo", 12.5], [8, "Won", 3]):
        book.active.append(line)
    path = desk.sent("deals.xlsx", b"")
    book.save(path)
    shown = understood(desk, path)
    holds_to_the_contract(shown)
    assert (shown["sheet"], shown["header_row"], shown["rows_in"]) == ("Sheet", 3, 2)
    assert [row["opportunity_id"] for row in shown["rows"]] == ["007", "8"]


def test_a_refusal_is_one_document_one_line_and_exit_4(desk: Desk) -> None:
    answer: Answer = desk.types("read", desk.sent("noise.csv", b"\x00\x01\x02" * 99), "--rows", "--json")
    assert (answer.code, len(answer.lines)) == (4, 1)
    assert set(answer.document) == {"error"}
    assert set(answer.document["error"]) == REFUSAL
