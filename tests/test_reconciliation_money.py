"""Contribution and control totals, added up again from the exports: with csv and Decimal, by no code of the kit."""

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

import openpyxl

from cmokit.engagement.workspace import Workspace
from tests.test_reconciliation import day, exports, money, published, rows_below

SHOP, B2B = "sample-shop", "sample-b2b"
CENT = Decimal("0.01")
AS_OF = "2026-01-05"


def figures(workspace: Workspace, client: str, analysis: str, measure: str, **dimensions: str) -> list[Decimal]:
    facts = published(workspace, client, "facts.json")["facts"]
    own = [f for f in facts if f["id"] == f"money.{analysis}.{measure}"]
    return [Decimal(f["value"]) for f in own if dimensions.items() <= f["dimensions"].items()]


def figure(workspace: Workspace, client: str, analysis: str, measure: str, **dimensions: str) -> Decimal:
    [value] = figures(workspace, client, analysis, measure, **dimensions)
    return value


@cache
def book(client: str) -> Any:
    [path] = exports(client, "finance")
    return openpyxl.load_workbook(path, data_only=True)


def sheet(client: str, name: str) -> list[dict[str, Any]]:
    rows = list(book(client)[name].iter_rows(values_only=True))
    return [dict(zip(rows[3], row, strict=True)) for row in rows[4:] if any(row)]


def stated(client: str, name: str) -> dict[str, Decimal]:
    """Month → what the books say of a figure."""
    rows = [row for row in sheet(client, "Control totals") if row["Figure"] == name]
    return {f"{row['Month']:%Y-%m}": Decimal(str(row["Amount"])) for row in rows}


@cache
def orders() -> dict[str, list[dict[str, str]]]:
    """Number → its rows: the order's own cells stand on the first."""
    [path] = exports(SHOP, "shopify-orders")
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_below(path, "Name"):
        if row["Name"]:
            found[row["Name"].lstrip("#")].append(row)
    return found


@cache
def movements() -> list[dict[str, str]]:
    [path] = exports(SHOP, "stripe-balance")
    rows = rows_below(path, "balance_transaction_id")
    return [row for row in rows if row["reporting_category"] != "payout"]


@cache
def parcels() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in exports(SHOP, "courier-settlement"):
        rows = list(openpyxl.load_workbook(path, data_only=True)["Shipments"].iter_rows(values_only=True))
        head = next(row for row in rows if "AWB No." in row)
        for row in rows[rows.index(head) + 1 :]:
            line = dict(zip(head, row, strict=True))
            if line["AWB No."]:
                found[str(line["Order Ref"]).lstrip("#0")].append(line)
    return found


def test_revenue_of_the_books_is_the_orders_before_tax_but_for_two_months(audited: Workspace) -> None:
    ours: dict[str, Decimal] = defaultdict(Decimal)
    taxes: dict[str, Decimal] = defaultdict(Decimal)
    for rows in orders().values():
        first = rows[0]
        if not first["Cancelled at"]:
            ours[first["Created at"][:7]] += money(first["Subtotal"]) + money(first["Shipping"])
            taxes[first["Created at"][:7]] += money(first["Taxes"])
    for month, books in stated(SHOP, "Revenue").items():
        where = {"figure": "revenue", "month": month}
        assert figure(audited, SHOP, "control_totals", "ours_amount", **where) == ours[month]
        assert figure(audited, SHOP, "control_totals", "books_amount", **where) == books
        assert figure(audited, SHOP, "control_totals", "remainder_amount", **where) == 0
    september = {"figure": "revenue", "month": "2025-09", "part": "vat"}
    assert figure(audited, SHOP, "control_totals", "explained_amount", **september) == taxes["2025-09"]
    assert ours["2025-09"] != stated(SHOP, "Revenue")["2025-09"], "tax left in is what a careless sum would not see"


