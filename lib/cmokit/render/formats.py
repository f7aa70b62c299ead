"""Numbers, days and money as a reader of one locale writes them.

Shares become percent here and nowhere before. Rounding is half up, on decimals: 0.125 is 12.5 %, 2.5 days are 3 days
when whole. No figure is ever shown with an exponent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision, get_currency_symbol

from cmokit.words import say

# Currency signs that our fonts carry; any other currency is written with its three letters.
SIGNS = frozenset("€$£¥₹₺₪₽₴₩₫₦₱₡₲₵₭₮₸")
INDEX = "index"  # the unit of money that is shown as an index of one stated amount
WHOLE_FROM = 1000  # in sentences, amounts from here on are written without cents
INDEX_WHOLE_FROM = 10  # index points from here on have one decimal
MONTH = "MMM y"


@dataclass(frozen=True)
class Look:
    """How a report speaks and looks: formats by `locale`, words by `language`, the house colour."""

    locale: str = "en"
    language: str = "en"
    color: str = ""


def show(value: Any, unit: str, locale: str = "en", *, language: str = "en", brief: bool = False) -> str:
    """A value in its unit. unit: count, share, days, minutes, text, date, index, or an ISO currency.

    brief: as in a sentence or on a chart: amounts of a thousand and more without cents.
    """
    if value is None:
        return "–"
    if isinstance(value, (date, datetime)) or unit == "date":
        return day(value, locale, language)
    if isinstance(value, bool):
        return say("report.yes" if value else "report.no", language=language)
    if isinstance(value, str) and not (is_money(unit) and _is_number(value)):
        return value
    number = exact(value)
    if unit == "share":
        return percent(number, locale)
    if is_money(unit):
        return money(number, unit, locale, brief=brief)
    if unit in ("days", "minutes"):
        return say(f"report.units.{unit}", plural_count(number), language, number=plain_number(number, locale, 1))
    if unit == INDEX:
        return say("report.units.index", plural_count(rounded(number, 2)), language, number=_index(number, locale))
    return plain_number(number, locale, 0 if unit == "count" else 4)


def show_bare(value: Any, unit: str, locale: str = "en", *, language: str = "en") -> str:
    """As `show` without word or currency: for a column whose header says it."""
    if isinstance(value, (str, date, bool, type(None))):
        return show(value, unit, locale, language=language)
    if unit in ("days", "minutes"):
        return plain_number(exact(value), locale, 1)
    if unit == INDEX:
        return _index(exact(value), locale)
    if is_money(unit):
        shown = rounded(exact(value), get_currency_precision(unit))
        pattern = _grouped(locale, get_currency_precision(unit), fixed=True)
        return _signed(format_decimal(abs(shown), format=pattern, locale=locale), shown)
    return show(value, unit, locale, language=language)


def is_money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def exact(value: Any) -> Decimal:
    """A number as the decimal that its shortest writing says: 0.1 is 0.1, not 0.1000000000000000055."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain_number(number: Decimal, locale: str, places: int) -> str:
    """Grouped by the locale, at most `places` decimals, none that are zero."""
    whole = number == number.to_integral_value()
    shown = rounded(number, 0 if whole else places)
    return _signed(format_decimal(abs(shown), format=_grouped(locale, places, fixed=False), locale=locale), shown)


def percent(number: Decimal, locale: str, *, trim: bool = False) -> str:
    """A share as percent with one decimal. A share that is not zero never reads as zero, nor as all what is not all."""
    shown = rounded(number, 3)
    if number and not shown:
        return f"<{'−' if number < 0 else ''}{percent(Decimal('0.001'), locale)}"
    if shown == 1 and number < 1:
        return f">{percent(Decimal('0.999'), locale)}"
    pattern = _percent_pattern(locale, trim=trim)
    return _signed(format_percent(abs(shown), format=pattern, locale=locale), shown)


