"""Bad input: one line that says file, row, column, found, wanted and the mend; exit 3 or 4; nothing half-written."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from cmokit.engagement.workspace import ClientFolder
from tests.acceptance.desk import REFUSAL, Desk, contents

WON = "conversion_id,contact_id,converted_at,kind,value_amount,currency\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in (["touchpoint_id", "contact_id", "touched_at"], ["t1", "c1", "2026-01-01T10:00:00Z"]):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


# name of the file → its content, the error's code, row and column, and words that its line must hold
BAD_FILES = {
    "an unknown kind": (
        "deals-de.csv",
        "Datensatz-ID,Deal-Name,Betrag\n1,A,2\n",
        "unknown_kind",
        None,
        None,
        ("Datensatz-ID, Deal-Name, Betrag", "nearest kind: ", "missing: ", "mapping: "),
    ),
    "a canonical file without its key": (
        "touches.csv",
        "contact_id,touched_at,channel,utm_source\nc1,2026-01-01T10:00:00Z,email,x\n",
        "unknown_kind",
        None,
        None,
        ("nearest kind: touchpoints, missing: touchpoint_id",),
    ),
    "an empty file": ("empty.csv", "", "empty_file", None, None, ("0 bytes",)),
    "blank lines alone": ("blank.csv", "\n\n\n", "empty_file", None, None, ("export it again",)),
    "headers only": ("headers.csv", WON, "headers_only", 1, None, ("at least one row",)),
    "a binary file": ("noise.csv", bytes(range(256)) * 8, "binary", None, None, ("CSV in UTF-8",)),
    "a picture": ("chart.csv", PNG, "wrong_format", None, None, ("a picture (PNG)",)),
    "a workbook renamed to .csv": ("book.csv", workbook(), "wrong_format", None, None, ("rename it to .xlsx",)),
    "an ambiguous date column": (
        "dates.csv",
        WON + "1,a,03/04/2026,won,1.50,EUR\n2,a,05/06/2026,won,2.50,EUR\n",
        "ambiguous_date",
        2,
        "converted_at",
        ("03/04/2026", "date_order: dmy"),
    ),
    "days and months that change places": (
        "both.csv",
        WON + "1,a,13/04/2026,won,1.50,EUR\n2,a,05/16/2026,won,2.50,EUR\n",
        "mixed_date_order",
        3,
        "converted_at",
        ("13/04/2026 and 05/16/2026",),
    ),
    "an ambiguous number": (
        "numbers.csv",
        WON + '1,a,2026-04-03,won,"1,234",EUR\n2,a,2026-04-04,won,"2,500",EUR\n',
        "ambiguous_number",
        2,
        "value_amount",
        ("1,234", "decimal: ','"),
    ),
}  # fmt: skip


@pytest.fixture(params=BAD_FILES.values(), ids=BAD_FILES.keys())
def bad(request: pytest.FixtureRequest, desk: Desk) -> tuple[Path, str, int | None, str | None, tuple[str, ...]]:
    name, content, *rest = request.param
    return (desk.sent(name, content), *rest)


def test_a_bad_file_is_refused_in_one_line_and_one_document(desk: Desk, bad: tuple) -> None:
    path, code, row, column, words = bad
    answer = desk.types("read", path, "--json")
    assert (answer.code, len(answer.lines)) == (4, 1)
    assert answer.lines[0].startswith(f"cmokit: {path.name}")
    assert [word for word in words if word not in answer.lines[0]] == []
    error = answer.document["error"]
    assert set(error) == REFUSAL
    assert (error["code"], error["file"], error["row"], error["column"]) == (code, path.name, row, column)
    assert error["mend"]


def test_a_bad_file_leaves_the_client_as_it_was(desk: Desk, bad: tuple) -> None:
    client = desk.new()
    before = contents(client.root)
    answer = desk.types("ingest", "acme", bad[0])
    assert (answer.code, len(answer.lines), answer.out) == (4, 1, "")
    assert contents(client.root) == before


def test_one_bad_file_keeps_the_good_ones_out_too_and_all_bad_ones_are_named(desk: Desk) -> None:
    client = desk.new()
    before = contents(client.root)
    good = desk.sent("contacts-2026-01-05.csv", "contact_id,email\n1,a@x.example\n")
    empty, unknown = desk.sent("a.csv", ""), desk.sent("b.csv", "foo,bar\n1,2\n")
    answer = desk.types("ingest", "acme", good, empty, unknown, "--json")
    assert (answer.code, len(answer.lines)) == (4, 2)
    assert [error["code"] for error in answer.document["errors"]] == ["empty_file", "unknown_kind"]
    assert contents(client.root) == before


def test_a_missing_required_column_is_named_with_the_headers_present(desk: Desk) -> None:
    path = desk.sent("export.csv", "contact_id,email\n1,a@x.example\n")
    answer = desk.types("read", path, "--kind", "touchpoints", "--json")
    error = answer.document["error"]
    assert (answer.code, error["code"], error["column"]) == (4, "missing_column", "touchpoint_id")
    assert error["found"] == "contact_id, email"
    assert error["wanted"] == "touchpoint_id, touched_at"


def test_a_kind_that_does_not_exist_is_a_wrong_command(desk: Desk) -> None:
    path = desk.sent("export.csv", "contact_id,email\n1,a@x.example\n")
    answer = desk.types("read", path, "--kind", "salesforce.leads")
    assert (answer.code, len(answer.lines)) == (2, 1)
    assert "salesforce.lead," in answer.lines[0]


@pytest.mark.parametrize(
    ("table", "header", "line"),
    [
        ("opportunities", "opportunity_id,stage,amount,currency,created_at", "1,won,10.00,USD,2026-01-05T10:00:00Z"),
        ("orders", "order_id,total_amount,currency,ordered_at", "1,10.00,USD,2026-01-05T10:00:00Z"),
        ("conversions", "conversion_id,contact_id,converted_at,value_amount,currency", "1,c,2026-01-05,10.00,USD"),
        ("costs", "kind,period_start_on,amount,currency", "agency,2026-01-01,10.00,USD"),
    ],
)
def test_mixed_currencies_need_a_rate(desk: Desk, table: str, header: str, line: str) -> None:
    client = desk.new()
    before = contents(client.root)
    first = "0" + line.replace("USD", "EUR") if table != "costs" else line.replace("USD", "EUR")
    path = desk.sent(f"{table}-2026-01-31.csv", f"{header}\n{first}\n{line}\n")
    answer = desk.types("ingest", "acme", path)
    assert (answer.code, len(answer.lines)) == (4, 1)
    for word in (path.name, "row 3", "column currency", "USD", "EUR", "from_currency, to_currency, month_on, rate"):
        assert word in answer.lines[0]
    assert contents(client.root) == before
    rates = desk.sent("rates.csv", "from_currency,to_currency,month_on,rate\nUSD,EUR,2026-01-01,0.92\n")
    desk.must("ingest", "acme", path, rates)


def broken(client: ClientFolder, *changes: tuple[str, str]) -> None:
    text = client.engagement_file.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    client.engagement_file.write_text(text, "utf-8")


def line_of(client: ClientFolder, text: str) -> int:
    lines = client.engagement_file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_all_faults_of_engagement_yaml_come_in_one_pass_with_their_lines(desk: Desk) -> None:
    client = desk.new()
    broken(
        client,
        ("\ntimezone: Europe/Berlin", "\ntimezone: Europe/Berln"),
        ("preset: plan_a", "preset: plan_z"),
        ("    lookback_days: 90", "    lookback_day: 90"),
        ("limits: {} ", "limit: {} "),
    )
    before = contents(client.root)
    answer = desk.types("ingest", "acme", desk.sent("c.csv", "contact_id,email\n1,a@x.example\n"), "--json")
    assert answer.code == 3
    found = [(error["row"], error["column"]) for error in answer.document["errors"]]
    places = [("Berln", "timezone"), ("plan_z", "preset"), ("lookback_day:", "definitions.attribution.lookback_day")]
    places.append(("limit:", "limit"))
    assert found == [(line_of(client, text), column) for text, column in places]
    assert len(answer.lines) == len(found)
    assert "lookback_days (the nearest known key)" in answer.lines[2]
    assert "limits (the nearest known key)" in answer.lines[3]
    assert contents(client.root) == before


@pytest.mark.parametrize("words", [("ingest", "acme", "FILE"), ("run", "acme", "audit")], ids=["ingest", "run"])
def test_an_older_engagement_yaml_is_never_upgraded_silently(desk: Desk, words: tuple[str, ...]) -> None:
    client = desk.new()
    broken(client, ("\nschema: 1", "\nschema: 0"), ("\nname: Acme GmbH", "\nclient_name: Acme GmbH"))
    before = contents(client.root)
    path = desk.sent("c.csv", "contact_id,email\n1,a@x.example\n")
    answer = desk.types(*(str(path) if word == "FILE" else word for word in words))
    assert (answer.code, len(answer.lines)) == (3, 1)
    assert "cmokit doctor --upgrade acme" in answer.lines[0]
    assert contents(client.root) == before


def test_the_upgrade_shows_what_it_changes_and_keeps_every_comment(desk: Desk) -> None:
    client = desk.new()
    whole = client.engagement_file.read_text("utf-8")
    broken(client, ("\nschema: 1", "\nschema: 0"), ("\nname: Acme GmbH", "\nclient_name: Acme GmbH"))
    answer = desk.must("doctor", "--upgrade", "acme")
    for line in ("-client_name: Acme GmbH", "+name: Acme GmbH", "-schema: 0", "+schema: 1"):
        assert line in answer.out
    assert client.engagement_file.read_text("utf-8") == whole


def test_a_phase_without_its_data_is_no_error_and_says_what_to_ask_for(desk: Desk) -> None:
    client = desk.new()
    desk.must("ingest", "acme", desk.sent("users-2026-01-05.csv", "system,user_id,name\nhubspot,1,Ann\n"))
    answer = desk.must("run", "acme", "audit", "--json")
    unmeasured = {name for name, severity in answer.document["severities"].items() if severity == "NOT_MEASURED"}
    assert set(answer.document["severities"]) - unmeasured <= {"crm.readiness"}
    said = json.loads((client.reports / "audit" / "facts.json").read_text("utf-8"))
    for analysis in said["analyses"]:
        if analysis["id"] in unmeasured:
            assert analysis["reason"]
            assert analysis["missing"]
            assert all(
                set(missing) == {"table", "columns", "ask"} and missing["ask"] for missing in analysis["missing"]
            )
    facts = [fact for fact in said["facts"] if fact["id"].rsplit(".", 1)[0] in unmeasured]
    assert all(fact["value"] is None for fact in facts)
