"""What a country lets one assume: locale, first weekday and working days, by the Unicode locale data."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cmokit.engagement.values import Weekday, is_country

if TYPE_CHECKING:
    from babel import Locale

WORLD = "001"
WEEK = tuple(Weekday)


def country_of(timezone: str) -> str | None:
    """The country in which a time zone lies, or None for one without a country such as UTC."""
    from babel.core import get_global

    country = get_global("zone_territories").get(timezone)
    return str(country) if country and country != WORLD else None


def locale_of(language: str, country: str | None) -> str:
    """Number, date and money formats for this language in this country; the language's own where CLDR has no pair."""
    from babel import Locale, UnknownLocaleError

    for region in (country, WORLD):
        try:
            return str(Locale(language, territory=region))
        except UnknownLocaleError:
            continue
    return language


def week_starts_in(country: str | None) -> Weekday:
    """Monday in Germany, Sunday in Saudi Arabia and the United States."""
    return WEEK[_locale_of_country(country).first_week_day]


def working_days_in(country: str | None) -> tuple[Weekday, ...]:
    """Monday to Friday in most countries, Sunday to Thursday in Saudi Arabia or Egypt; from the week's first day on."""
    locale = _locale_of_country(country)
    length = (locale.weekend_end - locale.weekend_start) % 7 + 1
    weekend = {(locale.weekend_start + step) % 7 for step in range(length)}
    days = [(locale.first_week_day + step) % 7 for step in range(7)]
    return tuple(WEEK[day] for day in days if day not in weekend)


def filled_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """The engagement's keys, with those that follow from time zone, country and language where they are left out.

    A wrong value is left as it is, for the check that names it.
    """
    filled = {key: value for key, value in data.items() if value is not None or key not in _FOLLOWING}
    zone = filled.get("timezone")
    if isinstance(zone, str) and (home := country_of(zone)):
        filled.setdefault("country", home)
    country = filled.get("country")
    known = country if isinstance(country, str) and is_country(country) else None
    language = filled.setdefault("language", "en")
    filled.setdefault("locale", locale_of(language if language in _LANGUAGES else "en", known))
    filled.setdefault("week_starts", week_starts_in(known))
    filled.setdefault("working_days", working_days_in(known))
    return filled


_FOLLOWING = ("country", "language", "locale", "week_starts", "working_days")
# Languages in which the kit's own words exist; more follow with their catalogue.
_LANGUAGES = ("en", "de", "ar")


@lru_cache(maxsize=16)
def _locale_of_country(country: str | None) -> "Locale":
    """The country's most likely locale: the Unicode data keep weekends there."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(f"und_{country}") if country else Locale("en", WORLD)
    except UnknownLocaleError:
        return Locale("en", WORLD)