def test_cash_of_the_books_is_what_arrived_but_for_one_transfer(audited: Workspace) -> None:
    came: dict[str, Decimal] = defaultdict(Decimal)
    for row in movements():
        if row["available_on_utc"][:10] <= AS_OF:
            came[row["available_on_utc"][:7]] += money(row["net"])
    for line in (line for lines in parcels().values() for line in lines):
        came[day(line["Remittance Date"])[:7]] += Decimal(str(line["Net Payable"]))
    left = {}
    for month, books in stated(SHOP, "Cash received").items():
        assert (
            figure(audited, SHOP, "control_totals", "ours_amount", figure="cash_received", month=month) == came[month]
        )
        left[month] = books - came[month]
    assert {month: amount for month, amount in left.items() if amount} == {"2025-12": Decimal("-4812.37")}
    [told] = figures(audited, SHOP, "control_totals", "remainder_gross_amount", figure="all")
    assert told == Decimal("4812.37")


def test_refunds_of_the_books_are_the_processor_s_before_tax(audited: Workspace) -> None:
    ours: dict[str, Decimal] = defaultdict(Decimal)
    for row in movements():
        if row["reporting_category"] == "refund":
            first = orders()[row["description"].removeprefix("Order #")][0]
            gross = -money(row["gross"])
            tax = (gross * money(first["Taxes"]) / money(first["Total"])).quantize(CENT, ROUND_HALF_EVEN)
            ours[local_month(row["created_utc"])] += gross - tax
    for month, books in stated(SHOP, "Refunds").items():
        assert figure(audited, SHOP, "control_totals", "ours_amount", figure="refunds", month=month) == ours[month]
        assert books == ours[month]


