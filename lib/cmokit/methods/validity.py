"""Whether a filled value can be what its column says: Ibis expressions over text columns, false for what cannot.

Syntax only: nothing is looked up, so an address that nobody reads is valid.
"""

from functools import cache
from re import sub

from ibis import ir

from cmokit.methods.spelling import BLANKS

# What no part of an address or a host may hold. Letters of every script may stand there (internationalised mail), of
# either case: to strip and lower a million addresses costs more than to match them.
_NEVER = r"\s@.,;:<>()\[\]\\" + '"'
_LABEL = rf"[^{_NEVER}_!?&=+*/'-]([^{_NEVER}_!?&=+*/']*[^{_NEVER}_!?&=+*/'-])?"
_TOP = rf"([^{_NEVER}_!?&=+*/'0-9-]{{2,}}|[xX][nN]--[a-zA-Z0-9-]+)"
_HOST = rf"({_LABEL}\.)+{_TOP}"
_BOX = rf"[^{_NEVER}]+(\.[^{_NEVER}]+)*"
_DIGIT, _NOT_A_DIGIT = "[0-9٠-٩۰-۹]", "[^0-9٠-٩۰-۹]"  # phone numbers are also written in Arabic and Persian digits
FEWEST_DIGITS = 7  # of a phone number with its area code
# English names that people write and the standard's own list of names (CLDR) does not hold.
_ALSO = """
uk|great britain|england|scotland|wales|northern ireland|usa|u.s.a.|u.s.|united states of america|america|uae|ksa
holland|the netherlands|czech republic|slovak republic|turkey|ivory coast|hong kong|macau|macao|palestine|burma
south korea|republic of korea|korea|north macedonia|macedonia|bosnia and herzegovina|russian federation|swaziland
cape verde|east timor|viet nam|lao|syrian arab republic|brunei darussalam|republic of ireland|the gambia|the bahamas
democratic republic of the congo|dr congo|congo|republic of the congo|moldova, republic of|tanzania, united republic of
"""


def is_email(column: ir.StringColumn) -> ir.BooleanValue:
    return column.re_search(f"^[{BLANKS}]*{_BOX}@{_HOST}[{BLANKS}]*$")


def is_domain(column: ir.StringColumn) -> ir.BooleanValue:
    """A host, with or without `https://` in front and a path behind it."""
    return column.re_search(rf"^[{BLANKS}]*([hH][tT][tT][pP][sS]?://)?{_HOST}(/\S*)?[{BLANKS}]*$")


def is_phone(column: ir.StringColumn) -> ir.BooleanValue:
    return column.re_search(rf"({_DIGIT}{_NOT_A_DIGIT}*){{{FEWEST_DIGITS}}}")


def is_country(column: ir.StringColumn) -> ir.BooleanValue:
    """An ISO code of two or three letters, or an English name of a country."""
    return column.strip().lower().re_search(_country_form())


@cache
def _country_form() -> str:
    """One expression that runs along the text once: hundreds of words one by one cost more than all other checks."""
    return "^(" + "|".join(sub(r"([.()])", r"\\\1", word) for word in country_words()) + ")$"


@cache
def country_words() -> tuple[str, ...]:
    """Every accepted way to write a country, lower case, sorted."""
    from babel import Locale
    from babel.core import get_global

    names = {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}
    longer = {code for code, to in get_global("territory_aliases").items() if len(code) == 3 and to[0] in names}
    spoken = {name for line in _ALSO.split("\n") for name in line.split("|") if name}
    plain = {name.replace(" & ", " and ") for name in names.values()}
    words = {word.lower() for word in (*names, *names.values(), *plain, *(c for c in longer if c.isalpha()), *spoken)}
    return tuple(sorted(words - {"zz", "unknown region", "world"}))
