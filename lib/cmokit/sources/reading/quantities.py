"""A column's distinct texts as exact numbers of one type, or the reason why not."""

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

import pyarrow as pa

from cmokit.sources.reading.deciding import RowOf, decimal_mark
from cmokit.sources.reading.numbers import Number, take_apart, thousands_of, to_decimal

_INT64 = 2**63 - 1
# Decimal rounds to its context's precision without a word; no number of this length is data.
_EXACT = Context(prec=200)
_LONGEST = 100


def type_numbers(
    texts: Sequence[str], type: pa.DataType, row_of: RowOf, *, decimal: str | None, percent: bool
) -> tuple[list[Any], dict[str, Any]]:
    """Per text the value, or a reason: not_a_number, not_a_whole_number, too_precise, out_of_range.

    type: int64, float64 or a decimal. percent: numbers are percents even without the sign; with it they always are.
    """
    numbers = [take_apart(text) for text in texts]
    mark = decimal or decimal_mark(numbers, texts, row_of, whole=pa.types.is_integer(type))
    values = [_fitted(_value(number, mark or ".", percent), type) for number in numbers]
    bodies = [number.body for number in numbers if number]
    currencies = sorted({number.currency for number in numbers if number and number.currency})
    decision = {"decimal": mark, "thousands": thousands_of(bodies, mark or "."), "currencies": currencies}
    return values, {name: value for name, value in decision.items() if value}


def _value(number: Number | None, mark: str, percent: bool) -> Decimal | None:
    if number is None or len(number.body) > _LONGEST:
        return None
    value = to_decimal(number.body, mark)
    if value is None:
        return None
    shift = number.exponent - (2 if percent or number.percent else 0)
    return (value.copy_negate() if number.negative else value).scaleb(shift, context=_EXACT)


def _fitted(value: Decimal | None, type: pa.DataType) -> Any:
    """The value in the column's type, exactly, or the reason why that cannot be."""
    if value is None:
        return "not_a_number"
    if pa.types.is_integer(type):
        if value != value.to_integral_value(context=_EXACT):
            return "not_a_whole_number"
        return int(value) if abs(value) <= _INT64 else "out_of_range"
    if pa.types.is_floating(type):
        return float(value)
    if value.adjusted() >= type.precision - type.scale:
        return "out_of_range"
    places = value.quantize(Decimal(1).scaleb(-type.scale), context=_EXACT)
    return places if places == value else "too_precise"