def local_month(utc: str) -> str:
    """Riyadh is three hours ahead all year: the last hours of a month in UTC are the next month's."""
    moment = datetime.fromisoformat(utc)
    is_next = moment.hour >= 21 and moment.day == calendar.monthrange(moment.year, moment.month)[1]
    later = date(moment.year + moment.month // 12, moment.month % 12 + 1, 1)
    return f"{later if is_next else moment:%Y-%m}"


def test_ad_invoices_of_the_b2b_books_hold_tax_in_one_month(audited: Workspace) -> None:
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for row in (r for path in exports(B2B, "google-ads") for r in rows_below(path, "Day")):
        spent[row["Day"][:7]] += money(row["Cost"]) if row["Day"][:2] == "20" else 0
    for row in (r for path in exports(B2B, "linkedin-ads") for r in rows_below(path, "Start Date")):
        if "/" in row["Start Date (in UTC)"]:
            month, _, year = row["Start Date (in UTC)"].split("/")
            spent[f"{year}-{int(month):02}"] += money(row["Total Spent"])
    for month, books in stated(B2B, "Ad invoices").items():
        where = {"figure": "ad_invoices", "month": month}
        assert figure(audited, B2B, "control_totals", "ours_amount", **where) == spent[month]
        assert figure(audited, B2B, "control_totals", "remainder_amount", **where) == 0
        assert (books == spent[month]) is (month != "2025-10")
    assert abs(stated(B2B, "Ad invoices")["2025-10"] - spent["2025-10"] * Decimal("1.19")) < 1


def test_books_are_ours_and_the_parts_and_the_remainder(audited: Workspace) -> None:
    for client in (SHOP, B2B):
        facts = [f for f in published(audited, client, "facts.json")["facts"] if "control_totals" in f["id"]]
        sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for fact in facts:
            if "month" in fact["dimensions"]:
                key = (fact["dimensions"]["figure"], fact["dimensions"]["month"])
                sums[key][fact["id"].split(".")[-1]] += Decimal(fact["value"])
        assert len(sums) > 10
        for own in sums.values():
            parts = own["ours_amount"] + own["explained_amount"] + own["remainder_amount"]
            assert own["books_amount"] == parts == own["ours_amount"] + own["difference_amount"]


def unit_costs() -> dict[str, list[tuple[date, Decimal | None, Decimal | None, str]]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in sheet(SHOP, "Product costs"):
        piece, margin = row["Unit cost"], row["Margin share"]
        known = [None if cell is None else Decimal(str(cell)) for cell in (piece, margin)]
        found[row["SKU"]].append((row["Valid from"].date(), *known, row["Currency"] or "SAR"))
    return {sku: sorted(costs) for sku, costs in found.items()}


def cost_of(row: dict[str, str], first: dict[str, str], paid: Decimal) -> Decimal | None:
    on = date.fromisoformat(first["Created at"][:10])
    valid = [cost for cost in unit_costs_once().get(row["Lineitem sku"], []) if cost[0] <= on]
    if not valid:
        return None
    _, piece, margin, currency = valid[-1]
    if piece is None:
        return money(row["Lineitem price"]) * money(row["Lineitem quantity"]) * paid * (1 - (margin or 0))
    return piece * money(row["Lineitem quantity"]) * (Decimal("3.75") if currency == "USD" else 1)


unit_costs_once = cache(unit_costs)


def lines_gone() -> Iterator[tuple[list[dict[str, str]], Decimal]]:
    """Orders whose goods left for good: their rows, and what of a list price the customer paid."""
    for number, rows in orders().items():
        first, boxes = rows[0], parcels().get(number, [])
        is_cash = first["Payment Method"].startswith("Cash")
        came_back = any("RTO" in str(box["Shipment Status"]) for box in boxes)
        if first["Cancelled at"] or came_back or (is_cash and not boxes):
            continue
        before = money(first["Subtotal"]) + money(first["Discount Amount"])
        yield rows, money(first["Subtotal"]) / before


def test_the_cost_of_goods_is_that_of_every_line_that_left_for_good(audited: Workspace) -> None:
    total = Decimal(0)
    for rows, paid in lines_gone():
        costs = [cost_of(row, rows[0], paid) for row in rows]
        total += sum((cost for cost in costs if cost is not None), Decimal(0)).quantize(CENT, ROUND_HALF_EVEN)
    told = figure(audited, SHOP, "contribution", "step_amount", step="goods", channel="all", period="all")
    assert -told == total
    sold = sum(cost_of(r, rows[0], Decimal(1)) or 0 for rows in orders().values() for r in rows)
    assert sold != total, "the usual mistake takes the cost of what came back too"


def test_fees_freight_and_ads_are_what_the_files_say(audited: Workspace) -> None:
    boxes = [box for lines in parcels().values() for box in lines]

    def taken(*columns: str) -> Decimal:
        return sum((Decimal(str(box[column] or 0)) for box in boxes for column in columns), Decimal(0))

    by_hand = {
        "freight_out": -taken("Freight") + taken("Adjustment"),
        "freight_back": -taken("RTO Charge"),
        "collection_fees": -taken("COD Fee"),
        "payment_fees": -sum(money(row["fee"]) for row in movements() if row["description"].startswith("Order")),
        "ads": -sum(money(r["Amount spent (SAR)"]) for r in ads()),
    }
    for step, amount in by_hand.items():
        told = figure(audited, SHOP, "contribution", "step_amount", step=step, channel="all", period="all")
        assert told == amount, step


def ads() -> list[dict[str, str]]:
    rows = [row for path in exports(SHOP, "meta-ads") for row in rows_below(path, "Reporting starts")]
    return [row for row in rows if row["Campaign name"]]


def test_revenue_before_tax_is_not_what_was_ordered_and_quarters_are_the_client_s(audited: Workspace) -> None:
    quarters: dict[str, Decimal] = defaultdict(Decimal)
    for rows in orders().values():
        month = int(rows[0]["Created at"][5:7])
        quarters["FY2026 Q3" if month < 7 else "FY2026 Q1" if month < 10 else "FY2026 Q2"] += money(rows[0]["Subtotal"])
    for period, amount in quarters.items():
        told = figure(audited, SHOP, "contribution", "step_amount", step="ordered", channel="all", period=period)
        assert told == amount
    where = {"channel": "all", "period": "all"}
    kept = figure(audited, SHOP, "contribution", "step_amount", step="revenue", **where)
    left = figure(audited, SHOP, "contribution", "step_amount", step="contribution", **where)
    gross = sum(money(rows[0]["Total"]) for rows in orders().values())
    share = figure(audited, SHOP, "contribution", "contribution_share", **where)
    assert abs(share - left / kept) < Decimal("1e-9")
    assert abs(share - left / gross) > Decimal("0.05"), "a margin on gross is the usual mistake"
