"""The sheets and columns of finance.xlsx: the names that people read, and the canonical names underneath.

Whoever writes the workbook (render, samples) and whoever reads it takes its names from here. The headers stay English
in every language: they are what the reader finds the columns by. Help texts lie in the words, under `finance.…`.
Where a sheet knows months across, a header may be a month (`Jan 2026`, or a date) instead of the columns of month and
amount; the kit's own form prints Costs so.
"""

from dataclasses import dataclass

from cmokit.vocabulary import Channel

KIND = "finance"  # as in `cmokit read`
SYSTEM = "finance"  # the source_system of every row
FILE = "finance.xlsx"
WORKBOOKS = (".xlsx", ".xlsm")
HEADER_ROW = 4  # 1-based; above it stand title and sentence
EXAMPLE = "e.g. "  # a cell that begins so is an example and never data
README_SHEET = "Read me first"
LISTS_SHEET = "Lists"  # hidden: what the drop-downs offer
MONTH_FORMAT = "mmm yyyy"


@dataclass(frozen=True)
class FinanceColumn:
    """One column. name: canonical. header: as printed. synonyms: what people make of it. example: without `e.g.`.

    values: canonical value → as printed, where a drop-down offers them. is_key: it says what the figure is of, not the
    figure itself; a row with nothing but keys is a blank line of the form.
    """

    name: str
    header: str
    synonyms: tuple[str, ...] = ()
    example: str = ""
    values: tuple[tuple[str, str], ...] = ()
    is_key: bool = True


@dataclass(frozen=True)
class FinanceSheet:
    """One sheet. table: the canonical table that it fills, or `settings`. needed: alternatives with |; "months" are
    columns headed by a month each. across: the column that those hold. unique: what may stand once in a file.
    """

    table: str
    name: str
    columns: tuple[FinanceColumn, ...]
    needed: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    across: str | None = None
    unique: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)

    def column(self, name: str) -> FinanceColumn:
        return next(column for column in self.columns if column.name == name)

    def word(self, name: str = "") -> str:
        """The id of the sheet's sentence, or of a column's help text."""
        return f"finance.sheets.{self.table}.columns.{name}" if name else f"finance.sheets.{self.table}.says"


COST_KINDS = (
    ("ads", "Advertising"), ("agency", "Agency"), ("salary", "Salaries"), ("software", "Software"), ("other", "Other"),
)  # fmt: skip
FIGURES = (
    ("revenue", "Revenue"), ("refunds", "Refunds"), ("cash_received", "Cash received"), ("ad_invoices", "Ad invoices"),
)  # fmt: skip
YES_NO = (("yes", "yes"), ("no", "no"))
CHANNELS = tuple((channel.value, channel.value.replace("_", " ").capitalize()) for channel in Channel)

_CURRENCY = FinanceColumn("currency", "Currency", ("währung", "ccy", "currency code", "devise", "العملة"), "EUR")
_MONTH = ("period", "monat", "zeitraum", "month on", "mois", "date", "datum", "الشهر")
_AMOUNT = ("betrag", "value", "wert", "sum", "summe", "montant", "total", "المبلغ")

