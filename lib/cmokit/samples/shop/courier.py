"""The courier's settlement: a workbook with a summary sheet, titles above the header, a total below."""

import io
from datetime import date, datetime

import xlsxwriter

from cmokit.samples.shop.records import CURRENCY, NOTHING, Order, Settled

HEADERS = (
    "Order Ref", "AWB No.", "Shipment Status", "Delivery Date", f"COD Collected ({CURRENCY})", "Freight", "COD Fee",
    "RTO Charge", "Adjustment", "Net Payable", "Remittance Date", "UTR",
)  # fmt: skip
SHEET = "Shipments"
STATUS = {"delivered": "Delivered", "returned": "RTO - returned to shipper", "lost": "Lost in transit"}
NAME = "Qafila Courier Services"


def lines_of(orders: list[Order], paid_on: date) -> list[tuple[Order, Settled]]:
    """The lines of one settlement, in order of the parcels' numbers."""
    found = [(order, line) for order in orders for line in order.settled if line.remitted_on == paid_on]
    return sorted(found, key=lambda pair: (pair[1].awb, pair[1].collected))


def settlement_xlsx(orders: list[Order], paid_on: date) -> bytes:
    lines = lines_of(orders, paid_on)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(paid_on.year, paid_on.month, paid_on.day), "author": NAME})
    net = sum((line.net for _, line in lines), NOTHING)
    summary = book.add_worksheet("Summary")
    summary.write_row(0, 0, [NAME])
    summary.write_row(1, 0, ["Settlement of", f"{paid_on:%d/%m/%Y}"])
    summary.write_row(2, 0, ["Parcels", len(lines)])
    summary.write_row(3, 0, ["Net payable", float(net)])
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(0, 0, [f"{NAME} - COD settlement"])
    sheet.write_row(1, 0, ["Merchant:", "Oud Dar Trading"])
    sheet.write_row(2, 0, ["Settlement date:", f"{paid_on:%d/%m/%Y}"])
    sheet.write_row(4, 0, HEADERS)
    money = book.add_format({"num_format": "#,##0.00"})
    for number, (order, line) in enumerate(lines, start=5):
        for column, cell in enumerate(_row(order, line)):
            sheet.write(number, column, cell, money if isinstance(cell, float) else None)
    sheet.write_row(len(lines) + 5, 0, ["Total", "", "", "", *_totals([line for _, line in lines])])
    book.close()
    return out.getvalue()


def _row(order: Order, line: Settled) -> list[object]:
    # The courier's own system pads references to eight digits; only its Shopify plugin writes the shop's `#`.
    reference = f"#{order.number}" if order.number % 3 else f"{order.number:08d}"
    delivered = f"{line.delivered_on:%d/%m/%Y}" if line.delivered_on else ""
    return [
        reference, line.awb, STATUS[line.status], delivered, float(line.collected), float(line.freight),
        float(line.cod_fee), float(line.return_fee), float(line.adjustment), float(line.net),
        f"{line.remitted_on:%d/%m/%Y}", f"UTR{line.remitted_on:%Y%m%d}",
    ]  # fmt: skip


def _totals(lines: list[Settled]) -> list[float]:
    names = ("collected", "freight", "cod_fee", "return_fee", "adjustment", "net")
    return [float(sum((getattr(line, name) for line in lines), NOTHING)) for name in names]
