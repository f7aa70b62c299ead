"""One cell as a value, or the reason why it is none. A reason is a text without figures; the words show it as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from cmokit.sources.base import value_key
from cmokit.sources.finance.book import Cell
from cmokit.sources.finance.layout import FinanceColumn
from cmokit.sources.finance.months import NoMonth, month_of
from cmokit.sources.reading import dates
from cmokit.sources.reading.currencies import CODES, SYMBOLS
from cmokit.sources.reading.values import FALSE, TRUE

# What finance people write for what a drop-down offers.
MEANT: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "ad": "ads", "adspend": "ads", "media": "ads", "paidmedia": "ads", "werbung": "ads", "anzeigen": "ads",
        "agencies": "agency", "agentur": "agency", "agenturen": "agency", "freelancer": "agency",
        "salary": "salary", "wages": "salary", "payroll": "salary", "gehalt": "salary", "gehälter": "salary",
        "personal": "salary", "staff": "salary", "tools": "software", "saas": "software", "lizenzen": "software",
        "sonstiges": "other", "sonstige": "other", "misc": "other", "miscellaneous": "other",
    },
    "figure": {
        "umsatz": "revenue", "sales": "revenue", "netsales": "revenue", "turnover": "revenue", "erlöse": "revenue",
        "refund": "refunds", "gutschriften": "refunds", "erstattungen": "refunds", "creditnotes": "refunds",
        "cash": "cash_received", "cashin": "cash_received", "zahlungseingang": "cash_received",
        "zahlungseingänge": "cash_received", "receipts": "cash_received",
        "adinvoice": "ad_invoices", "advertisinginvoices": "ad_invoices", "werberechnungen": "ad_invoices",
    },
    "includes_vat": {"gross": "yes", "brutto": "yes", "inkl": "yes", "net": "no", "netto": "no", "exkl": "no"},
}  # fmt: skip


@dataclass(frozen=True)
class Bad:
    """Why a cell is no value."""

    reason: str


FORMULA = Bad("a formula that was saved without its value")
ERROR = Bad("a cell that shows an error")
MERGED = Bad("one figure merged over several cells")
QUARTER = Bad("a quarter, not a month")
YEAR = Bad("a year, not a month")
TWO_MONTHS = Bad("a date that may be two different months")
NO_MONTH = Bad("no month")
MONTHS_WRONG = {"quarter": QUARTER, "year": YEAR, "two_months": TWO_MONTHS, "unknown": NO_MONTH}


def refused(cell: Cell) -> Bad | None:
    """What no cell may be, whatever its column."""
    if cell.formula:
        return FORMULA
    return ERROR if cell.is_error else MERGED if cell.merged else None


def month(cell: Cell) -> date | Bad:
    """The first day of the month that the cell says."""
    if bad := refused(cell):
        return bad
    if cell.day:
        return cell.day.replace(day=1)
    found = month_of(cell.text) if cell.text else NoMonth("unknown")
    return MONTHS_WRONG[found.reason] if isinstance(found, NoMonth) else found


def day(cell: Cell) -> date | Bad:
    """The day that the cell says; a month alone is its first day."""
    if bad := refused(cell):
        return bad
    if cell.day:
        return cell.day
    written = dates.take_apart(cell.text)
    if not isinstance(written, str):
        order = "dmy" if "." in cell.text else next(iter(written.orders())) if len(written.orders()) == 1 else None
        found = written.day(written.order or order) if written.order or order else None
        return found or Bad("no day, or one that may be two different days")
    first = month(cell)
    return first if isinstance(first, date) else Bad("no day")


def currency(text: str) -> str | Bad:
    """An ISO code, written as such or by a sign that means one currency alone."""
    code = text.strip().upper()
    if code in CODES:
        return code
    sign = SYMBOLS.get(text.strip(), "")
    return sign if sign in CODES else Bad("no currency (three letters such as EUR)")


def choice(text: str, column: FinanceColumn) -> str | Bad:
    """The canonical value of what a drop-down offers, by either of its names, or by a usual word for it."""
    known = {value_key(name): value for value, shown in column.values for name in (value, shown)}
    meant = {value_key(word): value for word, value in MEANT.get(column.name, {}).items()}
    found = known.get(value_key(text)) or meant.get(value_key(text))
    return found or Bad(f"none of: {', '.join(shown for _, shown in column.values)}")


def yes_or_no(text: str) -> str | Bad:
    folded = text.strip().casefold()
    said = MEANT["includes_vat"].get(value_key(text)) or (
        "yes" if folded in TRUE else "no" if folded in FALSE else None
    )
    return said or Bad("neither yes nor no")


def rounded(number: Decimal, places: int) -> Decimal:
    """A number of a workbook, at the digits that a table keeps: a formula's quotient has more than anybody states."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
