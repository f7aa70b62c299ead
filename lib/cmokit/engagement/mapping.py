"""How a file that no vendor module knows is read: which columns it has, and what their values mean."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cmokit.engagement.values import Code, Currency, Kind, Name, Part, Text, Timezone, YesNo

DateOrder = Literal["dmy", "mdy", "ymd"]


def _quoted_keys(value: Any) -> Any:
    """What the file says is text, numbers too; true and false must be quoted, or their spelling is lost."""
    if not isinstance(value, dict):
        return value
    if any(isinstance(key, bool) for key in value):
        raise ValueError("put true and false in quotes here, as the file spells them")
    return value


Translation = Annotated[dict[str, Code], BeforeValidator(_quoted_keys)]


class Mapping(Part):
    """One rule: files whose name fits `file` are of this kind and are read so.

    A rule of values alone says only what the client's words mean, in every file of this kind that fits.
    """

    file: Text = Field(description="a file name with * for what varies, such as 'courier_*.xlsx'")
    kind: Kind = Field(description="a kind of export or a canonical table, such as parcels")
    sheet: Text | None = Field(default=None, description="the workbook's sheet; the first with this header if left out")
    header_row: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="the header's line, from 1"
    )
    columns: dict[Name, Code] = Field(default={}, description="{our column: 'the file's header'}")
    values: dict[Name, Translation] = Field(
        default={}, description="{our column: {'what the file says': what it means}}"
    )
    formats: dict[Name, Text] = Field(default={}, description="{our column: date format such as '%d.%m.%Y'}")
    timezone: Timezone | None = Field(default=None, description="time zone of the file's times, such as Europe/Berlin")
    currency: Currency | None = Field(
        default=None, description="currency of the file's amounts where no column says it"
    )
    decimal: Literal[",", "."] | None = Field(default=None, description="the decimal sign, ',' or '.'")
    date_order: DateOrder | None = Field(default=None, description="dmy, mdy or ymd")
    nulls: tuple[str, ...] = Field(default=(), description="list of texts that mean 'no value', such as ['n/a']")
    system: Name | None = Field(default=None, description="the system the records are from, such as dpd")
    partial: YesNo | None = Field(default=None, description="true if the export never holds all records")

    @property
    def is_of_words(self) -> bool:
        """It translates values and does nothing else: the file is recognised by its own headers."""
        return bool(self.values) and not self.model_fields_set - {"file", "kind", "values"}

    @field_validator("formats")
    @classmethod
    def _formats_are_dates(cls, formats: dict[str, str]) -> dict[str, str]:
        for column, pattern in formats.items():
            if not re.search("%[dmyYbBjcx]", pattern) or not _can_write(pattern):
                raise ValueError(f"{column}: {pattern!r} is no date format")
        return formats

    @model_validator(mode="after")
    def _each_header_once(self) -> "Mapping":
        headers = list(self.columns.values())
        twice = sorted({header for header in headers if headers.count(header) > 1})
        if twice:
            raise ValueError(f"columns use the header {twice[0]!r} twice")
        return self


def _can_write(pattern: str) -> bool:
    try:
        return datetime.strptime(datetime(2026, 12, 31).strftime(pattern), pattern) is not None
    except ValueError:
        return False
