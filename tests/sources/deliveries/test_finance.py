"""Finance workbooks among the deliveries: restated months, the same tables in any order, totals with nothing beside."""

from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from cmokit.errors import DataNotReadable
from cmokit.sources.deliveries.ledger import read_ledger
from tests.sources.deliveries.given import Client, all_tables, csv, on
from tests.sources.finance.books import FEB, JAN, Rows, book, head

ORDERS = "order_id,ordered_at,total_amount,subtotal_amount,currency"
MAR = on("2026-03-01")


def finance(client: Client, name: str, as_of: str, **sheets: Rows) -> Path:
    """A workbook of rows by table, closed on a day."""
    from cmokit.sources.finance.layout import BY_TABLE

    stated: dict[str, Rows] = {"Settings": [("Setting", "Answer", "Key"), ("…", on(as_of), "as_of")]}
    return book(client.outside / name, stated | {BY_TABLE[t].name: [head(t), *rows] for t, rows in sheets.items()})


def notes(report: Any, code: str) -> list[str]:
    return [note.message for note in report.notes if note.code == code]


def test_a_later_workbook_restates_what_it_names_and_says_old_and_new(client: Client) -> None:
    first = [("USD", "EUR", JAN, 0.92, "ECB"), ("USD", "EUR", FEB, 0.93, "ECB")]
    client.take(finance(client, "jan.xlsx", "2026-02-01", fx_rates=first))
    report = client.take(finance(client, "feb.xlsx", "2026-03-01", fx_rates=[("USD", "EUR", FEB, 0.94, "books")]))
    assert client.column("fx_rates", "month_on", "rate") == [(JAN, Decimal("0.92000000")), (FEB, Decimal("0.94000000"))]
    assert notes(report, "restated") == ["fx_rates USD EUR 2026-02: rate was 0.93, now 0.94 (feb.xlsx)"]


def test_a_cost_that_moved_to_another_kind_is_not_counted_twice(client: Client) -> None:
    client.take(finance(client, "a.xlsx", "2026-02-01", costs=[("x", "Agency", None, "EUR", JAN, 10)]))
    report = client.take(finance(client, "b.xlsx", "2026-03-01", costs=[("x", "Software", None, "EUR", JAN, 10)]))
    assert client.column("costs", "kind", "amount") == [("software", Decimal("10.0000"))]
    assert notes(report, "restated") == ["costs 2026-01 agency EUR: amount was 10, no longer stated in b.xlsx"]


def test_a_total_restated_in_another_currency_replaces_the_old_one(client: Client) -> None:
    rates = [("USD", "EUR", JAN, 0.92, None)]
    client.take(finance(client, "a.xlsx", "2026-02-01", control_totals=[("Revenue", JAN, 100, "EUR", "no")]))
    client.take(
        finance(client, "b.xlsx", "2026-03-01", control_totals=[("Revenue", JAN, 110, "USD", "no")], fx_rates=rates)
    )
    assert client.column("control_totals", "currency", "amount") == [("USD", Decimal("110.0000"))]


def test_a_cost_file_beside_the_workbook_keeps_its_own_lines(client: Client) -> None:
    client.give("costs_2026-01-31.csv", csv("period_start_on,kind,amount,currency", "2026-01-01,salary,5.00,EUR"))
    client.take(finance(client, "a.xlsx", "2026-02-01", costs=[("x", "Agency", None, "EUR", JAN, 10)]))
    assert client.column("costs", "kind") == ["agency", "salary"]


def test_in_any_order_the_same_workbooks_make_the_same_tables(tmp_path: Path) -> None:
    made = []
    for number, order in enumerate(permutations(range(3))):
        client = Client.at(tmp_path / str(number))
        books = [
            finance(client, "a.xlsx", "2026-02-01", costs=[("x", "Agency", None, "EUR", JAN, 10)]),
            finance(client, "b.xlsx", "2026-03-01", costs=[("x", "Software", None, "EUR", JAN, 9)]),
            finance(client, "c.xlsx", "2026-04-01", costs=[("x", "Other", None, "EUR", FEB, 8)]),
        ]
        for place in order:
            client.take(books[place])
        tables = all_tables(client.snapshot())
        assert set(tables) >= {"costs"}
        made.append(client.column("costs", "kind", "amount"))
    assert made == [[("other", Decimal("8.0000")), ("software", Decimal("9.0000"))]] * 6


