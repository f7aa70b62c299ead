"""The kinds of value that stand in engagement.yaml, each checked when it is read.

Whole numbers and yes/no are taken as written, never guessed from text; text is never made from a number.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Part(BaseModel):
    """A block of keys: unknown keys are faults, a key left empty is not set, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_set(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {info.alias or name for name, info in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """0 for Monday to 6 for Sunday, as `date.weekday()` counts."""
        return list(Weekday).index(self)


def _timezone(name: str) -> str:
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise ValueError(f"unknown time zone{_near(name, available_timezones())}")
    return name


def _currency(code: str) -> str:
    from babel.core import get_global

    if code not in get_global("all_currencies"):
        raise ValueError(f"unknown currency{_near(code, get_global('all_currencies'))}")
    return code


def is_country(code: str) -> bool:
    """Whether this is the code of a country (ISO 3166-1), not of a union or a test region."""
    from babel import Locale

    is_code = re.fullmatch("[A-Z]{2}", code) is not None
    return is_code and code not in _NO_COUNTRIES and code in Locale("en").territories


# What the Unicode data list beside countries: unions, outlying Oceania, test and unknown regions.
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def _country(code: str) -> str:
    if not is_country(code):
        better = "GB" if code.upper() == "UK" else code.upper()
        raise ValueError(f"unknown country{f' (nearest: {better})' if is_country(better) else ''}")
    return code


def _locale(name: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError("unknown locale") from error


def _email(address: str) -> str:
    if not re.fullmatch(r"[^\s@\"<>(),:;\[\]\\]+@([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,}", address):
        raise ValueError("this is no e-mail address")
    return address


def _month_day(text: str) -> str:
    try:
        datetime.strptime(f"2000-{text}", "%Y-%m-%d")
    except ValueError as error:
        raise ValueError("this is no month and day") from error
    if not re.fullmatch(r"\d\d-\d\d", text) or text == "02-29":
        raise ValueError("this is no month and day of every year")
    return text


def _only_a_date(value: Any) -> Any:
    """pydantic would take a number for seconds since 1970; 20260105 is not a day in August."""
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError("this is no date")
    return value


def _not_yes_or_no(value: Any) -> Any:
    """In Python true equals 1, in a file it does not."""
    if isinstance(value, bool):
        raise ValueError("this is no number")
    return value


def _inside(path: str) -> str:
    """A path that stays in the client's folder on every system."""
    for kind in (PurePosixPath(path), PureWindowsPath(path)):
        if kind.is_absolute() or kind.drive or kind.root or ".." in kind.parts:
            raise ValueError("this path leads out of the folder")
    return path


def _text_of_number(value: Any) -> Any:
    """A code such as 007 may stand without quotes and keeps its zeros; true and false would lose their spelling."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return getattr(value, "written", str(value)) if is_number else value


def _near(text: str, known: Any) -> str:
    import difflib

    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(text.casefold(), sorted(folded), n=1)
    return f" (nearest: {folded[near[0]]})" if near else ""


Text = Annotated[str, Field(min_length=1)]
Code = Annotated[Text, BeforeValidator(_text_of_number)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Kind = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$")]
Timezone = Annotated[str, AfterValidator(_timezone)]
Currency = Annotated[str, AfterValidator(_currency)]
Country = Annotated[str, AfterValidator(_country)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Day = Annotated[date, BeforeValidator(_only_a_date)]
InsidePath = Annotated[Text, AfterValidator(_inside)]
Color = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
EnvironmentName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Share = Annotated[float, BeforeValidator(_not_yes_or_no), Field(ge=0, le=1)]
SchemaOne = Annotated[Literal[1], BeforeValidator(_not_yes_or_no)]
Number = Annotated[Decimal, BeforeValidator(_not_yes_or_no), Field(allow_inf_nan=False)]
WholeDays = Annotated[int, Field(strict=True, ge=1, le=3650)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=525600)]
YesNo = Annotated[bool, Field(strict=True)]
