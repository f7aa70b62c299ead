"""Forms of numbers that say when or which one: dates, years, quarters, ordinals, numbered parts, names with a digit.

In English, German and Arabic, whatever language a report is in: consultants write in one and quote in another.
"""

import re
from functools import cache

LANGUAGES = ("en", "de", "ar")
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
YEAR = r"(?:19|20)\d\d"
MONEY = "EUR|USD|GBP|CHF|SAR|AED|SEK|PLN"
ENDS = rf"(?![\d%]|[.,]\d|\s?[%‰€$£¥]|\s?(?:{MONEY})\b)"  # no digits and no unit behind it
DASH = r"\s?[–—-]\s?"

# Words before a bare year. The second kind stands before amounts as well: there no word in the plural may follow.
SURE = (
    "in since during until till through year years mid early late spring summer autumn winter season calendar fiscal "
    "im seit während bis jahr jahre jahres ende anfang mitte frühjahr sommer herbst geschäftsjahr "
    "عام سنة في منذ خلال حتى"
)
UNSURE = "of by from to before after for and or vs versus than end start von ab nach vor für gegenüber und oder zu"
NO_PLURAL = "was is has its this as us thus always plus across perhaps versus bis das was als"
NUMBERED = (
    "section sections chapter chapters appendix page pages phase phases delivery deliveries step steps week weeks "
    "slide version abschnitt kapitel anhang seite seiten lieferung schritt woche القسم الفصل الصفحة المرحلة الأسبوع"
)
PARTS_OF_TIME = "quartal halbjahr woche phase lieferung tag monat jahr schritt"


@cache
def free_patterns() -> tuple[re.Pattern[str], ...]:
    """In the order in which they are taken out of a text."""
    return (*_dates(), *_periods(), *_which(), *_years(), _names())


def _dates() -> tuple[re.Pattern[str], ...]:
    month = f"(?:{'|'.join(_months())})\\.?"
    day = f"{DAY}(?:st|nd|rd|th|\\.)?"
    days = f"{day}(?:{DASH}{day})?"
    return (
        re.compile(rf"(?<![\d.,]){YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)"),
        re.compile(rf"(?<![\d.,]){DAY}([./]){MONTH}\1(?:{YEAR}|\d\d)(?!\d)"),
        re.compile(rf"(?<![\d.,/]){MONTH}/{YEAR}{ENDS}(?!/)"),
        re.compile(rf"(?<![\d.,]){MONTH}/{DAY}/(?:{YEAR}|\d\d)(?!\d)"),
        re.compile(rf"(?<![\d.,]){days}\s+(?:of\s+)?{month}(?!\w)(?:,?\s+{YEAR}{ENDS})?"),
        re.compile(rf"(?<!\w){month}\s+{YEAR}{ENDS}"),
        re.compile(rf"(?<!\w){month}\s+{days}(?!\w){ENDS}(?:,?\s+{YEAR}{ENDS})?"),
    )


def _periods() -> tuple[re.Pattern[str], ...]:
    year = rf"(?:\s?(?:/|of|,)?\s?(?:FY\s?)?(?:{YEAR}|['’]\d\d){ENDS}|/\d\d{ENDS})?"
    return (
        re.compile(rf"(?<!\w)[QH][1-4](?:{DASH}[QH]?[1-4])?(?!\w){year}"),
        re.compile(rf"(?<!\w)[1-4][QH](?:\s?(?:{YEAR}|\d\d))?(?!\w)"),
        re.compile(rf"(?<!\w)(?:FY|GJ)\s?(?:{YEAR}|\d\d)(?:[/–-]\d\d(?:\d\d)?)?(?!\w)"),
        re.compile(rf"(?<!\w)(?:CW|KW|W)\s?\d{{1,2}}(?!\w)(?:[/ ]{YEAR}{ENDS})?"),
    )


def _which() -> tuple[re.Pattern[str], ...]:
    numbered = f"(?:{'|'.join(NUMBERED.split())})"
    time = f"(?:{'|'.join(PARTS_OF_TIME.split())})"
    return (
        re.compile(r"(?<![\w.,])\d+(?:st|nd|rd|th)(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<![\w.,])\d{{1,2}}\.\s+{time}", re.IGNORECASE),
        re.compile(
            rf"(?<!\w){numbered}\s+\d+(?:\.\d+)*(?:{DASH}\d+|\s+(?:and|to|und|bis)\s+\d+)?{ENDS}", re.IGNORECASE
        ),
    )


def _years() -> tuple[re.Pattern[str], ...]:
    more = rf"(?:(?:\s*[,–/-]\s*|\s+(?:and|or|to|until|und|oder|bis)\s+){YEAR}{ENDS})*"
    sure, unsure, singular = (f"(?:{'|'.join(words.split())})" for words in (SURE, UNSURE, NO_PLURAL))
    no_plural = rf"(?!\s+(?!{singular}\b)[a-zäöüß]+(?:s|en)\b)"
    return (
        re.compile(rf"(?<![\w.,]){YEAR}{DASH}{YEAR}{ENDS}|(?<![\w.,]){YEAR}[/–]\d\d{ENDS}"),
        re.compile(rf"(?<!\w){sure}[\s-]+{YEAR}{ENDS}{more}", re.IGNORECASE),
        re.compile(rf"(?<!\w){unsure}\s+{YEAR}{ENDS}{more}{no_plural}", re.IGNORECASE),
        re.compile(rf"(?<=\(){YEAR}(?=\))|(?<!\w){YEAR}(?=['’]s\b)"),
    )


def _names() -> re.Pattern[str]:
    """GA4, B2B, utm_2, COVID-19; no name is EUR20, and x3 says how much."""
    money = "|".join(sorted(_currencies()))
    return re.compile(rf"(?<!\w)(?!(?:{money}|[xX])\d)(?:[A-Za-zÀ-ɏ_]+|(?!(?:{money})-)[A-Z]{{2,}}-)\d\w*(?![.,]\d)")


@cache
def _months() -> tuple[str, ...]:
    """Names of months, long before short; the English ones with a capital, since `may` is a verb."""
    from babel import Locale

    said = {
        name.rstrip(".")
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for name in Locale(language).months["format"][width].values()
    }
    return tuple(sorted(map(re.escape, said), key=lambda name: (-len(name), name)))


@cache
def _currencies() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").currencies)
