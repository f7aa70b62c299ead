"""What `cmokit read FILE --rows --json` shows, as contracts say."""

import json
from pathlib import Path

from tests.sources.exports import read

OPPORTUNITIES = """opportunity_id,name,stage,amount,currency,probability_share,created_at,expected_close_on
007,Acme,Demo,"1,234.50",EUR,12.50%,2026-01-05T10:00:00+02:00,2026-03-31
008,Beta,Demo,a lot,EUR,0.4,,soon
,No key,Demo,1.00,EUR,,,
Total,,,"1,235.50",,,,
"""


def shown(folder: Path, text: str = OPPORTUNITIES) -> dict:
    return json.loads(json.dumps(read(folder, text).as_json(rows=True)))


def test_it_has_the_keys_that_are_promised(tmp_path: Path):
    assert list(shown(tmp_path)) == [
        *("kind", "recognised_by", "encoding", "dialect", "sheet", "header_row", "columns", "rows_in", "rows_used"),
        *("rows_set_aside", "values_set_aside", "warnings", "rows"),
    ]
    assert "rows" not in read(tmp_path, OPPORTUNITIES).as_json()
    assert list(shown(tmp_path)["dialect"]) == [
        *("delimiter", "quote", "escape", "newline", "decimal", "thousands", "date_order")
    ]


def test_values_are_typed_as_understood_under_the_files_own_headers(tmp_path: Path):
    first, second = shown(tmp_path)["rows"]
    assert first == {
        "opportunity_id": "007",
        "name": "Acme",
        "stage": "Demo",
        "amount": "1234.50",
        "currency": "EUR",
        "probability_share": "0.1250",
        "created_at": "2026-01-05T08:00:00+00:00",
        "expected_close_on": "2026-03-31",
    }
    assert (second["amount"], second["created_at"], second["expected_close_on"]) == (None, None, None)


def test_every_row_is_used_or_set_aside_with_its_reason(tmp_path: Path):
    found = shown(tmp_path)
    assert (found["rows_in"], found["rows_used"]) == (4, 2)
    assert [(row["row"], row["reason"]) for row in found["rows_set_aside"]] == [(5, "total"), (4, "no_key")]
    assert found["rows_set_aside"][1]["value"].startswith(",No key,Demo")


def test_a_value_that_is_not_typed_keeps_its_row_in_use(tmp_path: Path):
    aside = shown(tmp_path)["values_set_aside"]
    assert [(value["row"], value["column"], value["value"]) for value in aside] == [
        (3, "amount", "a lot"),
        (3, "expected_close_on", "soon"),
    ]


def test_columns_say_what_they_fill_and_as_what_they_were_read(tmp_path: Path):
    columns = {c["header"]: (c["column"], c["type"]) for c in shown(tmp_path)["columns"]}
    assert columns["amount"] == ("amount", "amount")
    assert columns["probability_share"] == ("probability_share", "share")
    assert columns["created_at"] == ("created_at", "timestamp")
    assert columns["expected_close_on"] == ("expected_close_on", "date")
    assert columns["opportunity_id"] == ("opportunity_id", "text")


def test_the_dialect_says_how_numbers_and_dates_were_read(tmp_path: Path):
    text = "opportunity_id;stage;amount;created_at\no1;Demo;1.234,50;25/01/2026 10:00\n"
    dialect = shown(tmp_path, text)["dialect"]
    assert (dialect["delimiter"], dialect["decimal"], dialect["thousands"], dialect["date_order"]) == (
        ";",
        ",",
        ".",
        "dmy",
    )


def test_repeated_headers_are_numbered(tmp_path: Path):
    text = "opportunity_id,stage,amount,amount\no1,Demo,1.10,2.20\n"
    found = shown(tmp_path, text)
    assert found["rows"][0] == {"opportunity_id": "o1", "stage": "Demo", "amount": "1.10", "amount_2": "2.20"}


def test_amounts_keep_every_digit_and_invent_none(tmp_path: Path):
    text = "opportunity_id,stage,amount\no1,Demo,1.1\no2,Demo,1\no3,Demo,0.1234\no4,Demo,1000.00\n"
    assert [row["amount"] for row in shown(tmp_path, text)["rows"]] == ["1.1", "1", "0.1234", "1000.00"]