SETTINGS = FinanceSheet(
    "settings",
    "Settings",
    (
        FinanceColumn("setting", "Setting", ("question", "einstellung", "frage")),
        FinanceColumn("answer", "Answer", ("value", "antwort", "wert", "your answer"), is_key=False),
        FinanceColumn("key", "Key", ("schlüssel", "name of the setting")),
        FinanceColumn("says", "What it is for"),
    ),
    needed=("setting|key", "answer"),
    synonyms=("einstellungen", "general", "basics"),
)
FX_RATES = FinanceSheet(
    "fx_rates",
    "Exchange rates",
    (
        FinanceColumn("from_currency", "From currency", ("from", "von", "von währung", "source currency"), "USD"),
        FinanceColumn("to_currency", "To currency", ("to", "nach", "in", "nach währung", "target currency"), "EUR"),
        FinanceColumn("month_on", "Month", _MONTH, "Jan 2026"),
        FinanceColumn(
            "rate", "Rate", ("exchange rate", "fx rate", "kurs", "wechselkurs", "umrechnungskurs"), "0.92", is_key=False
        ),
        FinanceColumn(
            "rate_source",
            "Source of the rate",
            ("source", "quelle", "quelle des kurses", "rate source"),
            "central bank, monthly average",
            is_key=False,
        ),
    ),
    needed=("from_currency", "to_currency", "month_on|months", "rate|months"),
    synonyms=("fx", "fx rates", "rates", "wechselkurse", "kurse", "currencies"),
    across="rate",
    unique=("from_currency", "to_currency", "month_on"),
)
COSTS = FinanceSheet(
    "costs",
    "Costs",
    (
        FinanceColumn(
            "line", "Cost line", ("cost", "description", "position", "kostenposition", "bezeichnung"), "Search agency"
        ),
        FinanceColumn("kind", "Kind", ("cost kind", "type", "category", "art", "kostenart"), "Agency", COST_KINDS),
        FinanceColumn("channel", "Channel", ("kanal", "marketing channel"), "Paid search", CHANNELS),
        _CURRENCY,
        FinanceColumn("period_start_on", "Month", (*_MONTH, "period start on")),
        FinanceColumn("amount", "Amount", (*_AMOUNT, "cost amount", "kosten"), "4200", is_key=False),
    ),
    needed=("kind", "period_start_on|months", "amount|months"),
    synonyms=("kosten", "monthly costs", "marketing costs"),
    across="amount",
)
PRODUCT_COSTS = FinanceSheet(
    "product_costs",
    "Product costs",
    (
        FinanceColumn("sku", "SKU", ("article", "artikel", "artikelnummer", "item", "product"), "TEA-100"),
        FinanceColumn("product_line", "Product line", ("line", "category", "produktlinie", "warengruppe"), "Teas"),
        FinanceColumn("valid_from_on", "Valid from", ("from", "since", "gültig ab", "valid from on"), "2026-01-01"),
        FinanceColumn(
            "unit_cost_amount",
            "Unit cost",
            ("cost per unit", "cost per item", "stückkosten", "einstandspreis", "unit cost amount"),
            "3.40",
            is_key=False,
        ),
        FinanceColumn("margin_share", "Margin share", ("margin", "marge", "gross margin"), "45%", is_key=False),
        _CURRENCY,
    ),
    needed=("sku|product_line", "unit_cost_amount|margin_share"),
    synonyms=("produktkosten", "unit costs", "margins", "cogs", "stückkosten"),
    unique=("sku", "product_line", "valid_from_on"),
)
CONTROL_TOTALS = FinanceSheet(
    "control_totals",
    "Control totals",
    (
        FinanceColumn("figure", "Figure", ("kennzahl", "measure", "grösse", "account"), "Revenue", FIGURES),
        FinanceColumn("month_on", "Month", _MONTH, "Jan 2026"),
        FinanceColumn("amount", "Amount", _AMOUNT, "125400.00", is_key=False),
        _CURRENCY,
        FinanceColumn(
            "includes_vat",
            "Includes VAT",
            ("vat included", "inkl mwst", "inkl. ust", "brutto", "gross", "with vat"),
            "no",
            YES_NO,
        ),
    ),
    needed=("figure", "month_on|months", "amount|months"),
    synonyms=("kontrollsummen", "totals", "books", "closing", "monthly closing"),
    across="amount",
    unique=("figure", "month_on", "currency"),
)
SHEETS = (SETTINGS, FX_RATES, COSTS, PRODUCT_COSTS, CONTROL_TOTALS)
DATA_SHEETS = SHEETS[1:]
BY_TABLE = {sheet.table: sheet for sheet in SHEETS}

# Keys of engagement.yaml that the sheet Settings answers → what stands in its first column.
SETTING_LABELS = {
    "as_of": "These figures are as of (date)",
    "currency": "Reporting currency",
    "fiscal_year_starts": "First day of the fiscal year",
    "week_starts": "First day of the week",
    "vat.share": "VAT rate",
}
INCLUDED = "vat.included_in"


def included_key(kind: str) -> str:
    """The key of the question whether a kind of export's amounts include VAT."""
    return f"{INCLUDED}[{kind}]"


def included_label(title: str) -> str:
    return f"Do the amounts of “{title}” include VAT?"
