"""finance.xlsx of a request: the months and currencies that it prints, and what counts as filled in."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from cmokit.engagement.create import create_client
from cmokit.engagement.load import load_engagement
from cmokit.engagement.workspace import ClientFolder, Workspace
from cmokit.exhibits.section import Missing
from cmokit.render.finance_workbook import finance_workbook
from cmokit.runs.request import named_asks, request_of
from cmokit.runs.request_finance import form_of, is_filled, months_of
from tests.runs.test_request import engagement


def test_the_months_reach_from_two_years_before_day_1_to_the_engagements_end() -> None:
    months = list(months_of(engagement("hubspot")))
    assert (months[0], months[-1], len(months)) == (date(2024, 1, 1), date(2026, 4, 1), 28)
    assert months == sorted(set(months))
    leap = list(months_of(engagement("hubspot", start_on="2024-02-29", preset="plan_d")))
    assert (leap[0], leap[-1]) == (date(2022, 2, 1), date(2024, 5, 1))


def test_what_a_report_lacks_of_finance_is_asked_for_by_its_sheet() -> None:
    (asked,) = named_asks([Missing("fx_rates", ("rate",), "As a CSV.")], engagement("shopify"))
    assert "finance.xlsx, sheet “Exchange rates”" in asked.ask


@pytest.fixture
def acme(tmp_path: Path) -> ClientFolder:
    values = {"name": "Acme GmbH", "currency": "EUR", "systems.used": ["shopify", "hubspot"], "vat.share": 0.19}
    return create_client(Workspace(tmp_path), "acme", values)


def form(client: ClientFolder) -> Any:
    said = load_engagement(client.engagement_file)
    workspace = Workspace(client.root.parents[1])
    return form_of(client, said, request_of(workspace, client, said, by=None, place=None))


def test_only_what_has_been_decided_is_printed(acme: ClientFolder) -> None:
    found = form(acme)
    assert dict(found.answers) == {"vat.share": 0.19}
    assert [kind for kind, _ in found.kinds] == ["shopify.orders", "hubspot.deals"]
    assert found.currencies == ()


def test_currencies_found_in_the_data_are_printed_but_for_the_reports_own(acme: ClientFolder) -> None:
    tables = acme.tables / "0123456789ab"
    tables.mkdir(parents=True)
    pq.write_table(pa.table({"currency": ["USD", "EUR", None, "USD"]}), tables / "orders.parquet")
    pq.write_table(pa.table({"currency": ["GBP"]}), tables / "ad_spend.parquet")
    (acme.tables / "current").write_text("0123456789ab\n")
    assert form(acme).currencies == ("GBP", "USD")


def written(client: ClientFolder, **cells: Any) -> Path:
    path = client.root / "finance.xlsx"
    path.write_bytes(finance_workbook(form(client)))
    book = load_workbook(path)
    for place, value in cells.items():
        sheet, cell = place.split("__")
        book[sheet.replace("_", " ")][cell] = value
    book.save(path)
    return path


def test_as_it_was_written_it_is_empty_even_where_more_is_known_since(acme: ClientFolder) -> None:
    path = written(acme)
    assert not is_filled(path, form(acme))
    tables = acme.tables / "0123456789ab"
    tables.mkdir(parents=True)
    pq.write_table(pa.table({"currency": ["USD"]}), tables / "orders.parquet")
    (acme.tables / "current").write_text("0123456789ab\n")
    assert not is_filled(path, form(acme))


@pytest.mark.parametrize(
    "cell",
    [
        {"Control_totals__C6": 5},
        {"Control_totals__C6": "soon"},
        {"Product_costs__A6": "TEA"},
        {"Settings__B7": "April"},
        {"Settings__B5": "2026-02-04"},
        {"Settings__B9": 0.07},
    ],
)
def test_one_answer_makes_it_filled(acme: ClientFolder, cell: dict[str, Any]) -> None:
    assert is_filled(written(acme, **cell), form(acme))


def test_a_file_that_cannot_be_read_is_somebodys_and_is_not_written_over(acme: ClientFolder) -> None:
    path = acme.root / "finance.xlsx"
    path.write_bytes(b"PK half a workbook")
    assert is_filled(path, form(acme))