def test_rows_set_aside_on_two_sheets_at_one_line_both_count(client: Client) -> None:
    bad = finance(client, "a.xlsx", "2026-02-01", fx_rates=[("USD", "EUR", JAN, -1, None)],
                  control_totals=[("Profit", JAN, 1, "EUR", None)])  # fmt: skip
    (file,) = client.take(bad).files
    assert (file.rows_in_count, file.rows_used_count, file.rows_set_aside_count) == (3, 1, 2)
    assert client.column("rows_set_aside", "sheet", "source_row") == [("Control totals", 2), ("Exchange rates", 2)]


def test_a_refused_workbook_changes_nothing(client: Client) -> None:
    client.take(finance(client, "a.xlsx", "2026-02-01", fx_rates=[("USD", "EUR", JAN, 0.92, None)]))
    before = {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()}
    twice = [("USD", "EUR", JAN, 0.92, None), ("USD", "EUR", JAN, 0.93, None)]
    with pytest.raises(DataNotReadable, match="two rates"):
        client.take(finance(client, "b.xlsx", "2026-03-01", fx_rates=twice))
    assert {path: path.read_bytes() for path in client.folder.root.rglob("*") if path.is_file()} == before


def test_totals_in_a_currency_without_a_rate_are_kept_and_said(client: Client) -> None:
    totals = [("Revenue", JAN, 100, "USD", "no"), ("Revenue", FEB, 100, "USD", "no"), ("Refunds", JAN, 1, "EUR", "no")]
    rates = [("EUR", "USD", FEB, 1.09, None)]
    report = client.take(finance(client, "a.xlsx", "2026-03-01", control_totals=totals, fx_rates=rates))
    assert len(client.table("control_totals")) == 3
    (said,) = notes(report, "no_rate")
    assert said.startswith("a.xlsx: 1 control totals of 2026-01 are in USD, and no rate to EUR is stated")
    assert "sheet Exchange rates" in said


def test_totals_of_months_of_which_no_export_speaks_are_said_with_the_mend(client: Client) -> None:
    client.give("orders_2026-02-28.csv", csv(ORDERS, "1,2026-01-02T10:00:00Z,10.00,8.00,EUR",
                                             "2,2026-02-27T10:00:00Z,10.00,8.00,EUR"))  # fmt: skip
    totals = [("Revenue", month, 100, "EUR", "no") for month in (JAN, FEB, MAR)]
    report = client.take(finance(client, "a.xlsx", "2026-03-31", control_totals=totals))
    (said,) = notes(report, "outside_data")
    assert said.startswith("control_totals revenue 2026-03: the exports reach from 2026-01 to 2026-02; send")


def test_as_of_a_day_before_the_rates_came_the_tables_are_there_and_the_lack_is_said(client: Client) -> None:
    orders = client.export("orders_2026-01-31.csv", csv(ORDERS, "1,2026-01-02T10:00:00Z,10.00,8.00,USD"))
    with pytest.raises(DataNotReadable, match="no exchange rate"):
        client.take(orders)
    assert read_ledger(client.folder) == ()
    client.take(finance(client, "a.xlsx", "2026-02-10", fx_rates=[("USD", "EUR", JAN, 0.92, None)]))
    client.take(orders)
    early = client.snapshot(as_of=on("2026-02-01"))
    assert {note.code for note in early.notes} == {"no_rate"}
    assert "orders_2026-01-31.csv, row 2, column currency" in early.notes[0].message
    assert [row["currency"] for row in client.table("orders", as_of=on("2026-02-01"))] == ["USD"]
    assert client.snapshot().notes == ()
