"""Totals of the deliverables, added up again from the exports: with csv and Decimal, by no code of the kit."""

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cmokit.engagement.kit import kit_folder
from cmokit.engagement.workspace import Workspace
from tests.planted import CLIENTS

FIRST = "delivery-1"


def exports(client: str, beginning: str) -> list[Path]:
    found = sorted((kit_folder("data_samples") / client / FIRST).glob(f"{beginning}*"))
    assert found, beginning
    return found


def rows_below(path: Path, first_header: str) -> list[dict[str, str]]:
    """A CSV's records below the line that begins with this header, whatever stands above it."""
    raw = path.read_bytes()
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    lines = text.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.lstrip('"').startswith(first_header))
    delimiter = max(",;\t", key=lines[start].count)
    return list(csv.DictReader(io.StringIO("".join(lines[start:])), delimiter=delimiter))


def money(text: str | None) -> Decimal:
    return Decimal((text or "0").replace(",", "") or "0")


def published(workspace: Workspace, client: str, name: str) -> dict[str, Any]:
    return json.loads((workspace.reports(client) / "audit" / name).read_text("utf-8"), parse_float=Decimal)


def step(workspace: Workspace, client: str, step: str, channel: str = "all") -> Decimal:
    wanted = {"step": step, "channel": channel}
    facts = published(workspace, client, "facts.json")["facts"]
    [value] = [
        f["value"] for f in facts if f["id"] == "money.platform_to_cash.step_amount" and f["dimensions"] == wanted
    ]
    return Decimal(value)


@pytest.mark.parametrize("client", CLIENTS)
def test_rows_in_are_rows_used_and_rows_set_aside(audited: Workspace, client: str) -> None:
    files = published(audited, client, "manifest.json")["files"]
    assert len(files) > 10
    for file in files:
        assert file["rows_in_count"] == file["rows_used_count"] + file["rows_set_aside_count"], file["file"]


def test_every_record_of_an_export_is_counted(audited: Workspace) -> None:
    counted = {
        file["file"]: file["rows_in_count"] for file in published(audited, "sample-b2b", "manifest.json")["files"]
    }
    for path in exports("sample-b2b", "hubspot-"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert counted[path.name] == sum(1 for row in csv.reader(file) if any(row)) - 1


def test_what_platforms_claim_is_what_their_exports_say(audited: Workspace) -> None:
    claimed = Decimal(0)
    for path in exports("sample-shop", "meta-ads"):
        rows = rows_below(path, "Reporting starts")
        claimed += sum(money(row["Purchases conversion value"]) for row in rows if row["Campaign name"])
    assert step(audited, "sample-shop", "ad_reported") == claimed


def test_what_was_ordered_is_the_subtotal_of_every_order_once(audited: Workspace) -> None:
    [path] = exports("sample-shop", "shopify-orders")
    orders = {row["Name"]: money(row["Subtotal"]) for row in rows_below(path, "Name") if row.get("Subtotal")}
    assert step(audited, "sample-shop", "ordered") == sum(orders.values())


def test_cash_is_what_the_processor_and_the_courier_paid(audited: Workspace) -> None:
    [path] = exports("sample-shop", "stripe-balance")
    as_of = published(audited, "sample-shop", "facts.json")["as_of"]
    movements = [r for r in rows_below(path, "balance_transaction_id") if r["reporting_category"] != "payout"]
    card = sum(money(row["net"]) for row in movements if row["available_on_utc"][:10] <= as_of)
    assert step(audited, "sample-shop", "cash") == card + courier_paid(as_of)


def courier_paid(as_of: str) -> Decimal:
    """Every settlement line of the first delivery's workbooks, remitted by that day, totals left out."""
    total = Decimal(0)
    for path in exports("sample-shop", "courier-settlement"):
        rows = list(openpyxl.load_workbook(path, data_only=True)["Shipments"].iter_rows(values_only=True))
        head = next(row for row in rows if "AWB No." in row)
        lines = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
        paid = [line for line in lines if line["AWB No."] and line["Net Payable"] is not None]
        total += sum(Decimal(str(line["Net Payable"])) for line in paid if day(line["Remittance Date"]) <= as_of)
    return total


def day(text: str) -> str:
    """15/07/2025 as 2025-07-15."""
    return "-".join(reversed(text.split("/")))


@pytest.mark.parametrize("client", CLIENTS)
def test_each_level_of_the_bridge_is_the_one_before_and_the_steps_between(audited: Workspace, client: str) -> None:
    facts = published(audited, client, "facts.json")["facts"]
    steps: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for fact in facts:
        if fact["id"] == "money.platform_to_cash.step_amount":
            steps[fact["dimensions"]["channel"]][fact["dimensions"]["step"]] = Decimal(fact["value"])
    down = ("vat", "shipping", "exchange", "cancelled", "refunded", "disputed", "not_delivered", "fees")
    for found in steps.values():
        assert found["ad_reported"] + found["double_counted"] == found["crm"]
        if "ordered" in found:
            assert found["crm"] + found["not_matched"] == found["ordered"]
            behind = sum(found[name] for name in (*down, "not_yet_settled", "unexplained"))
            assert found["ordered"] + behind == found["cash"]
    channels = [channel for channel in steps if channel != "all"]
    for name, whole in steps["all"].items():
        assert whole == sum(steps[channel].get(name, Decimal(0)) for channel in channels), name


def test_the_workbooks_evidence_adds_up_to_the_bridge(audited: Workspace) -> None:
    book = openpyxl.load_workbook(audited.reports("sample-shop") / "audit" / "audit.xlsx", read_only=True)
    rows = list(book["Platform to cash rows"].iter_rows(min_row=2, values_only=True))
    head = [str(cell).lower() for cell in rows[0]]
    for name in ("ordered", "unexplained", "cash"):
        column = head.index(f"{name}_amount")
        total = sum(Decimal(str(row[column])) for row in rows[1:] if row[column] is not None)
        assert total.quantize(Decimal("0.0001")) == step(audited, "sample-shop", name)