def money(number: Decimal, currency: str, locale: str, *, brief: bool = False) -> str:
    """An amount with its currency: all minor units, or whole units from a thousand on where `brief`."""
    places = 0 if brief and abs(number) >= WHOLE_FROM else get_currency_precision(currency)
    shown = rounded(number, places)
    pattern = _money_pattern(locale, places, currency, _sign_is_known(currency, locale))
    text = format_currency(abs(shown), currency, format=pattern, locale=locale, currency_digits=False)
    return _signed(_bare(text), shown)


def _index(number: Decimal, locale: str) -> str:
    """One decimal from 10 on, else two; what is not zero never reads as zero."""
    if number and abs(number) < Decimal("0.005"):
        return f"<{'−' if number < 0 else ''}{plain_number(Decimal('0.01'), locale, 2)}"
    return plain_number(number, locale, 1 if abs(number) >= INDEX_WHOLE_FROM else 2)


def limit(payload: str, locale: str, language: str = "en") -> str:
    """A stated limit out of a sentence's mark, `value|unit`; decimals only where it has some."""
    value, _, unit = payload.partition("|")
    if unit == "share":
        return percent(exact(value), locale, trim=True)
    return show(exact(value) if _is_number(value) else value, unit or "count", locale, language=language, brief=True)


def day(value: Any, locale: str, language: str = "en") -> str:
    """A day in the locale's order, its month in the report's language."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return _bare(format_date(value, _day_pattern(locale, language), locale=language))


def month(text: str, language: str = "en") -> str:
    """`2026-01` as the month it names."""
    return format_date(date.fromisoformat(f"{text}-01"), MONTH, locale=language)


def plural_count(number: Decimal) -> int | Decimal:
    """The count that chooses a plural form: a whole number as such, so that 1.0 is one."""
    return int(number) if number == number.to_integral_value() else number


def _signed(text: str, number: Decimal) -> str:
    return f"−{text}" if number < 0 else text


def _bare(text: str) -> str:
    """Without invisible direction marks: figures stand in left-to-right text."""
    return text.replace("\u200f", "").replace("\u200e", "").strip()


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()


@cache
def _sign_is_known(currency: str, locale: str) -> bool:
    symbol = get_currency_symbol(currency, locale=locale)
    return all(character in SIGNS or character.isascii() for character in symbol)


@cache
def _day_pattern(locale: str, language: str) -> str:
    """The locale's order of day, month and year; the language's own where the pattern holds words of another script."""
    pattern = _bare(Locale.parse(locale).date_formats["medium"].pattern)
    return (
        pattern if pattern.isascii() and "'" not in pattern else Locale.parse(language).date_formats["medium"].pattern
    )


@cache
def _grouped(locale: str, places: int, *, fixed: bool) -> str:
    """The locale's own grouping (India groups by two) with so many decimals."""
    whole = Locale.parse(locale).decimal_formats[None].pattern.split(";")[0].split(".")[0]
    return whole + ("." + ("0" if fixed else "#") * places if places else "")


@cache
def _percent_pattern(locale: str, *, trim: bool) -> str:
    """The locale's percent with one decimal; `trim` drops it where it is zero. Some locales put the sign first."""
    pattern = _bare(Locale.parse(locale).percent_formats[None].pattern.split(";")[0])
    units = pattern.rindex("0")
    return f"{pattern[:units]}0.{'#' if trim else '0'}{pattern[units + 1 :]}"


@cache
def _money_pattern(locale: str, places: int, currency: str, sign: bool) -> str:
    """The currency's place by the locale; its three letters stand apart from the number."""
    if not sign or get_currency_symbol(currency, locale=locale) == currency:
        return f"¤¤\xa0{_grouped(locale, places, fixed=True)}"
    standard = _bare(Locale.parse(locale).currency_formats["standard"].pattern.split(";")[0])
    number = _grouped(locale, places, fixed=True)
    return f"¤{number}" if standard.startswith("¤") else f"{number}\xa0¤"
