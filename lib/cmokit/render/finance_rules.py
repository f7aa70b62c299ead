"""What a cell of finance.xlsx takes: the drop-downs behind it, the checks, and the format of its number."""

from datetime import date
from typing import Any

from cmokit.engagement.values import Weekday
from cmokit.sources.finance.layout import CHANNELS, COST_KINDS, FIGURES, LISTS_SHEET, MONTH_FORMAT, YES_NO
from cmokit.sources.reading.currencies import CODES
from cmokit.words import say

EARLIEST = date(2000, 1, 1)
FORMATS = {
    "month_on": MONTH_FORMAT,
    "valid_from_on": "d mmm yyyy",
    "rate": "0.0000####",
    "amount": "#,##0.00",
    "unit_cost_amount": "#,##0.00##",
    "margin_share": "0.0%",
}
LIST_OF = {
    "kind": "kinds", "channel": "channels", "figure": "figures", "includes_vat": "yes_no", "week_starts": "weekdays",
    "vat.included_in": "yes_no", "currency": "currencies", "from_currency": "currencies", "to_currency": "currencies",
}  # fmt: skip
CHECKS: dict[str, tuple[str, dict[str, Any]]] = {
    "month_on": ("month", {"validate": "date", "criteria": ">=", "value": EARLIEST, "error_type": "warning"}),
    "valid_from_on": ("day", {"validate": "date", "criteria": ">=", "value": EARLIEST}),
    "as_of": ("day", {"validate": "date", "criteria": ">=", "value": EARLIEST}),
    "rate": ("rate", {"validate": "decimal", "criteria": ">", "value": 0}),
    "amount": ("amount", {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}),
    "unit_cost_amount": ("cost", {"validate": "decimal", "criteria": ">=", "value": 0}),
    "margin_share": ("share", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}),
    "vat.share": ("share", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}),
}


class Lists:
    """The hidden sheet of what drop-downs offer: the client's own currencies first."""

    def __init__(self, book: Any, currency: str, others: tuple[str, ...]):
        page = book.add_worksheet(LISTS_SHEET)
        page.hide()
        first = tuple(dict.fromkeys((currency, *others)))
        offered = {
            "currencies": (*first, *sorted(CODES - set(first))),
            "kinds": tuple(shown for _, shown in COST_KINDS),
            "channels": tuple(shown for _, shown in CHANNELS),
            "figures": tuple(shown for _, shown in FIGURES),
            "yes_no": tuple(shown for _, shown in YES_NO),
            "weekdays": tuple(day.value.capitalize() for day in Weekday),
        }
        self.ranges: dict[str, str] = {}
        for place, (name, values) in enumerate(offered.items()):
            page.write_column(0, place, values)
            letter = chr(ord("A") + place)
            self.ranges[name] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(values)}"


def rule_of(name: str, lists: Lists, language: str) -> dict[str, Any] | None:
    """The check of a column, or of a setting by its key; None where anything may stand."""
    if name in LIST_OF:
        word = "currency" if LIST_OF[name] == "currencies" else "choice"
        return {"validate": "list", "source": lists.ranges[LIST_OF[name]], **_told(word, language)}
    if name in CHECKS:
        word, check = CHECKS[name]
        return {**check, **_told(word, language)}
    return None


def number_format(name: str) -> str | None:
    return FORMATS.get(name)


def _told(word: str, language: str) -> dict[str, Any]:
    """What Excel says when the cell is chosen, and when something else is typed."""
    title = say(f"finance.entry.{word}.title", language=language)
    text = say(f"finance.entry.{word}.text", language=language)
    return {"error_title": title, "error_message": text, "ignore_blank": True}
