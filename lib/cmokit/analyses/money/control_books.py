"""The control totals as the client's books state them: which count, in which currency, with or without tax."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cmokit.methods.control_records import FIGURES, Record
from cmokit.methods.control_totals import Stated
from cmokit.methods.order_exchange import Rates
from cmokit.methods.order_ledger import ZERO, total_of

COLUMNS = ("figure", "month_on", "amount", "currency", "includes_vat", "source_file", "source_row")
YES = ("yes", "true", "1")  # of includes_vat; blank is no


def books_rows(control_totals: Any) -> list[dict[str, Any]]:
    """Every row that states an amount for a month."""
    rows = control_totals.select(*COLUMNS).to_pyarrow().to_pylist()
    return [row for row in rows if row["amount"] is not None and row["month_on"] is not None]


def is_taxed(row: dict[str, Any]) -> bool:
    return (row["includes_vat"] or "").strip().casefold() in YES


def reported(row: dict[str, Any], rates: Rates) -> Decimal | None:
    return rates.reported(row["amount"], row["currency"] or rates.reporting, row["month_on"])


def stated(rows: Iterable[dict[str, Any]], records: Sequence[Record], rates: Rates, as_of: date) -> list[Stated]:
    """The books' totals of whole months that our rows cover, in the reporting currency."""
    sums: dict[tuple[str, date], list[tuple[Decimal | None, tuple[str, int]]]] = {}
    for row in rows:
        key = (row["figure"], row["month_on"].replace(day=1))
        sums.setdefault(key, []).append((reported(row, rates), (row["source_file"], row["source_row"])))
    first = {name: min((r.month for r in records if r.figure == name), default=date.max) for name in FIGURES}
    return [
        Stated(figure, month, total_of(amount or ZERO for amount, _ in own), tuple(sorted(where for _, where in own)))
        for (figure, month), own in sums.items()
        if first[figure] <= month and _is_over(month, as_of) and all(amount is not None for amount, _ in own)
    ]


def _is_over(month: date, as_of: date) -> bool:
    """The month's last day has passed by the day of the report, or is that day."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return following.toordinal() - 1 <= as_of.toordinal()
