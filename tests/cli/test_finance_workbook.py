"""finance.xlsx from the request to the tables, by the commands that a consultant types."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Type

Fill = Callable[..., Path]


@pytest.fixture
def filled(cmokit: Type, acme: Path, tmp_path: Path) -> Fill:
    """The workbook that the request wrote, filled by finance, saved under another name; cells as Sheet_name__A1."""
    file = acme / "engagement.yaml"
    file.write_text(file.read_text("utf-8").replace("  used: [] ", "  used: [shopify] "), "utf-8")

    def fill(name: str = "Finanzen Acme (final).xlsx", **cells: Any) -> Path:
        assert cmokit("request", "acme")[0] == 0
        book = load_workbook(acme / "request" / "finance.xlsx")
        for place, value in {"Settings__B5": "2026-02-04", "Control_totals__C30": 1000, **cells}.items():
            sheet, cell = place.split("__")
            book[sheet.replace("_", " ")][cell] = value
        book.save(tmp_path / name)
        return tmp_path / name

    return fill


def test_it_is_recognised_under_any_name_and_its_answers_are_shown_and_written(
    cmokit: Type, acme: Path, filled: Fill
) -> None:
    path = filled(Settings__B7="1 April", Settings__B9=0.19, Settings__B10="yes")
    code, shown, said = cmokit("ingest", "acme", str(path))
    assert (code, said) == (0, "")
    row = next(line for line in shown.splitlines() if line.startswith(path.name))
    assert row.split()[-5:-3] == ["finance", "6"]
    assert f'engagement.yaml: fiscal_year_starts: "04-01" (as {path.name}, Settings row 7 says)' in shown
    assert f"engagement.yaml: vat.included_in: [shopify.orders] (as {path.name}, Settings row 10 says)" in shown
    text = (acme / "engagement.yaml").read_text("utf-8")
    assert 'fiscal_year_starts: "04-01"' in text
    assert "# month and day in quotes" in text
    exports = json.loads(cmokit("status", "acme", "--json")[1])["clients"][0]["exports"]
    (finance,) = (export for export in exports if export["kind"] == "finance")
    assert (finance["arrived_count"], finance["usable_rows_count"], finance["is_missing"]) == (1, 6, False)


def test_the_same_answer_in_json(cmokit: Type, acme: Path, filled: Fill) -> None:
    path = filled(Settings__B9=0.19)
    document = json.loads(cmokit("ingest", "acme", str(path), "--json")[1])
    assert document["settings"] == [
        {"key": "vat.share", "value": "0.19", "where": f"{path.name}, Settings row 9"},
    ]


def test_contradictions_are_one_line_each_with_exit_code_3_and_nothing_is_kept(
    cmokit: Type, acme: Path, filled: Fill
) -> None:
    path = filled(Settings__B6="USD", Settings__B9=0.19)
    text = (acme / "engagement.yaml").read_text("utf-8").replace("  share:  ", "  share: 0.07  ")
    (acme / "engagement.yaml").write_text(text, "utf-8")
    code, shown, said = cmokit("ingest", "acme", str(path))
    assert (code, shown) == (3, "")
    lines = said.strip().splitlines()
    assert ["column currency" in lines[0], "column vat.share" in lines[1]] == [True, True]
    assert len(lines) == 2
    assert (acme / "engagement.yaml").read_text("utf-8") == text
    assert list((acme / "inbox").iterdir()) == []


def test_a_rate_stated_twice_is_refused_with_exit_code_4(cmokit: Type, acme: Path, filled: Fill) -> None:
    cells = {f"Exchange_rates__{column}{row}": value for row, rate in ((6, 0.92), (7, 0.93))
             for column, value in zip("ABCD", ("USD", "EUR", "Jan 2026", rate), strict=True)}  # fmt: skip
    path = filled(**cells)
    code, shown, said = cmokit("read", str(path), "--json")
    error = json.loads(shown)["error"]
    assert (code, error["code"], error["row"], error["column"]) == (4, "two_rates", 7, "Exchange rates!Rate")
    assert error["found"] == "0.92 in row 6 and 0.93 in row 7"
    assert len(said.strip().splitlines()) == 1


def test_read_shows_each_sheet_with_the_columns_that_hold_something(cmokit: Type, acme: Path, filled: Fill) -> None:
    code, shown, _ = cmokit("read", str(filled(Costs__A6="Agency", Costs__B6="Agency", Costs__E6=10)), "--rows")
    assert code == 0
    assert "sheet Settings | Exchange rates | Costs | Product costs | Control totals, header in row 4" in shown
    heads = [line.split("  ") for line in shown.splitlines() if line.startswith("Costs!Cost line")]
    assert [head.strip() for head in heads[-1] if head.strip()] == ["Costs!Cost line", "Costs!Kind", "Costs!2024-01-01"]
